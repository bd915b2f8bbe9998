"""A file of more than a megabyte.

Why: An entry has some five thousand characters, so a file that large is a mistake: a picture, a log, a copy of everything. To
read it would take long, and the bot reads all files again whenever one is saved.

Fails:
    -rw-r--r-- 1 ana ana 48M faqs/degree-required.yaml

Passes:
    -rw-r--r-- 1 ana ana 5.2K faqs/degree-required.yaml

Mend: Move the file out of the knowledge folder. A file of many golden questions goes elsewhere, too: `backchat evaluate FILE`
reads it there.
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule("file-size", "error", None, __doc__ or "")
