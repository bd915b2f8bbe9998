"""A word that belongs to two families of synonyms.

Why: A variant is read as the head of its family, so it can have only one. With two, which of them counts would be chance.

Fails:
    families:
      database: [db]
      data: [db]

Passes:
    families:
      database: [db]
      data: [information]

Mend: Leave the word in the family that it means in every question. If it means both, it belongs to neither.
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule("overlapping-families", "error", None, __doc__ or "")
