"""Whose texts a question is compared with: entries and out-of-scope families, and what each is known by."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.knowledge import Knowledge


class Owner(NamedTuple):
    """An entry or an out-of-scope family, and what it is known by."""

    id: str
    phrasings: tuple[str, ...]
    also: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """All that is compared; the phrasings come first."""
        return (*self.phrasings, *self.also)


def owners_of(knowledge: Knowledge) -> Iterator[Owner]:
    """Entries, then families, each by id: in which file one stands decides nothing."""
    for name, entry in sorted(knowledge.entries.items()):
        yield Owner(name, (*entry.phrasings, entry.title), (entry.short,))
    for name, family in sorted(knowledge.out_of_scope.items()):
        yield Owner(name, (*family.examples, family.title))
