"""The words of many texts as numbers, and as the units of the two spaces in which they are compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from bot.matching.features import letter_features, stem
from bot.matching.shifted import Lists, Shifts, Units, sums
from bot.matching.weights import Dense, spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from bot.matching.space import Counted
    from bot.matching.weights import Posted

    Ids = NDArray[np.integer[Any]]
    Numbers = NDArray[np.floating[Any]]
    Truths = NDArray[np.bool_]
    Words = tuple[str, ...]

_PAIR: Final = 1 << 31
"""More than there are stems: the key of two stems in a row is one more than the first times this, and the second."""


class Block(NamedTuple):
    """Some texts as numbers of words, and rows: each a text, but for at most one word of it.

    Words count from 0; behind them, one number stands for none. `at` is where in all texts the word is that is `gone`.
    """

    words: tuple[str, ...]
    texts: Lists
    shifts: Shifts
    at: Ids

    @property
    def none(self) -> int:
        """The number that is no word."""
        return len(self.words)


def block(texts: Sequence[Words], rows: Iterable[tuple[int, int, str]]) -> Block:
    """The texts, and rows of the number of a text, the place where it has another word (or -1), and that word.

    No text may be empty.
    """
    numbers: dict[str, int] = {}
    flat = [numbers.setdefault(word, len(numbers)) for text in texts for word in text]
    starts = np.cumsum([0, *map(len, texts)])
    found = [(text, at, numbers.setdefault(word, len(numbers)) if at >= 0 else -1) for text, at, word in rows]
    text, at, come = (np.array(one, np.int64) for one in zip(*found, strict=True))
    lists = Lists(np.array(flat, np.int64), starts)
    at = np.where(at < 0, -1, starts[text] + at)
    none = len(numbers)
    gone = np.where(at < 0, none, lists.flat[at])
    come = np.where(at < 0, none, come)
    return Block(tuple(numbers), lists, Shifts(text, gone[:, None], come[:, None]), at)


class Letters:
    """The space of letters: a unit is a word, its features are runs of letters."""

    def __init__(self, counted: Counted, weights: Dense | Posted, owners: int) -> None:
        self._weights, self._owners = weights, owners
        self._known = len(counted.features)
        self._numbers = {feature: number for number, feature in enumerate(counted.features)}
        self._idf, self._strange = counted.idf, _strange(counted)
        self._spelt: dict[str, tuple[int, ...]] = {}

    def units(self, found: Block) -> Units:
        """The words of a block."""
        spelt = [self._spell(word) for word in found.words]
        sizes = [*map(len, spelt), 0]
        flat = np.fromiter((one for word in spelt for one in word), np.int64, sum(sizes))
        idf = np.append(self._idf, np.full(len(self._numbers) - self._known, self._strange))
        features, places = np.unique(flat, return_inverse=True)
        said = _said(self._weights, np.where(features < self._known, features, -1), self._owners)
        said *= idf[features, None].astype(np.float32)
        starts = np.cumsum([0, *sizes])
        return Units(Lists(flat, starts), idf, sums(said, Lists(places, starts)), np.arange(len(sizes)))

    def _spell(self, word: str) -> tuple[int, ...]:
        if word not in self._spelt:
            numbers = self._numbers
            self._spelt[word] = tuple(
                [numbers.setdefault(one, len(numbers)) for one in letter_features(word)]
            )
        return self._spelt[word]


class Stems:
    """The space of words: a unit is a stem or a pair of neighbouring stems, and its own feature."""

    def __init__(self, counted: Counted, weights: Dense | Posted, owners: int) -> None:
        self._weights, self._owners = weights, owners
        self._numbers: dict[str, int] = {}
        keys = np.array([self._key(feature) for feature in counted.features], np.int64)
        self._order = np.argsort(keys)
        self._keys = np.append(keys[self._order], -1)
        self._idf, self._strange = counted.idf, _strange(counted)

    def units(self, found: Block) -> tuple[Units, Lists, Shifts, Ids]:
        """The stems and pairs of stems of a block, its texts as lists of them, its shifts, and each unit's feature or -1."""
        stems = np.array([*map(self._number, map(stem, found.words)), -1], np.int64)
        flat, starts = stems[found.texts.flat], found.texts.starts
        row = np.repeat(np.arange(len(starts) - 1), found.texts.sizes)
        follows = np.flatnonzero(row[1:] == row[:-1])
        texts = np.concatenate([flat, _pairs(flat[follows], flat[follows + 1])])
        order = np.argsort(np.concatenate([row, row[follows]]), kind="stable")
        before, after = _neighbours(found, row, stems)
        gone, come = (
            _three(before, stems[words[:, 0]], after) for words in (found.shifts.gone, found.shifts.come)
        )
        keys, places = np.unique(
            np.concatenate([texts[order], gone.ravel(), come.ravel()]), return_inverse=True
        )
        places = np.where(keys[places] < 0, len(keys), places)  # no key is the last unit, none
        cut = len(texts), len(texts) + gone.size
        lists = Lists(places[: cut[0]], np.append(0, np.cumsum(2 * found.texts.sizes - 1)))
        shapes = (places[cut[0] : cut[1]].reshape(gone.shape), places[cut[1] :].reshape(come.shape))
        numbers = self._features(keys)
        return self._units(numbers), lists, Shifts(found.shifts.text, *shapes), numbers

    def _features(self, keys: Ids) -> Ids:
        at = np.searchsorted(self._keys[:-1], keys)
        known = self._keys[at] == keys
        return np.where(known, np.append(self._order, -1)[at], -1)

    def _units(self, keys: Ids) -> Units:
        known = keys >= 0
        features = keys[known]
        idf = np.full(len(keys), self._strange)
        idf[known] = self._idf[features]
        said = _said(self._weights, features, self._owners) * self._idf[features, None]
        row = np.full(len(keys) + 1, len(features))
        row[:-1][known] = np.arange(len(features))
        none = np.zeros((1, self._owners), np.float32)
        itself = Lists(np.arange(len(keys)), np.append(np.arange(len(keys) + 1), len(keys)))
        return Units(itself, idf, np.concatenate([said.astype(np.float32), none]), row)

    def _key(self, feature: str) -> int:
        first, _, second = feature.partition(" ")
        return (self._number(first) + 1) * _PAIR + self._number(second) if second else self._number(first)

    def _number(self, stem_: str) -> int:
        return self._numbers.setdefault(stem_, len(self._numbers))


