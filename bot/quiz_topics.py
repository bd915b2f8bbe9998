"""What the entries of a knowledge base have in common, and what sets their titles apart."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.labels import SMALL_TALK
from bot.quiz_gaps import GAP, acronyms, alike_words, content, statement, with_gaps, words

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from bot.knowledge import Entry, Knowledge

_EVERYDAY: Final = 5
"""Titles that a word may occur in, or a tenth of all, before it tells none of them from the others."""

_FAMILY: Final = 4
"""Titles that share a word before it names a whole field: in it, titles that go on differently are different topics."""

_LETTERS: Final = 6
"""Letters by which words are compared where it only matters how much two entries have in common."""

_REMAINING: Final = 8
_MOST_GAPS: Final = 1 / 3
"""A text with gaps still says something: so many words remain, and gaps are at most so large a share of them."""

_RELATED: Final = 3.0
_CONTRAST: Final = 3.0
_NEIGHBOUR: Final = 0.5
_KIND: Final = 1.0
_FORM: Final = 0.5
_LIKENESS: Final = 16.0
"""What each tie between two topics counts; the likeness of entries that have little in common is some 0.05."""


@dataclass(frozen=True, slots=True)
class Topic:
    """An entry with what a quiz needs to know of it.

    `form` is the first word of its title; `content` are the words of the title that mean something, `telling` those that set
    it apart from other titles (all, if none do), and `head` the telling ones up to a colon. `names` are the words and pairs of
    words of the title, `own` those that set it apart. `said` are the words of what the entry says in short, `bag` the stems
    of all that is known of it.
    """

    entry: Entry
    form: str
    content: tuple[str, ...]
    telling: tuple[str, ...]
    head: tuple[str, ...]
    names: frozenset[str]
    own: frozenset[str]
    said: frozenset[str]
    bag: frozenset[str]


@dataclass(frozen=True, slots=True)
class Clue:
    """A topic that is asked about: what it says, with gaps, and the words of that."""

    topic: Topic
    text: str
    shown: frozenset[str]

    @property
    def says_enough(self) -> bool:
        """Whether anybody could tell by it what it is about."""
        remaining = len(self.shown)
        return remaining >= _REMAINING and self.text.count(GAP) <= _MOST_GAPS * remaining


def clue(topic: Topic) -> Clue:
    """What is shown of a topic that is asked about."""
    text = with_gaps(statement(topic.entry.short), topic.telling, topic.entry.title)
    return Clue(topic, text, frozenset(words(text)))


class Topics:
    """The entries of a knowledge base that a quiz can be about, and what they have to do with each other."""

    def __init__(self, knowledge: Knowledge) -> None:
        entries = [entry for entry in knowledge.entries.values() if entry.kind != SMALL_TALK]
        titles = Counter(stem for entry in entries for stem in set(map(_stem, content(entry.title))))
        most = max(_EVERYDAY, len(entries) // 10)
        everyday = frozenset(stem for stem, number in titles.items() if number > most)
        self.all: Final = {entry.id: _topic(entry, everyday) for entry in entries}
        """The topics by the ids of their entries."""
        self._families = {stem for stem, number in titles.items() if number >= _FAMILY}
        self._near = {name: _near(topic.entry, knowledge) for name, topic in self.all.items()}
        self._weights = _weights(self.all.values())
        self._sizes = {name: self._weight(topic.bag) for name, topic in self.all.items()}
        sides = [frozenset("".join(words(name)) for name in group) for group in knowledge.synonyms.contrasts]
        self._sides = {name: [side for side in sides if side & topic.own] for name, topic in self.all.items()}

    def kinship(self, one: Topic, other: Topic) -> float:
        """How much two topics have to do with each other, from 0: how tempting the title of one is for the text of the other."""
        near, far = self._near[one.entry.id], self._near[other.entry.id]
        return (
            _RELATED * (other.entry.id in near or one.entry.id in far)
            + _CONTRAST * self._contrast(one, other)
            + _NEIGHBOUR * len(near & far)
            + _KIND * (one.entry.kind == other.entry.kind)
            + _FORM * (one.form == other.form)
            + _LIKENESS * self._likeness(one, other)
        )

    def is_fair(self, asked: Clue, other: Topic) -> bool:
        """Whether the title of another topic does not fit what is asked about as well, nor occurs in it."""
        topic = asked.topic
        if topic.entry.title.casefold() == other.entry.title.casefold() or _is_mentioned(other, asked):
            return False
        if self._contrast(topic, other):
            return True
        covered = len(alike_words(topic.head, other.said))
        return self._differ(topic, other) and 2 * covered <= len(topic.head)

    def _differ(self, one: Topic, other: Topic) -> bool:
        """Whether two titles have no word in common but the name of their field, and more words of their own."""
        shared = alike_words(one.telling, other.content)
        if not shared:
            return True
        in_family = all(_stem(word) in self._families for word in shared)
        own = len(other.telling) - len(alike_words(other.telling, one.content))
        return in_family and 2 * len(shared) <= len(one.telling) and own > 0

    def _contrast(self, one: Topic, other: Topic) -> bool:
        """Whether the titles are on different sides of what the knowledge says must never be taken for each other."""
        mine, theirs = one.own - other.names, other.own - one.names
        return any(side & mine and side & theirs for side in self._sides[one.entry.id])

    def _likeness(self, one: Topic, other: Topic) -> float:
        """The cosine of what is known of two topics, by words, 0-1."""
        size = math.sqrt(self._sizes[one.entry.id] * self._sizes[other.entry.id])
        return self._weight(one.bag & other.bag) / size if size else 0.0

    def _weight(self, bag: frozenset[str]) -> float:
        # an exact sum: the order of a set differs from process to process, and the questions may not
        return math.fsum(map(self._weights.__getitem__, bag))


def _topic(entry: Entry, everyday: frozenset[str]) -> Topic:
    about, named = content(entry.title), words(entry.title)
    apart = tuple(word for word in about if _stem(word) not in everyday)
    telling = apart or about
    head = content(entry.title.partition(":")[0])
    pairs = {f"{one}{other}": {one, other} for one, other in pairwise(named)}
    return Topic(
        entry=entry,
        form=named[0] if named else "",
        content=about,
        telling=telling,
        head=tuple(word for word in telling if word in head) or telling,
        names=frozenset((*named, *pairs)),
        own=frozenset((*apart, *(pair for pair, both in pairs.items() if both & set(apart)))),
        said=frozenset(words(entry.short)),
        bag=frozenset(map(_stem, words(" ".join((entry.title, entry.short, *entry.phrasings))))),
    )


def _is_mentioned(other: Topic, asked: Clue) -> bool:
    """Whether what is asked about names another topic: by its initials, or by half of the words of its title."""
    if any(acronym.casefold() in asked.shown for acronym in acronyms(other.entry.title)):
        return True
    return 2 * len(alike_words(other.head, asked.shown)) >= len(other.head)


def _stem(word: str) -> str:
    return word.removesuffix("s")[:_LETTERS]


def _near(entry: Entry, knowledge: Knowledge) -> frozenset[str]:
    """The ids of the entries that an entry names as related, as they are called today."""
    found = (knowledge.entry(name) for name in entry.related)
    return frozenset(other.id for other in found if other)


def _weights(topics: Collection[Topic]) -> Mapping[str, float]:
    """How much it says that two topics share a stem: the square of what is called its inverse document frequency."""
    known = Counter(stem for topic in topics for stem in topic.bag)
    return {stem: math.log(len(topics) / number) ** 2 for stem, number in known.items()}
