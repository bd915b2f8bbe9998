"""One space of features: TF-IDF vectors of texts, and a prototype for each owner of texts.

A text is a list of units (words, pairs of words); a unit has one or more features (itself, or its runs of letters).
Weights are term frequency times smoothed inverse document frequency, log((1 + n) / (1 + df)) + 1, vectors have
unit length (Salton and Buckley 1988; the smoothing is scikit-learn's). A prototype is the normalised sum of its
owner's vectors (Rocchio 1971). Beside it stands what the owner alone has of each feature, the complement weight
log((all + a) / (all - own + a)) of Rennie, Shih, Teevan and Karger (2003): a feature that everybody shares says
nothing about anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Ids = NDArray[np.int64]
    Weights = NDArray[np.float64]
    Spell = Callable[[str], Sequence[str]]

COMPLEMENT_SMOOTHING: Final = 1.0
"""The `a` of the complement weight, in texts: how often a feature must be seen before its owner owns it."""


@dataclass(frozen=True, slots=True)
class Vector:
    """A text in a space: the ids of its known features, and their weights, of a vector of unit length.

    `known` is the share (0-1) of the vector's squared length that the space knows.
    """

    ids: Ids
    weights: Weights
    known: float


class Space:
    """The texts of a knowledge base in one space; texts of one owner stand together, owners count from 0."""

    def __init__(
        self, texts: Sequence[Sequence[str]], owners: Sequence[int], voices: Sequence[float], spell: Spell
    ) -> None:
        """`texts` as units, the owner of each, how much each counts in its owner's prototype, and how to spell a unit."""
        self._spell = spell
        self._vocabulary: dict[str, int] = {}
        lengths, flat = self._number(texts)
        size = max(len(self._vocabulary), 1)
        cells, times = np.unique(np.repeat(np.arange(len(texts)), lengths) * size + flat, return_counts=True)
        rows, self._ids = np.divmod(cells, size)
        self._idf: Weights = np.log((1 + len(texts)) / (1 + np.bincount(self._ids, minlength=size))) + 1
        self._unknown_idf = float(np.log(1 + len(texts)) + 1)
        self._weights = _unit(times * self._idf[self._ids], rows, len(texts))
        self._starts: Ids = np.searchsorted(rows, np.arange(len(texts) + 1))
        self._build_prototypes(rows, np.asarray(owners, dtype=np.int64), np.asarray(voices))

    def _number(self, texts: Sequence[Sequence[str]]) -> tuple[Ids, Ids]:
        """How many features each text has, and their ids, text after text; each unit is spelt once."""
        units: dict[str, int] = {}
        placed = np.array(
            [units.setdefault(unit, len(units)) for text in texts for unit in text], dtype=np.int64
        )
        vocabulary = self._vocabulary
        spelt = [
            [vocabulary.setdefault(part, len(vocabulary)) for part in self._spell(unit)] for unit in units
        ]
        bounds = np.cumsum([0, *map(len, spelt)])
        parts = np.array([part for unit in spelt for part in unit], dtype=np.int64)
        lengths = np.diff(bounds)[placed] if len(placed) else placed
        of_text = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
        totals = _sums(of_text, lengths, len(texts)).astype(np.int64)
        return totals, parts[_spans(bounds[placed], bounds[placed + 1])] if len(placed) else parts

    def _build_prototypes(self, rows: Ids, owners: Ids, voices: Weights) -> None:
        """Sums each owner's vectors, and keeps the sums by feature: who has it, and how much."""
        self._owners = int(owners.max(initial=-1)) + 1
        heard = self._weights * voices[rows]
        cells, inverse = np.unique(self._ids * max(self._owners, 1) + owners[rows], return_inverse=True)
        own = _sums(inverse, heard, len(cells))
        features, self._posted = np.divmod(cells, max(self._owners, 1))
        everybody = _sums(features, own, len(self._vocabulary))[features]
        self._postings = _unit(own, self._posted, self._owners)
        smoothed = everybody + COMPLEMENT_SMOOTHING
        self._distinct: Weights = np.log(smoothed / (smoothed - own))
        self._bounds: Ids = np.searchsorted(features, np.arange(len(self._vocabulary) + 1))

    def vector(self, units: Sequence[str]) -> Vector:
        """A new text in this space; features nobody has seen count in its length."""
        counts: dict[int, int] = {}
        unknown: dict[str, int] = {}
        for feature in (part for unit in units for part in self._spell(unit)):
            if (id_ := self._vocabulary.get(feature)) is None:
                unknown[feature] = unknown.get(feature, 0) + 1
            else:
                counts[id_] = counts.get(id_, 0) + 1
        ids = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        raw = np.fromiter(counts.values(), dtype=np.float64, count=len(counts)) * self._idf[ids]
        inside = float(raw @ raw)
        outside = sum(count * count for count in unknown.values()) * self._unknown_idf**2
        total = inside + outside
        return Vector(ids, raw / np.sqrt(total) if total else raw, inside / total if total else 0.0)

    def owner_scores(self, vector: Vector) -> tuple[Weights, Weights]:
        """For every owner: the cosine (0-1) of a text to its prototype, and how distinctly the text is its own (from 0)."""
        starts, ends = self._bounds[vector.ids], self._bounds[vector.ids + 1]
        places = _spans(starts, ends)
        weights = np.repeat(vector.weights, ends - starts)
        owners = self._posted[places]
        cosines = _sums(owners, weights * self._postings[places], self._owners)
        return cosines, _sums(owners, weights * self._distinct[places], self._owners)

    def text_scores(self, vector: Vector, first: int, last: int) -> Weights:
        """The cosine (0-1) of a text to the texts number `first` up to, not including, `last`."""
        query = np.zeros(len(self._vocabulary))
        query[vector.ids] = vector.weights
        start, end = self._starts[first], self._starts[last]
        products = query[self._ids[start:end]] * self._weights[start:end]
        sums = np.concatenate(([0.0], np.cumsum(products)))
        return np.asarray(np.diff(sums[self._starts[first : last + 1] - start]))


def _unit(values: Weights, rows: Ids, count: int) -> Weights:
    """The values with every row brought to length 1."""
    lengths = np.sqrt(_sums(rows, values * values, count))
    return np.asarray(values / np.maximum(lengths[rows], 1e-12))


def _sums(places: Ids, values: Weights | Ids, count: int) -> Weights:
    """The sum of the values of each place, 0 where there are none."""
    return np.asarray(np.bincount(places, values, minlength=count), dtype=np.float64)


def _spans(starts: Ids, ends: Ids) -> Ids:
    """All positions of several spans, one span after the other."""
    lengths = ends - starts
    offsets = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    return np.asarray(np.arange(int(lengths.sum())) + offsets)
