"""A file or folder that cannot be opened.

Why: What is not read is not known to the bot, and nobody would notice: its answers would just be missing. Most often the
file belongs to somebody else, or is a link to something that was moved or deleted.

Fails:
    faqs/degree-required.yaml -> ../old/degree-required.yaml    # a link, and there is no such file

Passes:
    faqs/degree-required.yaml    # the file itself

Mend: Put the file itself in the place of the link, let everybody read it (`chmod a+r FILE`), or delete it.
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule("unreadable", "error", None, __doc__ or "")
