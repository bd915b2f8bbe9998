"""A policy by which choices are offered only when the bot is surer than it must be to answer.

Why: From `offer` on it shows three topics to choose from, from `answer` on it gives one answer. If `offer` is above `answer`,
nothing is ever offered, and whoever asks unclearly hears "I have no answer to that".

Fails:
    answer: 0.5
    offer: 0.6

Passes:
    answer: 0.78
    offer: 0.25

Mend: Do not choose these numbers: run `backchat calibrate`, which measures them.
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule("policy-order", "error", None, __doc__ or "")
