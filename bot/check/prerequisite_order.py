"""A step of a learning path that requires something that comes later, or that is no step of the path.

Why: `requires` says what a step builds on. A reader who follows the path in order would meet the step too early.

Fails:
    steps:
      - entry: docker
        requires: [git]
      - entry: git

Passes:
    steps:
      - entry: git
      - entry: docker
        requires: [git]

Mend: Move the required step up, add it to the path, or take it out of `requires`.
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule("prerequisite-order", "error", None, __doc__ or "")
