"""An answer that names no source.

Why: Every answer says under it what it rests on; readers trust an answer as far as they can look it up. Small talk is left
out: a greeting rests on nothing.

Fails:
    title: Do I need a degree?
    phrasings: [do i need a degree]
    short: No.

Passes:
    title: Do I need a degree?
    phrasings: [do i need a degree]
    short: No.
    sources: [editorial]

Mend: Add `sources:` with one or more keys of sources.yaml; `editorial` when the maintainers write what they know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.rule import Rule
from bot.compose import SMALL_TALK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import Subject


def find(subject: Subject) -> Iterator[Found]:
    """Entries without a source."""
    for entry in subject.knowledge.entries.values():
        if not entry.sources and entry.kind != SMALL_TALK:
            hint = "add 'sources: [editorial]', or the keys of sources.yaml that it rests on"
            yield Found(subject.spot(("entry", entry.id), ()), f"'{entry.id}' names no source", hint)


RULE: Final = Rule("unsourced", "warning", find, __doc__ or "", proved="every answer names its sources")
