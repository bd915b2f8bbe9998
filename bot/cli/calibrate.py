"""`backchat calibrate`: fits how sure the bot must be, and tells whether what was promised then still holds."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.check import nearby
from bot.cli.options import JsonOption, KnowledgeOption
from bot.cli.output import tell
from bot.counting import count
from bot.errors import BadInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.answer import Answerer
    from bot.knowledge import Knowledge
    from bot.workbench.questions import Selection

_PACKAGED: Final = ("bot", "_knowledge")
"""Where the knowledge lies in an installed package."""

_COPY: Final = "copy the folder and name the copy with --knowledge DIR, or look only, with --dry-run"


def calibrate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE",
            help="Further questions, to count like the golden ones of the knowledge: JSON lines, or YAML in the form of "
            "golden.yaml; 'backchat evaluate --help' shows a line.",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Fit nothing; end with 1 when the promise no longer holds.")
    ] = False,
    json_: JsonOption = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Fit and tell what would change; write nothing.")
    ] = False,
    knowledge: KnowledgeOption = None,
) -> None:
    """Fit how sure the bot must be before it answers, and write policy.yaml into the knowledge folder.

    Run it after much of the knowledge or the matching has changed; it takes about 20 seconds. It asks the golden
    questions, and phrasings and out-of-scope examples of a knowledge without them. Then it looks for the lowest
    confidence from which on hardly a question without an answer gets one.

    What it promises is a bound at 95 % confidence, so it depends on how much was asked: to claim at most 2 % takes
    149 questions without an answer of which none gets one; to claim at most 3 % takes 99.

    To see whether the promise has survived a change:

    backchat calibrate --check
    """
    from bot.bootstrap import bootstrap
    from bot.settings import knowledge_folder

    folder = nearby(knowledge_folder(knowledge))
    answerer = bootstrap(folder)
    selection = _selection(answerer.knowledge, files or ())
    if check:
        _check(answerer, selection, json_=json_)
    else:
        _fit(answerer, selection, None if dry_run else _policy_file(folder), json_=json_)


def _selection(base: Knowledge, files: Iterable[Path]) -> Selection:
    """The golden questions and those of files that count, each once."""
    from bot.workbench.questions import golden_questions, read_questions, select

    asked = [*golden_questions(base), *(one for file in files for one in read_questions(file))]
    once = {one.text.casefold(): one for one in reversed(asked)}
    return select(reversed(once.values()), base)


def _check(answerer: Answerer, selection: Selection, *, json_: bool) -> None:
    from bot.workbench.calibrate import outcomes
    from bot.workbench.policy_text import check_text, described_check
    from bot.workbench.samples import golden_samples

    policy = answerer.knowledge.policy
    if (promise := policy.promise) is None:
        raise BadInputError(
            "the policy promises nothing that could be checked: run 'backchat calibrate' first"
        )
    if not selection.kept:
        raise BadInputError(
            "there is nothing to ask: write questions into golden.yaml, or name a FILE of them"
        )
    found = outcomes(golden_samples(answerer, selection.kept), policy)
    tell(described_check(found, promise) if json_ else check_text(found, promise))
    if not found.keep(promise):
        raise typer.Exit(1)


def _fit(answerer: Answerer, selection: Selection, file: Path | None, *, json_: bool) -> None:
    from bot.workbench.calibrate import calibrate as fitted
    from bot.workbench.policy_text import change_text, described_change, policy_text
    from bot.workbench.samples import samples

    found = samples(answerer, selection.kept, _watch)
    before, now = answerer.knowledge.policy, fitted(found)
    if file:
        _write(file, policy_text(now))
    if json_:
        written = {"written": str(file) if file else None, "left_out": selection.copied + selection.unplaced}
        tell({**written, **described_change(found, before, now)})
        return
    end = f"Wrote {file}." if file else "Wrote nothing: this was a dry run."
    tell("\n\n".join([*_left_out(selection), change_text(found, before, now), end]))


def _watch(step: str) -> None:
    """Says what is being done, when a person waits."""
    if sys.stderr.isatty():
        typer.echo(f"{step} ...", err=True)


def _left_out(selection: Selection) -> Iterator[str]:
    if left := selection.copied + selection.unplaced:
        yield (
            f"Left out {count(left, 'question')}: {selection.copied} equal to a phrasing or title, "
            f"{selection.unplaced} to be answered by entries that do not exist."
        )


def _policy_file(folder: Path) -> Path:
    """The file of a folder's policy, after a look whether it can be written: fitting takes long.

    Raises:
        BadInputError: nothing can be written there, or nothing should be.
    """
    if folder.resolve().parts[-2:] == _PACKAGED:
        raise BadInputError(f"{folder} belongs to the installed package, which an update replaces: {_COPY}")
    file = folder / ("policy.yml" if (folder / "policy.yml").is_file() else "policy.yaml")
    if file.is_dir():
        raise BadInputError(f"{file} is a folder: move it away, the policy is to be written there")
    _write(file, None)
    return file


def _write(file: Path, text: str | None) -> None:
    """Puts a text in the place of a file, all at once, so that nobody reads half of it; None tries whether that goes."""
    target = file.resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        beside.write_text(text or "", encoding="utf-8")
        if text is not None:
            beside.replace(target)
    except OSError as error:
        raise BadInputError(f"{file} cannot be written: {error.strerror}; {_COPY}") from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
