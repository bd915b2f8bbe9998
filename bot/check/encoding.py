"""A file that is not UTF-8 text, or has a control character in it.

Why: In another encoding an "é" or a curly quote becomes another letter, in the answer as well as in what people ask. A control
character shows nothing, and can spoil the screen of whoever sees it. Both come from old editors and from copying.

Fails:
    title: Caf<E9> talk    # saved as Latin-1

Passes:
    title: Café talk    # saved as UTF-8

Mend: Save the file as UTF-8 (in most editors: "Save with Encoding"), and delete the character at the place that is named.
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule("encoding", "error", None, __doc__ or "")
