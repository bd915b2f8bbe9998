"""The commands and how they end: one clear line for a fault, a meaningful exit code, no traceback.

Exit codes: 0 done, 1 `check` found problems, 2 a word of the command or the input cannot be used, 65 the knowledge
has problems, 66 there is no such knowledge, 78 a setting is wrong, 130 interrupted.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated

import typer

from bot import __version__
from bot.cli import ask, browse, chat, check
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
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a letter shows ? instead
    sys.exit(run(sys.argv[1:]))


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
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has left: nobody to tell
        return 0
    return code if isinstance(code, int) else 0


def _usage(error: Exception) -> int:
    message = getattr(error, "format_message", lambda: str(error))().rstrip(".")
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "backchat"
    return _fail(f"{message[:1].lower()}{message[1:]}. '{command} --help' shows how.", 2)


def _fail(message: str, code: int) -> int:
    typer.echo(f"backchat: {' '.join(message.split())}", err=True)
    return code
