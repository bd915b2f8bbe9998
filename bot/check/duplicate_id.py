"""Two files of one name, in different folders.

Why: The name of a file is the id of its entry, by which others lead to it, and an id belongs to one entry. Only one of the two
could be found.

Fails:
    faqs/what-is-api.yaml
    glossary/what-is-api.yaml

Passes:
    faqs/why-apis.yaml
    glossary/what-is-api.yaml

Mend: Rename the newer one, or make one entry of both.
"""

from __future__ import annotations

from typing import Final

from bot.check.rule import Rule

RULE: Final = Rule("duplicate-id", "error", None, __doc__ or "")
