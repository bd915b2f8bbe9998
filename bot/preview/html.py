"""Writes HTML in which text is text: whatever is not marked as HTML already is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

_EMPTY: Final = frozenset({"br", "hr", "input", "link", "meta"})
"""Elements that have nothing inside and no end."""


class Html(str):
    """Text that is HTML. Only `el`, `joined` and what an adapter has drawn make it; every other text is escaped."""

    __slots__ = ()


Child = str | None | Iterable["Child"]
"""What may stand in an element: text, HTML, several of them, or nothing."""

Attribute = str | int | bool | None


def el(name: str, /, *children: Child, **attributes: Attribute) -> Html:
    """An element.

    Attributes are named as in Python: `class_`, `aria_label`. One that is True has no value, one that is None or False is
    left out.
    """
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    end = "" if name in _EMPTY else f"</{name}>"
    return Html(f"<{name}{written}>{joined(*children)}{end}")


def joined(*children: Child) -> Html:
    """All of it, one after the other."""
    return Html("".join(map(_inside, children)))


def _inside(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, Html):
        return child
    return escape(child) if isinstance(child, str) else "".join(map(_inside, child))


def _attribute(key: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
