"""What found no answer, and what people wanted instead: the words of the questions, each counted once for all its spellings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.matching.normalize import normalize
from bot.workbench.typed import discreet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from bot.journal.records import Kept, Millis
    from bot.knowledge import Knowledge
    from bot.workbench.changes import Told

    Again = Callable[[str, str], Told]
    """What a question, asked after an entry, is told today."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that found no answer, in the words of whoever asked last, and what it is told today, if that was tried.

    What looks private in the words is hidden.
    """

    text: str
    offered: int
    refused: int
    last: Millis
    today: Told | None = None

    @property
    def times(self) -> int:
        """How often it was asked."""
        return self.offered + self.refused

    @property
    def open(self) -> bool:
        """Whether it still finds no answer, and is not out of scope on purpose."""
        return self.today is None or (self.today.kind != "answered" and not self.today.family)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What people wanted instead of what they were shown, in the words of the last of them."""

    text: str
    entries: tuple[str, ...]
    times: int


def unanswered(asked: Iterable[Kept], again: Again | None) -> Iterator[Unanswered]:
    """What found no answer, the most frequent first; spellings that are the same to the matching are one question."""
    lacking = (one for one in asked if lacks(one) and one.text)
    groups = grouped(lacking, lambda one: normalize(one.text or ""))
    for some in sorted(groups.values(), key=lambda some: (-len(some), -some[-1].at, some[-1].id)):
        last = some[-1]
        text, offered = last.text or "", sum(one.outcome == "unsure" for one in some)
        told = again(text, last.after) if again else None
        yield Unanswered(discreet(text), offered, len(some) - offered, last.at, told)


def wanted(missed: Iterable[Kept], knowledge: Knowledge) -> Iterator[Wanted]:
    """What people wanted instead, the most frequent first, with all the entries that were not it."""
    groups = grouped((one for one in missed if one.text), lambda one: normalize(one.text or ""))
    for some in sorted(groups.values(), key=lambda some: (-len(some), -some[-1].at, some[-1].id)):
        shown = sorted({today(one.entry, knowledge) for one in some if one.entry})
        yield Wanted(discreet(some[-1].text or ""), tuple(shown), len(some))


def lacks(one: Kept) -> bool:
    """Whether a question found no answer: it was refused, or only offered choices."""
    return one.outcome in {"unsure", "unknown"}


def grouped(kept: Iterable[Kept], key: Callable[[Kept], str]) -> Mapping[str, list[Kept]]:
    """The questions by a key, in their order."""
    groups: dict[str, list[Kept]] = defaultdict(list)
    for one in kept:
        groups[key(one)].append(one)
    return groups


def today(name: str, knowledge: Knowledge) -> str:
    """The id of an entry as it is today."""
    return knowledge.aliases.get(name, name)
