"""How sure the bot must be before it answers: what `policy.yaml` may hold, written by `backchat calibrate`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import AllowInfNan, BaseModel, ConfigDict, Field

Signal = Literal["score", "margin", "ahead", "covered", "known", "length"]
"""What confidence is made of; `bot.decide.signals` says what each means."""

_Weight = Annotated[float, AllowInfNan(False)]  # noqa: FBT003 - pydantic's own signature
_Share = Annotated[float, Field(ge=0, le=1)]
_Count = Annotated[int, Field(ge=0)]


class Model(BaseModel):
    """A frozen value that refuses fields nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Promise(Model):
    """What was counted when the policy was fitted, and what it says of questions not seen: a bound at 95% confidence."""

    unanswerable: Annotated[_Count, Field(description="Questions without an answer that were asked.")]
    answered: Annotated[_Count, Field(description="How many of them got one.")]
    at_most: Annotated[
        _Share, Field(description="The share of such questions that get one, at most (95% confidence).")
    ]
    answerable: Annotated[_Count, Field(description="Golden questions with an answer that were asked.")]
    wrong: Annotated[_Count, Field(description="How many of them got another entry's.")]
    wrong_at_most: Annotated[
        _Share, Field(description="The share of such questions that get another's, at most (95% confidence).")
    ]


_FITTED: Final[Mapping[Signal, float]] = {
    "score": 1.5,
    "margin": 1.1,
    "ahead": 5.1,
    "known": 0.5,
    "length": 5.2,
}


class Policy(Model):
    """How sure the bot must be (confidence, 0-1), and what confidence is made of; the defaults suit our own knowledge."""

    answer: Annotated[
        float, Field(ge=0, le=1, description="From this confidence on, one answer is given.")
    ] = 0.66
    offer: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="From this confidence that the answer is among three on, they are offered.",
        ),
    ] = 0.25
    bias: Annotated[_Weight, Field(description="Added to the weighted signals.")] = -4.8
    weights: Annotated[Mapping[Signal, _Weight], Field(description="Signal → weight in the confidence.")] = (
        _FITTED
    )
    promise: Annotated[Promise | None, Field(description="What the thresholds promise.")] = None
