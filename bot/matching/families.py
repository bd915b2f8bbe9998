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
        heads = (
            (split_words(normalize(head)), head, variants) for head, variants in sorted(families.items())
        )
        self._heads = {
            split_words(normalize(variant)): "".join(head) if len(head) == 1 else "_".join(head)
            for head, written, variants in heads
            for variant in (written, *variants)
        }
        self._heads.pop((), None)
        self._longest = max(map(len, self._heads), default=0)

    def unify(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words with every variant replaced and short forms (`whats`, `u`, `dont`) written out."""
        spelt = tuple(full for word in words for full in _SHORT_FORMS.get(word, (word,)))
        unified: list[str] = []
        place = 0
        while place < len(spelt):
            for length in range(min(self._longest, len(spelt) - place), 0, -1):
                if (head := self._heads.get(spelt[place : place + length])) is not None:
                    unified.append(head)
                    place += length
                    break
            else:
                unified.append(spelt[place])
                place += 1
        return tuple(unified)
