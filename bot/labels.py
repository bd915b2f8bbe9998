"""What kinds and entries are called on buttons, and how a name typed is found among the known ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import ShowEntry, action_code
from bot.reply import Option

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.knowledge import Entry

LOOSE: Final = "."
"""Stands for the kind of entries that lie in the knowledge folder itself: no folder can be called so."""


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
