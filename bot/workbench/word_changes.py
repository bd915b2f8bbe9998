"""Where two texts differ, word by word, and what stands around it."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_AROUND: Final = 5
"""How many words are shown before and behind a difference."""

_MOST: Final = 60
"""How many words that came or went are shown in one place."""


class Stretch(NamedTuple):
    """Words that both texts have, or that are gone, or new."""

    how: Literal["same", "gone", "new"]
    words: str


def word_changes(before: str, after: str) -> tuple[Stretch, ...]:
    """How to get from one text to the other; none when only spaces and line breaks differ.

    What both have is cut to a few words around a difference, and what is very long to its beginning, with … for the rest.
    """
    was, now = before.split(), after.split()
    if was == now:
        return ()
    steps = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    found: list[Stretch] = []
    for number, (how, a, b, c, d) in enumerate(steps):
        if how == "equal":
            found.append(Stretch("same", _cut(was[a:b], first=number == 0, last=number == len(steps) - 1)))
        else:
            found.extend(_replaced(was[a:b], now[c:d]))
    return tuple(found)


def _replaced(gone: list[str], new: list[str]) -> Iterator[Stretch]:
    if gone:
        yield Stretch("gone", _beginning(gone))
    if new:
        yield Stretch("new", _beginning(new))


def _beginning(words: list[str]) -> str:
    return " ".join(words if len(words) <= _MOST else [*words[:_MOST], "…"])


def _cut(words: list[str], *, first: bool, last: bool) -> str:
    """Some words that both texts have, without those that are far from any difference."""
    before, behind = 0 if first else _AROUND, 0 if last else _AROUND
    if len(words) <= before + behind + 1:
        return " ".join(words)
    return " ".join([*words[:before], "…", *words[len(words) - behind :]])
