"""An entry that is a step of the same learning path twice.

Why: A path leads forward; whoever meets a step again thinks that something went wrong, and the progress that is shown counts it
twice.

Fails:
    steps:
      - entry: git
      - entry: docker
      - entry: git

Passes:
    steps:
      - entry: git
      - entry: docker

Mend: Leave the step where it is needed first. A retired id (`aliases`) counts as the entry that it means.
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule("repeated-step", "error", None, __doc__ or "")
