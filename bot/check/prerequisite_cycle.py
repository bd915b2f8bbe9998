"""Steps of a learning path that require each other in a circle.

Why: No order of the steps can be right: each would have to come before the other. The message walks around the circle, "git
needs docker, docker needs git".

Fails:
    steps:
      - entry: git
        requires: [docker]
      - entry: docker
        requires: [git]

Passes:
    steps:
      - entry: git
      - entry: docker
        requires: [git]

Mend: Ask of each pair which one can be understood without the other, and take the other out of its `requires`.
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule(
    "prerequisite-cycle",
    "error",
    None,
    __doc__ or "",
    proved="every learning path has its steps in an order that works",
)
