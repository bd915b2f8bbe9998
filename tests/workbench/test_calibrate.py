"""Fitting finds the least loss whatever the data, thresholds keep their bounds, and a broken promise is noticed."""

from __future__ import annotations

from math import isfinite
from random import Random
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation import Answered, Candidate, Evidence, Ranking, Reading, Unknown
from bot.decide import confidence, decide
from bot.policy import Policy, Promise
from bot.workbench.calibrate import (
    MOST_ANSWERED,
    MOST_WRONG,
    Mistake,
    Outcomes,
    allowed,
    calibrate,
    fit,
    outcomes,
)
from bot.workbench.intervals import at_most
from bot.workbench.questions import LabelledQuestion
from bot.workbench.samples import Sample

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.floating[Any]]

_ROWS: Final = st.lists(
    st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.booleans(), st.sampled_from([0.3, 1.0])),
    min_size=1,
    max_size=30,
)
_SIDE: Final = st.lists(st.floats(0.1, 1), min_size=1, max_size=20)

Row = tuple[float, float, bool, float]


def _fitted(rows: list[Row]) -> Numbers:
    inputs = np.array([[1.0, one, other] for one, other, _, _ in rows])
    return fit(inputs, np.array([right for *_, right, _ in rows]), np.array([count for *_, count in rows]))


@given(_SIDE, _SIDE, st.sampled_from([-1, 1]))
def test_the_sign_of_separable_data_is_found(above: list[float], below: list[float], sign: int) -> None:
    """Where a signal parts right from wrong completely, its weight has the sign of the right side, and is finite."""
    inputs = np.array([[1.0, sign * one] for one in above] + [[1.0, -sign * one] for one in below])
    right = np.array([True] * len(above) + [False] * len(below))
    _, weight = fit(inputs, right, np.ones(len(inputs)))

    assert sign == np.sign(weight)
    assert isfinite(weight)


@given(_ROWS, st.randoms(use_true_random=False))
def test_the_order_of_samples_does_not_matter(rows: list[Row], random: Random) -> None:
    """The same samples in another order give the same weights, up to rounding."""
    shuffled = random.sample(rows, len(rows))

    assert _fitted(rows).tolist() == pytest.approx(_fitted(shuffled).tolist(), abs=1e-5)


@given(_ROWS)
def test_nothing_leads_further_down(rows: list[Row]) -> None:
    """At the weights found the loss with its ridge is flat, all right or all wrong included."""
    weights = _fitted(rows)
    slope = 0.1 * weights * [0, 1, 1]
    for one, other, right, count in rows:
        signals = np.array([1.0, one, other])
        slope += count * signals * (1 / (1 + np.exp(-signals @ weights)) - right)

    assert [0, 0, 0] == pytest.approx(slope.tolist(), abs=1e-4)


def test_steps_that_would_overshoot_are_shortened() -> None:
    """Signals far beyond 1 that part the kinds, from which Newton's own steps run away, are fitted as well."""
    inputs = np.column_stack([np.ones(20), 30 * np.random.default_rng(5).random((20, 2))])
    right = inputs[:, 1] > np.median(inputs[:, 1])
    total = inputs @ fit(inputs, right, np.full(20, 50.0))

    assert np.logaddexp(0, np.where(right, -total, total)).mean() < 0.01


@given(_ROWS)
def test_a_sample_that_counts_twice_is_two_samples(rows: list[Row]) -> None:
    """What a sample counts is how often it is there."""
    twice = [(one, other, right, 2 * count) for one, other, right, count in rows]

    assert _fitted(rows + rows).tolist() == pytest.approx(_fitted(twice).tolist(), abs=1e-5)


def _evidence(*, exact: bool = False, crossed: bool = False) -> Evidence:
    return Evidence(
        words=0.5,
        letters=0.5,
        meaning=0.5,
        phrasing="x",
        likeness=0.5,
        closeness=0.5,
        covered=0.5,
        exact=exact,
        crossed=crossed,
    )


