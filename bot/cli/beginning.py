"""Begins an entry: asks for what is missing, writes it with its golden questions, and tells what is left to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from bot.answer import Answerer
from bot.cache import cached_index
from bot.cli.check import nearby
from bot.cli.checking import findings_of
from bot.cli.talk import Talk, Wanted, entry_of
from bot.cli.writing import write_all
from bot.counting import count
from bot.loading import load, study
from bot.settings import cache_folder, knowledge_folder, read_settings
from bot.workbench.edits import AddGolden, applied
from bot.workbench.patches import edited

if TYPE_CHECKING:
    from pathlib import Path

    from bot.workbench.edits import Edit

__all__ = ["Wanted", "begin"]


def begin(wanted: Wanted, named: Path | None, *, yes: bool) -> None:
    """Asks for what is missing, writes the entry and its golden questions, and tells what a check says of them.

    Raises:
        BackchatError: what was given cannot be used; nothing is written then.
        typer.Abort: the person has left, or standard input has ended.
    """
    folder = nearby(knowledge_folder(named))
    knowledge = load(folder)
    answerer = Answerer(knowledge, cached_index(knowledge, cache_folder(read_settings())))
    talk = Talk(answerer, yes=yes)
    entry = talk.completed(wanted)
    edits: tuple[Edit, ...] = (entry_of(entry), *(AddGolden(text, entry.id) for text in entry.golden))
    applied(knowledge, edits)  # refuses what the loader would refuse
    files = edited(study(folder), edits)
    known = {name: one.old for name, one in files.items() if one.old}
    write_all(folder, {name: one.new for name, one in files.items()}, known)
    for name in files:
        typer.echo(f"wrote {folder / name}")
    _tell_findings(folder, f"{entry.kind}/{entry.id}.yaml")


def _tell_findings(folder: Path, name: str) -> None:
    """What is left to do: what a check finds in the new file, and whatever is an error anywhere."""
    found = [one for one in findings_of(folder) if one.found.spot.file == name or one.severity == "error"]
    for finding in found:
        typer.echo("\n".join(finding.lines(f"{folder}/")))
    left = f"{count(len(found), 'thing')} left to mend; then" if found else "Sound so far. Next:"
    typer.echo(f"{left} write 'detail', look at it with 'backchat preview', and run 'backchat check'.")
