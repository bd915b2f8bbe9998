"""The commands and how they end: one clear line for a fault, a meaningful exit code, no traceback.

Exit codes: 0 done, 1 `check` or `calibrate --check` found problems, `diff` a change that nobody listed, or `discord sync --check` differences, 2 a word of the command or the input cannot be used, 65 the knowledge
has problems, 66 there is no such knowledge, 69 no process answers, or the journal or the address cannot be used, 70 a fault of ours, 74 the output cannot be written, 78 a setting is wrong, 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Final

import typer

from bot import __version__
from bot.cli import (
    ask,
    browse,
    calibrate,
    chat,
    check,
    db,
    diff,
    discord,
    evaluate,
    explain,
    new,
    people,
    preview,
    propose,
    reload,
    report,
    serve,
    slack,
)
from bot.errors import BackchatError

app = typer.Typer(
    name="backchat",
    help="Answers questions about the back-end developer's career, from a curated knowledge base.\n\n"
    "Start with: backchat chat",
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(chat.chat)
app.command()(ask.ask)
app.command()(browse.topics)
app.command()(browse.show)
app.command()(browse.path)
app.command()(check.check)
app.command()(check.schema)
app.command()(diff.diff)
app.command()(new.new)
app.command()(preview.preview)
app.command()(propose.propose)
app.command()(evaluate.evaluate)
app.command()(calibrate.calibrate)
app.command()(explain.explain)
app.command()(report.report)
app.command()(serve.serve)
app.add_typer(slack.app, name="slack")
app.add_typer(discord.app, name="discord")
app.command()(reload.reload)
app.add_typer(db.app, name="db")
app.command()(people.forget)
app.command()(people.export)

_IO_ERROR: Final = 74

ClickError: type[Exception] = typer.BadParameter.__mro__[
    2
]  # the base of Typer's own copy of click, which it does not export


@app.callback()
def _root(
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the version and leave.",
            is_eager=True,
            callback=lambda wanted: _print_version(wanted=wanted),
        ),
    ] = False,
) -> None:
    """Holds the options of `backchat` itself."""


def _print_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"backchat {__version__}")
        raise typer.Exit


def main() -> None:
    """The console script: runs a command and ends the process."""
    gc.disable()  # a command is over before there is anything to collect; a conversation switches it on again
    _mend_streams()
    sys.exit(run(sys.argv[1:]))


def _mend_streams() -> None:
    """Puts an empty stream where one is closed, and lets a terminal that cannot show a letter show ? instead."""
    sys.stdin = sys.stdin or Path(os.devnull).open()  # noqa: SIM115 - it stays open as long as we run
    sys.stdout = sys.stdout or Path(os.devnull).open("w")  # noqa: SIM115 - it stays open as long as we run
    sys.stderr = sys.stderr or Path(os.devnull).open("w")  # noqa: SIM115 - it stays open as long as we run
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def run(arguments: list[str]) -> int:
    """Runs one command and returns its exit code."""
    try:
        code = app(arguments or ["--help"], prog_name="backchat", standalone_mode=False)
        sys.stdout.flush()
    except BackchatError as error:
        return _fail(str(error), error.exit_code)
    except ClickError as error:
        return _usage(error)
    except typer.Abort:
        return 130
    except (BrokenPipeError, SystemExit):  # Typer and rich leave this way when the reader of a pipe has left
        _forget_output()
        return 0
    except OSError as error:
        _forget_output()
        return _fail(f"reading or writing failed: {error.strerror}", _IO_ERROR)
    return code if isinstance(code, int) else 0


def _forget_output() -> None:
    """Points standard output nowhere, so that Python does not try to write what is left when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _usage(error: Exception) -> int:
    message = getattr(error, "format_message", lambda: str(error))().rstrip(".")
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "backchat"
    return _fail(f"{message[:1].lower()}{message[1:]}. '{command} --help' shows how.", 2)


def _fail(message: str, code: int) -> int:
    typer.echo(f"backchat: {' '.join(message.split())}", err=True)
    return code
