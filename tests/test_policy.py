"""What a policy may hold: numbers that mean something, the signals that exist, and a promise of counts and shares."""

from __future__ import annotations

from math import inf, nan
from typing import Any, Final, get_args

import pytest
from pydantic import ValidationError

from bot.conversation import Ranking, Reading
from bot.decide import signals
from bot.policy import Policy, Promise, Signal
from bot.schema import json_schema

_COUNTED: Final = {
    "unanswerable": 1_125,
    "answered": 24,
    "at_most": 0.0299,
    "answerable": 492,
    "wrong": 2,
    "wrong_at_most": 0.0128,
}


def test_signals_are_those_that_are_measured() -> None:
    """The signals a policy may weigh are those that a ranking gives, in that order."""
    assert list(get_args(Signal)) == list(signals(Ranking(Reading("", ()), ())))


def test_the_defaults_promise_nothing() -> None:
    """Defaults weigh every signal and promise nothing: nobody has counted on that knowledge."""
    policy = Policy()

    assert set(get_args(Signal)) == set(policy.weights)
    assert policy.promise is None


@pytest.mark.parametrize("number", [nan, inf, -inf])
@pytest.mark.parametrize("field", ["answer", "offer", "bias", "weights"])
def test_a_policy_has_finite_numbers(field: str, number: float) -> None:
    """A policy with a number that is none, with which every question would be answered or none, is refused."""
    value = {"score": number} if field == "weights" else number

    with pytest.raises(ValidationError):
        Policy.model_validate({field: value})


@pytest.mark.parametrize(
    "values",
    [
        {"answer": 1.1},
        {"offer": -0.1},
        {"weights": {"likeness": 1.0}},
        {"anwser": 0.5},
        {"promise": {**_COUNTED, "answered": -1}},
        {"promise": {**_COUNTED, "at_most": 1.1}},
        {"promise": {**_COUNTED, "wrong_at_most": nan}},
        {"promise": {"unanswerable": 1_125}},
        {"promise": {**_COUNTED, "right": 400}},
    ],
    ids=str,
)
def test_what_means_nothing_is_refused(values: dict[str, Any]) -> None:
    """Shares outside 0-1, negative counts, signals and fields that do not exist, and half a promise are refused."""
    with pytest.raises(ValidationError):
        Policy.model_validate(values)


def test_a_promise_is_kept_whole() -> None:
    """Every count and bound of a promise is there to be read."""
    policy = Policy.model_validate({"promise": _COUNTED})

    assert Promise.model_validate(_COUNTED) == policy.promise


def test_the_schema_describes_the_promise() -> None:
    """`backchat schema policy` tells what each part of a promise is, and what a promise is."""
    schema = json_schema("policy")
    promise = schema["$defs"]["Promise"]["properties"]

    assert set(_COUNTED) == set(promise)
    assert all(field["description"] for field in promise.values())
    assert schema["properties"]["promise"]["description"]
    assert (0, 1) == (promise["at_most"]["minimum"], promise["at_most"]["maximum"])
