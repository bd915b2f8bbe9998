"""What Slack accepts of a call, as pure functions of its arguments: nothing here knows channels, people or tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.slack_blocks import Surface, blocks_faults
from tests.slack_shapes import (
    Faults,
    booleans,
    known,
    listed,
    needed,
    objects,
    optional,
    size,
    string,
    text_object,
    wrong,
)

Arguments = Mapping[str, Any]

TEXT: Final = 40_000
BLOCKS: Final = 13_200
VIEW: Final = 250_000
RESPONSE_URL: Final = "response_url"

FLAGS: Final = (
    "unfurl_links",
    "unfurl_media",
    "reply_broadcast",
    "mrkdwn",
    "link_names",
    "replace_original",
    "delete_original",
)
_TS: Final = re.compile(r"\d{10}\.\d{6}")
_SENT: Final = "text blocks thread_ts unfurl_links unfurl_media mrkdwn link_names parse metadata"
_ARGUMENTS: Final = {
    "chat.postMessage": ("channel", f"{_SENT} reply_broadcast"),
    "chat.postEphemeral": ("channel user", _SENT),
    "chat.update": ("channel ts", f"{_SENT.replace('thread_ts ', '')} reply_broadcast"),
    "chat.delete": ("channel ts", ""),
    "views.open": ("trigger_id view", ""),
    "views.push": ("trigger_id view", ""),
    "views.update": ("view", "view_id external_id hash"),
    "views.publish": ("user_id view", "hash"),
    "assistant.threads.setSuggestedPrompts": ("channel_id prompts", "title"),
    RESPONSE_URL: ("", f"{_SENT} response_type replace_original delete_original"),
}
"""The arguments that each method needs, and those it may have besides."""
_WITH_DELETION: Final = {"delete_original", "response_type", "thread_ts"}
_VIEW_KEYS: Final = {
    "modal": "type title blocks close submit private_metadata callback_id clear_on_close notify_on_close external_id",
    "home": "type blocks private_metadata callback_id external_id",
}
_VIEWS: Final = {"views.open": {"modal"}, "views.push": {"modal"}, "views.publish": {"home"}}

_ALWAYS: Final = ("team_id",)
"""What Bolt's client adds to every call, for tokens of a whole organisation."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why Slack refuses a call: the name of the error, and what it says besides."""

    error: str
    messages: tuple[str, ...] = ()


def faults(method: str, arguments: Arguments) -> list[str]:
    """What is wrong with a call; nothing where Slack accepts it."""
    refused = refusal(method, arguments)
    return [refused.error, *refused.messages] if refused else []


def refusal(method: str, arguments: Arguments) -> Refusal | None:
    """How Slack refuses a call of one of the methods that have rules, or None."""
    if method not in _ARGUMENTS:
        return None
    must, may = (keys.split() for keys in _ARGUMENTS[method])
    found = [
        *needed(arguments, "", *must),
        *known(arguments, "", {*must, *may, *_ALWAYS}),
        *_simple(arguments),
    ]
    if found:
        return Refusal("invalid_arguments", tuple(found))
    return _RULES[method.partition(".")[0]](method, arguments)


def view_faults(view: object, kinds: set[str]) -> list[str]:
    """What is wrong with a view of some kinds."""
    if not isinstance(view, dict) or view.get("type") not in kinds:
        return [wrong("/view/type", f"must be {' or '.join(sorted(kinds))}")]
    return list(_view(view, view["type"]))


def submission_faults(answer: Arguments) -> list[str]:
    """What is wrong with the answer to a submitted modal; an empty one closes it."""
    action = answer.get("response_action")
    keys = {"errors": {"errors"}, "update": {"view"}, "push": {"view"}, "clear": set[str]()}
    if action not in keys:
        return [wrong("/response_action", "must be errors, update, push or clear")]
    found = list(known(answer, "", {"response_action", *keys[action]}))
    if action == "errors":
        errors = answer.get("errors")
        texts = (
            isinstance(errors, dict)
            and errors
            and all(isinstance(one, str) and one for one in errors.values())
        )
        return found if texts else [*found, wrong("/errors", "must be texts by block_id")]
    return found if action == "clear" else [*found, *view_faults(answer.get("view"), {"modal"})]


