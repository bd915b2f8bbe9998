"""A retired id that is still in use, or that two entries claim.

Why: `aliases` says of an id that there is no more which entry means the same today; old buttons and links lead there. If another
entry has this id or this alias, too, nobody knows where they lead.

Fails:
    # degree-required.yaml, beside a need-a-degree.yaml
    aliases: [need-a-degree]

Passes:
    # degree-required.yaml, which was called need-a-degree.yaml
    aliases: [need-a-degree]

Mend: Leave the alias in one entry, and only if no entry is called so.
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule("alias-collision", "error", None, __doc__ or "")
