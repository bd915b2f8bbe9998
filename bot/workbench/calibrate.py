"""Fits how sure the bot is, and how sure it must be, and says what that promises.

Logistic regression of "the first candidate answers" on the signals of a ranking, by Newton's method with a little
ridge. Thresholds and promise are read from confidences that were cross-validated: those of a fifth of the questions
by weights fitted on the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from bot.decide import signals
from bot.policy import Policy, Promise
from bot.workbench.intervals import at_most

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from bot.workbench.samples import Sample

    Numbers = NDArray[np.floating[Any]]
    Flags = NDArray[np.bool_]

MOST_ANSWERED: Final = 0.03
"""The share (0-1) of questions without an answer that may get one, as bounded at 95% confidence."""

MOST_WRONG: Final = 0.05
"""The same of golden questions that get a wrong answer."""

MOST_OFFERED: Final = 0.2
"""The share (0-1) of questions without an answer that may be offered choices: they only cost a glance."""

_RIDGE: Final = 0.1
_FOLDS: Final = 5
_LEVELS: Final = np.round(np.arange(0.05, 1.0, 0.01), 2)


@dataclass(frozen=True, slots=True)
class Calibration:
    """A policy, and what it comes to on the questions it was fitted on (shares 0-1), each judged by weights fitted without it."""

    policy: Policy
    questions: int
    right: float
    offered: float


def calibrate(samples: Sequence[Sample]) -> Calibration:
    """The policy for some samples, of which some have an answer and some have none."""
    names = list(signals(samples[0].ranking))
    inputs, among = (
        np.array([[1.0, *signals(one.ranking, count).values()] for one in samples]) for count in (1, 3)
    )
    right = np.array([one.right for one in samples])
    counts = np.array([one.weight for one in samples])
    sure, of_three = _cross_validated(inputs, among, right, counts)
    golden = np.array([one.golden and bool(one.wanted) for one in samples])
    nothing = np.array([not one.wanted for one in samples])
    answer = _answer_from(sure, right, golden, nothing)
    offer = min(answer, _least(_LEVELS, [float(np.mean(of_three[nothing] >= at)) <= MOST_OFFERED for at in _LEVELS]))
    weights = fit(inputs, right, counts)
    policy = Policy(
        answer=answer,
        offer=offer,
        bias=round(float(weights[0]), 3),
        weights={name: round(float(one), 3) for name, one in zip(names, weights[1:], strict=True)},
        promise=promise(sure >= answer, right, golden, nothing),
    )
    answered = sure[golden] >= answer
    return Calibration(
        policy,
        len(samples),
        float(np.mean(answered & right[golden])),
        float(np.mean(~answered & (of_three[golden] >= offer))),
    )


def promise(answered: Flags, right: Flags, golden: Flags, nothing: Flags) -> Promise:
    """What the answers given come to: to questions without an answer, and to golden ones that have one."""
    given, wrong = int(answered[nothing].sum()), int((answered & ~right)[golden].sum())
    return Promise(
        unanswerable=int(nothing.sum()),
        answered=given,
        at_most=round(at_most(given, int(nothing.sum())), 4),
        answerable=int(golden.sum()),
        wrong=wrong,
        wrong_at_most=round(at_most(wrong, int(golden.sum())), 4),
    )


def _answer_from(sure: Numbers, right: Flags, golden: Flags, nothing: Flags) -> float:
    """The least confidence from which on an answer keeps both bounds."""
    made = [promise(sure >= level, right, golden, nothing) for level in _LEVELS]
    return _least(
        _LEVELS, [one.at_most <= MOST_ANSWERED and one.wrong_at_most <= MOST_WRONG for one in made]
    )


def _least(levels: Numbers, good: Sequence[bool]) -> float:
    """The first level from which on all are good; 1 when there is none."""
    last_bad = max((place for place, fine in enumerate(good) if not fine), default=-1)
    return float(levels[last_bad + 1]) if last_bad + 1 < len(levels) else 1.0


def _cross_validated(
    inputs: Numbers, among: Numbers, right: Flags, counts: Numbers
) -> tuple[Numbers, Numbers]:
    """Confidence in the first candidate and in the first three, by weights fitted on other samples."""
    fold = np.arange(len(inputs)) % _FOLDS
    sure, of_three = np.empty(len(inputs)), np.empty(len(inputs))
    for number in range(_FOLDS):
        here = fold == number
        weights = fit(inputs[~here], right[~here], counts[~here])
        sure[here], of_three[here] = _chance(inputs[here] @ weights), _chance(among[here] @ weights)
    return sure, of_three


def fit(inputs: Numbers, right: Flags, counts: Numbers) -> Numbers:
    """The weights of a logistic regression; the first column of `inputs` is 1 and is not shrunk."""
    weights = np.zeros(inputs.shape[1])
    shrink = _RIDGE * np.diag([0.0, *[1.0] * (inputs.shape[1] - 1)])
    for _ in range(30):
        chance = _chance(inputs @ weights)
        slope = inputs.T @ ((chance - right) * counts) + shrink @ weights
        weights -= np.linalg.solve((inputs.T * (chance * (1 - chance) * counts)) @ inputs + shrink, slope)
    return weights


def _chance(total: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-np.clip(total, -50, 50))))
