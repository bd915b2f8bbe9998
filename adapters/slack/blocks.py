"""The parts of Block Kit that replies are made of, each within Slack's limits and with nothing live in it.

Whatever text comes in, no part can mention anybody, make a link or be empty. Plain text and rich text are taken literally,
and `defused` is only a second lock; in mrkdwn `&`, `<` and `>` are escaped. Values of buttons are never shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from adapters.clipping import ELLIPSIS, clip

if TYPE_CHECKING:
    from collections.abc import Sequence

Json = dict[str, Any]
"""A JSON object, as Slack's client sends it."""

MOST_TEXT: Final = 3_000
"""Characters of a text object; limits of Slack all count code points here."""

HEADER: Final = 150
LABEL: Final = 75
_ROW: Final = 25

_LIVE: Final = re.compile(
    r"<(?=[@#]\w|!(?:channel|here|everyone|group|subteam|date)|(?:https?|mailto|tel|ftp|slack):)",
    re.IGNORECASE,
)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_HALF_ENTITY: Final = re.compile(f"&[a-z]{{0,3}}{ELLIPSIS}$")


def defused(text: str) -> str:
    """The text with an invisible word joiner after each `<` that would begin a mention or a link, and no control characters.

    `<div>` stays as it is, and so does the end of a line.
    """
    return _LIVE.sub("<\u2060", _CONTROL.sub("", text))


def escaped(text: str) -> str:
    """The text for notifications and screen readers, which is mrkdwn: nothing live, at most 3,000 characters, never empty."""
    safe = _CONTROL.sub("", text).strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _HALF_ENTITY.sub(ELLIPSIS, clip(safe, MOST_TEXT)) or ELLIPSIS


def plain_text(text: str, most: int = MOST_TEXT) -> Json:
    """One line of literal text, in at most `most` characters and never empty."""
    line = clip(" ".join(defused(text).split()), most) or ELLIPSIS
    return {"type": "plain_text", "text": line, "emoji": False}


def section(text: str) -> Json:
    """A paragraph in which nothing is a mark."""
    element = {"type": "text", "text": plain_text(text)["text"]}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}


def context(text: str) -> Json:
    """Small print, literal: in mrkdwn there would be no way to keep `*` and `_` from being drawn as styles."""
    return {"type": "context", "elements": [plain_text(text)]}


def button(action: str, label: str, value: str) -> Json:
    """A button; `value` comes back with a tap, at most 2,000 characters."""
    return {"type": "button", "action_id": action, "text": plain_text(label, LABEL), "value": value}


def rows(buttons: Sequence[Json]) -> list[Json]:
    """The buttons in as many blocks as they need."""
    starts = range(0, len(buttons), _ROW)
    return [{"type": "actions", "elements": [*buttons[start : start + _ROW]]} for start in starts]


def feedback(helped: str, did_not: str) -> Json:
    """Thumbs up and down; the values come back with a tap."""
    up = {"text": plain_text("Helpful"), "accessibility_label": "This answer helped", "value": helped}
    down = {"text": plain_text("Not helpful"), "accessibility_label": "It did not help", "value": did_not}
    return {"type": "feedback_buttons", "action_id": "vote", "positive_button": up, "negative_button": down}


def field(name: str, label: str, placeholder: str, **options: Any) -> Json:
    """A field to write in; its block and its action are both called `name`."""
    element = {"type": "plain_text_input", "action_id": name, "placeholder": plain_text(placeholder, 150)}
    return {
        "type": "input",
        "block_id": name,
        "label": plain_text(label, 2_000),
        "element": element | options,
    }
