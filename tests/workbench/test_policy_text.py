"""A policy reads as it was written, and what is told of it is in words that a maintainer uses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Answered, Candidate, Evidence, Ranking, Reading
from bot.loading import load
from bot.policy import Policy, Promise
from bot.workbench.calibrate import Mistake, Outcomes
from bot.workbench.policy_text import (
    change_text,
    check_text,
    described_change,
    described_check,
    percent,
    policy_text,
)
from bot.workbench.questions import LabelledQuestion
from bot.workbench.samples import Sample
from bot.yaml_reader import parse

if TYPE_CHECKING:
    from tests.conftest import Write

_PROMISE: Final = Promise(
    unanswerable=1_125, answered=8, at_most=0.0128, answerable=492, wrong=1, wrong_at_most=0.0096
)
_POLICY: Final = Policy(
    answer=0.77, offer=0.23, bias=-4.906, weights={"score": 2.409, "known": -0.346}, promise=_PROMISE
)
_TEXT: Final = """\
# yaml-language-server: $schema=schemas/policy.json
# How sure the bot must be. Written by `backchat calibrate`: run it again instead of editing.
answer: 0.77 # from this confidence on, one answer
offer: 0.23 # from this confidence that the answer is among three on, choices
bias: -4.906
weights:
  score: 2.409
  known: -0.346
promise:
  # At most 1.3 % of questions without an answer get one (95 % confidence).
  unanswerable: 1125
  answered: 8
  at_most: 0.0128
  # At most 1.0 % of questions with an answer get another's (95 % confidence).
  answerable: 492
  wrong: 1
  wrong_at_most: 0.0096
"""


def test_a_policy_is_a_file_that_explains_itself() -> None:
    """The text has every value, and says beside it what it is for."""
    assert _TEXT == policy_text(_POLICY)


def test_without_a_promise_none_is_written() -> None:
    """A policy that promises nothing says nothing of a promise."""
    text = policy_text(_POLICY.model_copy(update={"promise": None}))

    assert _TEXT.partition("promise:")[0] == text


_SHARES: Final = st.integers(0, 100).map(lambda number: number / 100)
_WEIGHTS: Final = st.integers(-99_999, 99_999).map(lambda number: number / 1_000)
_COUNTS: Final = st.integers(0, 10**6)
_BOUNDS: Final = st.integers(0, 10_000).map(lambda number: number / 10_000)


@given(
    st.builds(
        Policy,
        answer=_SHARES,
        offer=_SHARES,
        bias=_WEIGHTS,
        weights=st.dictionaries(st.sampled_from(["score", "margin", "length"]), _WEIGHTS, min_size=1),
        promise=st.none()
        | st.builds(
            Promise,
            unanswerable=_COUNTS,
            answered=_COUNTS,
            at_most=_BOUNDS,
            answerable=_COUNTS,
            wrong=_COUNTS,
            wrong_at_most=_BOUNDS,
        ),
    )
)
def test_what_is_written_is_what_is_read(policy: Policy) -> None:
    """Whatever the numbers, with the digits that a calibration leaves, the file reads as the policy."""
    assert policy == Policy.model_validate(parse(policy_text(policy)).value)


def test_the_loader_reads_what_is_written(write: Write) -> None:
    """In a knowledge folder the file is the knowledge's policy."""
    files = {
        "a.yaml": "title: A\nphrasings: [a]\nshort: A.\n",
        "policy.yaml": policy_text(_POLICY),
    }

    assert _POLICY == load(write(files)).policy


@pytest.mark.parametrize(
    ("bound", "told"),
    [
        (0.0, "0.0 %"),
        (0.0299, "3.0 %"),
        (0.03, "3.0 %"),
        (0.0121, "1.3 %"),
        (0.029, "2.9 %"),
        (1.0, "100.0 %"),
    ],
)
def test_a_bound_is_told_rounded_up(bound: float, told: str) -> None:
    """At most 1.21 % is not at most 1.2 %."""
    assert told == percent(bound)


def _evidence(*, exact: bool = False) -> Evidence:
    return Evidence(
        words=0.5,
        letters=0.5,
        meaning=0.5,
        phrasing="x",
        likeness=0.5,
        closeness=0.5,
        covered=0.5,
        exact=exact,
    )


def _sample(score: float, *wanted: str, golden: bool = True, exact: bool = False) -> Sample:
    asked = LabelledQuestion(f"about {score}", wanted, "in" if wanted else "out", place="golden question 7")
    candidate = Candidate("a", score, _evidence(exact=exact))
    return Sample(asked, Ranking(Reading("", ("word",) * 3), (candidate,)), golden=golden)


_SAMPLES: Final = [
    *[_sample(0.9, "a")] * 6,
    *[_sample(0.5, "a")] * 3,
    _sample(0.9, "b"),
    *[_sample(0.1)] * 4,
    *[_sample(0.9, "a", golden=False)] * 3_000,
    *[_sample(0.1, golden=False)] * 5,
    _sample(0.9, "a", golden=False, exact=True),
]
_BEFORE: Final = Policy(answer=0.55, offer=0.5, bias=-0.1, weights={"score": 1.0})
_NOW: Final = Policy(answer=0.65, offer=0.5, bias=-0.1, weights={"score": 1.0}, promise=_PROMISE)
_CHANGE: Final = """\
Fitted on 3,019 questions: 10 golden ones with an answer and 4 without,
3,000 phrasings and 5 out-of-scope examples, asked of a knowledge without them.
Left out, because certain (known word for word, or not a word of them known): 1.

                                                  before       now
one answer from a confidence of                   0.55      0.65
choices from a confidence of                      0.50      0.50
Golden questions with an answer (10) get
  the right answer                                90.0 %    60.0 %
  choices, a right one among them                  0.0 %    30.0 %
  a wrong answer                                  10.0 %    10.0 %
Golden questions without an answer (4) get
  one all the same                                 0.0 %     0.0 %

The promise, every question judged by a fit without it:
  At most 1.3 % of questions without an answer get one (8 of 1,125 did; 95 % confidence).
  At most 1.0 % of questions with an answer get another's (1 of 492 did; 95 % confidence)."""


