"""Fits how sure the bot is on the golden questions, and writes knowledge/policy.yaml.

Logistic regression by Newton's method with a little ridge, on numpy alone; the figures printed are of five-fold
cross-validation. Run it after the matching or much of the knowledge has changed: `python -m bench.calibrate`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.answer import Answerer
from bot.conversation import Question
from bot.decide import signals
from bot.loading import load

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"
RIDGE = 0.1
FOLDS = 5
MOST_WRONG = 0.05
"""The share of golden questions, rightly unanswered or not, that may get a wrong answer."""


def fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The weights of a logistic regression; the first column of `x` is 1 and is not shrunk."""
    weights = np.zeros(x.shape[1])
    shrink = RIDGE * np.diag([0.0, *[1.0] * (x.shape[1] - 1)])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (chance - y) + shrink @ weights
        weights -= np.linalg.solve((x.T * (chance * (1 - chance))) @ x + shrink, slope)
    return weights


def main() -> None:
    """Fits, prints and writes."""
    knowledge = load(KNOWLEDGE)
    answerer = Answerer(knowledge)
    rankings = [(answerer.rank(Question(golden.q)), golden.expect) for golden in knowledge.golden]
    names = list(signals(rankings[0][0]))
    x = np.array([[1.0, *signals(ranking).values()] for ranking, _ in rankings])
    right = np.array([bool(r.candidates) and r.candidates[0].entry == expected for r, expected in rankings])
    fold = np.arange(len(x)) % FOLDS
    chance = np.empty(len(x))
    for number in range(FOLDS):
        chance[fold == number] = 1 / (
            1 + np.exp(-x[fold == number] @ fit(x[fold != number], right[fold != number]))
        )
    wrong = [float(np.mean(~right & (chance >= level))) for level in np.arange(0, 1, 0.01)]
    answer = next(
        level for level, share in zip(np.arange(0, 1, 0.01), wrong, strict=True) if share <= MOST_WRONG
    )
    offer = float(answer) / 2
    print(f"{len(x)} golden questions, cross-validated; answer from {answer:.2f}, offer from {offer:.2f}")
    answered = chance >= answer
    print(
        f"  answered: {np.mean(answered & right):.3f} rightly, {np.mean(answered & ~right):.3f} wrongly or with none due"
    )
    weights = fit(x, right)
    lines = [
        "# How sure the bot must be; written by `python -m bench.calibrate` from golden.yaml.",
        f"answer: {answer:.2f}",
        f"offer: {offer:.2f}",
        f"bias: {weights[0]:.3f}",
        "weights:",
        *(f"  {name}: {weight:.3f}" for name, weight in zip(names, weights[1:], strict=True)),
    ]
    (KNOWLEDGE / "policy.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
