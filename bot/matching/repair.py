"""Takes a misspelt word for the known word it most resembles, and leaves every ordinary word alone.

An ordinary English word that the knowledge does not use is evidence that the question is about something else:
turning it into a technical one would hide that.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from importlib.resources import files
from math import ceil
from typing import TYPE_CHECKING, Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.neighbours import Neighbours

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MIN_LENGTH: Final = 4
"""Shorter words are left alone: too many other words are one letter away."""

MIN_SIMILARITY: Final = 0.7
"""The least normalised optimal-string-alignment similarity (0-1) between a word and its repair."""


@cache
def _words() -> str:
    return f"\n{(files('bot.matching') / 'words.txt').read_text(encoding='ascii')}"


def is_ordinary(word: str) -> bool:
    """Whether a word is one of some forty thousand English words (SCOWL, sizes 10 to 35; licence beside the file).

    The list is sorted and stays one text, searched by halving: a set of the words would take five megabytes.
    """
    words = _words()
    at = bisect_left(range(len(words) - 1), word, key=lambda place: _line(words, place))
    return _line(words, at) == word


def _line(text: str, place: int) -> str:
    """The line that a place is in, its newline before it."""
    return text[text.rfind("\n", 0, place + 1) + 1 : text.find("\n", place + 1)]


class Repairer:
    """Repairs words against a vocabulary, given with how often each word is used."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._uses = dict(vocabulary)
        self._targets: dict[int, list[str]] = {}
        for word in sorted(vocabulary):
            if len(word) >= MIN_LENGTH and word.isalpha():
                self._targets.setdefault(len(word), []).append(word)

    def repair(self, word: str) -> str:
        """The word itself when it is known, short, ordinary or like none; else the nearest known word.

        Of words equally near, one of the same letters (`waht` is `what`, not `wait`), then the one used most.
        """
        return word if self._is_left(word) or is_ordinary(word) else self._best(word, self._near(word))

    def repaired(self, words: Iterable[str]) -> Mapping[str, str]:
        """What each of many words is taken for: as `repair` does it, in a tenth of the time where mistakes are single."""
        neighbours = Neighbours(word for targets in self._targets.values() for word in targets)
        ordinary = frozenset(_words().split())

        def near(word: str) -> Mapping[str, float]:
            # of four letters on, whatever is one mistake away is nearer than all that is two mistakes away
            alike = neighbours.of(word)
            if len(alike) == 1:  # as mostly: nothing is to be compared
                return dict.fromkeys(alike, 1.0)
            return {one: OSA.normalized_similarity(word, one) for one in alike} or self._near(word)

        return {
            word: word if self._is_left(word) or word in ordinary else self._best(word, near(word))
            for word in words
        }

    def _is_left(self, word: str) -> bool:
        return word in self._uses or len(word) < MIN_LENGTH or not word.isalpha()

    def _best(self, word: str, near: Mapping[str, float]) -> str:
        if len(near) == 1:
            return next(iter(near))
        letters = sorted(word)
        return min(
            near, key=lambda one: (-near[one], sorted(one) != letters, -self._uses[one], one), default=word
        )

    def _near(self, word: str) -> Mapping[str, float]:
        """The nearest known words and how like they are; only words of like length can be."""
        sizes = range(ceil(MIN_SIMILARITY * len(word)), int(len(word) / MIN_SIMILARITY) + 1)
        return {
            found[0]: found[1]
            for size in sizes
            for found in process.extract(
                word,
                self._targets.get(size, ()),
                scorer=OSA.normalized_similarity,
                score_cutoff=MIN_SIMILARITY,
                limit=None,
            )
        }
