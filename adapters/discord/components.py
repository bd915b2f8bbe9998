"""The parts of Discord's components that replies are made of, each within Discord's limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from adapters.discord.text import label as clipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.reply import Option

Json = dict[str, Any]
"""A JSON object, as Discord takes it."""

ROW: Final = 5
"""The most buttons in a row, and rows in a message."""

LIST: Final = 25
"""The most options of a list."""

_PRIMARY: Final = 1
_SECONDARY: Final = 2
_PARAGRAPH: Final = 2


def button(custom_id: str, label: str, *, main: bool = False, **more: Any) -> Json:
    """A button, which stands out if it is the `main` one; `custom_id` comes back with a tap."""
    shown = {"custom_id": clipped(custom_id, 100), "label": clipped(label, 80)}
    return {"type": 2, "style": _PRIMARY if main else _SECONDARY} | shown | more


def choice(custom_id: str, placeholder: str, options: Sequence[Option]) -> Json:
    """A list to choose one of up to 25 options from; the code of that comes back."""
    listed = [{"label": clipped(one.label, 100), "value": clipped(one.code, 100)} for one in options]
    return {"type": 3, "custom_id": custom_id, "placeholder": clipped(placeholder, 150), "options": listed}


def row(*parts: Json) -> Json:
    """Up to five buttons beside each other, or one list."""
    return {"type": 1, "components": [*parts]}


def form(custom_id: str, title: str, field: Json) -> Json:
    """A form with one field."""
    return {"custom_id": clipped(custom_id, 100), "title": clipped(title, 45), "components": [field]}


def field(custom_id: str, label: str, most: int, hint: str = "") -> Json:
    """A field for up to `most` characters, which must be filled in."""
    typed = {"type": 4, "custom_id": custom_id, "style": _PARAGRAPH, "required": True, "max_length": most}
    component = typed | {"placeholder": "In your own words"}
    return {"type": 18, "label": label, "component": component} | ({"description": hint} if hint else {})
