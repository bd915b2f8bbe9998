"""Fits how sure the bot is, and how sure it must be; counts what that promises, and whether a promise is kept.

Logistic regression of "the first candidate answers" on the signals of a ranking, by Newton's method with a little
ridge. Thresholds and promise are read from confidences that were cross-validated: those of a fifth of the questions
by weights fitted on the rest.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_args

import numpy as np

from bot.conversation import Answered
from bot.decide import MOST_CHOICES, decide, signals
from bot.policy import Policy, Promise, Signal
from bot.workbench.evaluate import outcome
from bot.workbench.intervals import at_most

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from bot.workbench.questions import LabelledQuestion
    from bot.workbench.samples import Sample

    Numbers = NDArray[np.floating[Any]]
    Flags = NDArray[np.bool_]

MOST_ANSWERED: Final = 0.02
"""The share (0-1) of questions without an answer that may get one, as bounded at 95% confidence."""

MOST_WRONG: Final = 0.05
"""The same of golden questions that get a wrong answer."""

MOST_OFFERED: Final = 0.2
"""The share (0-1) of questions without an answer that may be offered choices: they only cost a glance."""

_RIDGE: Final = 0.1
_RIDGE_OF_BIAS: Final = 1e-6
"""Next to nothing, but where no question or every one is answered it keeps the bias finite."""
_FOLDS: Final = 5
_STEPS: Final = 30
_LEAST_STEP: Final = 1e-9
_LEVELS: Final = np.round(np.arange(0.05, 1.0, 0.01), 2)


class _Kinds(NamedTuple):
    """Of each sample, whether its first candidate answers, whether that may be the answer, and which kind it is."""

    right: Flags
    crossed: Flags
    golden: Flags
    nothing: Flags


def calibrate(samples: Sequence[Sample]) -> Policy:
    """The policy for some samples, among them golden questions with an answer and questions without one."""
    samples = [one for one in samples if not one.certain]
    inputs, among = _inputs(samples, 1), _inputs(samples, MOST_CHOICES)
    kinds = _kinds(samples)
    counts = np.array([one.weight for one in samples])
    sure, of_three = _cross_validated(inputs, among, kinds.right, counts)
    sure = np.where(kinds.crossed, 0.0, sure)
    answer = _answer_from(sure, kinds)
    few = [float(np.mean(of_three[kinds.nothing] >= level)) <= MOST_OFFERED for level in _LEVELS]
    bias, *weights = (round(float(one), 3) + 0.0 for one in fit(inputs, kinds.right, counts))
    return Policy(
        answer=answer,
        offer=min(answer, _least(_LEVELS, few)),
        bias=bias,
        weights=dict(zip(get_args(Signal), weights, strict=True)),
        promise=_promise(sure >= answer, kinds),
    )


def _inputs(samples: Iterable[Sample], among: int) -> Numbers:
    """The signals of each sample, after a 1 for the bias."""
    told = (signals(one.ranking, among) for one in samples)
    return np.array([[1.0, *(values[name] for name in get_args(Signal))] for values in told])


def _kinds(samples: Iterable[Sample]) -> _Kinds:
    rows = [
        (one.right, one.crossed, one.golden and bool(one.asked.topics), not one.asked.topics)
        for one in samples
    ]
    return _Kinds(*np.array(rows, np.bool_).T)


def _promise(answered: Flags, kinds: _Kinds) -> Promise:
    """What the answers given come to: to questions without an answer, and to golden ones that have one."""
    unanswerable, answerable = int(kinds.nothing.sum()), int(kinds.golden.sum())
    given, wrong = (
        int(answered[kinds.nothing].sum()),
        int((answered & ~kinds.right)[kinds.golden].sum()),
    )
    return Promise(
        unanswerable=unanswerable,
        answered=given,
        at_most=_bound(given, unanswerable),
        answerable=answerable,
        wrong=wrong,
        wrong_at_most=_bound(wrong, answerable),
    )


def _bound(hits: int, n: int) -> float:
    """The bound with four digits, rounded up: a bound rounded down would promise too much."""
    return ceil(at_most(hits, n) * 10_000) / 10_000


def _answer_from(sure: Numbers, kinds: _Kinds) -> float:
    """The least confidence from which on an answer keeps both bounds, or what so few questions allow to promise."""
    made = [_promise(sure >= level, kinds) for level in _LEVELS]
    most = max(MOST_ANSWERED, _bound(0, made[0].unanswerable))
    most_wrong = max(MOST_WRONG, _bound(0, made[0].answerable))
    return _least(_LEVELS, [one.at_most <= most and one.wrong_at_most <= most_wrong for one in made])


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
    """The weights of a logistic regression; the first column of `inputs` is 1 and is hardly shrunk."""
    shrink = np.array([_RIDGE_OF_BIAS, *[_RIDGE] * (inputs.shape[1] - 1)])

    def loss(weights: Numbers) -> float:
        total = inputs @ weights
        return float(counts @ np.logaddexp(0, np.where(right, -total, total)) + shrink @ weights**2 / 2)

    weights: Numbers = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        chance = _chance(inputs @ weights)
        slope = inputs.T @ ((chance - right) * counts) + shrink * weights
        bend = (inputs.T * (chance * (1 - chance) * counts)) @ inputs + np.diag(shrink)
        weights = _downhill(loss, weights, np.linalg.solve(bend, slope))
    return weights


def _downhill(loss: Callable[[Numbers], float], weights: Numbers, step: Numbers) -> Numbers:
    """The weights after a step, which is halved until it leads down: Newton's own may overshoot."""
    now, size = loss(weights), 1.0
    while size > _LEAST_STEP and loss(weights - size * step) > now:
        size /= 2
    return weights - size * step


def _chance(total: Numbers) -> Numbers:
    return np.asarray(1 / (1 + np.exp(-np.clip(total, -50, 50))))


class Mistake(NamedTuple):
    """A question, and the answer that it got and should not have got."""

    asked: LabelledQuestion
    given: Answered


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What golden questions get by a policy.

    Of `answerable` ones `right` get their answer, `offered` get choices with a right one among them, and the `wrong`
    ones another's answer; of `unanswerable` ones the `answered` get one.
    """

    answerable: int
    right: int
    offered: int
    wrong: tuple[Mistake, ...]
    unanswerable: int
    answered: tuple[Mistake, ...]

    def keep(self, promise: Promise) -> bool:
        """Whether there are no more mistakes than the promise allows."""
        return len(self.answered) <= allowed(promise.at_most, self.unanswerable) and len(
            self.wrong
        ) <= allowed(promise.wrong_at_most, self.answerable)


def allowed(share: float, n: int) -> int:
    """How many mistakes in `n` questions a bound (0-1) allows, and one at least: a single one proves nothing."""
    return max(1, int(share * n + 1e-9))


def outcomes(samples: Iterable[Sample], policy: Policy) -> Outcomes:
    """What the golden questions among some samples get by a policy."""
    decided = [(one.asked, decide(one.ranking, policy)) for one in samples if one.golden]
    mistakes = [
        Mistake(asked, one)
        for asked, one in decided
        if isinstance(one, Answered) and one.entry not in asked.topics
    ]
    kinds = Counter(outcome(one, frozenset(asked.topics)) for asked, one in decided if asked.topics)
    answerable = sum(bool(asked.topics) for asked, _ in decided)
    return Outcomes(
        answerable=answerable,
        right=kinds["right"],
        offered=kinds["offered"],
        wrong=tuple(one for one in mistakes if one.asked.topics),
        unanswerable=len(decided) - answerable,
        answered=tuple(one for one in mistakes if not one.asked.topics),
    )
