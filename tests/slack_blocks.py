"""What Slack accepts as blocks: all that slack_sdk checks, and all that it misses."""

from __future__ import annotations

from itertools import chain
from typing import Final, Literal

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from tests.slack_elements import (
    AS_ACCESSORY,
    ID,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    element,
    elements,
)
from tests.slack_rich_text import rich_text
from tests.slack_shapes import (
    Faults,
    Json,
    booleans,
    known,
    listed,
    objects,
    repeated,
    string,
    text_object,
    wrong,
)

Surface = Literal["message", "modal", "home"]

MARKDOWN: Final = 12_000
"""Characters in all `markdown` blocks of a message."""
_MOST: Final = {"message": 50, "modal": 100, "home": 100}
_EVERYWHERE: Final = frozenset(
    {"section", "divider", "image", "actions", "context", "header", "rich_text", "video"}
)
_ONLY_MESSAGES: Final = frozenset({"context_actions", "markdown", "table", "file"})
_ON: Final = {
    "message": _EVERYWHERE | _ONLY_MESSAGES,
    "modal": _EVERYWHERE | {"input"},
    "home": _EVERYWHERE | {"input"},
}


def blocks_faults(blocks: object, surface: Surface, at: str = "/blocks") -> Faults:
    """What is wrong with the blocks of a message or a view, each with where it stands."""
    least = 0 if surface == "message" else 1
    yield from listed(blocks, at, _MOST[surface], least)
    for place, block in objects(blocks, at):
        yield from _block(block, place, surface)
    ids = [block["block_id"] for _, block in objects(blocks, at) if isinstance(block.get("block_id"), str)]
    yield from (wrong(at, f"block_id {name} already exists") for name in repeated(ids))
    texts = [block.get("text") for _, block in objects(blocks, at) if block.get("type") == "markdown"]
    if sum(len(text) for text in texts if isinstance(text, str)) > MARKDOWN:
        yield wrong(at, f"must have less than {MARKDOWN + 1} characters of markdown")


def _block(block: Json, at: str, surface: Surface) -> Faults:
    kind = block.get("type")
    if not isinstance(kind, str) or kind not in _ON[surface]:
        yield wrong(f"{at}/type", f"unsupported type: {kind}")
        return
    if "block_id" in block:
        yield from string(block["block_id"], f"{at}/block_id", ID)
    ours = [*_own(block, at), *(_input(block, at, surface) if kind == "input" else ())]
    yield from ours or _parsed(block, at)


def _parsed(block: Json, at: str) -> Faults:
    """What slack_sdk says of it; asked last, because it fails where a part has the wrong type."""
    try:
        parsed = Block.parse(dict(block))
        if parsed is None:
            yield wrong(f"{at}/type", "unsupported type")
            return
        parsed.to_dict()
    except (SlackObjectFormationError, TypeError, AttributeError) as error:
        yield wrong(at, str(error))
    else:
        yield from known(block, at, parsed.attributes)


def _own(block: Json, at: str) -> Faults:
    match block["type"]:
        case "section":
            yield from _section(block, at)
        case "header":
            yield from text_object(block.get("text"), f"{at}/text", 150, plain=True)
        case "markdown":
            yield from string(block.get("text"), f"{at}/text", MARKDOWN)
        case "context":
            yield from elements(block.get("elements"), f"{at}/elements", 10, IN_CONTEXT)
        case "actions":
            yield from elements(block.get("elements"), f"{at}/elements", 25, IN_ACTIONS)
        case "context_actions":
            yield from elements(block.get("elements"), f"{at}/elements", 5, IN_CONTEXT_ACTIONS)
        case "rich_text":
            yield from rich_text(block, at)
        case "image":
            yield from string(block.get("alt_text"), f"{at}/alt_text", 2000)
        case _:
            pass


def _section(block: Json, at: str) -> Faults:
    if "text" in block:
        yield from text_object(block["text"], f"{at}/text")
    if "fields" in block:
        yield from listed(block["fields"], f"{at}/fields", 10)
        for place, field in objects(block["fields"], f"{at}/fields"):
            yield from text_object(field, place, 2000)
    if "accessory" in block:
        yield from element(block["accessory"], f"{at}/accessory", AS_ACCESSORY)
    yield from booleans(block, at, "expand")


def _input(block: Json, at: str, surface: Surface) -> Faults:
    labels = (
        text_object(block[key], f"{at}/{key}", 2000, plain=True) for key in ("label", "hint") if key in block
    )
    yield from chain.from_iterable(labels)
    yield from booleans(block, at, "dispatch_action", "optional")
    yield from element(block.get("element"), f"{at}/element", IN_INPUT)
    if surface == "home" and block.get("dispatch_action") is not True:
        yield wrong(f"{at}/dispatch_action", "must be true in a home tab: nothing else sends what is typed")
