"""Small parts of payloads to Slack, each of which is accepted as it stands."""

from __future__ import annotations

from typing import Any, Final

Block = dict[str, Any]

DIVIDER: Final[Block] = {"type": "divider"}


def plain(text: str = "Hello") -> Block:
    """A plain text object."""
    return {"type": "plain_text", "text": text, "emoji": False}


def section(text: str = "Hello", **more: Any) -> Block:
    """A section."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}} | more


def button(action_id: str = "a", text: str = "Go", **more: Any) -> Block:
    """A button."""
    return {"type": "button", "action_id": action_id, "text": plain(text), "value": "v"} | more


def row(*elements: Block, kind: str = "actions", **more: Any) -> Block:
    """A block of elements."""
    return {"type": kind, "elements": list(elements)} | more


def rich(*parts: Block, kind: str = "rich_text_section", **more: Any) -> Block:
    """Rich text of one element."""
    return row({"type": kind, "elements": list(parts)} | more, kind="rich_text")


def said(text: str = "Hello", **more: Any) -> Block:
    """A part of rich text."""
    return {"type": "text", "text": text} | more


def menu(value: str, kind: str = "overflow", many: int = 1) -> Block:
    """A menu."""
    options = [{"text": plain(), "value": value}] * many
    return {"type": kind, "action_id": "m", "options": options}


def vote(text: str = "Yes", value: str = "up") -> Block:
    """Two feedback buttons."""
    buttons = {"positive_button": {"text": plain(text), "value": value}}
    return {"type": "feedback_buttons", "action_id": "vote", **buttons} | {
        "negative_button": {"text": plain("No"), "value": "down"}
    }


def trash(icon: str = "trash", **more: Any) -> Block:
    """An icon button."""
    return {
        "type": "icon_button",
        "action_id": "x",
        "icon": icon,
        "text": plain("Delete"),
        "value": "v",
    } | more


def field(**more: Any) -> Block:
    """An input block."""
    element = {"type": "plain_text_input", "action_id": "wanted", "placeholder": plain("A question")}
    return {"type": "input", "block_id": "i", "label": plain("What?"), "element": element} | more


def modal(*blocks: Block, **more: Any) -> Block:
    """A modal."""
    return {"type": "modal", "title": plain("Title"), "blocks": list(blocks or [DIVIDER])} | more


def home(*blocks: Block, **more: Any) -> Block:
    """An App Home."""
    return {"type": "home", "blocks": list(blocks or [DIVIDER])} | more
