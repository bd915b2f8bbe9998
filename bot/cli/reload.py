"""`backchat reload`: for people who edited the knowledge of a running bot and want to see it live now."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bot.cli.options import JsonOption
from bot.cli.output import tell
from bot.counting import count
from bot.errors import ServingError

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN: Final = 5
"""How many files are named."""

_REFUSED: Final = 65
_FAILED: Final = 69


def reload(
    force: Annotated[
        bool, typer.Option("--force", help="Even if more than a fifth of the entries go.")
    ] = False,
    json_: JsonOption = False,
) -> None:
    """Have every running bot of this data folder read its knowledge files again, now.

    Edited files go live by themselves (BACKCHAT_WATCH). This is for when that is switched off, for a file that was cut
    on purpose and is taken for half saved, and, with --force, for when many entries are meant to go:

    backchat reload --force

    Knowledge with problems is refused, and the last good one stays live: backchat check shows the same problems.

    Ends with 0 when every process has the knowledge of the files, with 65 when one refused it and with 69 when no
    process runs or one does not answer.
    """
    from bot.operations.sockets import running
    from bot.settings import data_folder, read_settings

    folder = data_folder(read_settings())
    if not (processes := running(folder)):
        raise ServingError(
            f"no bot runs with its data in {folder}: start one with 'backchat serve', or name its folder with BACKCHAT_DATA"
        )
    answers = [{"process": number, **_ask(path, forced=force)} for number, path in processes]
    if json_:
        typer.echo(json.dumps(answers, ensure_ascii=False, indent=2))
    else:
        for answer in answers:
            tell(f"process {answer['process']} {_line(answer)}" if len(answers) > 1 else _line(answer))
    raise typer.Exit(max(_code(answer) for answer in answers))


def _ask(path: Path, *, forced: bool) -> dict[str, Any]:
    from bot.operations.control import order

    try:
        return order(path, forced=forced)
    except PermissionError:
        return {"outcome": "failed", "reason": "it is another user's: reload as that user"}
    except (OSError, ValueError) as error:
        return {"outcome": "failed", "reason": f"it does not answer: {error}"}


def _code(answer: dict[str, Any]) -> int:
    return {"reloaded": 0, "unchanged": 0, "refused": _REFUSED}.get(answer["outcome"], _FAILED)


def _line(answer: dict[str, Any]) -> str:
    """What a person is told of an answer: one line, and one more for each problem."""
    match answer:
        case {"outcome": "reloaded", "after": after, "files": files}:
            return ", ".join(
                filter(None, [f"reloaded: {count(after, 'entry', 'entries')}", *_counts(answer)])
            ) + _named(files)
        case {"outcome": "unchanged"}:
            return "unchanged: the files say what is live already"
        case {"outcome": "refused", "reason": reason, "problems": problems}:
            return "\n".join(
                [f"refused: {reason}; the last good knowledge stays live", *map(_problem, problems)]
            )
        case _:
            return f"{answer['outcome']}: {answer.get('reason', '')}"


def _counts(answer: dict[str, Any]) -> list[str]:
    return [f"{len(answer[how])} {how}" for how in ("added", "removed", "changed") if answer.get(how)]


def _named(files: list[str]) -> str:
    more = f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
    return f": {', '.join(files[:_SHOWN])}{more}"


def _problem(problem: dict[str, Any]) -> str:
    from bot.problems import Problem

    return str(Problem(**problem))
