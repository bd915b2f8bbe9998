"""A file in which there is nothing, or nothing but comments.

Why: It was begun and forgotten, or an editor lost what was in it. The entry of this name has no answer, and others may lead to
it.

Fails:
    # degree-required.yaml: to do

Passes:
    title: Do I need a degree?
    phrasings: [do i need a degree]
    short: No.

Mend: Write the entry, or delete the file.
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule("empty", "error", None, __doc__ or "")
