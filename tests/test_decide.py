from __future__ import annotations

from dataclasses import replace
from math import exp
from typing import Final, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import (
    Answered,
    Candidate,
    Decision,
    Evidence,
    More,
    Ranking,
    Reading,
    Unknown,
    Unsure,
)
from bot.decide import CLEARLY_OUT, MOST_CHOICES, NO_FAMILY, confidence, decide, signals
from bot.policy import Policy, Signal

HALF: Final = Policy(answer=0.7, offer=0.4, bias=0.0, weights={})
SHARE: Final = st.floats(0, 1)
FINITE: Final = st.floats(allow_nan=False, allow_infinity=False)
EVIDENCE: Final = st.builds(
    Evidence,
    words=SHARE,
    letters=SHARE,
    meaning=SHARE,
    phrasing=st.just("x"),
    likeness=SHARE,
    closeness=st.floats(-1, 1),
    covered=SHARE,
    exact=st.just(value=False),
    crossed=st.booleans(),
)
SCORES: Final = st.lists(SHARE, max_size=5).map(lambda scores: sorted(scores, reverse=True))
WEIGHTS: Final = st.dictionaries(st.sampled_from(get_args(Signal)), FINITE)
POLICY: Final = st.builds(Policy, answer=SHARE, offer=SHARE, bias=FINITE, weights=WEIGHTS)


def candidate(
    entry: str, score: float, covered: float = 0.0, *, exact: bool = False, crossed: bool = False
) -> Candidate:
    """A candidate with the evidence that a decision looks at."""
    evidence = Evidence(
        words=0.0,
        letters=0.0,
        meaning=0.0,
        phrasing=f"{entry}?",
        likeness=0.0,
        closeness=0.0,
        covered=covered,
        exact=exact,
        crossed=crossed,
    )
    return Candidate(entry, score, evidence)


def ranking(*scores: float, family: Candidate | None = None, words: int = 3, known: float = 1.0) -> Ranking:
    """Candidates a, b, c ... with these scores."""
    reading = Reading("", ("word",) * words, known=known)
    return Ranking(reading, tuple(map(candidate, "abcde", scores)), family)


RANKING: Final = st.builds(
    lambda scores, evidence, family, reading: Ranking(
        reading,
        tuple(Candidate(name, score, evidence) for name, score in zip("abcde", scores, strict=False)),
        family,
    ),
    SCORES,
    EVIDENCE,
    st.none() | st.builds(Candidate, st.just("family"), SHARE, EVIDENCE),
    st.builds(Reading, st.just(""), st.lists(st.just("word"), max_size=40).map(tuple), known=SHARE),
)


def boldness(decision: Decision) -> int:
    """How much a decision ventures: nothing, choices, or an answer."""
    return {Unknown: 0, Unsure: 1, Answered: 2}[type(decision)]


@pytest.mark.parametrize(
    ("answer", "offer", "expected"),
    [
        pytest.param(0.4, 0.3, Answered, id="above-answer"),
        pytest.param(0.5, 0.3, Answered, id="at-answer"),
        pytest.param(0.5, 0.5, Answered, id="at-both"),
        pytest.param(0.51, 0.3, Unsure, id="below-answer"),
        pytest.param(0.6, 0.5, Unsure, id="at-offer"),
        pytest.param(0.6, 0.51, Unknown, id="below-offer"),
    ],
)
def test_confidence_decides(answer: float, offer: float, expected: type[Decision]) -> None:
    """From `answer` on there is an answer, from `offer` on there are choices, and below is nothing known."""
    decision = decide(ranking(0.9, 0.5), HALF.model_copy(update={"answer": answer, "offer": offer}))

    assert type(decision) is expected
    assert decision.confidence == 0.5


def test_the_best_entry_answers_with_its_evidence() -> None:
    """An answer is the first candidate, with its evidence and the confidence in it."""
    found = ranking(0.9, 0.5)
    decision = decide(found, HALF.model_copy(update={"answer": 0.5}))

    assert decision == Answered("a", found.candidates[0].evidence, 0.5)


@given(RANKING, POLICY)
def test_an_exact_phrasing_is_answered_with_certainty(found: Ranking, policy: Policy) -> None:
    """A question that is a phrasing of the first entry is answered by it, confidence 1, whatever the policy."""
    exact = candidate("exact", 0.01, 1.0, exact=True)
    decision = decide(replace(found, candidates=(exact, *found.candidates)), policy)

    assert decision == Answered("exact", exact.evidence, 1.0)


@given(RANKING, POLICY)
def test_an_entry_across_a_contrast_is_never_the_answer(found: Ranking, policy: Policy) -> None:
    """An entry on the other side of a declared contrast is offered at most, however sure the figures are."""
    across = candidate("across", 1.0, crossed=True)
    crossed = replace(found, candidates=(across, *found.candidates))
    decision = decide(crossed, policy)
    sure = decide(crossed, Policy(answer=0.0, offer=0.0))

    assert not isinstance(decision, Answered)
    assert isinstance(sure, Unsure)


