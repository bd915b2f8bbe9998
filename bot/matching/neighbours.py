"""Finds, among many words, all that are one mistake away from another, by what is left when a letter is taken out.

Two words that are one mistake apart (a letter wrong, missing, too many, or two neighbours swapped) share what is left of
them without one letter (Garbe's symmetric deletion, 2012): a table of that answers at once, and takes a moment to make.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Iterable


class Neighbours:
    """Some words, and what is left of each without one letter."""

    def __init__(self, words: Iterable[str]) -> None:
        self._left: dict[str, list[str]] = {}
        for word in words:
            for rest in _rests(word):
                self._left.setdefault(rest, []).append(word)

    def of(self, word: str) -> frozenset[str]:
        """The words at an optimal-string-alignment distance of exactly one."""
        found = {near for rest in _rests(word) for near in self._left.get(rest, ())}
        return frozenset(near for near in found if OSA.distance(word, near, score_cutoff=1) == 1)


def _rests(word: str) -> set[str]:
    """The word, and what is left of it without one letter."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
