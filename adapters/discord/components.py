"""The parts of Discord's components that replies are made of, each within Discord's limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from adapters.discord.text import label as clipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reply import Option

Json = dict[str, Any]
"""A JSON object, as Discord takes it."""

MOST_ROWS: Final = 5
ROW: Final = 5
"""The most buttons in a row."""

MOST_OPTIONS: Final = 25
"""The most options of a list."""

PLACEHOLDER: Final = 150

_LABEL: Final = 80
_OPTION: Final = 100
_ID: Final = 100
_TITLE: Final = 45
_PARAGRAPH: Final = 2


def button(custom_id: str, label: str, *, primary: bool = False, emoji: str = "") -> Json:
    """A button; `custom_id` comes back with a tap."""
    drawn = {"type": 2, "style": 1 if primary else 2, "custom_id": clipped(custom_id, _ID)}
    shown = {"label": clipped(label, _LABEL)} | ({"emoji": {"name": emoji}} if emoji else {})
    return drawn | shown


def choice(custom_id: str, placeholder: str, options: Sequence[Option]) -> Json:
    """A list to choose one of up to 25 options from; the code of that comes back."""
    listed = [{"label": clipped(one.label, _OPTION), "value": clipped(one.code, _OPTION)} for one in options]
    shown = clipped(placeholder, PLACEHOLDER)
    return {"type": 3, "custom_id": clipped(custom_id, _ID), "placeholder": shown, "options": listed}


def row(*parts: Json) -> Json:
    """Up to five buttons beside each other, or one list."""
    return {"type": 1, "components": [*parts]}


def form(custom_id: str, title: str, field: Json) -> Json:
    """A form with one field."""
    return {"custom_id": clipped(custom_id, _ID), "title": clipped(title, _TITLE), "components": [field]}


def field(custom_id: str, label: str, placeholder: str, *, most: int, hint: str = "") -> Json:
    """A field for up to `most` characters, which must be filled in."""
    typed = {"type": 4, "custom_id": custom_id, "style": _PARAGRAPH, "required": True, "max_length": most}
    drawn = {"type": 18, "label": clipped(label, _TITLE), "component": typed | {"placeholder": placeholder}}
    return drawn | ({"description": clipped(hint, _OPTION)} if hint else {})
