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
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    Ids = NDArray[np.integer[Any]]
    Weights = NDArray[np.floating[Any]]
    Spell = Callable[[str], Sequence[str]]

COMPLEMENT_SMOOTHING: Final = 1.0
"""The `a` of the complement weight, in texts: how often a feature must be seen before its owner owns it."""


@dataclass(frozen=True, slots=True)
class Vector:
    """A text in a space: the ids of its known features, and their weights, of a vector of unit length.

    `known` is the share (0-1) of the vector's squared length that the space knows. `dense` holds the same weights by
    feature, for a look-up of many texts.
    """

    ids: Ids
    weights: Weights
    known: float
    dense: Weights


class Space:
    """The texts of a knowledge base in one space; texts of one owner stand together, owners count from 0."""

    def __init__(
        self, texts: Iterable[Sequence[str]], owners: Sequence[int], voices: Sequence[float], spell: Spell
    ) -> None:
        """`texts` as units, the owner of each, how much each counts in its owner's prototype, and how to spell a unit."""
        self._spell = spell
        self._vocabulary: dict[str, int] = {}
        self._owners = max(owners, default=-1) + 1
        firsts = (
            np.searchsorted(np.asarray(owners), np.arange(self._owners + 1))
            if owners
            else np.zeros(1, np.int64)
        )
        spans = list(pairwise(firsts.tolist()))
        times = self._count(texts, spans)
        self._idf: Weights = (
            np.log((1 + len(owners)) / (1 + np.bincount(self._ids, minlength=len(self._vocabulary)))) + 1
        )
        self._unknown_idf = float(np.log(1 + len(owners)) + 1)
        self._weights = _joined([self._weigh(first, last, times) for first, last in spans], np.float32)
        self._build_prototypes(spans, voices)

    def _weigh(self, first: int, last: int, times: Weights) -> Weights:
        """The weights of the texts number `first` up to `last`, each text of unit length."""
        start, end = self._starts[first], self._starts[last]
        rows = np.repeat(np.arange(last - first), np.diff(self._starts[first : last + 1]))
        return _unit(times[start:end] * self._idf[self._ids[start:end]], rows, last - first).astype(
            np.float32
        )

    def _count(self, texts: Iterable[Sequence[str]], spans: Sequence[tuple[int, int]]) -> Weights:
        """Fills in which features each text has, and returns how often; an owner at a time, to stay small."""
        units: dict[str, int] = {}
        placed = [[units.setdefault(unit, len(units)) for unit in text] for text in texts]
        vocabulary = self._vocabulary
        spelt = [self._spell(unit) for unit in units]
        parts = np.array(
            [vocabulary.setdefault(part, len(vocabulary)) for unit in spelt for part in unit], np.int32
        )
        bounds = np.cumsum([0, *map(len, spelt)])
        counted = [_counted(placed[first:last], parts, bounds) for first, last in spans]
        self._ids = _joined([ids for ids, _, _ in counted], np.int32)
        self._starts: Ids = np.cumsum(_joined([np.zeros(1), *(sizes for _, _, sizes in counted)], np.int64))
        return _joined([times for _, times, _ in counted], np.float32)

    def _build_prototypes(self, spans: Sequence[tuple[int, int]], voices: Sequence[float]) -> None:
        """Sums each owner's vectors, and keeps the sums by feature: who has it, and how much."""
        sums = [self._sum(first, last, voices[first:last]) for first, last in spans]
        features = _joined([ids for ids, _ in sums], np.int32)
        owners = np.repeat(np.arange(self._owners), [len(ids) for ids, _ in sums])
        own = _joined([heard for _, heard in sums], np.float64)
        everybody = np.bincount(features, own, len(self._vocabulary))[features] + COMPLEMENT_SMOOTHING
        order = np.argsort(features, kind="stable")
        self._posted = owners[order].astype(np.int32)
        self._postings = _unit(own, owners, self._owners)[order].astype(np.float32)
        self._distinct = np.log(everybody / (everybody - own))[order].astype(np.float32)
        self._bounds: Ids = np.searchsorted(features[order], np.arange(len(self._vocabulary) + 1))

    def _sum(self, first: int, last: int, voices: Sequence[float]) -> tuple[Ids, Weights]:
        """The features of one owner's texts and the sum of each one's weights."""
        start, end = self._starts[first], self._starts[last]
        ids = self._ids[start:end]
        order = np.argsort(ids, kind="stable")
        firsts = np.flatnonzero(np.diff(ids[order], prepend=-1))
        loud = np.repeat(np.asarray(voices, dtype=np.float64), np.diff(self._starts[first : last + 1]))
        heard = (self._weights[start:end] * loud)[order]
        return ids[order][firsts], np.add.reduceat(heard, firsts) if len(firsts) else heard

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
        weights = raw / np.sqrt(total) if total else raw
        dense = np.zeros(len(self._vocabulary))
        dense[ids] = weights
        return Vector(ids, weights, inside / total if total else 0.0, dense)

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
        start, end = self._starts[first], self._starts[last]
        products = vector.dense[self._ids[start:end]] * self._weights[start:end]
        sums = np.concatenate(([0.0], np.cumsum(products)))
        return np.asarray(np.diff(sums[self._starts[first : last + 1] - start]))


def _counted(texts: Sequence[Sequence[int]], parts: Ids, bounds: Ids) -> tuple[Ids, Weights, Ids]:
    """The distinct features of each text, one text after the other, how often each occurs, and how many a text has.

    A text is the numbers of its units; unit n is spelt `parts[bounds[n]:bounds[n + 1]]`.
    """
    units = np.array([unit for text in texts for unit in text], np.int64)
    starts, ends = bounds[units], bounds[units + 1]
    rows = np.repeat(np.repeat(np.arange(len(texts)), [len(text) for text in texts]), ends - starts)
    size = len(parts) + 1
    keys, times = np.unique(rows * size + parts[_spans(starts, ends)], return_counts=True)
    found, ids = np.divmod(keys, size)
    return ids.astype(np.int32), times.astype(np.float32), np.bincount(found, minlength=len(texts))


def _joined(parts: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([np.zeros(0, kind), *parts], dtype=kind, casting="unsafe")


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
