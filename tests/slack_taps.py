"""What Slack sends when somebody taps, opens a shortcut or submits: made from what the bot posted."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.slack_payloads import VERIFICATION, Payload, Scene, new_ts

Blocks = Sequence[Mapping[str, Any]]


def pressed(blocks: Blocks, action_id: str, value: str | None = None) -> Payload:
    """The action of somebody who presses an element that was posted.

    `value` is which of two feedback buttons it was, or what was typed.

    Raises:
        LookupError: nothing has that action id, or feedback has no such value.
    """
    for block_id, element in _interactive(blocks):
        if element.get("action_id") == action_id:
            return _action(block_id, element, value)
    raise LookupError(f"{action_id}: nothing to press")


def pressable(blocks: Blocks) -> list[str]:
    """The action ids of what can be pressed, in order."""
    return [str(element["action_id"]) for _, element in _interactive(blocks) if "action_id" in element]


def tap(scene: Scene, message: Payload, action: Payload, *, response_url: str, trigger_id: str) -> Payload:
    """Somebody presses something in a message, which is told as `Posted.payload()` tells it."""
    container = {"type": "message", "message_ts": message["ts"], "channel_id": scene.channel}
    container |= {"is_ephemeral": False}
    container |= {"thread_ts": message["thread_ts"]} if "thread_ts" in message else {}
    return _by(scene, "block_actions", trigger_id) | {
        "container": container,
        "channel": _channel(scene),
        "message": message,
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [action],
    }


def tap_on_ephemeral(
    scene: Scene, ts: str, action: Payload, *, response_url: str, trigger_id: str
) -> Payload:
    """Somebody presses something in a message that they alone see: Slack does not tell the message."""
    told = tap(scene, {"ts": ts}, action, response_url=response_url, trigger_id=trigger_id)
    told["container"]["is_ephemeral"] = True
    return {key: value for key, value in told.items() if key != "message"}


def tap_in_view(scene: Scene, view: Payload, action: Payload, *, trigger_id: str) -> Payload:
    """Somebody presses something in a modal or in the App Home; `view` is as the far side tells it."""
    values = {
        action["block_id"]: {action["action_id"]: {"type": action["type"], "value": action.get("value")}}
    }
    state = {"values": values if action["type"].endswith("_input") else {}}
    return _by(scene, "block_actions", trigger_id) | {
        "container": {"type": "view", "view_id": view["id"]},
        "view": view | {"state": state},
        "actions": [action],
    }


def shortcut(
    scene: Scene, message: Payload, *, response_url: str, trigger_id: str, callback_id: str = "answer"
) -> Payload:
    """Somebody asks the bot to do something about a message."""
    return _by(scene, "message_action", trigger_id) | {
        "action_ts": new_ts(),
        "callback_id": callback_id,
        "channel": _channel(scene),
        "message": message,
        "message_ts": message["ts"],
        "response_url": response_url,
    }


def submission(
    scene: Scene, view: Payload, typed: Mapping[str, Mapping[str, str]], *, trigger_id: str
) -> Payload:
    """Somebody submits a modal, with what they typed by block_id and action_id."""
    values = {
        block: {
            action: {"type": "plain_text_input", "value": value or None} for action, value in inside.items()
        }
        for block, inside in typed.items()
    }
    told = _by(scene, "view_submission", trigger_id) | {"view": view | {"state": {"values": values}}}
    return told | {"response_urls": []}


def _by(scene: Scene, kind: str, trigger_id: str) -> Payload:
    names = {"username": "ada", "name": "ada", "team_id": scene.team}
    return {
        "type": kind,
        "team": {"id": scene.team, "domain": scene.domain},
        "user": {"id": scene.user, **names},
        "api_app_id": scene.app,
        "token": VERIFICATION,
        "trigger_id": trigger_id,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel(scene: Scene) -> Payload:
    return {"id": scene.channel, "name": "directmessage" if scene.kind == "im" else "general"}


def _interactive(blocks: Blocks) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for number, block in enumerate(blocks):
        inside = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        for element in inside:
            if element and element.get("type") not in {"image", "mrkdwn", "plain_text"}:
                yield block.get("block_id", f"b{number}"), element


def _action(block_id: str, element: Mapping[str, Any], value: str | None) -> Payload:
    told = {key: element[key] for key in ("action_id", "type")}
    told |= {"block_id": block_id, "action_ts": f"{time.time():.6f}"}
    if element["type"] == "feedback_buttons":
        buttons = (element["positive_button"], element["negative_button"])
        chosen = next((one for one in buttons if one["value"] == value), None)
        if chosen is None:
            raise LookupError(f"{value}: no such feedback")
        return told | {"text": chosen["text"], "value": chosen["value"]}
    if element["type"].endswith("_input"):
        return told | {"value": value}
    return told | {key: element[key] for key in ("text", "value", "style") if key in element}
