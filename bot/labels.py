"""What kinds, entries and sources are called, how a name typed is found among the known ones, and the ways out of a reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import BrowseTopics, FollowPath, ShowEntry, ShowHelp, action_code
from bot.reply import Option, Prose, Reply, Sources

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.knowledge import Entry, Knowledge

SMALL_TALK: Final = "smalltalk"
"""The kind of entries that are said and not browsed."""

LOOSE: Final = "."
"""Stands for the kind of entries that lie in the knowledge folder itself: no folder can be called so."""

BROWSE: Final = Option("Browse all topics", action_code(BrowseTopics()))
PATHS: Final = Option("Learning paths", action_code(FollowPath()))
HELP: Final = Option("What can I ask?", action_code(ShowHelp()))


def known_name(name: str, known: Collection[str]) -> str | None:
    """The known name that is meant, whatever its case."""
    return next((one for one in (name, *known) if one in known and one.casefold() == name.casefold()), None)


def entry_option(entry: Entry) -> Option:
    """The button that shows an entry."""
    return Option(entry.title, action_code(ShowEntry(entry.id)))


def kind_name(kind: str) -> str:
    """What the topics of a kind are called."""
    if kind in {"", LOOSE}:
        return "More topics"
    return "FAQs" if kind == "faqs" else kind.replace("-", " ").replace("_", " ").capitalize()


def sources_of(entry: Entry, knowledge: Knowledge) -> Sources:
    """What an entry rests on, as a footer names it; a source that nobody described is named by its key."""
    known = knowledge.sources
    titles = tuple(known[key].line if key in known else key for key in entry.sources)
    return Sources(titles, entry.reviewed.isoformat() if entry.reviewed else "")


def gone() -> Reply:
    """What is said where a button leads to nothing."""
    said = Prose("There is nothing by that name here, or not any more.")
    return Reply((said,), (BROWSE,), private=True)
