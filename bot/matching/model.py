"""How much a question speaks for every owner: what was learnt from the texts, and how it is applied.

A question and a text are both one sparse vector, of the words' features and the letters', and one dense vector of
meaning; each of the three parts has a fixed share of the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from bot.matching.estimation import estimate
from bot.matching.features import letter_features, word_features
from bot.matching.meaning import meanings
from bot.matching.space import NO_ROWS, Space, count
from bot.matching.training import train
from bot.matching.weights import Dense, Posted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.matching.space import Counted, Vector

    Weights = NDArray[np.float32]

LETTER_SHARE: Final = 0.5
"""The part of the letters in the squared length of a vector of features, the rest being the words'."""

MEANING_SHARE: Final = 0.2
"""The squared length of the meaning beside it, that of all features being 1."""

MOST_TRAINED: Final = 4_000_000
"""Up to how many texts times owners are learnt from: some ten seconds. Beyond, what features say is estimated."""

QUICKLY_TRAINED: Final = 60_000
"""Up to how many texts times owners are learnt from where there is no time: some 0.15 seconds."""

ESTIMATED_CONSTANT: Final = -1.07
"""The constant of every owner then (see `bot.matching.estimation.SCALE`)."""


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
    """A question beside some groups of texts.

    The cosine to each text by words (0-1) and by meaning (-1 to 1), the groups one after the other, and the share (0-1)
    of the question that each group covers.
    """

    likeness: Weights
    closeness: Weights
    covered: Weights


class Learnt(NamedTuple):
    """All that a model is made of: what was counted of the texts, what they mean, and what was learnt from both."""

    words: Counted
    letters: Counted
    middle: Weights
    meanings: Weights
    by_word: Dense | Posted
    by_letter: Dense | Posted
    by_meaning: Weights
    constant: Weights

    @property
    def rough(self) -> bool:
        """Whether what the features say is estimated although there are few enough texts to learn it."""
        pairs = len(self.meanings) * len(self.constant)
        return isinstance(self.by_word, Posted) and pairs <= MOST_TRAINED


def learn(
    texts: Sequence[tuple[str, ...]], owners: Sequence[int], count_: int, *, thorough: bool = True
) -> Learnt:
    """Learns from the words of each text, whose it is, and how many owners there are.

    Unless `thorough`, what takes longer than a moment to learn is estimated.
    """
    words = count((word_features(text) for text in texts), _itself)
    letters = count(texts, letter_features)
    found = np.array([meanings().vector(text) for text in texts], np.float32)
    found = found.reshape(len(texts), meanings().size)
    middle: Weights = found.mean(axis=0) if texts else np.zeros(meanings().size, np.float32)
    directions = beside(found, middle)
    most = MOST_TRAINED if thorough else min(MOST_TRAINED, QUICKLY_TRAINED)
    weigh = _trained if len(texts) * count_ <= most else _estimated
    names = [" ".join(text) for text in texts]
    found_ = weigh(words, letters, directions, owners, names, count_)
    return Learnt(words, letters._replace(rows=NO_ROWS), middle, directions, *found_)


Weighed = tuple["Dense | Posted", "Dense | Posted", "Weights", "Weights"]
"""What words, letters and meaning say, and the constants."""


def _trained(
    words: Counted,
    letters: Counted,
    directions: Weights,
    owners: Sequence[int],
    names: Sequence[str],
    count_: int,
) -> Weighed:
    rows = [_row(number, (words, letters), directions) for number in range(len(owners))]
    split = len(words.features), len(words.features) + len(letters.features)
    weights = train(rows, owners, names, split[1] + directions.shape[1], count_)
    by_word, by_letter = weights[: split[0]], weights[split[0] : split[1]]
    return Dense(by_word), Dense(by_letter), weights[split[1] : -1], weights[-1]


def _estimated(
    words: Counted,
    letters: Counted,
    directions: Weights,
    owners: Sequence[int],
    _names: Sequence[str],
    count_: int,
) -> Weighed:
    by_word, by_letter = (
        estimate(space.rows, owners, len(space.features), count_) for space in (words, letters)
    )
    middles = np.zeros((count_, directions.shape[1]), np.float32)
    np.add.at(middles, np.asarray(owners, np.int64), directions)
    return by_word, by_letter, _directions(middles).T, np.full(count_, ESTIMATED_CONSTANT, np.float32)


