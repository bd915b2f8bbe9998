"""An entry that no other answer leads to.

Why: Most people read on from one answer to the next, by the buttons under it or along a learning path. An entry that is behind
none of them is found only by those who ask for it or look through all topics. Of `related` only the first three are buttons.
Small talk is left out.

Fails:
    # related of all other entries, and no path has "docker" as a step
    related: [git, ci-cd, hosting-environments, docker]

Passes:
    related: [docker, ci-cd, hosting-environments, git]

Mend: Think of the answer after which somebody wants to know this, and put the id among the first three of its `related`. Or make
it a step of a path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.rule import Rule
from bot.compose import MOST_RELATED, SMALL_TALK
from bot.counting import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import Subject
    from bot.knowledge import Knowledge


def find(subject: Subject) -> Iterator[Found]:
    """Entries that are behind no button of another and no step."""
    if subject.written.problems:
        return  # what a broken file holds would look missing
    knowledge = subject.knowledge
    led_to = {entry.id for name in _names(knowledge) if (entry := knowledge.entry(name))}
    hint = (
        f"put it among the first {MOST_RELATED} of 'related' of an entry after which people want to know this"
    )
    for entry in knowledge.entries.values():
        if entry.kind != SMALL_TALK and entry.id not in led_to:
            yield Found(subject.spot(("entry", entry.id), ()), f"no answer leads to '{entry.id}'", hint)


def _names(knowledge: Knowledge) -> Iterator[str]:
    """The ids, of today or retired, of all that something leads to."""
    for entry in knowledge.entries.values():
        yield from entry.related[:MOST_RELATED]
    for path in knowledge.paths.values():
        yield from (step.entry for step in path.steps)


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    entries = sum(entry.kind != SMALL_TALK for entry in subject.knowledge.entries.values())
    return f"other answers or paths lead to each of {count(entries, 'entry', 'entries')}"


RULE: Final = Rule("unreachable-entry", "warning", find, __doc__ or "", proved=proved)