def test_a_change_is_told_in_words() -> None:
    """What was used, what is different for golden questions, and what is promised."""
    assert _CHANGE == change_text(_SAMPLES, _BEFORE, _NOW)


def test_what_does_not_occur_is_not_told() -> None:
    """Without golden questions that have no answer there is no line about them, and nothing about certain ones."""
    text = change_text([_sample(0.9, "a"), _sample(0.1, golden=False)], _BEFORE, _NOW)

    assert "without an answer (" not in text
    assert "Left out" not in text


def test_few_questions_are_told_to_be_few() -> None:
    """A bound above what is aimed at says what it would take."""
    few = _PROMISE.model_copy(update={"at_most": 0.0951})
    text = change_text(_SAMPLES, _BEFORE, _NOW.model_copy(update={"promise": few}))

    assert text.endswith(
        "So few questions cannot promise less: write more golden questions and out-of-scope examples."
    )


def test_golden_questions_that_are_too_hard_are_told_at_once() -> None:
    """If the golden questions alone do not keep a new promise, that is said, with the questions."""
    samples = [*_SAMPLES, _sample(0.9), _sample(0.95)]

    assert """

Beware: the golden questions alone do not keep this promise, and --check will say so.
  Golden questions without an answer that get one: 2 of 6; the promise allows 1.
    'about 0.9' (golden question 7): answered with a, confidence 0.69
    'about 0.95' (golden question 7): answered with a, confidence 0.70
Mend the knowledge: their like into out_of_scope.yaml, phrasings that tell entries apart. Then calibrate again.\
""" in change_text(samples, _BEFORE, _NOW)


def _mistake(text: str, *wanted: str) -> Mistake:
    asked = LabelledQuestion(text, wanted, "in" if wanted else "out", place="golden.yaml:12")
    return Mistake(asked, Answered("a", _evidence(), 0.912))


_KEPT: Final = Outcomes(492, 380, 80, (), 203, (_mistake("sell me a car"),))
_BROKEN: Final = Outcomes(
    492, 380, 80, tuple(_mistake("b or c", "b", "c") for _ in range(5)), 203, (_mistake("\x1b[2J"),) * 7
)


def test_a_kept_promise_is_told_with_its_counts() -> None:
    """A promise that holds is told in three lines: how many mistakes there are, and how many it allows."""
    text = """\
The promise of policy.yaml holds.
  Golden questions without an answer that get one: 1 of 203; the promise allows 2.
  Golden questions with an answer that get another's: 0 of 492; the promise allows 4."""

    assert text == check_text(_KEPT, _PROMISE)


def test_a_broken_promise_names_the_questions_and_the_remedy() -> None:
    """What broke a promise is listed with place, answer and confidence, safe for a terminal."""
    lines = check_text(_BROKEN, _PROMISE).splitlines()

    assert "The promise of policy.yaml does not hold." == lines[0]
    assert "    '\\x1b[2J' (golden.yaml:12): answered with a, confidence 0.91" == lines[2]
    assert "  Golden questions with an answer that get another's: 5 of 492; the promise allows 4." == lines[9]
    assert "    'b or c' (golden.yaml:12): answered with a, not with b or c, confidence 0.91" == lines[10]
    assert lines[-1].endswith("Or run 'backchat calibrate'.")
    assert 16 == len(lines)


def test_only_the_broken_side_is_told() -> None:
    """The questions of a side that holds are no part of what to mend."""
    found = Outcomes(492, 380, 80, _BROKEN.wrong, 203, _KEPT.answered)

    assert "without an answer" not in check_text(found, _PROMISE)
    assert "sell me a car" not in check_text(found, _PROMISE)


def test_a_change_is_described_for_programs() -> None:
    """Programs get the counts, both policies whole and what golden questions get by each."""
    told = described_change(_SAMPLES, _BEFORE, _NOW)

    assert told == json.loads(json.dumps(told))
    assert {
        "golden": {"answerable": 10, "unanswerable": 4},
        "held_out": {"answerable": 3_000, "unanswerable": 5},
        "certain": 1,
    } == told["questions"]
    assert {"right": 6, "offered": 3, "wrong": 1, "answered": 0} == told["now"].pop("golden")
    assert _NOW == Policy.model_validate(told["now"])
    assert (0.55, None, 9) == (
        told["before"]["answer"],
        told["before"]["promise"],
        told["before"]["golden"]["right"],
    )


def test_a_check_is_described_for_programs() -> None:
    """Programs get whether the promise holds, counts, what is allowed and every mistake."""
    told = described_check(_BROKEN, _PROMISE)

    assert told == json.loads(json.dumps(told))
    assert (False, True) == (told["holds"], described_check(_KEPT, _PROMISE)["holds"])
    assert (492, 4, 380, 80) == tuple(
        told["answerable"][key] for key in ("asked", "allowed", "right", "offered")
    )
    assert (203, 2, 7) == (
        told["unanswerable"]["asked"],
        told["unanswerable"]["allowed"],
        len(told["unanswerable"]["answered"]),
    )
    assert {
        "question": "b or c",
        "place": "golden.yaml:12",
        "wanted": ["b", "c"],
        "given": "a",
        "confidence": 0.912,
    } == told["answerable"]["wrong"][0]
