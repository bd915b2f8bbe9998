"""One space of features: the TF-IDF vectors of the texts of a knowledge base, and of any new text.

A text is a list of units (words, pairs of words); a unit has one or more features (itself, or its runs of letters).
Weights are term frequency times smoothed inverse document frequency, log((1 + n) / (1 + df)) + 1, and vectors have
unit length (Salton and Buckley 1988; the smoothing is scikit-learn's).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from bot.matching.weights import spans

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    Ids = NDArray[np.integer[Any]]
    Weights = NDArray[np.floating[Any]]
    Spell = Callable[[str], Sequence[str]]

_REMEMBERED: Final = 8_192
"""How many units' features are remembered: people use few words, again and again."""

_SHORT: Final = 40
"""Only units of at most so many characters are remembered."""

_BLOCK: Final = 2_000
"""How many texts are counted at a time, to stay small."""


class Rows(NamedTuple):
    """Sparse vectors, one after the other: row n has `ids[starts[n]:starts[n + 1]]` and the weights beside them."""

    ids: Ids
    weights: Weights
    starts: Ids


NO_ROWS: Final = Rows(np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(1, np.int64))
"""The rows of a space whose texts are not compared one by one."""


@dataclass(frozen=True, slots=True)
class Vector:
    """A text in a space: the ids of its known features, and their weights, of a vector of unit length.

    `known` is the share (0-1) of the vector's squared length that the space knows.
    """

    ids: Ids
    weights: Weights
    known: float


class Counted(NamedTuple):
    """All that is known of a space: its features by number, how rare each is, how many texts it has, and their vectors."""

    features: tuple[str, ...]
    idf: Weights
    texts: int
    rows: Rows


def count(texts: Iterable[Sequence[str]], spell: Spell) -> Counted:
    """The space of some texts, given as units, and how to spell a unit."""
    vocabulary: dict[str, int] = {}
    units: dict[str, int] = {}
    placed = [[units.setdefault(unit, len(units)) for unit in text] for text in texts]
    spelt = [
        tuple(vocabulary.setdefault(feature, len(vocabulary)) for feature in spell(unit)) for unit in units
    ]
    ids, times, sizes = _counted(placed, spelt)
    found = np.bincount(ids, minlength=len(vocabulary))
    idf = np.log((1 + len(placed)) / (1 + found)) + 1
    rows = np.repeat(np.arange(len(placed)), sizes)
    weights = _unit(times * idf[ids], rows, len(placed)).astype(np.float32)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    return Counted(tuple(vocabulary), idf, len(placed), Rows(ids, weights, starts))