@given(RANKING, POLICY)
def test_an_exact_example_out_of_scope_is_unknown(found: Ranking, policy: Policy) -> None:
    """A question that is an out-of-scope example is never answered, and its family is named."""
    decision = decide(replace(found, family=candidate("salary", 0.01, 1.0, exact=True)), policy)

    assert isinstance(decision, Unknown)
    assert decision.family == "salary"


@given(RANKING, POLICY)
def test_who_wants_more_is_told_of_the_entry_before(found: Ranking, policy: Policy) -> None:
    """A follow-up that only asks for more is about the entry before, whatever else its words are like."""
    assert More("a") == decide(replace(found, after="a", more=True), policy)


def test_an_exact_phrasing_counts_more_than_an_exact_example() -> None:
    """A question that is both a phrasing and an out-of-scope example is answered."""
    found = Ranking(
        Reading("", ()), (candidate("a", 0.9, 1.0, exact=True),), candidate("salary", 0.99, 1.0, exact=True)
    )

    assert isinstance(decide(found, HALF), Answered)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        pytest.param([0.9, 0.8, 0.7, 0.6, 0.5], ["a", "b", "c"], id="three-of-five"),
        pytest.param([0.9, 0.25, 0.24], ["a", "b"], id="only-what-is-worth-it"),
        pytest.param([0.9], ["a"], id="one"),
        pytest.param([0.2, 0.1], ["a"], id="the-best-when-none-is-worth-it"),
    ],
)
def test_choices_are_few_and_worth_it(scores: list[float], expected: list[str]) -> None:
    """At most three entries of some likeness are offered, and always the best."""
    decision = decide(ranking(*scores), HALF)

    assert isinstance(decision, Unsure)
    assert [one.entry for one in decision.candidates] == expected


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        pytest.param([0.9, 0.8, 0.7, 0.6], ["a", "b", "c"], id="three-of-four"),
        pytest.param([0.3, 0.1], ["a"], id="only-what-is-worth-it"),
        pytest.param([0.2, 0.1], [], id="none"),
        pytest.param([], [], id="no-candidates"),
    ],
)
def test_near_entries_are_few_and_worth_it(scores: list[float], expected: list[str]) -> None:
    """At most three entries of some likeness are named as near, or none."""
    decision = decide(ranking(*scores), HALF.model_copy(update={"offer": 0.6}))

    assert isinstance(decision, Unknown)
    assert [one.entry for one in decision.nearest] == expected


@pytest.mark.parametrize(
    ("scores", "family", "expected"),
    [
        pytest.param([0.5], 0.6, "salary", id="nearer-than-any-entry"),
        pytest.param([0.5], 0.5, "salary", id="as-near"),
        pytest.param([0.5], 0.4, None, id="farther"),
        pytest.param([0.1], CLEARLY_OUT, "salary", id="just-clear"),
        pytest.param([0.1], 0.2, None, id="not-worth-it"),
        pytest.param([], 0.6, "salary", id="no-entry"),
        pytest.param([], 0.1, None, id="no-entry-and-not-worth-it"),
    ],
)
def test_a_family_is_named_when_it_is_nearest(
    scores: list[float], family: float, expected: str | None
) -> None:
    """What is unknown belongs to the family that it is like, if it is like no entry more."""
    found = ranking(*scores, family=candidate("salary", family))
    decision = decide(found, HALF.model_copy(update={"offer": 0.6}))

    assert isinstance(decision, Unknown)
    assert expected == decision.family


@given(POLICY)
def test_no_candidate_is_unknown(policy: Policy) -> None:
    """Where no entry is like the question, nothing is known, whatever the policy."""
    decision = decide(ranking(), policy)

    assert decision == Unknown((), None, confidence(ranking(), policy))


@given(RANKING, POLICY)
def test_a_decision_names_candidates_of_its_ranking(found: Ranking, policy: Policy) -> None:
    """Answer, choices and near entries are candidates, best first, at most three, and the figure is the confidence."""
    decision = decide(found, policy)
    named = {
        Answered: lambda: found.candidates[:1],
        Unsure: lambda: decision.candidates if isinstance(decision, Unsure) else (),
        Unknown: lambda: decision.nearest if isinstance(decision, Unknown) else (),
    }[type(decision)]()

    assert named == found.candidates[: len(named)]
    assert len(named) <= MOST_CHOICES
    assert named or isinstance(decision, Unknown)
    assert decision.confidence == confidence(found, policy)


@given(RANKING, POLICY, SHARE, SHARE)
def test_a_stricter_policy_never_ventures_more(
    found: Ranking, policy: Policy, answer: float, offer: float
) -> None:
    """Raising a threshold never turns choices into an answer, nor nothing into choices."""
    strict = {"answer": max(policy.answer, answer), "offer": max(policy.offer, offer)}
    stricter = decide(found, policy.model_copy(update=strict))

    assert boldness(stricter) <= boldness(decide(found, policy))


