"""A policy as the file `policy.yaml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.policy import Policy


def policy_text(policy: Policy) -> str:
    """The text of `policy.yaml`, for people to read and for the loader."""
    lines = [
        "# How sure the bot must be. Written by `backchat calibrate`: run it again instead of editing.",
        f"answer: {policy.answer:.2f} # from this confidence on, one answer",
        f"offer: {policy.offer:.2f} # from this confidence that the answer is among three on, choices",
        f"bias: {policy.bias:.3f}",
        "weights:",
        *(f"  {name}: {weight:.3f}" for name, weight in policy.weights.items()),
    ]
    if (made := policy.promise) is not None:
        lines += [
            "promise:",
            f"  # At most {made.at_most:.1%} of questions without an answer get one (95% confidence).",
            f"  unanswerable: {made.unanswerable}",
            f"  answered: {made.answered}",
            f"  at_most: {made.at_most:.4f}",
            f"  # At most {made.wrong_at_most:.1%} of questions with an answer get another's (95% confidence).",
            f"  answerable: {made.answerable}",
            f"  wrong: {made.wrong}",
            f"  wrong_at_most: {made.wrong_at_most:.4f}",
        ]
    return "\n".join(lines) + "\n"
