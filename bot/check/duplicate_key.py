"""A field that is there twice in one file.

Why: Only one of the two could count, and the other would be lost without a word: half of the phrasings, say, after two people
have changed the file.

Fails:
    title: Do I need a degree?
    phrasings: [do i need a degree]
    phrasings: [is uni necessary]
    short: No.

Passes:
    title: Do I need a degree?
    phrasings: [do i need a degree, is uni necessary]
    short: No.

Mend: Make one of the two; the message names the line of the first.
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule("duplicate-key", "error", None, __doc__ or "")
