"""Makes HTML and SVG out of elements: text is always escaped, so that nobody's words ever become markup."""

from __future__ import annotations

import re
from html import escape
from typing import Final

_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_VOID: Final = frozenset({"meta"})


class Markup(str):
    """Text that is markup already; made here alone."""

    __slots__ = ()


def element(name: str, /, *inside: str, **attributes: str | float) -> Markup:
    """An element; what is inside is escaped unless it is markup already.

    An attribute's name is written with _ for -, and with a _ behind it where Python has a word of that name.
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_text(str(value))}"' for key, value in attributes.items()
    )
    if name in _VOID:
        return Markup(f"<{name}{told}>")
    return Markup(f"<{name}{told}>{joined(*inside)}</{name}>")


def joined(*parts: str) -> Markup:
    """Several parts as one; what is no markup yet is escaped."""
    return Markup("".join(part if isinstance(part, Markup) else _text(part) for part in parts))


def words(text: str) -> Markup:
    """Somebody's own words: whatever direction they are written in, what stands around them keeps its place."""
    return element("bdi", text, dir="auto")


def style(rules: str) -> Markup:
    """A style sheet of our own, which holds nothing from elsewhere."""
    return Markup(f"<style>{rules}</style>")


def _text(text: str) -> str:
    """A text that says in HTML what it says here; what no document may hold becomes U+FFFD."""
    return escape(_UNFIT.sub("\ufffd", text))
