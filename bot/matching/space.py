"""One space of features: TF-IDF vectors of texts, and a prototype for each owner of texts.

Weights are term frequency times smoothed inverse document frequency, log((1 + n) / (1 + df)) + 1, vectors have
unit length (Salton and Buckley 1988; the smoothing is scikit-learn's). A prototype is the normalised sum of its
owner's vectors (Rocchio 1971).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Ids = NDArray[np.int64]
    Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Vector:
    """A text in a space: the ids of its known features, and their weights, of a vector of unit length.

    `known` is the share (0-1) of the vector's weight that the space knows.
    """

    ids: Ids
    weights: Weights
    known: float


class Space:
    """The texts of a knowledge base in one space; texts of one owner stand together, owners count from 0."""

    def __init__(
        self, texts: Sequence[Sequence[str]], owners: Sequence[int], voices: Sequence[float]
    ) -> None:
        """`texts` as features, the owner of each, and how much each counts in its owner's prototype."""
        self._vocabulary: dict[str, int] = {}
        lengths, flat = self._number(texts)
        size = len(self._vocabulary)
        rows = np.repeat(np.arange(len(texts)), lengths)
        cells, counts = np.unique(rows * size + flat, return_counts=True)
        rows, self._ids = np.divmod(cells, max(size, 1))
        frequency = np.bincount(self._ids, minlength=size)
        self._idf: Weights = np.log((1 + len(texts)) / (1 + frequency)) + 1
        self._unknown_idf = float(np.log(1 + len(texts)) + 1)
        self._weights = _unit(counts * self._idf[self._ids], rows, len(texts))
        self._starts: Ids = np.searchsorted(rows, np.arange(len(texts) + 1))
        self._build_prototypes(rows, np.asarray(owners), np.asarray(voices))

    def _number(self, texts: Sequence[Sequence[str]]) -> tuple[list[int], Ids]:
        vocabulary = self._vocabulary
        flat = [vocabulary.setdefault(feature, len(vocabulary)) for text in texts for feature in text]
        return [len(text) for text in texts], np.array(flat, dtype=np.int64)

    def _build_prototypes(self, rows: Ids, owners: Ids, voices: Weights) -> None:
        """Sums each owner's vectors, and keeps the sums by feature: who has it, and how much."""
        self._owners = int(owners.max(initial=-1)) + 1
        cells, inverse = np.unique(self._ids * self._owners + owners[rows], return_inverse=True)
        sums = np.bincount(inverse, self._weights * voices[rows], minlength=len(cells))
        features, self._posted = np.divmod(cells, max(self._owners, 1))
        self._postings = _unit(sums, self._posted, self._owners)
        self._bounds: Ids = np.searchsorted(features, np.arange(len(self._vocabulary) + 1))

    def vector(self, features: Sequence[str]) -> Vector:
        """A new text in this space; features nobody has seen count in its length."""
        counts: dict[int, int] = {}
        unknown: dict[str, int] = {}
        for feature in features:
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

    def prototype_scores(self, vector: Vector) -> Weights:
        """The cosine (0-1) of a text to every owner's prototype."""
        starts, ends = self._bounds[vector.ids], self._bounds[vector.ids + 1]
        places = _spans(starts, ends)
        weights = np.repeat(vector.weights, ends - starts) * self._postings[places]
        return np.bincount(self._posted[places], weights, minlength=self._owners)

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
    lengths = np.sqrt(np.bincount(rows, values * values, minlength=count))
    return np.asarray(values / np.maximum(lengths[rows], 1e-12))


def _spans(starts: Ids, ends: Ids) -> Ids:
    """All positions of several spans, one span after the other."""
    lengths = ends - starts
    offsets = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    return np.asarray(np.arange(int(lengths.sum())) + offsets)
