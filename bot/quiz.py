"""Makes the questions of a quiz from the entries alone: what an entry says, without what gives it away, and a few titles.

Nothing is drawn by lot: the same knowledge gives the same questions in the same order, so that a button of an old message
still means what it meant. A question is asked where it is fair: one of its titles fits the text, and the others do not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from bot.quiz_topics import Topics, clue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.knowledge import Entry, Knowledge, LearningPath
    from bot.quiz_topics import Clue, Topic

MOST_OPTIONS: Final = 4
"""How many titles a question offers to choose from, at most."""

_STEP: Final = 1.0
_REPEATED: Final = 0.6
"""What speaks for a wrong title: that it is a step of the path; and against it: each time that it was offered already."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question: what an entry says, with gaps, and the entries whose titles are to choose from, itself among them."""

    entry: Entry
    text: str
    options: tuple[Entry, ...]

    @property
    def right(self) -> int:
        """The place of the right option, counted from 1."""
        return self.options.index(self.entry) + 1


class Quizzes:
    """The questions on the learning paths of one knowledge base; those of a path are made when first wanted, and kept."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._made: dict[str, Mapping[int, Item]] = {}

    def items(self, path: LearningPath, upto: int) -> tuple[Item, ...]:
        """The questions on the first `upto` steps of a path: one a step, none on a step that allows no fair one."""
        if path.id not in self._made:
            self._made[path.id] = dict(self._make(path))
        return tuple(item for step, item in self._made[path.id].items() if step <= upto)

    @cached_property
    def _topics(self) -> Topics:
        return Topics(self._knowledge)

    def _make(self, path: LearningPath) -> Iterator[tuple[int, Item]]:
        found = [self._knowledge.entry(step.entry) for step in path.steps]
        ids = [entry.id if entry else "" for entry in found]
        offered: Counter[str] = Counter()
        for number, name in enumerate(ids, 1):
            topic = self._topics.all.get(name)
            if topic is None or name in ids[: number - 1] or not (asked := clue(topic)).says_enough:
                continue
            if wrong := self._wrong(asked, frozenset(ids), offered):
                offered.update(other.id for other in wrong)
                yield number, _item(path, asked, wrong)

    def _wrong(self, asked: Clue, steps: frozenset[str], offered: Counter[str]) -> list[Entry]:
        """Three other entries, or fewer in a small knowledge base: the most tempting whose titles are wrong."""

        def rank(other: Topic) -> tuple[float, str]:
            name = other.entry.id
            tempting = (
                self._topics.kinship(asked.topic, other) + _STEP * (name in steps) - _REPEATED * offered[name]
            )
            return -tempting, name

        others = sorted((one for one in self._topics.all.values() if one is not asked.topic), key=rank)
        fair = (one.entry for one in others if self._topics.is_fair(asked, one))
        return _by_title(fair)


def _by_title(entries: Iterator[Entry]) -> list[Entry]:
    """The first entries, no title twice."""
    found: dict[str, Entry] = {}
    for entry in entries:
        found.setdefault(entry.title.casefold(), entry)
        if len(found) == MOST_OPTIONS - 1:
            break
    return list(found.values())


def _item(path: LearningPath, asked: Clue, wrong: list[Entry]) -> Item:
    """The question, its options in an order that looks like chance and is the same each time."""
    entry = asked.topic.entry

    def place(option: Entry) -> bytes:
        return sha256(f"{path.id}:{entry.id}:{option.id}".encode()).digest()

    return Item(entry, asked.text, tuple(sorted((entry, *wrong), key=place)))
