"""A reference that leads nowhere: the id of no entry, or a key that sources.yaml does not have.

Why: A button would lead to nothing, an answer rest on nothing, and a golden question could never be right. Most often the id is
misspelt, or the entry was renamed.

Fails:
    related: [which-degre]    # there is a which-degree.yaml

Passes:
    related: [which-degree]

Mend: Write the id as the file is called, without its ending. When you rename an entry, put its old id into `aliases` of the new
one: what leads to it stays right, also in messages that were sent long ago.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.check.rule import Rule

if TYPE_CHECKING:
    from bot.check.subject import Subject


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    known = subject.knowledge
    entries = sum(len(one.related) + len(one.sources) for one in known.entries.values())
    paths = sum(
        len(one.offered_by) + sum(1 + len(step.requires) for step in one.steps)
        for one in known.paths.values()
    )
    return f"{entries + paths + len(known.golden):,} references lead somewhere"


RULE: Final = Rule("dangling-reference", "error", None, __doc__ or "", proved=proved)