class Space:
    """The texts of a knowledge base in one space, and where a new text is in it."""

    def __init__(self, counted: Counted, spell: Spell) -> None:
        """What was counted of the texts, and how to spell a unit of a new one."""
        self._spell = spell
        self._spelt = lru_cache(_REMEMBERED)(self._look_up)
        self._vocabulary = {feature: number for number, feature in enumerate(counted.features)}
        self._idf = counted.idf
        self._rows = counted.rows
        self._starts: list[int] = counted.rows.starts.tolist()
        self._unknown_idf = float(np.log(1 + counted.texts) + 1)
        self._texts = np.repeat(
            np.arange(len(self._starts) - 1, dtype=np.int32), np.diff(counted.rows.starts)
        )

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]], spell: Spell) -> Space:
        """The space of some texts."""
        return cls(count(texts, spell), spell)

    def __len__(self) -> int:
        """How many features the space has."""
        return len(self._vocabulary)

    def vector(self, units: Sequence[str]) -> Vector:
        """A new text in this space; features nobody has seen count in its length."""
        counts: dict[int, int] = {}
        unknown: dict[str, int] = {}
        for unit in units:
            known, strange = self._spelt(unit) if len(unit) <= _SHORT else self._look_up(unit)
            for id_ in known:
                counts[id_] = counts.get(id_, 0) + 1
            for feature in strange:
                unknown[feature] = unknown.get(feature, 0) + 1
        ids = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        raw = np.fromiter(counts.values(), dtype=np.float64, count=len(counts)) * self._idf[ids]
        inside = float(raw @ raw)
        total = inside + sum(count * count for count in unknown.values()) * self._unknown_idf**2
        weights = raw / total**0.5 if total else raw
        return Vector(ids, weights.astype(np.float32), inside / total if total else 0.0)

    def spread(self, units: Sequence[str], vector: Vector, worth: Weights) -> list[float]:
        """What each unit of a text adds to the product of its vector with what every feature is worth."""
        spelt = [self._spelt(unit)[0] for unit in units]
        times = Counter(chain.from_iterable(spelt))
        each = {
            id_: float(weight * worth[id_])
            for id_, weight in zip(vector.ids.tolist(), vector.weights, strict=True)
        }
        return [sum(each[id_] / times[id_] for id_ in ids) for ids in spelt]

    def _look_up(self, unit: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """The ids of the known features of a unit, and the unknown features."""
        spelt = [(feature, self._vocabulary.get(feature)) for feature in self._spell(unit)]
        known = tuple(id_ for _, id_ in spelt if id_ is not None)
        return known, tuple(feature for feature, id_ in spelt if id_ is None)

    def compare(self, vector: Vector, groups: Sequence[tuple[int, int]]) -> tuple[Weights, Weights]:
        """The cosine (0-1) of a text to each text of some groups, and what each group covers.

        A group is the texts from one number up to, not including, another; it covers the share (0-1) of the vector's
        squared length whose features some text of it has.
        """
        places = np.zeros(len(self._vocabulary), np.int32)
        places[vector.ids] = np.arange(1, len(vector.ids) + 1)
        cuts = [slice(self._starts[first], self._starts[last]) for first, last in groups]
        asked = places[np.concatenate([self._rows.ids[cut] for cut in cuts])]
        hits = np.flatnonzero(asked)
        asked = asked[hits] - 1
        group = np.repeat(np.arange(len(cuts)), [cut.stop - cut.start for cut in cuts])[hits]
        texts = np.concatenate([self._texts[cut] for cut in cuts])[hits] - _shifts(groups)[group]
        weights = np.concatenate([self._rows.weights[cut] for cut in cuts])[hits]
        shape = len(groups), len(vector.ids)
        found = np.bincount(group * shape[1] + asked, minlength=shape[0] * shape[1]).reshape(shape) > 0
        size = sum(last - first for first, last in groups)
        # no matmul: for so few columns OpenBLAS looks at what lies behind the array, and may find no number there
        covered = np.add.reduce(found * vector.weights**2, axis=1, dtype=np.float32)
        return _sums(texts, vector.weights[asked] * weights, size), covered


def _counted(texts: Sequence[Sequence[int]], spelt: Sequence[Sequence[int]]) -> tuple[Ids, Weights, Ids]:
    """The distinct features of each text, one text after the other, how often each occurs, and how many a text has.

    A text is the numbers of its units; unit n has the features `spelt[n]`.
    """
    bounds = np.cumsum([0, *map(len, spelt)])
    parts = np.fromiter(chain.from_iterable(spelt), np.int64, int(bounds[-1]))
    blocks = [_count(texts[at : at + _BLOCK], parts, bounds) for at in range(0, max(1, len(texts)), _BLOCK)]
    ids, times, sizes = (np.concatenate(found) for found in zip(*blocks, strict=True))
    return ids, times, sizes


def _count(texts: Sequence[Sequence[int]], parts: Ids, bounds: Ids) -> tuple[Ids, Weights, Ids]:
    units = np.fromiter(chain.from_iterable(texts), np.int64)
    starts, ends = bounds[units], bounds[units + 1]
    rows = np.repeat(np.repeat(np.arange(len(texts)), [len(text) for text in texts]), ends - starts)
    size = int(parts.max(initial=0)) + 1
    keys, times = np.unique(rows * size + parts[spans(starts, ends)], return_counts=True)
    found, ids = np.divmod(keys, size)
    return ids.astype(np.int32), times.astype(np.float32), np.bincount(found, minlength=len(texts))


def _sums(places: Ids, values: Weights, count: int) -> Weights:
    """The sum of the values of each place, 0 where there are none."""
    return np.asarray(np.bincount(places, values, minlength=count), np.float64)


def _unit(values: Weights, rows: Ids, count: int) -> Weights:
    """The values with every row brought to length 1."""
    lengths = np.sqrt(_sums(rows, values * values, count))
    return np.asarray(values / np.maximum(lengths[rows], 1e-12))


def _shifts(groups: Sequence[tuple[int, int]]) -> Ids:
    """For each group, its first number less its first place when all groups stand one after the other."""
    places = accumulate((last - first for first, last in groups), initial=0)
    return np.array([first - place for (first, _), place in zip(groups, places, strict=False)])
