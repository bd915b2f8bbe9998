"""Different spellings of one word become one: back end, back-end, backend and server side are `backend`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.matching.normalize import normalize

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORD: Final = re.compile(r"c\+\+|[cf]#|(?<!\w)\.net\b|[^\W_]+")
_SHORT_FORMS: Final[Mapping[str, tuple[str, ...]]] = {
    "whats": ("what", "is"),
    "wats": ("what", "is"),
    "whos": ("who", "is"),
    "hows": ("how", "is"),
    "wheres": ("where", "is"),
    "u": ("you",),
    "ur": ("your",),
    "r": ("are",),
    "wanna": ("want", "to"),
    "gonna": ("going", "to"),
    "gotta": ("have", "to"),
    "dont": ("do", "not"),
    "cant": ("can", "not"),
    "im": ("i", "am"),
    "ive": ("i", "have"),
    "wat": ("what",),
    "wut": ("what",),
    "bc": ("because",),
    "cuz": ("because",),
    "w": ("with",),
    "ppl": ("people",),
}


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
        self._longest: dict[str, int] = {}
        for variant in self._heads:
            self._longest[variant[0]] = max(len(variant), self._longest.get(variant[0], 0))

    def unify(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words with every variant replaced and short forms (`whats`, `u`, `dont`) written out."""
        spelt = tuple(full for word in words for full in _SHORT_FORMS.get(word, (word,)))
        unified: list[str] = []
        place = 0
        while place < len(spelt):
            longest = self._longest.get(spelt[place], 0)
            lengths = range(min(longest, len(spelt) - place), 0, -1)
            length = next((n for n in lengths if spelt[place : place + n] in self._heads), 0)
            unified.extend(self._heads[spelt[place : place + length]] if length else (spelt[place],))
            place += length or 1
        return tuple(unified)
