"""Words that are never taken for each other: a question about seniors is not answered with an entry about juniors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Words = tuple[str, ...]


class Contrasts:
    """Which sides of the declared contrasts a text takes."""

    def __init__(self, groups: Iterable[Sequence[Words]]) -> None:
        self._groups = tuple(tuple(member for member in group if member) for group in groups)

    def sides(self, words: Words) -> frozenset[tuple[int, Words]]:
        """The members of contrasts that occur in a text, each with the number of its contrast."""
        known = frozenset(words)
        return frozenset(
            (number, member)
            for number, group in enumerate(self._groups)
            for member in group
            if known.issuperset(member) and _occurs(member, words)
        )


def crosses(asked: frozenset[tuple[int, Words]], told: frozenset[tuple[int, Words]]) -> bool:
    """Whether a question takes a side in some contrast of which what is told knows only other sides."""
    if not asked:
        return False
    taken = {number for number, _ in asked - told}
    shared = {number for number, _ in asked & told}
    return any(number in taken and number not in shared for number, _ in told)


def _occurs(member: Words, words: Words) -> bool:
    size = len(member)
    return any(words[at : at + size] == member for at in range(len(words) - size + 1))
