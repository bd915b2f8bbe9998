"""How people type common words in a hurry, and the words they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

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
    "shud": ("should",),
    "shld": ("should",),
    "wud": ("would",),
    "cud": ("could",),
    "abt": ("about",),
    "smth": ("something",),
    "rlly": ("really",),
    "dunno": ("do", "not", "know"),
}


def spelt_out(words: tuple[str, ...], kept: Collection[str] = ()) -> tuple[str, ...]:
    """The words with short forms written out, but for those in `kept`."""
    if _SHORT_FORMS.keys().isdisjoint(words):
        return words
    return tuple(
        full for word in words for full in ((word,) if word in kept else _SHORT_FORMS.get(word, (word,)))
    )
