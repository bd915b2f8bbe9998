"""What Slack accepts in a `rich_text` block: slack_sdk checks nothing in it."""

from __future__ import annotations

from typing import Final

from tests.slack_shapes import Faults, Json, booleans, known, listed, needed, objects, string, wrong

_STYLES: Final = ("bold", "italic", "strike", "code")
_PARTS: Final = {
    "text": ("text", ""),
    "link": ("url", "text unsafe"),
    "user": ("user_id", ""),
    "usergroup": ("usergroup_id", ""),
    "channel": ("channel_id", ""),
    "broadcast": ("range", ""),
    "emoji": ("name", "unicode skin_tone"),
    "color": ("value", ""),
    "date": ("timestamp format", "url fallback timezone"),
}
"""The keys that each part needs, and those it may have besides."""
_BLOCKS: Final = {
    "rich_text_section": (),
    "rich_text_list": ("style", "indent", "offset", "border"),
    "rich_text_preformatted": ("border", "language"),
    "rich_text_quote": ("border",),
}
_NUMBERS: Final = ("indent", "offset", "border", "skin_tone", "timestamp")
_IN_PREFORMATTED: Final = {"text", "link"}


def rich_text(block: Json, at: str) -> Faults:
    """A `rich_text` block."""
    yield from listed(block.get("elements"), f"{at}/elements", 1000)
    for place, element in objects(block.get("elements"), f"{at}/elements"):
        yield from _element(element, place)


def _element(element: Json, at: str) -> Faults:
    kind = element.get("type")
    if not isinstance(kind, str) or kind not in _BLOCKS:
        yield wrong(f"{at}/type", f"unsupported type: {kind}")
        return
    yield from known(element, at, {"type", "elements", *_BLOCKS[kind]})
    yield from _numbers(element, at)
    yield from listed(element.get("elements"), f"{at}/elements", 1000)
    if kind == "rich_text_list":
        yield from _list(element, at)
        return
    for place, part in objects(element.get("elements"), f"{at}/elements"):
        yield from _part(part, place)
        if kind == "rich_text_preformatted" and part.get("type") not in _IN_PREFORMATTED:
            yield wrong(f"{place}/type", "must be text or link in preformatted text")


def _list(element: Json, at: str) -> Faults:
    if element.get("style") not in ("bullet", "ordered"):
        yield wrong(f"{at}/style", "must be bullet or ordered")
    for place, item in objects(element.get("elements"), f"{at}/elements"):
        if item.get("type") != "rich_text_section":
            yield wrong(f"{place}/type", "must be rich_text_section")
        else:
            yield from _element(item, place)


def _part(part: Json, at: str) -> Faults:
    kind = part.get("type")
    if not isinstance(kind, str) or kind not in _PARTS:
        yield wrong(f"{at}/type", f"unsupported type: {kind}")
        return
    must, may = (keys.split() for keys in _PARTS[kind])
    yield from needed(part, at, *must)
    yield from known(part, at, {"type", "style", *must, *may})
    for key in (*must, *may):
        if key in part and key not in {"unsafe", *_NUMBERS}:
            yield from string(part[key], f"{at}/{key}", 12_000)
    yield from booleans(part, at, "unsafe")
    yield from _numbers(part, at)
    yield from _values(part, at)
    yield from _style(part, at)


def _values(part: Json, at: str) -> Faults:
    if part.get("type") == "broadcast" and part.get("range") not in ("here", "channel", "everyone"):
        yield wrong(f"{at}/range", "must be here, channel or everyone")
    url = part.get("url", "https:")
    if isinstance(url, str) and not url.startswith(("https:", "http:", "mailto:", "tel:", "slack:")):
        yield wrong(f"{at}/url", "must be a valid URL")


def _numbers(part: Json, at: str) -> Faults:
    yield from (
        wrong(f"{at}/{key}", "must be an integer")
        for key in _NUMBERS
        if key in part and (not isinstance(part[key], int) or isinstance(part[key], bool))
    )


def _style(part: Json, at: str) -> Faults:
    if "style" not in part:
        return
    if not isinstance(part["style"], dict) or not part["style"]:
        yield wrong(f"{at}/style", "must be an object that is not empty")
        return
    yield from known(part["style"], f"{at}/style", _STYLES)
    yield from booleans(part["style"], f"{at}/style", *_STYLES)
