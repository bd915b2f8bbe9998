"""How far a figure from a sample can be trusted: its 95% interval, for shares, means and AUROC."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Z: Final = NormalDist().inv_cdf(0.975)
_DOUBT: Final = 0.05
_SEED: Final = 95
_RESAMPLES: Final = 1_000
_HALVINGS: Final = 60
"""Steps of a bisection of 0-1: more than the digits of a float."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure (0-1) from `n` questions, and its 95% interval: 0 <= `low` <= `value` <= `high` <= 1."""

    value: float
    n: int
    low: float
    high: float


def wilson(hits: int, n: int) -> Estimate | None:
    """The share of hits among `n` (0-n of them) with Wilson's score interval; None when there is nothing to share.

    Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927): unlike the
    textbook interval it holds for few questions, and for shares near 0 and 1.
    """
    if not n:
        return None
    share, square = hits / n, _Z**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    reach = _Z / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    return _estimate(share, n, middle - reach, middle + reach)


def at_most(hits: int, n: int) -> float:
    """The share (0-1) that is not exceeded, at 95% confidence, when `hits` of `n` were seen; 1 when nothing was.

    One-sided and exact (Clopper and Pearson, Biometrika 26, 1934): no hit among 149 means at most 2%.
    """
    if hits >= n:
        return 1.0
    logs = [lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) for k in range(hits + 1)]

    def likely(share: float) -> bool:
        chance = sum(exp(one + k * log(share) + (n - k) * log(1 - share)) for k, one in enumerate(logs))
        return chance > _DOUBT

    return _edge(likely, 1 - 1e-12)


def bootstrapped_mean(values: Sequence[float]) -> Estimate | None:
    """The mean of values (each 0-1) with the percentile bootstrap of 1,000 seeded resamples; None when there is none.

    Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7 (1979). Equal values are drawn
    together, by a multinomial, which comes to the same.
    """
    if not values:
        return None
    n = len(values)
    distinct, times = np.unique(np.asarray(values, dtype=float), return_counts=True)
    drawn = np.random.default_rng(_SEED).multinomial(n, times / n, size=_RESAMPLES)
    low, high = np.quantile(drawn @ distinct / n, (0.025, 0.975))
    return _estimate(float(np.mean(values)), n, float(low), float(high))


def auroc(positive: Sequence[float], negative: Sequence[float]) -> Estimate | None:
    """The chance (0-1) that a positive scores above a negative, ties counting half; None when one kind is missing.

    The interval is Newcombe's "method 5" (Statistics in Medicine 25, 2006, 559-573): Wilson's idea on the variance
    of Hanley and McNeil (Radiology 143, 1982). It needs no chance, and does not shrink to nothing where the
    two kinds are parted completely.
    """
    if not positive or not negative:
        return None
    below = np.sort(np.asarray(negative, dtype=float))
    places = (np.searchsorted(below, np.asarray(positive, dtype=float), side) for side in ("left", "right"))
    pairs = len(positive) * len(negative)
    area = sum(int(place.sum()) for place in places) / (2 * pairs)
    more = (len(positive) + len(negative)) / 2 - 1
    low, high = _furthest(area, more, pairs), 1 - _furthest(1 - area, more, pairs)
    return _estimate(area, len(positive) + len(negative), low, high)


def _furthest(area: float, more: float, pairs: int) -> float:
    """The least AUROC (0-1) from which one as high as `area` is not yet surprising."""

    def surprising(true: float) -> bool:
        spread = 1 + more * (1 - true) / (2 - true) + more * true / (1 + true)
        return area - true > _Z * sqrt(true * (1 - true) * spread / pairs)

    return _edge(surprising, area)


def _edge(holds: Callable[[float], bool], high: float) -> float:
    """Where, between 0 and `high`, a condition that holds at the lower end ceases to hold."""
    low = 0.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _estimate(value: float, n: int, low: float, high: float) -> Estimate:
    """An estimate whose interval holds its value and stays within 0-1, whatever floats make of it."""
    return Estimate(value, n, max(0.0, min(low, value)), min(1.0, max(high, value)))
