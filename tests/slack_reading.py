"""What people see of what was posted: its texts, and what can be pressed, by the words on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tests.slack_far_side import FarSide
from tests.slack_payloads import Payload, Scene, app_mention

POST: Final = "chat.postMessage"


def mention(text: str = "explain docker", **more: Any) -> Payload:
    """Somebody names the bot in the usual channel."""
    return app_mention(Scene(), text, **more)


def said_at(far: FarSide) -> list[str]:
    """The texts of all that the bot has posted, in a channel or to somebody alone."""
    posted = [call for call in far.calls if call.ok and call.method in {POST, "chat.postEphemeral"}]
    return [call.arguments["text"] for call in posted]


def drawn(blocks: Any) -> str:
    """All that blocks show, one piece a line; labels of buttons too."""
    return "\n".join(_texts(blocks))


def labels(blocks: Any) -> list[str]:
    """What everything that can be pressed is called."""
    return [label for label, _, _ in _buttons(blocks)]


def found(blocks: Any, label: str) -> tuple[str, str | None]:
    """The action id of what is called so, and its value where there are two of that id; "…" stands for any end.

    Raises:
        LookupError: nothing is called so.
    """
    for name, action_id, value in _buttons(blocks):
        if name == label or (label.endswith("…") and name.startswith(label[:-1])):
            return action_id, value
    raise LookupError(f"{label!r} is not among {labels(blocks)}")


def _buttons(blocks: Any) -> Iterator[tuple[str, str, str | None]]:
    for block in blocks:
        for one in (*block.get("elements", ()), *filter(None, (block.get("element"),))):
            if one["type"] == "feedback_buttons":
                for two in (one["positive_button"], one["negative_button"]):
                    yield two["text"]["text"], one["action_id"], two["value"]
            elif "action_id" in one:
                yield (one.get("text") or block["label"])["text"], one["action_id"], None


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _texts(one)
    elif isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        for one in part.values():
            yield from _texts(one)