def _simple(arguments: Arguments) -> Faults:
    yield from booleans(arguments, "", *FLAGS)
    for key in {"thread_ts", "ts"} & arguments.keys():
        if not isinstance(arguments[key], str) or not _TS.fullmatch(arguments[key]):
            yield wrong(f"/{key}", "must be a timestamp of a message")
    for key in {"channel", "user", "user_id", "trigger_id", "view_id", "channel_id"} & arguments.keys():
        yield from string(arguments[key], f"/{key}", 255)


def _message(method: str, arguments: Arguments) -> Refusal | None:
    if method == "chat.delete":
        return None
    text, blocks = arguments.get("text", ""), arguments.get("blocks", [])
    if not isinstance(text, str) or not text.strip():
        return Refusal(
            "no_text", (wrong("/text", "must be there beside blocks: it is what is notified and read out"),)
        )
    if len(text) > TEXT:
        return Refusal("msg_too_long")
    found = [*string(text, "/text", TEXT), *blocks_faults(blocks, "message")]
    if found:
        return Refusal("invalid_blocks", tuple(found))
    return Refusal("msg_blocks_too_long", (f"{size(blocks)} characters",)) if size(blocks) > BLOCKS else None


def _response(method: str, payload: Arguments) -> Refusal | None:
    if payload.get("response_type", "ephemeral") not in {"ephemeral", "in_channel"}:
        return Refusal("invalid_arguments", (wrong("/response_type", "must be ephemeral or in_channel"),))
    if payload.get("delete_original"):
        more = sorted({key for key, value in payload.items() if value} - _WITH_DELETION)
        return Refusal("invalid_arguments", (f"delete_original stands alone: {more}",)) if more else None
    return _message(method, payload)


def _of_view(method: str, arguments: Arguments) -> Refusal | None:
    if method == "views.update" and not {"view_id", "external_id"} & arguments.keys():
        return Refusal("invalid_arguments", (wrong("", "missing required field: view_id"),))
    view = arguments["view"]
    found = view_faults(view, _VIEWS.get(method, {"modal", "home"}))
    if found:
        return Refusal("invalid_arguments", tuple(found))
    return Refusal("view_too_large") if size(view) > VIEW else None


def _view(view: Arguments, kind: Surface) -> Faults:
    yield from known(view, "/view", _VIEW_KEYS[kind].split())
    yield from optional(view, "/view", callback_id=255, external_id=255)
    yield from string(view.get("private_metadata", ""), "/view/private_metadata", 3000, least=0)
    yield from booleans(view, "/view", "clear_on_close", "notify_on_close")
    yield from blocks_faults(view.get("blocks"), kind, "/view/blocks")
    if kind == "modal":
        yield from _modal(view)


def _modal(view: Arguments) -> Faults:
    yield from text_object(view.get("title"), "/view/title", 24, plain=True)
    for key in {"submit", "close"} & view.keys():
        yield from text_object(view[key], f"/view/{key}", 24, plain=True)
    kinds = [block.get("type") for _, block in objects(view.get("blocks"), "")]
    if "input" in kinds and "submit" not in view:
        yield wrong("/view/submit", "must be there where a block is an input")


def _prompts(_method: str, arguments: Arguments) -> Refusal | None:
    prompts = arguments["prompts"]
    found = [*listed(prompts, "/prompts", 4), *optional(arguments, "", title=3000)]
    for place, prompt in objects(prompts, "/prompts"):
        found += [*known(prompt, place, ("title", "message")), *needed(prompt, place, "title", "message")]
        found += optional(prompt, place, title=3000, message=3000)
    return Refusal("invalid_arguments", tuple(found)) if found else None


_RULES: Final[Mapping[str, Callable[[str, Arguments], Refusal | None]]] = {
    "chat": _message,
    "views": _of_view,
    "assistant": _prompts,
    RESPONSE_URL: _response,
}
