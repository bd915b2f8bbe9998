"""Everything a question is compared with: built once from a knowledge base, shared, never changed."""

from __future__ import annotations

from itertools import accumulate, pairwise
from math import exp, log
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from bot.conversation import Candidate, Evidence
from bot.matching.contrasts import crosses
from bot.matching.lexicon import Lexicon
from bot.matching.model import Model, learn
from bot.matching.owners import owners_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from bot.knowledge import Knowledge, Synonyms
    from bot.matching.contrasts import Words
    from bot.matching.model import Learnt, Near, Parts
    from bot.matching.owners import Owner

    Sides = frozenset[tuple[int, Words]]

LIKENESS_WEIGHT: Final = 0.5
"""How much the words of the best phrasing count beside what was learnt, which counts 1."""

CLOSENESS_WEIGHT: Final = 0.75
"""How much its meaning counts."""

SHARPNESS: Final = 2.0
"""How fast the score goes from 0 to 1; 0 in the sum of what speaks for an entry is a score of a half."""

CROSSED: Final = 0.5
"""What is left of the score of an owner that stands on the other side of a declared contrast."""

FINALISTS: Final = 8
"""How many entries have their phrasings looked at one by one."""

_NEAR_FAMILIES: Final = 2
"""How many out-of-scope families have."""


def score_of(total: float) -> float:
    """The score (0-1) of the sum of what speaks for an entry."""
    return 1 / (1 + exp(-SHARPNESS * total))


def total_of(score: float) -> float:
    """What speaks for an entry of a score (0-1): the inverse of `score_of`."""
    score = min(max(score, 1e-9), 1 - 1e-9)
    return log(score / (1 - score)) / SHARPNESS


class Scored(NamedTuple):
    """The best entries and out-of-scope families, best first, and the known share (0-1) of the question's words."""

    entries: tuple[Candidate, ...]
    families: tuple[Candidate, ...]
    known: float


class _Compared(NamedTuple):
    """A question beside every owner: what speaks for each, who has it as a phrasing, which sides it takes."""

    words: Words
    parts: Parts
    exact: frozenset[int]
    sides: Sides


class _Place(NamedTuple):
    """An owner's place among the chosen: exact ones first, then by score, then by id; and where its figures stand."""

    inexact: bool
    against: float
    id: str
    crossed: bool
    number: int
    group: int
    at: int
    phrasing: int


class Compiled(NamedTuple):
    """What takes time to make of a knowledge base: the words of its texts, and what was learnt from them."""

    texts: tuple[Words, ...]
    learnt: Learnt


