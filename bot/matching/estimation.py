"""Says without training how much every feature speaks for every owner: for knowledge too large to be learnt from.

A feature says for an owner what it weighs in the owner's prototype, the normalised sum of its texts (Rocchio 1971), and
what the owner alone has of it, the complement weight log((all + 1) / (all - own + 1)) of Rennie, Shih, Teevan and
Karger (2003). One pass over the texts, nothing to converge; training gets some four questions in a hundred more right.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from bot.matching.weights import Posted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.matching.space import Rows

SCALE: Final = 0.69
"""Brings the sums to those that training reaches, fitted on our own knowledge, so that one policy suits both."""

CHAMPIONS: Final = 500
"""For how many owners, those for whom it says most, a feature is kept: what bounds the time of a question (Manning,
Raghavan and Schuetze 2008, section 7.1.3, "champion lists")."""


def estimate(rows: Rows, owners: Sequence[int], features: int, count: int) -> Posted:
    """What the features of some texts, with their owners, say for each of `count` owners."""
    sums = [_sum(rows, first, last) for first, last in _spans_of(owners, count)]
    ids = np.concatenate([np.zeros(0, np.int32), *(found for found, _ in sums)])
    whose = np.repeat(np.arange(count, dtype=np.int32), [len(found) for found, _ in sums])
    own = np.concatenate([np.zeros(0), *(heard for _, heard in sums)])
    lengths = np.sqrt(np.bincount(whose, own * own, minlength=count))
    everybody = np.bincount(ids, own, minlength=features)[ids] + 1
    values = own / np.maximum(lengths[whose], 1e-12) + np.log(everybody / (everybody - own))
    order = np.lexsort((-values, ids))
    order = order[_places(ids[order]) < CHAMPIONS]
    starts = np.searchsorted(ids[order], np.arange(features + 1))
    return Posted(starts, whose[order], (SCALE * values[order]).astype(np.float32), count)


def _places(ids: NDArray[np.int32]) -> NDArray[np.integer[Any]]:
    """The place of each among its equals, from 0; equals stand together."""
    firsts = np.flatnonzero(np.diff(ids, prepend=-1))
    return np.arange(len(ids)) - np.repeat(firsts, np.diff(np.append(firsts, len(ids))))


def _spans_of(owners: Sequence[int], count: int) -> list[tuple[int, int]]:
    """Where each owner's texts begin and end; they stand together, owners counting up."""
    bounds = np.searchsorted(np.asarray(owners, np.int64), np.arange(count + 1)).tolist()
    return list(pairwise(bounds))


def _sum(rows: Rows, first: int, last: int) -> tuple[NDArray[np.int32], NDArray[np.floating[Any]]]:
    """The features of one owner's texts, and the sum of each one's weights."""
    start, end = rows.starts[first], rows.starts[last]
    ids = rows.ids[start:end]
    order = np.argsort(ids, kind="stable")
    firsts = np.flatnonzero(np.diff(ids[order], prepend=-1))
    heard = rows.weights[start:end][order].astype(np.float64)
    return ids[order][firsts].astype(np.int32), np.add.reduceat(heard, firsts) if len(firsts) else heard
