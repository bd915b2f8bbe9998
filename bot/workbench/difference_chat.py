"""Draws a difference as a notice for a chat: two or three lines in which nothing calls anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.counting import count
from bot.workbench.prose_changes import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.workbench.changes import Change
    from bot.workbench.difference import Difference
    from bot.workbench.prose_changes import How

_NAMED: Final = 5
"""How many new entries are named."""

_QUOTED: Final = 3
"""How many questions are quoted."""

_MOST: Final = 100
"""How many characters of a question or a title are shown."""

_ENTRIES: Final[Mapping[How, tuple[str, str]]] = {
    "added": ("+", ""),
    "removed": ("-", ""),
    "renamed": ("", " renamed"),
    "changed": ("", " edited"),
}
"""What stands before and behind how many entries."""

_HARMLESS: Final = str.maketrans({"@": "@\u200b", "<": "‹", ">": "›", "#": "#\u200b", "`": "'"})  # noqa: RUF001 - they are the point
"""What calls people, links places or ends a quotation on some platform, with something in it that does not."""


def chat(found: Difference, *, quote: bool = False) -> str:
    """What people may notice. Questions of the journal are counted, and quoted only with `quote`."""
    gained = [one for one in found.changes if one.before.kind != "answered" and one.after.kind == "answered"]
    if not found.pieces and not found.changes:
        return "Knowledge: nothing has changed."
    first = f"Knowledge updated: {', '.join(_counts(found, gained)) or 'no answer changes'}."
    return "\n".join([first, *_new(found), *_examples(found, gained, quote=quote)])


def _counts(found: Difference, gained: Sequence[Change]) -> Iterator[str]:
    numbers = counted(found.pieces)
    for how, (sign, word) in _ENTRIES.items():
        if number := numbers.get(how, 0):
            yield f"{sign}{count(number, 'entry', 'entries')}{word}"
    if found.changes:
        yield f"~{count(len(found.changes), 'answer')}"
    if gained:
        yield f"{count(len(gained), 'question')} now answered"


def _new(found: Difference) -> Iterator[str]:
    titles = [one.title for one in found.pieces if one.kind == "entry" and one.how == "added"]
    if titles:
        yield f"New: {_listed([harmless(title) for title in titles], _NAMED)}"


def _examples(found: Difference, gained: Sequence[Change], *, quote: bool) -> Iterator[str]:
    """Which questions are answered now, with the title of what answers them."""
    shown = [one for one in gained if quote or one.put.origin != "asked"]
    lines = [
        f"“{harmless(one.put.text)}” ({harmless(found.titles.get(one.after.entries[0], one.after.entries[0]))})"
        for one in shown
    ]
    if lines:
        yield f"Now answered: {_listed(lines, _QUOTED)}"


def _listed(texts: Sequence[str], most: int) -> str:
    more = len(texts) - most
    return "; ".join(texts[:most]) + (f" and {more} more" if more > 0 else "")


def harmless(text: str) -> str:
    """A text on one line, cut, and with nothing in it that a chat acts on."""
    flat = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    cut = flat if len(flat) <= _MOST else f"{flat[: _MOST - 1]}…"
    return cut.translate(_HARMLESS).replace("://", ":\u200b//")