def _row(
    number: int, spaces: tuple[Counted, Counted], directions: Weights
) -> tuple[NDArray[np.integer[Any]], Weights]:
    """One text as the training takes it: all of its features by one numbering, in their shares."""
    ids, values = [], []
    first = 0
    for space, share in zip(spaces, (1 - LETTER_SHARE, LETTER_SHARE), strict=True):
        start, end = space.rows.starts[number : number + 2]
        ids.append(space.rows.ids[start:end].astype(np.int64) + first)
        values.append(space.rows.weights[start:end] * share**0.5)
        first += len(space.features)
    ids.append(np.arange(first, first + directions.shape[1]))
    values.append(directions[number] * MEANING_SHARE**0.5)
    return np.concatenate(ids), np.concatenate(values).astype(np.float32)


class Model:
    """The texts of all owners in three spaces, and what was learnt from them, applied to a question."""

    def __init__(self, learnt: Learnt) -> None:
        self.words = Space(learnt.words, _itself)
        self.letters = Space(learnt.letters, letter_features)
        self._learnt = learnt

    def asked(self, words: tuple[str, ...]) -> Asked:
        """A question's words in the three spaces."""
        meaning = beside(meanings().vector(words)[None], self._learnt.middle)[0]
        return Asked(self.words.vector(word_features(words)), self.letters.vector(words), meaning)

    def score(self, asked: Asked) -> Parts:
        """What speaks for every owner."""
        learnt = self._learnt
        words = learnt.by_word.total(asked.words.ids, asked.words.weights) * (1 - LETTER_SHARE) ** 0.5
        letters = learnt.by_letter.total(asked.letters.ids, asked.letters.weights) * LETTER_SHARE**0.5
        meaning = asked.meaning @ learnt.by_meaning * MEANING_SHARE**0.5
        return Parts(words, letters, meaning, words + letters + meaning + learnt.constant)

    def by_word(self, words: tuple[str, ...], owner: int) -> list[float]:
        """What each word of a question says for an owner, below 0 against it; pairs of words count half for each.

        Their sum is `Parts.total` but for the owner's constant and what the middle of all meanings says for it.
        """
        if not words:
            return []
        asked = self.asked(words)
        by_stem = self.words.spread(word_features(words), asked.words, self._learnt.by_word.of(owner))
        by_letter = self.letters.spread(words, asked.letters, self._learnt.by_letter.of(owner))
        by_meaning = self._by_meaning(words, owner)
        pairs = [0.0, *by_stem[len(words) :], 0.0]
        return [
            (stem + (before + after) / 2) * (1 - LETTER_SHARE) ** 0.5
            + letters * LETTER_SHARE**0.5
            + meaning * MEANING_SHARE**0.5
            for stem, before, after, letters, meaning in zip(
                by_stem, pairs, pairs[1:], by_letter, by_meaning, strict=False
            )
        ]

    def _by_meaning(self, words: tuple[str, ...], owner: int) -> list[float]:
        table = meanings()
        rows = [table.rows.get(word) for word in words]
        vectors = np.array(
            [table.table[row] if row is not None else np.zeros(table.size) for row in rows], np.float32
        )
        total = vectors.sum(axis=0)
        length = max(1e-9, float(np.sqrt(total @ total)))
        away = total / length - self._learnt.middle
        worth = self._learnt.by_meaning[:, owner] / max(1e-9, float(np.sqrt(away @ away)))
        return [float(vector @ worth) / length for vector in vectors]

    def compare(self, asked: Asked, groups: Sequence[tuple[int, int]]) -> Near:
        """A question beside groups of texts, each from one number up to, not including, another."""
        likeness, covered = self.words.compare(asked.words, groups)
        closeness = np.concatenate(
            [self._learnt.meanings[first:last] @ asked.meaning for first, last in groups]
        )
        return Near(likeness, closeness, covered)


def _itself(unit: str) -> tuple[str]:
    return (unit,)


def beside(vectors: Weights, middle: Weights) -> Weights:
    """Where meanings point as seen from the middle of all; a text of no known word points nowhere."""
    return _directions(np.where(vectors.any(axis=1, keepdims=True), vectors - middle, 0))


def _directions(vectors: Weights) -> Weights:
    """The vectors brought to length 1, zero vectors left."""
    lengths = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    return np.asarray(vectors / np.maximum(lengths, 1e-6), np.float32)
