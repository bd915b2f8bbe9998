"""Everything a question is compared with: built once from a knowledge base, shared, never changed."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from bot.conversation import Candidate, Evidence
from bot.matching.contrasts import crosses
from bot.matching.lexicon import Lexicon
from bot.matching.model import Model
from bot.matching.space import spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.knowledge import Knowledge
    from bot.matching.model import Asked, Parts

LIKENESS_WEIGHT: Final = 0.5
"""How much the words of the best phrasing count beside what was learnt, which counts 1."""

CLOSENESS_WEIGHT: Final = 0.5
"""How much its meaning counts."""

SHARPNESS: Final = 2.0
"""How fast the score goes from 0 to 1; 0 in the sum of what speaks for an entry is a score of a half."""

CROSSED: Final = 0.5
"""What is left of the score of an owner that stands on the other side of a declared contrast."""

_FINALISTS: Final = 12
"""How many entries, and how many families, have their phrasings looked at one by one."""


class _Owner(NamedTuple):
    """An entry or an out-of-scope family, and what it is known by."""

    id: str
    phrasings: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return (*self.phrasings, *self.also)


def _owners(knowledge: Knowledge) -> Iterator[_Owner]:
    """Entries, then families, each by id: in which file one stands decides nothing."""
    for name, entry in sorted(knowledge.entries.items()):
        yield _Owner(name, (*entry.phrasings, entry.title), (entry.short,))
    for name, family in sorted(knowledge.out_of_scope.items()):
        yield _Owner(name, (*family.examples, family.title))


class Scored(NamedTuple):
    """The best entries and out-of-scope families, best first, and the known share (0-1) of the question's words."""

    entries: tuple[Candidate, ...]
    families: tuple[Candidate, ...]
    known: float


class _Compared(NamedTuple):
    """A question beside every owner."""

    asked: Asked
    parts: Parts
    exact: frozenset[int]
    sides: frozenset[tuple[int, tuple[str, ...]]]


class _Best(NamedTuple):
    """The phrasing of an owner that is nearest to a question: its place, how near it is, and what the owner covers."""

    phrasing: int
    likeness: float
    closeness: float
    covered: float


class Index:
    """The owners of texts, what was learnt from their texts, and their phrasings word for word."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._in_scope = len(knowledge.entries)
        self._owners = tuple(_owners(knowledge))
        self._first = np.array([0, *accumulate(len(owner.texts) for owner in self._owners)])
        self._last = self._first[:-1] + [len(owner.phrasings) for owner in self._owners]
        self.lexicon = Lexicon(knowledge.synonyms, [text for owner in self._owners for text in owner.texts])
        words = self.lexicon.texts
        numbers = [number for number, owner in enumerate(self._owners) for _ in owner.texts]
        self._model = Model(words, numbers, len(self._owners))
        self._exact = self._phrasings_by_words(words)
        self._sides = tuple(
            self.lexicon.contrasts.sides(tuple(word for text in words[first:last] for word in (*text, "")))
            for first, last in pairwise(self._first.tolist())
        )

    def _phrasings_by_words(
        self, words: tuple[tuple[str, ...], ...]
    ) -> Mapping[tuple[str, ...], frozenset[int]]:
        exact: dict[tuple[str, ...], frozenset[int]] = {}
        for number in range(len(self._owners)):
            for key in words[self._first[number] : self._last[number]]:
                exact[key] = exact.get(key, frozenset()) | {number}
        exact.pop((), None)
        return exact

    def score(self, words: tuple[str, ...], most: int) -> Scored:
        """The best `most` entries for a question's words, the best families, and what of the question is known."""
        asked = self._model.asked(words)
        if not asked.anything:
            return Scored((), (), 0.0)
        exact, sides = self._exact.get(words, frozenset()), self.lexicon.contrasts.sides(words)
        compared = _Compared(asked, self._model.score(asked), exact, sides)
        entries = self._finalists(compared, range(self._in_scope), most)
        families = self._finalists(compared, range(self._in_scope, len(self._owners)), most)
        return Scored(entries[:most], families[:most], asked.words.known)

    def _finalists(self, compared: _Compared, owners: range, most: int) -> tuple[Candidate, ...]:
        """Those of the owners that most speaks for, looked at phrasing by phrasing, best first."""
        totals = compared.parts.total[owners.start : owners.stop]
        best = np.argsort(-totals, kind="stable")[: max(most, _FINALISTS)] + owners.start
        chosen = sorted({*best.tolist(), *(number for number in compared.exact if number in owners)})
        if not chosen:
            return ()
        starts, ends = self._first[chosen], self._last[chosen]
        groups = np.repeat(np.arange(len(chosen)), ends - starts)
        texts = spans(starts, ends)
        near = self._model.compare(compared.asked, texts, groups, len(chosen))
        sums = LIKENESS_WEIGHT * near.likeness + CLOSENESS_WEIGHT * near.closeness
        bounds = pairwise(np.concatenate(([0], np.cumsum(ends - starts))).tolist())
        best_of = [first + int(sums[first:last].argmax()) for first, last in bounds]
        found = [
            self._candidate(number, compared, _Best(int(texts[at] - self._first[number]), *near.at(at, group)))
            for group, (number, at) in enumerate(zip(chosen, best_of, strict=True))
        ]
        return tuple(sorted(found, key=lambda one: (not one.evidence.exact, -one.score, one.entry)))

    def _candidate(self, number: int, compared: _Compared, best: _Best) -> Candidate:
        parts, exact = compared.parts, number in compared.exact
        owner = self._owners[number]
        evidence = Evidence(
            words=float(parts.words[number]),
            letters=float(parts.letters[number]),
            meaning=float(parts.meaning[number]),
            phrasing=owner.phrasings[best.phrasing],
            likeness=min(1.0, best.likeness),
            closeness=max(-1.0, min(1.0, best.closeness)),
            covered=min(1.0, best.covered),
            exact=exact,
            crossed=not exact and crosses(compared.sides, self._sides[number]),
        )
        raw = float(parts.total[number]) + LIKENESS_WEIGHT * best.likeness + CLOSENESS_WEIGHT * best.closeness
        score = float(1 / (1 + np.exp(-SHARPNESS * raw)))
        return Candidate(owner.id, score * CROSSED if evidence.crossed else score, evidence)
