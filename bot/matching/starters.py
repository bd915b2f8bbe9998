"""What to offer somebody who has typed nothing yet: a few of everything, what most others lead to first."""

from __future__ import annotations

from collections import Counter
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from bot.compose import SMALL_TALK

if TYPE_CHECKING:
    from bot.knowledge import Knowledge


def starters(knowledge: Knowledge) -> tuple[str, ...]:
    """The ids of all entries with a topic: the first steps of paths, then one of each kind in turn.

    Of a kind those come first to which most other entries and steps of paths lead.
    """
    paths = knowledge.paths.values()
    steps = [step.entry for path in paths for step in path.steps]
    related = (name for entry in knowledge.entries.values() for name in entry.related)
    known = (knowledge.entry(name) for name in chain(related, steps))
    leading = Counter(entry.id for entry in known if entry)
    kinds = (
        sorted((entry.id for entry in entries), key=lambda one: (-leading[one], one))
        for kind, entries in knowledge.kinds.items()
        if kind != SMALL_TALK
    )
    first = (knowledge.entry(path.steps[0].entry) for path in paths)
    begun = (entry.id for entry in first if entry and entry.kind != SMALL_TALK)
    in_turn = (name for round_ in zip_longest(*kinds) for name in round_ if name)
    return tuple(dict.fromkeys(chain(begun, in_turn)))