def _sample(
    score: float,
    *wanted: str,
    golden: bool = True,
    exact: bool = False,
    crossed: bool = False,
    second: float = 0.5,
) -> Sample:
    """A question to which the first candidate is a, with this score (0-1), and the second b, with a part of it."""
    asked = LabelledQuestion(f"about {score}", wanted, "in" if wanted else "out", place="x.jsonl:1")
    first = Candidate("a", score, _evidence(exact=exact, crossed=crossed))
    family = Candidate("f", 1 - score, _evidence())
    ranking = Ranking(
        Reading("", ("word",) * 3), (first, Candidate("b", second * score, _evidence())), family
    )
    return Sample(asked, ranking, golden=golden)


def _many(size: int, low: float, high: float, *wanted: str, golden: bool = True) -> list[Sample]:
    """Samples with scores spread evenly between two."""
    return [_sample(low + (high - low) * n / size, *wanted, golden=golden) for n in range(size)]


def _promised(policy: Policy) -> Promise:
    assert policy.promise
    return policy.promise


def test_what_is_told_apart_is_answered() -> None:
    """Where scores tell the two kinds apart, each question with an answer gets it and none without one does."""
    samples = [*_many(200, 0.7, 1.0, "a"), *_many(200, 0.0, 0.3)]
    policy = calibrate(samples)
    found = outcomes(samples, policy)

    assert (200, 0, 0) == (found.right, len(found.answered), len(found.wrong))
    assert (200, 0, 200, 0) == (
        _promised(policy).unanswerable,
        _promised(policy).answered,
        _promised(policy).answerable,
        _promised(policy).wrong,
    )


@settings(max_examples=12)
@given(st.integers(0, 10_000), st.integers(0, 3))
def test_thresholds_keep_their_bounds(seed: int, overlap: int) -> None:
    """However the scores overlap, the promise keeps both bounds, and choices start no later than answers."""
    random = Random(seed)  # noqa: S311 - samples need no secrecy
    samples = [
        *(_sample(random.uniform(0.5, 1), random.choice("aaaaaaab")) for _ in range(150)),
        *(_sample(random.uniform(0, 0.5 + overlap / 10), golden=random.random() < 0.5) for _ in range(300)),
    ]
    policy = calibrate(samples)

    assert _promised(policy).at_most <= MOST_ANSWERED
    assert _promised(policy).wrong_at_most <= MOST_WRONG
    assert policy.offer <= policy.answer


@pytest.mark.parametrize("hits", [0, 1, 24])
def test_bounds_are_never_rounded_down(hits: int) -> None:
    """A promise has the bound of its counts, with four digits, rounded up."""
    samples = [*_many(100, 0.7, 1.0, "a"), *_many(1_000 - hits, 0.0, 0.3), *_many(hits, 0.9, 1.0)]
    made = _promised(calibrate(samples))

    assert 0 <= made.at_most - at_most(made.answered, made.unanswerable) < 1e-4
    assert 0 <= made.wrong_at_most - at_most(made.wrong, made.answerable) < 1e-4


def test_few_questions_promise_what_they_can() -> None:
    """With thirty questions of a kind there are still answers, and the promise is the bound of no mistake in thirty."""
    policy = calibrate([*_many(30, 0.7, 1.0, "a"), *_many(30, 0.0, 0.3)])

    assert policy.answer < 1
    assert (0, 0) == (_promised(policy).answered, _promised(policy).wrong)
    assert at_most(0, 30) == pytest.approx(_promised(policy).at_most, abs=1e-4)


def test_where_nothing_can_be_told_apart_nothing_is_answered() -> None:
    """Where questions without an answer look like those that have one, no confidence is enough."""
    policy = calibrate([_sample(0.9, "a")] * 4_000 + [_sample(0.9)] * 30)

    assert (1.0, 0, 0) == (policy.answer, _promised(policy).answered, _promised(policy).wrong)


@pytest.mark.parametrize("wanted", [("a",), ("b",)], ids=["all-right", "all-wrong"])
def test_questions_that_are_all_alike_are_no_fault(wanted: tuple[str, ...]) -> None:
    """Data without any variation, which leave nothing to fit, give finite weights."""
    policy = calibrate([_sample(0.5, *wanted)] * 30 + [_sample(0.5)] * 30)

    assert all(map(isfinite, (policy.bias, *policy.weights.values())))


