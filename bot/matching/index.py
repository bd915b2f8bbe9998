"""Everything a question is compared with: built once from a knowledge base, shared, never changed."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from bot.conversation import Candidate, Evidence
from bot.matching.contrasts import crosses
from bot.matching.features import letter_features, word_features
from bot.matching.lexicon import Lexicon
from bot.matching.space import Space, Vector

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from bot.knowledge import Knowledge

LETTER_SHARE: Final = 0.35
"""The part of the letters in every similarity, the rest being the words'."""

DISTINCT_WEIGHT: Final = 1.0
"""How much what is an entry's own counts beside the cosine to its prototype, which counts 1."""

PHRASING_WEIGHT: Final = 0.6
"""How much the best phrasing's cosine counts beside it."""

SHORT_VOICE: Final = 1.0
"""How much the short answer counts in a prototype, a phrasing being 1."""

CROSSED: Final = 0.5
"""What is left of the score of an owner that stands on the other side of a declared contrast."""

_FINALISTS: Final = 12
"""How many entries, and how many families, best prototypes first, have their phrasings looked at one by one."""


class _Owner(NamedTuple):
    """An entry or an out-of-scope family, and what it is known by."""

    id: str
    phrasings: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return (*self.phrasings, *self.also)


def _entries(knowledge: Knowledge) -> Iterator[_Owner]:
    for entry in knowledge.entries.values():
        yield _Owner(entry.id, (*entry.phrasings, entry.title), (entry.short,))


def _families(knowledge: Knowledge) -> Iterator[_Owner]:
    for name, family in sorted(knowledge.out_of_scope.items()):
        yield _Owner(name, (*family.examples, family.title))


class Scored(NamedTuple):
    """The best entries and out-of-scope families, best first, and the known share (0-1) of the question's words."""

    entries: tuple[Candidate, ...]
    families: tuple[Candidate, ...]
    known: float


class _Likeness(NamedTuple):
    """A question beside every owner, and its vectors, for a closer look at some."""

    words: NDArray[np.floating[Any]]
    letters: NDArray[np.floating[Any]]
    totals: NDArray[np.floating[Any]]
    vectors: tuple[Vector, Vector]
    sides: frozenset[tuple[int, tuple[str, ...]]]


class Index:
    """The knowledge in the two spaces, and its phrasings word for word."""

    def __init__(self, knowledge: Knowledge) -> None:
        entries = tuple(_entries(knowledge))
        self._in_scope = len(entries)
        self._owners = (*entries, *_families(knowledge))
        self._first = (0, *accumulate(len(owner.texts) for owner in self._owners))
        self.lexicon = Lexicon(knowledge.synonyms, [text for owner in self._owners for text in owner.texts])
        numbers = [number for number, owner in enumerate(self._owners) for _ in owner.texts]
        voices = [
            voice
            for owner in self._owners
            for voice in (*(1.0 for _ in owner.phrasings), *(SHORT_VOICE for _ in owner.also))
        ]
        words = self.lexicon.texts
        self._words = Space((word_features(text) for text in words), numbers, voices, _itself)
        self._letters = Space(words, numbers, voices, letter_features)
        self._exact = self._phrasings_by_words(words)
        self._sides = tuple(
            self.lexicon.contrasts.sides(tuple(word for text in words[first:last] for word in (*text, "")))
            for first, last in pairwise(self._first)
        )

    def _phrasings_by_words(
        self, words: tuple[tuple[str, ...], ...]
    ) -> Mapping[tuple[str, ...], frozenset[int]]:
        exact: dict[tuple[str, ...], frozenset[int]] = {}
        for number, owner in enumerate(self._owners):
            for key in words[self._first[number] : self._first[number] + len(owner.phrasings)]:
                exact[key] = exact.get(key, frozenset()) | {number}
        exact.pop((), None)
        return exact

    def score(self, words: tuple[str, ...], most: int) -> Scored:
        """The best `most` entries for a question's words, the best families, and what of the question is known."""
        like = self._compare(words)
        exact = self._exact.get(words, frozenset())
        entries = self._finalists(like, exact, range(self._in_scope), most)
        families = self._finalists(like, exact, range(self._in_scope, len(self._owners)), most)
        return Scored(entries[:most], families[:most], like.vectors[0].known)

    def _compare(self, words: tuple[str, ...]) -> _Likeness:
        vectors = self._words.vector(word_features(words)), self._letters.vector(words)
        by_word, own_words = self._words.owner_scores(vectors[0])
        by_letter, own_letters = self._letters.owner_scores(vectors[1])
        totals = _blend(by_word, by_letter) + DISTINCT_WEIGHT * _blend(own_words, own_letters)
        return _Likeness(by_word, by_letter, totals, vectors, self.lexicon.contrasts.sides(words))

    def _finalists(
        self, like: _Likeness, exact: frozenset[int], owners: range, most: int
    ) -> tuple[Candidate, ...]:
        """Those of the owners that are most like the question, best first."""
        totals = like.totals[owners.start : owners.stop]
        order = np.argsort(-totals, kind="stable")[: max(most, _FINALISTS)] + owners.start
        chosen = {*order.tolist(), *(number for number in exact if number in owners)}
        found = (
            self._candidate(number, like, exact=number in exact)
            for number in chosen
            if like.totals[number] > 0
        )
        return tuple(sorted(found, key=lambda one: (not one.evidence.exact, -one.score, one.entry)))

    def _candidate(self, number: int, like: _Likeness, *, exact: bool) -> Candidate:
        owner = self._owners[number]
        first, last = self._first[number], self._first[number] + len(owner.phrasings)
        likeness = _blend(
            self._words.text_scores(like.vectors[0], first, last),
            self._letters.text_scores(like.vectors[1], first, last),
        )
        best = int(np.argmax(likeness))
        raw = float(like.totals[number] + PHRASING_WEIGHT * likeness[best])
        evidence = Evidence(
            words=min(1.0, float(like.words[number])),
            letters=min(1.0, float(like.letters[number])),
            phrasing=owner.phrasings[best],
            likeness=min(1.0, float(likeness[best])),
            exact=exact,
            crossed=not exact and crosses(like.sides, self._sides[number]),
        )
        score = 1 - float(np.exp(-raw))
        return Candidate(owner.id, score * CROSSED if evidence.crossed else score, evidence)


def _blend(words: NDArray[np.floating[Any]], letters: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    return (1 - LETTER_SHARE) * words + LETTER_SHARE * letters


def _itself(unit: str) -> tuple[str]:
    return (unit,)
