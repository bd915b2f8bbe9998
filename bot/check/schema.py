"""A field that is missing, misspelt, too long, or holds something of another kind than it should.

Why: The bot can only use what it knows. A field called `shrot` would be ignored and the answer be missing; an answer of two
thousand characters would not fit into a message.

Fails:
    title: Do I need a degree?
    phrasings: do i need a degree
    shrot: No.

Passes:
    title: Do I need a degree?
    phrasings: [do i need a degree]
    short: No.

Mend: Do what the message says. knowledge/README.md has all fields of an entry; an editor that knows YAML shows what each may
hold while you type (see missing-modeline).
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule("schema", "error", None, __doc__ or "")
