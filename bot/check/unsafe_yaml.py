"""Something of YAML that the files here do without: an anchor, an alias, a tag, a second document, or very deep nesting.

Why: A few lines of it can stand for gigabytes or for a program, and a bot reads these files while it answers people. They are
also hard to read for everybody who knows only the plain form.

Fails:
    short: &no No.
    detail: *no

Passes:
    short: No.
    detail: No, and here is why.

Mend: Write the text again where it is needed. A text that starts with `&`, `*` or `!` needs quotes around it.
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule("unsafe-yaml", "error", None, __doc__ or "")
