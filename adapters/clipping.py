"""Cuts text to the lengths that platforms allow, between what people see as letters: never inside an emoji or an accent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import regex

if TYPE_CHECKING:
    from collections.abc import Iterator

ELLIPSIS: Final = "…"
"""What clipped text ends with."""

_GRAPHEME: Final = regex.compile(r"\p{RI}{2}[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]*|\X")
"""Flags are spelt out: `\\X` alone counts their letters from the first one on for each of them, seconds for 40,000."""


def clip(text: str, most: int) -> str:
    """The text in at most `most` characters (1 or more), with "…" at the end if anything was cut off.

    A grapheme that is longer than that, such as a letter under a thousand accents, is dropped whole.
    """
    if len(text) <= most:
        return text
    return text[: _cut(text, most - 1)].rstrip() + ELLIPSIS


def pieces(text: str, most: int) -> Iterator[str]:
    """All of the text in pieces of at most `most` characters (1 or more); "…" stands for a grapheme longer than that."""
    while len(text) > most:
        end = _cut(text, most)
        yield text[:end] or ELLIPSIS
        text = text[end or _first(text) :]
    if text:
        yield text


def _cut(text: str, most: int) -> int:
    """The last place between two graphemes that has at most `most` characters before it."""
    start = 0
    for found in _GRAPHEME.finditer(text[: most + 1]):
        start = found.start()
    return start


def _first(text: str) -> int:
    """The length of the first grapheme, in characters."""
    found = _GRAPHEME.match(text)
    return found.end() if found else len(text)