def test_certain_questions_do_not_count() -> None:
    """A question that is a phrasing word for word changes neither the weights nor the promise."""
    samples = [*_many(60, 0.6, 1.0, "a"), *_many(60, 0.0, 0.5)]
    certain = [_sample(0.1, "a", exact=True), _sample(0.9, exact=True)] * 20

    assert calibrate(samples) == calibrate([*certain, *samples])


def test_the_other_side_of_a_contrast_is_never_an_answer() -> None:
    """A first candidate across a contrast is no answer given, so it makes the bot no more cautious with the others."""
    answerable = _many(300, 0.7, 1.0, "a")
    policy = calibrate([*answerable, *_many(300, 0.0, 0.3), *[_sample(0.99, crossed=True)] * 30])

    assert 330 == _promised(policy).unanswerable
    assert 300 == outcomes(answerable, policy).right


def test_choices_are_offered_to_few_questions_without_an_answer() -> None:
    """At most a fifth of questions without an answer get choices, sureness of the first three being what counts."""
    nothing = [_sample(n / 200, second=n % 10 / 10) for n in range(200)]
    right = [_sample(0.3 + 0.7 * n / 300, "a", second=n % 7 / 10) for n in range(300)]
    policy = calibrate([*right, *nothing])
    offered = [one for one in nothing if not isinstance(decide(one.ranking, policy), Unknown)]

    assert 0.1 < len(offered) / len(nothing) < 0.25


def test_choices_are_never_harder_to_get_than_an_answer() -> None:
    """Where questions without an answer are like choices more often than like an answer, both start at one confidence."""
    crossed = [_sample(0.95, crossed=True)] * 300
    policy = calibrate([*_many(300, 0.7, 1.0, "a"), *_many(300, 0.0, 0.1), *crossed])

    assert policy.offer == policy.answer


def test_a_policy_is_the_same_each_time() -> None:
    """Nothing about fitting is left to chance."""
    samples = [*_many(60, 0.5, 1.0, "a"), *_many(60, 0.0, 0.6)]

    assert calibrate(samples) == calibrate(samples)


_SURE: Final = Policy(answer=0.7, offer=0.3, bias=0, weights={"score": 1.0})
"""Answers from a score of 0.85 on; offers b as well where its score is high enough to be worth it."""


def test_outcomes_are_what_golden_questions_get() -> None:
    """Right, offered, wrong and answered are counted among golden questions only, mistakes with what was given."""
    samples = [
        _sample(0.9, "a"),
        _sample(0.9, "b"),
        _sample(0.9),
        _sample(0.8, "b"),
        _sample(0.8, "c"),
        _sample(0.8),
        _sample(0.9, golden=False),
    ]
    found = outcomes(samples, _SURE)
    sure = confidence(samples[0].ranking, _SURE)

    assert (4, 1, 1, 2) == (found.answerable, found.right, found.offered, found.unanswerable)
    assert (Mistake(samples[1].asked, Answered("a", _evidence(), sure)),) == found.wrong
    assert (Mistake(samples[2].asked, Answered("a", _evidence(), sure)),) == found.answered


@pytest.mark.parametrize(
    ("share", "n", "expected"),
    [(0.0299, 203, 6), (0.03, 100, 3), (0.29, 100, 29), (0.03, 20, 1), (0.0, 0, 1), (1.0, 0, 1), (1.0, 7, 7)],
)
def test_a_bound_allows_its_share_and_one_mistake_at_least(share: float, n: int, expected: int) -> None:
    """As many mistakes are allowed as the bound makes of the questions; a single one proves nothing."""
    assert expected == allowed(share, n)


@pytest.mark.parametrize(
    ("answered", "wrong", "kept"), [(3, 5, True), (4, 5, False), (3, 6, False), (0, 0, True)]
)
def test_a_promise_is_kept_on_both_sides(answered: int, wrong: int, *, kept: bool) -> None:
    """A promise holds while neither kind of mistake is more frequent than it allows."""
    mistake = Mistake(LabelledQuestion("?", (), "out"), Answered("a", _evidence(), 0.9))
    found = Outcomes(100, 80, 10, (mistake,) * wrong, 100, (mistake,) * answered)
    promise = Promise(unanswerable=500, answered=8, at_most=0.03, answerable=100, wrong=1, wrong_at_most=0.05)

    assert kept == found.keep(promise)
