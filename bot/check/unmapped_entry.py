"""An entry that stands nowhere on the map.

Why: The map (map.yaml) shows which part of the field has answers for whom; `backchat report` counts on it what is asked and
where answers lack. An entry that is not on it is missing in those counts, and a place may look empty that is not. Small talk
is left out, and so is knowledge without a map.

Fails:
    # map.yaml; the folder also has skills/docker.yaml
    databases:
      title: Databases
      beginner: [what-is-database]

Passes:
    databases:
      title: Databases
      beginner: [what-is-database]
    deployment:
      title: Deployment
      junior: [docker]

Mend: Write the entry's id into map.yaml, in the track it belongs to, for beginners, juniors or seniors, or several of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.rule import Rule
from bot.counting import count
from bot.knowledge import SENIORITIES
from bot.labels import SMALL_TALK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import Subject
    from bot.knowledge import Knowledge


def find(subject: Subject) -> Iterator[Found]:
    """Entries but small talk that no track names."""
    knowledge = subject.knowledge
    mapped = _mapped(knowledge)
    for entry in knowledge.entries.values():
        if knowledge.map and entry.kind != SMALL_TALK and entry.id not in mapped:
            hint = "write its id into a track of the map, for beginner, junior or senior"
            beside = ((subject.spot(("special", "map"), ()), "the map"),)
            yield Found(
                subject.spot(("entry", entry.id), ()), f"'{entry.id}' is not on the map", hint, beside
            )


def _mapped(knowledge: Knowledge) -> set[str]:
    """The ids of all entries that some track names, also by a retired id."""
    named = (
        name for track in knowledge.map.values() for column in SENIORITIES for name in getattr(track, column)
    )
    return {entry.id for name in named if (entry := knowledge.entry(name))}


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    if not subject.knowledge.map:
        return "there is no map that an entry could be missing on"
    tracks = count(len(subject.knowledge.map), "track")
    return f"every entry but small talk stands on the map, in {tracks}"


RULE: Final = Rule("unmapped-entry", "warning", find, __doc__ or "", proved=proved)
