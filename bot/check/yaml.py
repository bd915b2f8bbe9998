"""A file that is not YAML, the form in which all files here are written.

Why: Where a quote is not closed or a line is indented too far, nobody can tell what was meant, so nothing of the file is used.
The place that is named is where it could not go on; the mistake is there or in the line before.

Fails:
    title: Back end: what is it?
    phrasings:
      - what is a back end
       - backend meaning

Passes:
    title: "Back end: what is it?"
    phrasings:
      - what is a back end
      - backend meaning

Mend: Look at the quotes and the indentation there. A text with `: ` or ` #` in it, or that starts with one of
@ ` ! & * [ { " ' % | >, needs quotes around it; indent with spaces, never with tabs.
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule("yaml", "error", None, __doc__ or "")