def _neighbours(found: Block, row: Ids, stems: Ids) -> tuple[Ids, Ids]:
    """The stems before and after the word that is another one in each row, -1 for none."""
    words = stems[np.concatenate([[found.none], found.texts.flat, [found.none]])]
    texts = np.concatenate([[-1], row, [-1]])
    is_one, place = found.at >= 0, np.maximum(found.at, 0) + 1
    before, after = (
        np.where(is_one & (texts[near] == texts[place]), words[near], -1) for near in (place - 1, place + 1)
    )
    return before, after


def _pairs(first: Ids, second: Ids) -> Ids:
    """The keys of two stems in a row each, -1 where one of them is none."""
    return np.where((first < 0) | (second < 0), -1, (first + 1) * _PAIR + second)


def _three(before: Ids, word: Ids, after: Ids) -> Ids:
    """The keys of what a word takes part in: its stem, and the pairs with its neighbours."""
    return np.stack([word, _pairs(before, word), _pairs(word, after)], axis=1)


def _said(weights: Dense | Posted, features: Ids, owners: int) -> Numbers:
    """What features say for the first owners, a row each; -1 says nothing."""
    known = np.flatnonzero(features >= 0)
    said = np.zeros((len(features), owners), np.float32)
    if isinstance(weights, Dense):
        said[known] = weights.matrix[features[known], :owners]
        return said
    starts, ends = weights.starts[features[known]], weights.starts[features[known] + 1]
    places = spans(starts, ends)
    rows = np.repeat(known, ends - starts)
    inside = weights.owners[places] < owners
    said[rows[inside], weights.owners[places[inside]]] = weights.values[places[inside]]
    return said


def _strange(counted: Counted) -> float:
    """What a feature weighs that no text has, as in `bot.matching.space`."""
    return float(np.log(1 + counted.texts) + 1)
