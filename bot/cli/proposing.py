"""Puts proposals together from the outside world: what was asked, the check in a copy of the folder, the patches as files."""

from __future__ import annotations

import json
import shlex
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from bot.answer import Answerer
from bot.cache import cached_index
from bot.check.rules import RULES
from bot.check.running import checked
from bot.check.subject import Subject
from bot.cli.adapters import budgets
from bot.cli.history import kept_questions
from bot.conversation import Question, checked_question
from bot.errors import BadInputError, KnowledgeInvalidError
from bot.loading import study
from bot.settings import cache_folder, read_settings
from bot.workbench.changes import same, told
from bot.workbench.edits import AddExample, AddPhrasing
from bot.workbench.gaps import Sorted, Wish, sorted_gaps
from bot.workbench.patches import edited
from bot.workbench.proposals import proposals
from bot.workbench.unanswered import today

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.check.finding import Finding, Spot
    from bot.cli.progress import Watch
    from bot.journal.records import Kept
    from bot.loading import Written
    from bot.workbench.edits import Edit
    from bot.workbench.patches import Rewritten
    from bot.workbench.proposal import Proposal


class Proposed(NamedTuple):
    """What was found, the folder as written, and why the journal was not read."""

    found: tuple[Proposal, ...]
    sorted: Sorted
    written: Written
    note: str


def proposed(folder: Path, file: Path | None, *, days: int, least: int, watch: Watch) -> Proposed:
    """What to add to the knowledge in a folder, from a file of questions or from the journal.

    Raises:
        BackchatError: the file, the knowledge or a setting cannot be used.
    """
    written = study(folder)
    if written.problems:
        raise KnowledgeInvalidError(str(folder), written.problems)
    watch("learning the phrasings", 0, 1)
    answerer = Answerer(written.knowledge, cached_index(written.knowledge, cache_folder(read_settings())))
    wishes, note = (tuple(_of_file(file)), "") if file else _of_journal(answerer, days)
    found = sorted_gaps(answerer, wishes, watch)

    def _objections(edits: Sequence[Edit], after: Answerer) -> Mapping[Edit | None, str]:
        return objections(written, edits, after, watch)

    made = proposals(answerer, found, least=least, objections=_objections, watch=watch)
    return Proposed(made, found, written, note)


def _of_file(file: Path) -> Iterator[Wish]:
    """The questions of a file: one a line, or an object with "q"; empty lines and those that begin with # are none."""
    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        lines = content.decode("utf-8-sig").split("\n")
    except OSError as error:
        raise BadInputError(f"{file} cannot be read: {error.strerror}; name a file of questions") from None
    except UnicodeDecodeError as error:
        number = error.object[: error.start].count(b"\n") + 1
        raise BadInputError(f"{file}:{number}: this is not UTF-8: save the file as UTF-8") from None
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield Wish(_question(line.strip(), f"{file}:{number}"))


def _question(line: str, place: str) -> str:
    text: object = line
    if line.startswith("{"):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            raise BadInputError(
                f'{place}: this is not JSON: write {{"q": "the question"}}, or the question alone'
            ) from None
        text = row.get("q")
    try:
        return checked_question(text if isinstance(text, str) else "").text
    except BadInputError as error:
        raise BadInputError(f"{place}: {error}") from None


def _of_journal(answerer: Answerer, days: int) -> tuple[tuple[Wish, ...], str]:
    kept, note = (found := kept_questions(days)).kept, found.note
    return tuple(wishes_of(answerer, kept)), note


def wishes_of(answerer: Answerer, kept: Iterable[Kept]) -> Iterator[Wish]:
    """What the journal says that people wanted: questions, those that an answer did not help, and what they wanted instead.

    Follow-ups are left out, which mean nothing alone, and choices, which are nobody's words.
    """
    kept = [one for one in kept if one.text and not one.after and not one.picked]
    instead = {one.about: _answer(answerer, one.text or "") for one in kept if one.outcome == "missed"}
    liked = _liked(answerer, kept, instead)
    for one in kept:
        said = liked[same(one.text or "")]
        if one.outcome == "missed":
            yield Wish(one.text or "", wrong=frozenset({today(one.entry, answerer.knowledge)} - {""}))
            continue
        wrong = frozenset(entry for entry, more in said.items() if more < 0)
        helped = max(said, key=lambda entry: (said[entry], entry)) if one.outcome == "unsure" and said else ""
        wanted = instead.get(one.id) or (helped if said.get(helped, 0) > 0 else "")
        yield Wish(one.text or "", wrong=wrong, wanted="" if wanted in wrong else wanted)


