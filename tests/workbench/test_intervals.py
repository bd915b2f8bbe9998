"""Intervals hold their figure, are those of the literature, and AUROC is what counting all pairs gives."""

from __future__ import annotations

from itertools import pairwise
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.workbench.intervals import Estimate, at_most, auroc, bootstrapped_mean, wilson

HITS = st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
SCORES = st.lists(st.sampled_from([0.0, 0.1, 0.25, 0.5, 1.0]) | st.floats(0, 1), min_size=1, max_size=30)


def _holds(found: Estimate | None) -> bool:
    return found is not None and 0 <= found.low <= found.value <= found.high <= 1


@given(HITS)
def test_a_share_lies_in_its_interval(hits: tuple[int, int]) -> None:
    """For every share, 0 <= low <= share <= high <= 1, and low or high leaves the share: no sample is certain."""
    found = wilson(*hits)

    assert _holds(found)
    assert found is not None
    assert (hits[0] / hits[1], hits[1]) == (found.value, found.n)
    assert found.low < found.high


@given(HITS)
def test_misses_have_the_mirrored_interval(hits: tuple[int, int]) -> None:
    """The interval of the misses is the mirror image of the interval of the hits."""
    found, mirrored = wilson(*hits), wilson(hits[1] - hits[0], hits[1])

    assert found
    assert mirrored
    assert (1 - found.high, 1 - found.low) == pytest.approx((mirrored.low, mirrored.high))


@pytest.mark.parametrize(
    ("hits", "n", "interval"),
    [
        (81, 263, (0.2553, 0.3662)),
        (15, 148, (0.0624, 0.1605)),
        (0, 20, (0, 0.1611)),
        (1, 29, (0.0061, 0.1718)),
    ],
)
def test_wilson_is_that_of_the_literature(hits: int, n: int, interval: tuple[float, float]) -> None:
    """The examples of Newcombe (Statistics in Medicine 17, 1998, 857-872) come out to the fourth digit."""
    found = wilson(hits, n)

    assert found
    assert interval == (round(found.low, 4), round(found.high, 4))


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_at_most_is_where_so_few_hits_become_unlikely(hits: tuple[int, int]) -> None:
    """If the share were just what `at_most` says, so few hits would be seen one time in twenty: summed by hand."""
    seen, n = hits
    share = at_most(seen, n)

    assert seen / n < share < 1
    assert sum(comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(seen + 1)) == pytest.approx(0.05)


@settings(max_examples=30)
@given(st.integers(1, 1_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_more_hits_allow_to_claim_less(hits: tuple[int, int]) -> None:
    """The bound grows with every hit, and shrinks with every further question that is none."""
    seen, n = hits

    assert 0 < at_most(seen, n) <= 1
    assert seen == n or at_most(seen, n) < at_most(seen + 1, n)
    assert at_most(seen, n + 1) < at_most(seen, n)


@pytest.mark.parametrize(
    ("hits", "n", "least", "most"),
    [
        (0, 149, 0.0199, 0.02),
        (0, 148, 0.02, 0.0201),
        (0, 99, 0.0298, 0.03),
        (0, 98, 0.03, 0.0302),
        (0, 59, 0.0495, 0.05),
        (1, 20, 0.216, 0.2162),
    ],
)
def test_bounds_of_the_literature(hits: int, n: int, least: float, most: float) -> None:
    """To claim at most 5, 3 or 2 % takes 59, 99 or 149 questions without one hit; Clopper and Pearson's 1 of 20 is 0.216."""
    assert least <= at_most(hits, n) <= most


@pytest.mark.parametrize(("hits", "n"), [(0, 0), (1, 1), (7, 7)])
def test_where_there_was_nothing_but_hits_anything_is_possible(hits: int, n: int) -> None:
    """Nothing asked, or nothing but hits, bounds nothing."""
    assert 1.0 == at_most(hits, n)


@pytest.mark.parametrize(
    "estimates",
    [
        [wilson(3 * n, 4 * n) for n in (2, 10, 50, 250)],
        [bootstrapped_mean([1.0, 0.5, 0.25] * n) for n in (2, 10, 50, 250)],
        [auroc([0.9, 0.6, 0.4] * n, [0.5, 0.1] * n) for n in (2, 10, 50, 250)],
    ],
    ids=["wilson", "bootstrap", "auroc"],
)
def test_more_questions_make_a_narrower_interval(estimates: list[Estimate | None]) -> None:
    """The same figure of more questions has a narrower interval, by all three methods."""
    widths = [found.high - found.low for found in estimates if found]

    assert len(widths) == 4
    assert all(less > more for less, more in pairwise(widths))


def test_of_nothing_there_is_no_figure() -> None:
    """Without questions there is no share, no mean and no AUROC."""
    nothing = [wilson(0, 0), bootstrapped_mean([]), auroc([], []), auroc([1.0], []), auroc([], [1.0])]

    assert [None] * 5 == nothing


@given(SCORES)
def test_a_mean_lies_in_its_interval(values: list[float]) -> None:
    """For every mean, 0 <= low <= mean <= high <= 1, and it is the same each time."""
    found = bootstrapped_mean(values)

    assert _holds(found)
    assert found == bootstrapped_mean(values)
    assert found is not None
    assert sum(values) / len(values) == pytest.approx(found.value)


def test_the_bootstrap_is_near_the_textbook_where_that_holds() -> None:
    """For a thousand values the interval is near the mean plus and minus 1.96 standard errors."""
    found = bootstrapped_mean([number / 1_000 for number in range(1_000)])
    error = (1 / 12 / 1_000) ** 0.5

    assert found
    assert (0.5 - 1.96 * error, 0.5 + 1.96 * error) == pytest.approx((found.low, found.high), abs=0.002)


@given(SCORES, SCORES)
def test_auroc_counts_the_pairs(positive: list[float], negative: list[float]) -> None:
    """AUROC is the share of all pairs in which the positive is above, ties counting half, and lies in its interval."""
    pairs = [(a > b) + (a == b) / 2 for a in positive for b in negative]
    found = auroc(positive, negative)

    assert found
    assert _holds(found)
    assert sum(pairs) / len(pairs) == pytest.approx(found.value)
    assert len(positive) + len(negative) == found.n


@given(SCORES, SCORES)
def test_auroc_is_symmetric(one: list[float], other: list[float]) -> None:
    """With the sides exchanged, the figure and its interval are mirrored."""
    found, mirrored = auroc(one, other), auroc(other, one)

    assert found
    assert mirrored
    assert (1 - found.value, 1 - found.high, 1 - found.low) == pytest.approx(
        (mirrored.value, mirrored.low, mirrored.high)
    )


def test_a_complete_parting_is_not_taken_for_certain() -> None:
    """Where all positives are above all negatives the figure is 1, and few questions leave a wide interval."""
    few, many = auroc([0.9] * 3, [0.1] * 3), auroc([0.9] * 300, [0.1] * 300)

    assert few
    assert many
    assert (1.0, 1.0, 1.0, 1.0) == (few.value, few.high, many.value, many.high)
    assert few.low < 0.7
    assert many.low > 0.98
