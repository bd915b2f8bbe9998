"""How much a question speaks for every owner: what was learnt from the texts, and how it is applied.

A question and a text are both one sparse vector, of the words' features and the letters', and one dense vector of
meaning; each of the three parts has a fixed share of the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from bot.matching.features import letter_features, word_features
from bot.matching.meaning import meanings
from bot.matching.space import Space
from bot.matching.training import train

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.matching.space import Vector

    Weights = NDArray[np.float32]

LETTER_SHARE: Final = 0.5
"""The part of the letters in the squared length of a vector of features, the rest being the words'."""

MEANING_SHARE: Final = 0.15
"""The squared length of the meaning beside it, that of all features being 1."""


class Asked(NamedTuple):
    """A question as the model sees it."""

    words: Vector
    letters: Vector
    meaning: Weights

    @property
    def anything(self) -> bool:
        """Whether any of it is known."""
        return len(self.words.ids) + len(self.letters.ids) > 0


class Parts(NamedTuple):
    """What speaks for every owner, and against it below 0: `total` is the sum of the others and of a constant."""

    words: Weights
    letters: Weights
    meaning: Weights
    total: Weights


class Near(NamedTuple):
    """The cosines of a question to some texts by words (0-1) and meaning (-1 to 1), and what groups cover (0-1)."""

    likeness: Weights
    closeness: Weights
    covered: Weights

    def at(self, text: int, group: int) -> tuple[float, float, float]:
        """Likeness and closeness of one text, and what one group covers."""
        return float(self.likeness[text]), float(self.closeness[text]), float(self.covered[group])


class Model:
    """The texts of all owners in three spaces, and what was learnt from them."""

    def __init__(self, texts: Sequence[tuple[str, ...]], owners: Sequence[int], count: int) -> None:
        """The words of each text, whose it is, and how many owners there are."""
        self.words = Space((word_features(text) for text in texts), _itself)
        self.letters = Space(texts, letter_features)
        found = [meanings().vector(text) for text in texts]
        self._meanings = np.array(found, np.float32).reshape(len(texts), meanings().size)
        self._middle: Weights = self._meanings.mean(axis=0) if texts else np.zeros(meanings().size, np.float32)
        self._meanings = _directions(self._meanings - self._middle)
        rows = [self._row(number) for number in range(len(texts))]
        dense = len(self.words) + len(self.letters)
        learnt = train(rows, owners, dense + meanings().size, count)
        self._features, self._means, self._constant = learnt[:dense], learnt[dense:-1], learnt[-1]

    def _row(self, number: int) -> tuple[NDArray[np.integer[Any]], Weights]:
        """One text as the training takes it: all of its features by one numbering, in their shares."""
        ids, values = [], []
        first = 0
        for space, share in ((self.words, 1 - LETTER_SHARE), (self.letters, LETTER_SHARE)):
            start, end = space.rows.starts[number : number + 2]
            ids.append(space.rows.ids[start:end].astype(np.int64) + first)
            values.append(space.rows.weights[start:end] * share**0.5)
            first += len(space)
        ids.append(np.arange(first, first + meanings().size))
        values.append(self._meanings[number] * MEANING_SHARE**0.5)
        return np.concatenate(ids), np.concatenate(values).astype(np.float32)

    def asked(self, words: tuple[str, ...]) -> Asked:
        """A question's words in the three spaces."""
        meaning = _directions((meanings().vector(words) - self._middle)[None])[0]
        return Asked(self.words.vector(word_features(words)), self.letters.vector(words), meaning)

    def score(self, asked: Asked) -> Parts:
        """What speaks for every owner."""
        words = asked.words.weights @ self._features[asked.words.ids] * (1 - LETTER_SHARE) ** 0.5
        letters = (
            asked.letters.weights @ self._features[asked.letters.ids + len(self.words)] * LETTER_SHARE**0.5
        )
        meaning = asked.meaning @ self._means * MEANING_SHARE**0.5
        return Parts(words, letters, meaning, words + letters + meaning + self._constant)

    def compare(
        self, asked: Asked, texts: NDArray[np.integer[Any]], groups: NDArray[np.integer[Any]], count: int
    ) -> Near:
        """A question beside some texts, and beside `count` groups of them (see `Space.compare`)."""
        likeness, covered = self.words.compare(asked.words, texts, groups, count)
        return Near(likeness, self._meanings[texts] @ asked.meaning, covered)


def _itself(unit: str) -> tuple[str]:
    return (unit,)


def _directions(vectors: Weights) -> Weights:
    """The vectors brought to length 1, zero vectors left."""
    lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
