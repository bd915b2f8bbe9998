"""What Slack accepts as an element of a block: a button, a menu, a field."""

from __future__ import annotations

from itertools import chain
from typing import Final

from slack_sdk.models.blocks import BlockElement

from tests.slack_shapes import (
    Faults,
    Json,
    booleans,
    known,
    listed,
    needed,
    objects,
    repeated,
    string,
    text_object,
    wrong,
)

ID: Final = 255
LABEL: Final = 75
VALUE: Final = 2000
_URL: Final = 3000
_TYPED: Final = 3000
_MENUS: Final = {
    "overflow": 5,
    "checkboxes": 10,
    "radio_buttons": 10,
    "static_select": 100,
    "multi_static_select": 100,
}
"""The most options of each."""

_SELECTS: Final = frozenset(
    f"{many}{kind}_select"
    for many in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
)
_PICKERS: Final = frozenset({"checkboxes", "radio_buttons", "datepicker", "timepicker"})
IN_ACTIONS: Final = _SELECTS | _PICKERS | {"button", "overflow", "workflow_button", "datetimepicker"}
IN_CONTEXT_ACTIONS: Final = frozenset({"feedback_buttons", "icon_button"})
IN_CONTEXT: Final = frozenset({"image", "plain_text", "mrkdwn"})
AS_ACCESSORY: Final = _SELECTS | _PICKERS | {"button", "overflow", "workflow_button", "image"}
IN_INPUT: Final = (
    _SELECTS
    | _PICKERS
    | {"plain_text_input", "email_text_input", "url_text_input", "number_input", "datetimepicker"}
    | {"rich_text_input", "file_input"}
)


def elements(value: object, at: str, most: int, kinds: frozenset[str]) -> Faults:
    """A list of elements of some kinds, each with an action_id of its own."""
    yield from listed(value, at, most)
    for place, one in objects(value, at):
        yield from element(one, place, kinds)
    ids = [one["action_id"] for _, one in objects(value, at) if isinstance(one.get("action_id"), str)]
    yield from (wrong(at, f"action_id {name} already exists") for name in repeated(ids))


def element(value: object, at: str, kinds: frozenset[str]) -> Faults:
    """One element of some kinds."""
    if not isinstance(value, dict):
        yield wrong(at, "must be an object")
        return
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in kinds:
        yield wrong(f"{at}/type", f"unsupported type: {kind}")
        return
    if kind in IN_CONTEXT - {"image"}:
        yield from text_object(value, at)
        return
    yield from _parsed(value, at)
    if "action_id" in value:
        yield from string(value["action_id"], f"{at}/action_id", ID)
    yield from _of_kind(value, at)


def _parsed(value: Json, at: str) -> Faults:
    try:
        parsed = BlockElement.parse(dict(value))
    except (TypeError, AttributeError) as error:
        yield wrong(at, str(error))
        return
    if parsed is None:
        yield wrong(f"{at}/type", "unsupported type")
    else:
        yield from known(value, at, parsed.attributes - {"alt_text"} | _ours(value))


def _ours(value: Json) -> set[str]:
    """Keys that Slack knows and slack_sdk does not."""
    return {"alt_text"} if value["type"] == "image" else set()


def _of_kind(value: Json, at: str) -> Faults:
    match value["type"]:
        case "button":
            yield from chain(_button(value, at), _style(value, at))
        case "feedback_buttons":
            yield from needed(value, at, "positive_button", "negative_button")
            for key in ("positive_button", "negative_button"):
                yield from _feedback(value.get(key), f"{at}/{key}")
        case "icon_button":
            yield from _icon(value, at)
        case "plain_text_input":
            yield from _field(value, at)
        case "image":
            yield from string(value.get("alt_text"), f"{at}/alt_text", 2000)
        case menu if menu in _MENUS:
            yield from _menu(value, at, _MENUS[menu])
        case _:
            pass


def _button(value: Json, at: str) -> Faults:
    yield from text_object(value.get("text"), f"{at}/text", LABEL, plain=True)
    lengths = {"value": VALUE, "url": _URL, "accessibility_label": LABEL}
    for key in lengths.keys() & value.keys():
        yield from string(value[key], f"{at}/{key}", lengths[key])


def _style(value: Json, at: str) -> Faults:
    if value.get("style", "primary") not in ("primary", "danger"):
        yield wrong(f"{at}/style", "must be primary or danger")


def _feedback(value: object, at: str) -> Faults:
    if not isinstance(value, dict):
        yield wrong(at, "must be an object")
        return
    yield from known(value, at, ("text", "value", "accessibility_label"))
    yield from needed(value, at, "value")
    yield from _button(value, at)


def _icon(value: Json, at: str) -> Faults:
    if value.get("icon") != "trash":
        yield wrong(f"{at}/icon", "must be trash")
    people = value.get("visible_to_user_ids", [])
    if not isinstance(people, list) or len(people) > 10:
        yield wrong(f"{at}/visible_to_user_ids", "must have at most 10 items")
    yield from _button(value, at)


def _field(value: Json, at: str) -> Faults:
    if "placeholder" in value:
        yield from text_object(value["placeholder"], f"{at}/placeholder", 150, plain=True)
    yield from booleans(value, at, "multiline", "focus_on_load")
    for key, least in (("min_length", 0), ("max_length", 1)):
        if key in value and not (isinstance(value[key], int) and least <= value[key] <= _TYPED):
            yield wrong(f"{at}/{key}", f"must be {least} to {_TYPED}")
    if "dispatch_action_config" in value:
        whens = (["on_enter_pressed"], ["on_character_entered"], ["on_enter_pressed", "on_character_entered"])
        if value["dispatch_action_config"] not in [{"trigger_actions_on": one} for one in whens]:
            yield wrong(f"{at}/dispatch_action_config", "must say when it is dispatched")


def _menu(value: Json, at: str, most: int) -> Faults:
    if "option_groups" in value and value["type"].endswith("static_select"):
        yield from listed(value["option_groups"], f"{at}/option_groups", 100)
        for place, group in objects(value["option_groups"], f"{at}/option_groups"):
            yield from _options(group, place, most)
    else:
        yield from _options(value, at, most)


def _options(value: Json, at: str, most: int) -> Faults:
    yield from listed(value.get("options"), f"{at}/options", most)
    for place, option in objects(value.get("options"), f"{at}/options"):
        yield from known(option, place, ("text", "value", "description", "url"))
        yield from text_object(option.get("text"), f"{place}/text", LABEL)
        yield from string(option.get("value"), f"{place}/value", 150)
