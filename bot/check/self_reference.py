"""An entry that is related to itself.

Why: Under the answer there would be a button that shows the same answer again.

Fails:
    # which-degree.yaml
    related: [degree-required, which-degree]

Passes:
    # which-degree.yaml
    related: [degree-required, how-to-become]

Mend: Take it out, and name what people want to know next.
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule("self-reference", "error", None, __doc__ or "")
