"""Everything a question is compared with: built once from a knowledge base, shared, never changed."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from bot.conversation import Candidate, Evidence
from bot.matching.features import letter_features, word_features
from bot.matching.lexicon import Lexicon
from bot.matching.space import Space, Vector

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.knowledge import Knowledge

PHRASING_SHARE: Final = 0.3
"""What the best phrasing adds to the prototype's cosine, from the measurements of the design."""

SHORT_VOICE: Final = 0.5
"""How much the short answer counts in a prototype, a phrasing being 1."""

LETTER_SHARE: Final = 0.5
"""The part of the letters in the similarity, the rest being the words'."""

_FINALISTS: Final = 12
"""How many entries, and how many families, best prototypes first, have their phrasings looked at one by one."""


class _Owner(NamedTuple):
    """An entry or an out-of-scope family, and what it is known by."""

    id: str
    in_scope: bool
    phrasings: tuple[str, ...]
    also: tuple[str, ...]


def _owners(knowledge: Knowledge) -> Iterator[_Owner]:
    for entry in knowledge.entries.values():
        yield _Owner(entry.id, in_scope=True, phrasings=(*entry.phrasings, entry.title), also=(entry.short,))
    for name, family in sorted(knowledge.out_of_scope.items()):
        yield _Owner(name, in_scope=False, phrasings=(*family.examples, family.title), also=())


class Scored(NamedTuple):
    """The candidates among the entries, and the nearest out-of-scope family with its score (0-1)."""

    candidates: tuple[Candidate, ...]
    family: str | None
    family_score: float
    family_exact: bool
    known: float


class Index:
    """The knowledge in the two spaces, and its phrasings word for word."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._owners = tuple(_owners(knowledge))
        self._entries = len(knowledge.entries)
        texts = [text for owner in self._owners for text in (*owner.phrasings, *owner.also)]
        self.lexicon = Lexicon(knowledge.synonyms, texts)
        words = [self.lexicon.words(text) for text in texts]
        counts = [len(owner.phrasings) + len(owner.also) for owner in self._owners]
        self._first = (0, *accumulate(counts))
        numbers = [number for number, count in enumerate(counts) for _ in range(count)]
        voices = [
            1.0 if place < len(owner.phrasings) else SHORT_VOICE
            for owner, count in zip(self._owners, counts, strict=True)
            for place in range(count)
        ]
        self._words = Space([word_features(text) for text in words], numbers, voices)
        self._letters = Space([_letters(text) for text in words], numbers, voices)
        self._exact = self._phrasings_by_words(words)

    def _phrasings_by_words(self, words: list[tuple[str, ...]]) -> Mapping[tuple[str, ...], tuple[int, ...]]:
        exact: dict[tuple[str, ...], tuple[int, ...]] = {}
        for number, owner in enumerate(self._owners):
            for place in range(len(owner.phrasings)):
                key = words[self._first[number] + place]
                if key and number not in exact.get(key, ()):
                    exact[key] = (*exact.get(key, ()), number)
        return exact

    def score(self, words: tuple[str, ...], most: int) -> Scored:
        """The best `most` entries for a question's words, best first, and the nearest out-of-scope family."""
        word_vector = self._words.vector(word_features(words))
        letter_vector = self._letters.vector(_letters(words))
        by_word = self._words.prototype_scores(word_vector)
        by_letter = self._letters.prototype_scores(letter_vector)
        totals = (1 - LETTER_SHARE) * by_word + LETTER_SHARE * by_letter
        exact = self._exact.get(words, ())
        finalists = {*_best(totals[: self._entries], 0), *_best(totals[self._entries :], self._entries), *exact}
        scored = [
            self._candidate(
                number, totals, (by_word, by_letter), (word_vector, letter_vector), exact=number in exact
            )
            for number in finalists
            if totals[number] > 0
        ]
        scored.sort(key=lambda item: (not item[1].evidence.exact, -item[1].score, item[1].entry))
        entries = tuple(candidate for in_scope, candidate in scored if in_scope)
        family = next((candidate for in_scope, candidate in scored if not in_scope), None)
        return Scored(
            entries[:most],
            family.entry if family else None,
            family.score if family else 0.0,
            family.evidence.exact if family else False,
            word_vector.known,
        )

    def _candidate(
        self,
        number: int,
        totals: np.ndarray,
        parts: tuple[np.ndarray, np.ndarray],
        vectors: tuple[Vector, Vector],
        *,
        exact: bool,
    ) -> tuple[bool, Candidate]:
        owner = self._owners[number]
        first = self._first[number]
        last = first + len(owner.phrasings)
        likeness = (1 - LETTER_SHARE) * self._words.text_scores(vectors[0], first, last)
        likeness += LETTER_SHARE * self._letters.text_scores(vectors[1], first, last)
        best = int(np.argmax(likeness))
        score = (totals[number] + PHRASING_SHARE * likeness[best]) / (1 + PHRASING_SHARE)
        evidence = Evidence(
            words=float(parts[0][number]),
            letters=float(parts[1][number]),
            phrasing=owner.phrasings[best],
            likeness=min(1.0, float(likeness[best])),
            exact=exact,
        )
        return owner.in_scope, Candidate(owner.id, min(1.0, float(score)), evidence)


def _best(totals: np.ndarray, offset: int) -> list[int]:
    """The numbers of the owners with the best prototypes."""
    return (np.argsort(-totals, kind="stable")[:_FINALISTS] + offset).tolist()


def _letters(words: tuple[str, ...]) -> list[str]:
    return [run for word in words for run in letter_features(word)]
