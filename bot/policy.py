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
    """What was counted when the policy was fitted, and the bounds at 95% confidence that follow from it.

    Every question was judged by weights fitted without it; golden questions are those of golden.yaml and of the files
    that were named besides.
    """

    unanswerable: Annotated[
        _Count,
        Field(description="Questions without an answer that were asked: golden ones, out-of-scope examples."),
    ]
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
    "score": 2.4,
    "margin": 1.4,
    "ahead": 4.0,
    "covered": 1.8,
    "known": -0.3,
    "length": 4.9,
}


class Policy(Model):
    """How sure the bot must be, and what confidence (0-1) is made of.

    The defaults are rounded from what was fitted on our own knowledge; they promise nothing for another.
    """

    answer: Annotated[
        float, Field(ge=0, le=1, description="From this confidence on, one answer is given.")
    ] = 0.77
    offer: Annotated[
        float,
        Field(
            ge=0,
            le=1,
            description="From this confidence that the answer is among three on, they are offered.",
        ),
    ] = 0.23
    bias: Annotated[_Weight, Field(description="Added to the weighted signals.")] = -4.9
    weights: Annotated[Mapping[Signal, _Weight], Field(description="Signal → weight in the confidence.")] = (
        _FITTED
    )
    promise: Annotated[
        Promise | None,
        Field(
            description="What the thresholds promise; `backchat calibrate --check` tells whether it holds."
        ),
    ] = None
