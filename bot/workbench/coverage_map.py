"""The map of the field: how much is answered for whom in each track, how often it is asked, and how often in vain.

A question comes to an entry that answered it, or, if there was no answer, to the one that came nearest. It came in vain if
it was only offered choices and nobody found one of them helpful, if it was refused, if more people voted that the answer did
not help than that it did, or if somebody told what they had wanted instead. A refused question from which every entry was far
comes to none: it may be about anything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.knowledge import SENIORITIES
from bot.labels import SMALL_TALK
from bot.workbench.unanswered import today

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.journal.records import Kept
    from bot.knowledge import Knowledge, Track

    Visits = Mapping[str, Mapping[str, bool]]
    """Entry → the questions that came to it → whether in vain."""

NEAR: Final = 0.1
"""The least confidence (0-1) that an entry answers with which a refused question still comes to it: five in six of the
golden questions that nothing answers have less, and half of those that are refused by mistake have more."""

NAMES: Final[Mapping[str, str]] = {"beginner": "Beginner", "junior": "Junior", "senior": "Middle, senior"}
"""What the columns are called."""

PEOPLE: Final[Mapping[str, str]] = {"beginner": "beginners", "junior": "juniors", "senior": "seniors"}
"""Whom the columns help."""


@dataclass(frozen=True, slots=True)
class Covered:
    """How much a place of the map holds: its entries, how many phrasings lead there, and the questions that came there."""

    entries: tuple[str, ...]
    phrasings: int
    asked: int
    in_vain: int


@dataclass(frozen=True, slots=True)
class Row:
    """A track: its cells in the order of `SENIORITIES`, all of it (each entry once), and its entries by kind."""

    id: str
    title: str
    cells: tuple[Covered, ...]
    whole: Covered
    kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The map; `kinds` are the kinds of entries, `unmapped` the entries that stand nowhere on it."""

    rows: tuple[Row, ...]
    kinds: tuple[str, ...]
    unmapped: tuple[str, ...]

    @property
    def gaps(self) -> Mapping[str, tuple[str, ...]]:
        """Whom nothing helps yet, and in which tracks: their titles."""
        titles = {row.id: row.title for row in self.rows}
        lacking = {
            column: tuple(titles[row] for row, one in self.empty if one == column) for column in SENIORITIES
        }
        return {PEOPLE[column]: rows for column, rows in lacking.items() if rows}

    @property
    def empty(self) -> tuple[tuple[str, str], ...]:
        """The places without an entry: the id of the track, and the column."""
        return tuple(
            (row.id, column)
            for row in self.rows
            for column, cell in zip(SENIORITIES, row.cells, strict=True)
            if not cell.entries
        )


def coverage(knowledge: Knowledge, kept: Sequence[Kept]) -> Coverage:
    """The map of some knowledge with what was asked; without a map in the knowledge it has no rows."""
    visits = _visits(kept, knowledge)
    rows = tuple(_row(name, track, knowledge, visits) for name, track in knowledge.map.items())
    mapped = {entry for row in rows for entry in row.whole.entries}
    topics = [entry for entry in knowledge.entries.values() if entry.kind != SMALL_TALK]
    unmapped = tuple(entry.id for entry in topics if rows and entry.id not in mapped)
    return Coverage(rows, tuple(sorted({entry.kind for entry in topics})), unmapped)


def _row(name: str, track: Track, knowledge: Knowledge, visits: Visits) -> Row:
    columns = [_known(getattr(track, column), knowledge) for column in SENIORITIES]
    whole = _covered([entry for column in columns for entry in column], knowledge, visits)
    kinds = Counter(knowledge.entries[entry].kind for entry in whole.entries)
    cells = tuple(_covered(column, knowledge, visits) for column in columns)
    return Row(name, track.title, cells, whole, dict(sorted(kinds.items())))


def _known(names: Iterable[str], knowledge: Knowledge) -> list[str]:
    return [entry.id for name in names if (entry := knowledge.entry(name))]


def _covered(entries: Iterable[str], knowledge: Knowledge, visits: Visits) -> Covered:
    once = tuple(dict.fromkeys(entries))
    phrasings = sum(len(knowledge.entries[entry].phrasings) for entry in once)
    came: dict[str, bool] = {}
    for entry in once:
        came |= visits.get(entry, {})
    return Covered(once, phrasings, len(came), sum(came.values()))


def _visits(kept: Iterable[Kept], knowledge: Knowledge) -> Visits:
    visits: dict[str, dict[str, bool]] = defaultdict(dict)
    for one in kept:
        for entry, question, in_vain in _visit(one):
            came = visits[today(entry, knowledge)]
            came[question] = came.get(question, False) or in_vain
    return visits


def _visit(one: Kept) -> Iterator[tuple[str, str, bool]]:
    """The entry that a question came to, the question, and whether it came in vain."""
    nearest = one.candidates[0][0] if one.candidates else ""
    match one.outcome:
        case "missed":
            if one.entry:
                yield one.entry, one.about or one.id, True
        case "unsure":
            helpful = [vote.entry for vote in one.votes if vote.up > vote.down]
            if entry := helpful[0] if helpful else nearest:
                yield entry, one.id, not helpful
        case "unknown":
            if nearest and one.confidence >= NEAR:
                yield nearest, one.id, True
        case _:
            if one.entry:
                yield one.entry, one.id, one.down > one.up