def _liked(
    answerer: Answerer, kept: Iterable[Kept], instead: Mapping[str, str]
) -> Mapping[str, Mapping[str, int]]:
    """Question → entry → how many more people it helped than not; a wish for something else is a vote against it.

    One person whom an answer did not help is no reason to give the question to another entry if it helped others.
    """
    liked: dict[str, Counter[str]] = defaultdict(Counter)
    for one in kept:
        said = liked[same(one.text or "")]
        for vote in one.votes:
            said[today(vote.entry, answerer.knowledge)] += vote.up - vote.down
        if one.id in instead and one.entry and not one.down:
            said[today(one.entry, answerer.knowledge)] -= 1
    return liked


def _answer(answerer: Answerer, text: str) -> str:
    """The entry that answers a text today, or nothing."""
    now = told(answerer.decide(answerer.rank(Question(text))))
    return now.entries[0] if now.kind == "answered" else ""


def objections(
    written: Written, edits: Sequence[Edit], after: Answerer, watch: Watch
) -> Mapping[Edit | None, str]:
    """What `backchat check` says against what some edits add, tried in a copy of the folder."""
    rewritten = edited(written, edits)
    with TemporaryDirectory() as place:
        _copy(written, rewritten, Path(place))
        today = datetime.now(UTC).date()
        subject = Subject(
            study(Path(place)), today=today, budgets=budgets(), watch=watch, index=lambda _: after.index
        )
        findings = checked(subject, RULES).findings
    found: dict[Edit | None, str] = {}
    for finding in findings:
        for edit in _about(finding, edits, rewritten):
            found.setdefault(edit, f"{finding.found.message} ({finding.rule})")
    return found


def _copy(written: Written, rewritten: Mapping[str, Rewritten], place: Path) -> None:
    texts = {name: document.text for name, document in written.files.items()}
    for name, text in {**texts, **{name: one.new for name, one in rewritten.items()}}.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(text.encode())


def _about(finding: Finding, edits: Sequence[Edit], rewritten: Mapping[str, Rewritten]) -> Iterator[Edit]:
    """The edits whose line a finding stands in, or mentions."""
    spots: list[Spot] = [finding.found.spot, *(spot for spot, _ in finding.found.beside)]
    lines = [rewritten[one.file].new.split("\n")[one.line - 1] for one in spots if one.file in rewritten]
    for edit in edits:
        if isinstance(edit, AddPhrasing | AddExample) and any(edit.text in line for line in lines):
            yield edit


def prefix_of(folder: Path) -> tuple[str, str]:
    """The folder as a patch names it, and the command that applies one.

    Git takes names from the top of a repository, and passes over what is not below the folder where it is called; outside of
    a repository it takes them from there.
    """
    here, there = Path.cwd().resolve(), folder.resolve()
    tops = (one for one in (there, *there.parents) if (one / ".git").exists())
    top = next(tops, here if there.is_relative_to(here) else there)
    reached = here.is_relative_to(top) and there.is_relative_to(here)
    prefix = there.relative_to(top).as_posix()
    return (
        "" if prefix == "." else prefix,
        "git apply" if reached else f"git -C {shlex.quote(str(top))} apply",
    )


def write(made: Mapping[str, str], folder: Path) -> None:
    """Writes patches into a folder, which is made if need be, and must not hold others.

    Raises:
        BadInputError: it holds patches, or cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.glob("*.patch")):
            raise BadInputError(f"{folder} holds patches already: name an empty folder, or one to be made")
        for name, patch in made.items():
            (folder / name).write_bytes(patch.encode())
    except OSError as error:
        raise BadInputError(f"{folder} cannot be written: {error.strerror}; name another folder") from None
