"""Words that are never taken for each other: a question about seniors is not answered with an entry about juniors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Words = tuple[str, ...]


class Contrasts:
    """Which sides of the declared contrasts a text takes."""

    def __init__(self, groups: Iterable[Sequence[Words]]) -> None:
        members = [(number, member) for number, group in enumerate(groups) for member in group if member]
        self.words = frozenset(word for _, member in members for word in member)
        """Every word of a member: a text with none of them takes no side."""
        self._by_first: dict[str, list[tuple[int, Words]]] = {}
        for number, member in members:
            self._by_first.setdefault(member[0], []).append((number, member))

    def sides(self, words: Words) -> frozenset[tuple[int, Words]]:
        """The members of contrasts that occur in a text, each with the number of its contrast."""
        return frozenset(
            (number, member)
            for at, word in enumerate(words)
            if word in self._by_first
            for number, member in self._by_first[word]
            if words[at : at + len(member)] == member
        )


def crosses(asked: frozenset[tuple[int, Words]], told: frozenset[tuple[int, Words]]) -> bool:
    """Whether a question takes a side in some contrast of which what is told knows only other sides."""
    if not asked:
        return False
    taken = {number for number, _ in asked - told}
    shared = {number for number, _ in asked & told}
    return any(number in taken and number not in shared for number, _ in told)