@given(RANKING, POLICY)
def test_confidence_is_a_share(found: Ranking, policy: Policy) -> None:
    """Confidence is 0-1 for any ranking and any finite weights, huge ones included."""
    sure = confidence(found, policy)

    assert 0 <= sure <= 1


@pytest.mark.parametrize(
    ("bias", "weights", "expected"),
    [
        pytest.param(0.0, {}, 0.5, id="nothing"),
        pytest.param(-2.0, {}, 1 / (1 + exp(2.0)), id="bias"),
        pytest.param(1.0, {"score": 2.0}, 1 / (1 + exp(-2.6)), id="score"),
        pytest.param(0.0, {"score": 1.0, "margin": -1.0}, 1 / (1 + exp(-0.5)), id="two-signals"),
        pytest.param(1e300, {}, 1.0, id="huge"),
        pytest.param(-1e300, {"score": -1e300}, 0.0, id="tiny"),
    ],
)
def test_confidence_is_the_logistic_of_the_signals(
    bias: float, weights: dict[Signal, float], expected: float
) -> None:
    """Signals are weighted, added to the bias and brought between 0 and 1."""
    sure = confidence(ranking(0.8, 0.5), Policy(bias=bias, weights=weights))

    assert sure == pytest.approx(expected)


@given(RANKING)
def test_signals_are_bounded_and_those_of_the_policy(found: Ranking) -> None:
    """Every signal is 0-1, the lead over the families -1 to 1, and the default policy weighs each of them."""
    names = signals(found)

    assert all(0 <= value <= 1 for name, value in names.items() if name != "ahead")
    assert -1 <= names["ahead"] <= 1
    assert set(names) == set(Policy().weights)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(
            Ranking(
                Reading("", ("word",) * 6, known=0.75),
                (candidate("a", 0.75, 0.625), candidate("b", 0.5, 1.0)),
                candidate("salary", 0.875),
            ),
            {"score": 0.75, "margin": 0.25, "ahead": -0.125, "covered": 0.625, "known": 0.75, "length": 0.2},
            id="all",
        ),
        pytest.param(
            ranking(0.5, words=60),
            {
                "score": 0.5,
                "margin": 0.5,
                "ahead": 0.5 - NO_FAMILY,
                "covered": 0.0,
                "known": 1.0,
                "length": 1.0,
            },
            id="one-candidate-no-family-long",
        ),
        pytest.param(
            ranking(family=candidate("salary", 0.5), words=0, known=0.0),
            {"score": 0.0, "margin": 0.0, "ahead": -0.5, "covered": 0.0, "known": 0.0, "length": 0.0},
            id="family-alone",
        ),
        pytest.param(
            ranking(words=0, known=0.0),
            {"score": 0.0, "margin": 0.0, "ahead": -NO_FAMILY, "covered": 0.0, "known": 0.0, "length": 0.0},
            id="nothing",
        ),
    ],
)
def test_signals_tell_of_a_ranking(found: Ranking, expected: dict[str, float]) -> None:
    """Signals are the best score, its leads, the covered and the known share and the length."""
    told = signals(found)

    assert expected == pytest.approx(dict(told))


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        pytest.param([0.9, 0.9, 0.9, 0.1], ["a", "b", "c"], id="three-before-the-rest"),
        pytest.param([0.9, 0.9, 0.9], ["a", "b", "c"], id="three-alone"),
        pytest.param([0.9, 0.8, 0.1, 0.1], ["a", "b"], id="two-before-the-rest"),
        pytest.param([0.9, 0.9, 0.9, 0.9], [], id="four-alike"),
    ],
)
def test_a_few_equally_near_entries_are_offered(scores: list[float], expected: list[str]) -> None:
    """Where no entry leads but a few together do, they are the choices; where many are alike, nothing is known."""
    decision = decide(ranking(*scores), Policy(answer=0.9, offer=0.6, bias=-5, weights={"margin": 10.0}))

    assert isinstance(decision, Unsure if expected else Unknown)
    assert decision.confidence < 0.5
    assert not isinstance(decision, Unsure) or [one.entry for one in decision.candidates] == expected


@pytest.mark.parametrize(("among", "margin"), [(1, 0.25), (2, 0.5), (3, 0.75), (4, 1.0)])
def test_the_margin_is_the_lead_over_those_that_are_not_considered(among: int, margin: float) -> None:
    """With n entries considered, the margin is the lead of the first over the one after the n-th, or over nothing."""
    told = signals(ranking(1.0, 0.75, 0.5, 0.25), among)

    assert margin == told["margin"]


def test_a_phrasing_that_two_entries_share_is_a_choice() -> None:
    """Word for word the phrasing of two entries: the person chooses, and nothing is answered by chance."""
    alike = (candidate("a", 0.9, exact=True), candidate("b", 0.8, exact=True), candidate("c", 0.7))
    decision = decide(Ranking(Reading("", ("word",)), alike), HALF)

    assert decision == Unsure(alike[:2], 1.0)
