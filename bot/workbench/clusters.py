"""Finds questions that ask for the same thing, by what the matcher sees in them.

Two questions are as alike as their words, letters and meaning are (in the shares of `bot.matching.model`), and as what
they say for the entries is: that part is what finds the same wish in other words. The groups are made by joining the most
alike again and again, as alike as their members are on average (Sokal and Michener 1958).

Measured on the shipped knowledge, pairs of questions for one entry: all 492 golden questions with an entry come to groups
of purity 0.97 (pairs: precision 0.93, recall 0.88, F1 0.90), the 86 of them that get no answer, which are worded like nothing
else, to 0.97 (0.73, 0.28, 0.40). Without what the questions say for the entries F1 is 0.05 at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from bot.conversation import Question
from bot.matching.features import letter_features, word_features
from bot.matching.meaning import meanings
from bot.matching.model import LETTER_SHARE, MEANING_SHARE
from bot.matching.space import count
from bot.read import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.answer import Answerer
    from bot.matching.space import Spell

    Matrix = NDArray[np.floating[Any]]

ALIKE: Final = 0.25
"""The least likeness (0-1) at which two groups are joined: from there up, three in four pairs belong together even among
questions that nothing answers; at 0.2 it is half of them."""

OWNERS_SHARE: Final = 1.0
"""How much counts what two questions say for the entries, their features counting 1."""

_SHARPNESS: Final = 4
"""The power of a score in that: what is far from sure tells little of what is asked."""

_LOOKED_AT: Final = 8
"""How many entries a question is taken to speak for."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Some questions in the order of their texts, how alike each two are (0-1), and the scores (0-1) of the owners.

    `owners` are the ids of all entries and then of the out-of-scope families, of which there are `families`.
    """

    texts: tuple[str, ...]
    likeness: Matrix
    owners: tuple[str, ...]
    families: int
    scores: Matrix


def compared(answerer: Answerer, texts: Sequence[str]) -> Compared:
    """Some questions compared with each other, whatever their order."""
    texts = sorted(set(texts))
    entries, families = tuple(answerer.knowledge.entries), tuple(answerer.knowledge.out_of_scope)
    scores = _scores(answerer, texts, entries, families)
    likeness = (_features(answerer, texts) + OWNERS_SHARE * _alike(scores)) / (
        1 + MEANING_SHARE + OWNERS_SHARE
    )
    return Compared(tuple(texts), likeness, (*entries, *families), len(families), scores)


def clusters(found: Compared, least: float = ALIKE) -> tuple[tuple[int, ...], ...]:
    """The numbers of the questions that belong together, the groups by their first question."""
    alike = np.array(found.likeness, np.float64)
    np.fill_diagonal(alike, -np.inf)
    groups = {number: [number] for number in range(len(alike))}
    while len(groups) > 1:
        one, other = sorted(divmod(int(alike.argmax()), len(alike)))
        if alike[one, other] < least:
            break
        sizes = len(groups[one]), len(groups[other])
        joined = (alike[one] * sizes[0] + alike[other] * sizes[1]) / sum(sizes)
        alike[one], alike[:, one] = joined, joined
        alike[other], alike[:, other] = -np.inf, -np.inf
        alike[one, one] = -np.inf
        groups[one] += groups.pop(other)
    return tuple(tuple(sorted(group)) for group in groups.values())


def _scores(
    answerer: Answerer, texts: Sequence[str], entries: Sequence[str], families: Sequence[str]
) -> Matrix:
    """The score of each owner for each question; 0 for those that are not near."""
    inside = {name: number for number, name in enumerate(entries)}
    outside = {name: len(entries) + number for number, name in enumerate(families)}
    scores = np.zeros((len(texts), len(inside) + len(outside)))
    for number, text in enumerate(texts):
        ranking = answerer.rank(Question(text), most=_LOOKED_AT)
        for one in ranking.candidates:
            scores[number, inside[one.entry]] = one.score
        if ranking.family:
            scores[number, outside[ranking.family.entry]] = ranking.family.score
    return scores


def _alike(scores: Matrix) -> Matrix:
    """How alike is what each two questions say for the owners; the less, the less they say."""
    strength = np.sqrt(scores.max(axis=1, initial=0.0))
    spoken = _directions(scores**_SHARPNESS) * strength[:, None]
    return np.asarray(spoken @ spoken.T)


def _features(answerer: Answerer, texts: Sequence[str]) -> Matrix:
    """How alike each two questions are by words, letters and meaning; what the knowledge has never seen counts too."""
    lexicon = answerer.index.lexicon
    asked = [read(Question(text), lexicon).words for text in texts]
    known = [*lexicon.texts, *asked]
    words = _cosines([word_features(one) for one in known], lambda unit: (unit,), len(asked))
    letters = _cosines(known, letter_features, len(asked))
    vectors = np.array([meanings().vector(one) for one in asked]).reshape(len(asked), meanings().size)
    beside = np.where(vectors.any(axis=1, keepdims=True), vectors - answerer.index.compiled.learnt.middle, 0)
    meant = _directions(beside)
    return np.asarray((1 - LETTER_SHARE) * words + LETTER_SHARE * letters + MEANING_SHARE * (meant @ meant.T))


def _cosines(texts: Sequence[Sequence[str]], spell: Spell, last: int) -> Matrix:
    """The cosine of each two of the `last` texts in the space of all."""
    rows = count(texts, spell).rows
    first = len(texts) - last
    used, columns = np.unique(rows.ids[rows.starts[first] :], return_inverse=True)
    found = np.zeros((last, max(1, len(used))))
    sizes = np.diff(rows.starts[first:])
    found[np.repeat(np.arange(last), sizes), columns] = rows.weights[rows.starts[first] :]
    return np.asarray(found @ found.T)


def _directions(vectors: Matrix) -> Matrix:
    return np.asarray(vectors / np.maximum(np.sqrt((vectors * vectors).sum(axis=1, keepdims=True)), 1e-9))
