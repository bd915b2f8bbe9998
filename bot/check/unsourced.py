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
from bot.labels import SMALL_TALK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import Subject
    from bot.knowledge import Entry

_HINT: Final = "add 'sources: [editorial]', or the keys of sources.yaml that it rests on"


def find(subject: Subject) -> Iterator[Found]:
    """Entries without a source."""
    for entry in _answers(subject):
        if not entry.sources:
            spot = subject.spot(("entry", entry.id), ("sources",))
            yield Found(spot, f"'{entry.id}' names no source", _HINT)


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    return f"sources are named under every answer: {len(tuple(_answers(subject))):,}"


def _answers(subject: Subject) -> Iterator[Entry]:
    """Every entry that tells something, which small talk does not."""
    return (entry for entry in subject.knowledge.entries.values() if entry.kind != SMALL_TALK)


RULE: Final = Rule("unsourced", "warning", find, __doc__ or "", proved=proved)