class Index:
    """The owners of texts, what was learnt from their texts, and their phrasings word for word."""

    def __init__(
        self,
        knowledge: Knowledge,
        compiled: Compiled | None = None,
        *,
        thorough: bool = True,
        before: Index | None = None,
    ) -> None:
        """`compiled` is what an index of knowledge with the same texts has made before.

        Unless `thorough`, what takes long to learn is estimated. `before` is the index of an earlier state of the
        knowledge, from which what has not changed is taken over.
        """
        self._in_scope = len(knowledge.entries)
        self._owners = tuple(owners_of(knowledge))
        self._synonyms = knowledge.synonyms
        if compiled is None and before is not None and before.fits(knowledge):
            compiled = before.compiled
        firsts = [0, *accumulate(len(owner.texts) for owner in self._owners)]
        self._spans = [
            (first, first + len(owner.phrasings)) for first, owner in zip(firsts, self._owners, strict=False)
        ]
        self._texts = [text for owner in self._owners for text in owner.texts]
        known, sides = before.read_with(self._synonyms) if before else ({}, {})
        self.lexicon = Lexicon(self._synonyms, self._texts, compiled.texts if compiled else None, known)
        words = self.lexicon.texts
        self.compiled: Compiled = compiled or Compiled(words, self._learn(words, thorough=thorough))
        """What may be kept, so that the next index of the same texts is made at once."""
        self._model = Model(self.compiled.learnt)
        self._exact = self._phrasings_by_words(words)
        self._sides = tuple(
            sides[owner] if owner in sides else self._sides_of(words[first:last])
            for owner, (first, last) in zip(self._owners, pairwise(firsts), strict=True)
        )

    @property
    def rough(self) -> bool:
        """Whether a thorough index of the same knowledge would be a better one."""
        return self.compiled.learnt.rough

    def fits(self, knowledge: Knowledge) -> bool:
        """Whether some knowledge has the same texts and reads them alike, so that all compiled here fits it."""
        same = (len(knowledge.entries), knowledge.synonyms) == (self._in_scope, self._synonyms)
        return same and tuple(owners_of(knowledge)) == self._owners

    def read_with(self, synonyms: Synonyms) -> tuple[Mapping[str, Words], Mapping[Owner, Sides]]:
        """The words of each text, and the sides that each owner takes, if these synonyms were used; else nothing."""
        if synonyms != self._synonyms:
            return {}, {}
        words = zip(self._texts, self.lexicon.texts, strict=True)
        return dict(words), dict(zip(self._owners, self._sides, strict=True))

    def _sides_of(self, texts: Sequence[Words]) -> Sides:
        return self.lexicon.contrasts.sides(tuple(word for text in texts for word in (*text, "")))

    def _learn(self, words: tuple[Words, ...], *, thorough: bool) -> Learnt:
        numbers = [number for number, owner in enumerate(self._owners) for _ in owner.texts]
        return learn(words, numbers, len(self._owners), thorough=thorough)

    def _phrasings_by_words(self, words: tuple[Words, ...]) -> Mapping[Words, frozenset[int]]:
        exact: dict[Words, frozenset[int]] = {}
        for number, (first, last) in enumerate(self._spans):
            for key in words[first:last]:
                exact[key] = exact.get(key, frozenset()) | {number}
        exact.pop((), None)
        return exact

    def score(self, words: Words, most: int) -> Scored:
        """The best `most` entries for a question's words, the best families, and what of the question is known."""
        asked = self._model.asked(words)
        if not asked.anything:
            return Scored((), (), 0.0)
        compared = _Compared(
            words,
            self._model.score(asked),
            self._exact.get(words, frozenset()),
            self.lexicon.contrasts.sides(words),
        )
        inside, outside = range(self._in_scope), range(self._in_scope, len(self._owners))
        entries = [*self._finalists(compared, inside, max(most, FINALISTS))]
        families = [*self._finalists(compared, outside, _NEAR_FAMILIES)]
        near = self._model.compare(asked, [self._spans[number] for number in (*entries, *families)])
        placed = self._placed((*entries, *families), compared, near)
        best = (*sorted(placed[: len(entries)])[:most], *sorted(placed[len(entries) :]))
        found = [self._candidate(one, compared, near) for one in best]
        kept = min(most, len(entries))
        return Scored(tuple(found[:kept]), tuple(found[kept:]), asked.words.known)

    def by_word(self, words: Words, owner: str, *, family: bool = False) -> tuple[tuple[str, float], ...]:
        """Each word of a question with what it says for an entry (or a family), below 0 against it, by what was learnt.

        Raises:
            KeyError: there is no such entry or family.
        """
        owners = range(self._in_scope, len(self._owners)) if family else range(self._in_scope)
        for number in owners:
            if self._owners[number].id == owner:
                return tuple(zip(words, self._model.by_word(words, number), strict=True))
        raise KeyError(owner)

    def _finalists(self, compared: _Compared, owners: range, most: int) -> Iterator[int]:
        """The `most` owners for which most speaks, and those that have the question as a phrasing."""
        totals = compared.parts.total[owners.start : owners.stop]
        best = (_greatest(totals, most) + owners.start).tolist()
        yield from best
        yield from (number for number in compared.exact if number in owners and number not in best)

    def _placed(self, chosen: Sequence[int], compared: _Compared, near: Near) -> list[_Place]:
        """The chosen owners, each with its score and its best phrasing."""
        sums = LIKENESS_WEIGHT * near.likeness + CLOSENESS_WEIGHT * near.closeness
        found, start = [], 0
        for group, number in enumerate(chosen):
            owner = self._owners[number]
            at = start + int(sums[start : start + len(owner.phrasings)].argmax())
            raw = float(compared.parts.total[number] + sums[at])
            exact = number in compared.exact
            if exact:
                at = start + self._phrasing(number, compared.words)
            crossed = not exact and crosses(compared.sides, self._sides[number])
            score = score_of(raw) * (CROSSED if crossed else 1)
            found.append(_Place(not exact, -score, owner.id, crossed, number, group, at, at - start))
            start += len(owner.phrasings)
        return found

    def _phrasing(self, number: int, words: Words) -> int:
        """Which phrasing of an owner a question is."""
        first, last = self._spans[number]
        return self.lexicon.texts[first:last].index(words)

    def _candidate(self, place: _Place, compared: _Compared, near: Near) -> Candidate:
        parts, number = compared.parts, place.number
        evidence = Evidence(
            words=float(parts.words[number]),
            letters=float(parts.letters[number]),
            meaning=float(parts.meaning[number]),
            phrasing=self._owners[number].phrasings[place.phrasing],
            likeness=min(1.0, float(near.likeness[place.at])),
            closeness=max(-1.0, min(1.0, float(near.closeness[place.at]))),
            covered=min(1.0, float(near.covered[place.group])),
            exact=not place.inexact,
            crossed=place.crossed,
        )
        return Candidate(place.id, -place.against, evidence)


def _greatest(values: NDArray[np.float32], most: int) -> NDArray[np.integer[Any]]:
    """The places of the `most` greatest values, greatest first, the first of equals first."""
    if len(values) > 4 * most:  # sorting a few beats sorting all
        least = np.partition(values, -most)[-most]
        places = np.flatnonzero(values >= least)
        return places[np.argsort(-values[places], kind="stable")][:most]
    return np.argsort(-values, kind="stable")[:most]
