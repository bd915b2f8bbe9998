"""What every part of a payload to Slack must be like: strings of some length, known keys, text objects."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

Faults = Iterator[str]
Json = Mapping[str, Any]

TEXT: Final = 3000
_KEYS: Final = {"plain_text": {"type", "text", "emoji"}, "mrkdwn": {"type", "text", "verbatim"}}


def wrong(at: str, what: str) -> str:
    """A fault as Slack words it in `response_metadata.messages`."""
    return f"[ERROR] {what} [json-pointer:{at}]"


def string(value: object, at: str, most: int, least: int = 1) -> Faults:
    """A string of some length, counted in code points, which can be sent as UTF-8."""
    if not isinstance(value, str):
        yield wrong(at, "must be a string")
    elif len(value) < least:
        yield wrong(at, f"must be more than {least - 1} characters")
    elif len(value) > most:
        yield wrong(at, f"must be less than {most + 1} characters")
    elif any("\ud800" <= sign <= "\udfff" for sign in value):
        yield wrong(at, "must be Unicode: it has half a surrogate pair")


def optional(whole: Json, at: str, **most: int) -> Faults:
    """Strings that may be missing, but not empty or longer than `most`."""
    for key, length in most.items():
        if key in whole:
            yield from string(whole[key], f"{at}/{key}", length)


def booleans(whole: Json, at: str, *keys: str) -> Faults:
    """Values that are true or false where they are given."""
    yield from (
        wrong(f"{at}/{key}", "must be a boolean")
        for key in keys
        if key in whole and not isinstance(whole[key], bool)
    )


def known(whole: Json, at: str, keys: Iterable[str]) -> Faults:
    """No key but those that Slack knows."""
    yield from (wrong(f"{at}/{key}", "is an unknown property") for key in sorted(whole.keys() - set(keys)))


def needed(whole: Json, at: str, *keys: str) -> Faults:
    """Keys that must be there."""
    yield from (wrong(at, f"missing required field: {key}") for key in keys if key not in whole)


def listed(value: object, at: str, most: int, least: int = 1) -> Faults:
    """A list of some length, of objects."""
    if not isinstance(value, list):
        yield wrong(at, "must be an array")
    elif not least <= len(value) <= most:
        yield wrong(at, f"must have {least} to {most} items")
    else:
        yield from (
            wrong(f"{at}/{n}", "must be an object")
            for n, one in enumerate(value)
            if not isinstance(one, dict)
        )


def objects(value: object, at: str) -> Iterator[tuple[str, Json]]:
    """The objects of a list, and where each stands."""
    if isinstance(value, list):
        yield from ((f"{at}/{n}", one) for n, one in enumerate(value) if isinstance(one, dict))


def text_object(value: object, at: str, most: int = TEXT, *, plain: bool = False) -> Faults:
    """A `plain_text` or `mrkdwn` object; only the first where `plain`."""
    if not isinstance(value, dict):
        yield wrong(at, "must be an object")
        return
    kind = value.get("type")
    if not isinstance(kind, str) or kind not in _KEYS or (plain and kind != "plain_text"):
        yield wrong(f"{at}/type", "must be plain_text" if plain else "must be plain_text or mrkdwn")
        return
    yield from known(value, at, _KEYS[kind])
    yield from booleans(value, at, "emoji", "verbatim")
    yield from string(value.get("text"), f"{at}/text", most)
    if isinstance(value.get("text"), str) and value["text"] and not value["text"].strip():
        yield wrong(f"{at}/text", "must be more than white space")


def repeated(names: Iterable[object]) -> list[object]:
    """The names that stand more than once."""
    seen: set[object] = set()
    return [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]


def size(value: object) -> int:
    """The characters of a value as JSON."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
