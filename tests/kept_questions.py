"""What the tests of the report count: a small knowledge with a map, and questions that were kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from bot.journal.records import Kept
from bot.knowledge import Entry, Knowledge, Track

DAY: Final = 86_400_000

NOW: Final = 1_795_348_800_000
"""2026-11-22 12:00 UTC in milliseconds."""

_KEPT: Final = Kept(
    id="q",
    at=NOW,
    platform="slack",
    text="what is docker",
    outcome="answered",
    entry="docker",
    confidence=0.9,
    candidates=(("docker", 0.9), ("git", 0.1)),
    took=1_000,
)


def kept(id_: str = "q", **changes: Any) -> Kept:
    """A question about Docker that was answered just now, but for the changes."""
    return replace(_KEPT, id=id_, **changes)


def lacking(id_: str = "q", **changes: Any) -> Kept:
    """A question that was refused, but for the changes."""
    return kept(
        id_, **{"outcome": "unknown", "entry": "", "text": "what is love", "confidence": 0.2} | changes
    )


def entry(id_: str, kind: str = "skills", phrasings: int = 1, **more: Any) -> Entry:
    """An entry with so many phrasings."""
    asked = tuple(f"{id_} {number}" for number in range(phrasings))
    return Entry(id=id_, kind=kind, title=f"What is {id_}?", phrasings=asked, short="A thing.", **more)


def knowledge(*entries: Entry, **tracks: Track) -> Knowledge:
    """Some entries, or five, one of them small talk and one with a retired id, and a map of these."""
    some = entries or (
        entry("docker", phrasings=3, related=("git",)),
        entry("git", phrasings=2, aliases=("vcs",)),
        entry("sql", "glossary"),
        entry("linux"),
        entry("hello", "smalltalk"),
    )
    drawn = tracks or {
        "code": Track(title="Code", beginner=("vcs",), junior=("git", "docker")),
        "data": Track(title="Data", beginner=("sql",)),
    }
    return Knowledge(entries={one.id: one for one in some}, map=drawn)
