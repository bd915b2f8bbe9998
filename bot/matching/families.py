"""Different spellings of one word become one: back end, back-end, backend and server side are `backend`."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from bot.matching.normalize import normalize
from bot.matching.short_forms import spelt_out

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORD: Final = re.compile(r"c\+\+|[cf]#|(?<!\w)\.net\b|[^\W_]+")


def split_words(text: str) -> tuple[str, ...]:
    """The words of a normalised text: letters and digits, with C++, C#, F# and .NET whole."""
    return tuple(_WORD.findall(text.replace("'", "")))


class Families:
    """Replaces the variants of a word by the word, the longest variant first."""

    def __init__(self, families: Mapping[str, tuple[str, ...]]) -> None:
        self._heads = {
            split_words(normalize(variant)): split_words(normalize(head))
            for head, variants in sorted(families.items())
            for variant in (head, *variants)
        }
        self._heads.pop((), None)
        self.heads = frozenset(word for head in self._heads.values() for word in head)
        """The words of the heads, which are never written out as short forms."""
        self.words = self.heads.union(*self._heads)
        """Every word of a family, heads and variants."""
        self._longest: dict[str, int] = {}
        self._seconds: dict[str, set[str]] = {}
        for variant in self._heads:
            self._longest[variant[0]] = max(len(variant), self._longest.get(variant[0], 0))
            self._seconds.setdefault(variant[0], set()).update(variant[1:2])
        self._alone = {
            variant[0] for variant, head in self._heads.items() if len(variant) == 1 and head != variant
        }

    def unify(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words with every variant replaced and short forms (`whats`, `u`, `dont`) written out."""
        replaced = self._replaced(words)
        spelt = spelt_out(replaced, self.heads)
        return replaced if spelt is replaced else self._replaced(spelt)

    def _replaced(self, words: tuple[str, ...]) -> tuple[str, ...]:
        if not self._may_be_variants(words):
            return words
        unified: list[str] = []
        place = 0
        while place < len(words):
            length = self._variant(words, place) if words[place] in self._seconds else 0
            if length:
                unified += self._heads[words[place : place + length]]
            else:
                unified.append(words[place])
            place += length or 1
        return tuple(unified)

    def _may_be_variants(self, words: tuple[str, ...]) -> bool:
        """Whether some word, or two neighbours, begin what is replaced: nearly always none do, and nothing need be built."""
        if self._seconds.keys().isdisjoint(words):
            return False
        if not self._alone.isdisjoint(words):
            return True
        return any(
            second in self._seconds[first] for first, second in pairwise(words) if first in self._seconds
        )

    def _variant(self, words: tuple[str, ...], place: int) -> int:
        """How many words from `place` on are a variant, the longest that is; 0 for none."""
        most = min(self._longest[words[place]], len(words) - place)
        return next((n for n in range(most, 0, -1) if words[place : place + n] in self._heads), 0)
