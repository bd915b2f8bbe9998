"""What Discord's description of its API leaves out: limits that its documentation states, and two rules of the house.

The rules of the house: nothing that Backchat sends may ping anybody, and an answer is plain text and never an embed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import regex

Json = Mapping[str, Any]

CONTENT: Final = 2_000
ROWS: Final = 5
CHOICE: Final = 100
COMMAND: Final = 8_000
ROW, BUTTON, SELECT, INPUT, LABEL = 1, 2, 3, 4, 18
LINK: Final = 5
COMPONENTS_V2: Final = 1 << 15
NAME: Final = regex.compile(r"[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}")
SLASH: Final = 1


def of_new(body: Json) -> Iterator[str]:
    """What is wrong with a new message."""
    if body.get("content") is None:
        yield "content: an empty message"
    yield from of_edit(body)


def of_edit(body: Json) -> Iterator[str]:
    """What is wrong with a message, new or changed."""
    content = body.get("content")
    if content is not None and not content.strip():
        yield "content: an empty message"
    if len(content or "") > CONTENT:
        yield f"content: {len(content or '')} characters, {CONTENT} are allowed"
    if body.get("embeds"):
        yield "embeds: an answer is plain text"
    if (body.get("flags") or 0) & COMPONENTS_V2:
        yield "flags: components V2 hide the content"
    yield from _of_mentions(body)
    yield from _of_rows(body.get("components") or ())


def of_callback(body: Json) -> Iterator[str]:
    """What is wrong with the answer to an interaction."""
    data = body.get("data") or {}
    match body["type"]:
        case 4:  # a message
            yield from (f"data.{one}" for one in of_new(data))
        case 5 if set(data) - {"flags"}:  # a message later
            yield "data: what is deferred says nothing yet"
        case 7:  # the message that was pressed, changed
            yield from (f"data.{one}" for one in of_edit(data))
        case 8:  # completions
            yield from _of_choices(data.get("choices") or ())
        case 9:  # a form
            yield from _of_form(data)
        case _:
            return


def of_commands(body: Iterable[Json] | None) -> Iterator[str]:
    """What is wrong with the commands that are announced, all at once."""
    commands = list(body or ())
    names = Counter((one.get("type") or SLASH, one["name"]) for one in commands)
    yield from (f"{name}: announced twice" for (_, name), times in names.items() if times > 1)
    for command in commands:
        if (command.get("type") or SLASH) == SLASH:
            yield from _of_command(command, command["name"])
            if (size := _size(command)) > COMMAND:
                yield f"{command['name']}: {size} characters in all, {COMMAND} are allowed"
        elif command.get("description"):
            yield f"{command['name']}: an entry of a menu has no description"


def _of_mentions(body: Json) -> Iterator[str]:
    allowed = body.get("allowed_mentions")
    if allowed is None:
        yield "allowed_mentions: missing, so that everything pings"
    elif allowed.get("parse") != [] or any(value for key, value in allowed.items() if key != "parse"):
        yield f"allowed_mentions: somebody may be pinged by {allowed}"


def _of_rows(rows: Iterable[Json]) -> Iterator[str]:
    rows = list(rows)
    if len(rows) > ROWS:
        yield f"components: {len(rows)} rows, {ROWS} are allowed"
    for number, row in enumerate(rows):
        where = f"components[{number}]"
        if row["type"] != ROW:
            yield f"{where}: no action row"
            continue
        parts = row["components"]
        if len(parts) > 1 and any(one["type"] != BUTTON for one in parts):
            yield f"{where}: a select stands alone in its row"
        for one in parts:
            yield from _of_button(one, where) if one["type"] == BUTTON else _of_select(one, where)
    yield from _twice(one for row in rows for one in row.get("components", ()))


def _of_button(button: Json, where: str) -> Iterator[str]:
    link = button["style"] == LINK
    if not ((button.get("label") or "").strip() or button.get("emoji")):
        yield f"{where}: a button without a label"
    if bool(button.get("url")) != link or bool(button.get("custom_id")) == link:
        yield f"{where}: a button needs either a url and the style of links, or a custom_id and another"


def _of_select(select: Json, where: str) -> Iterator[str]:
    options, chosen = select.get("options") or (), select.get("default_values") or ()
    least, most = _or(select.get("min_values"), 1), _or(select.get("max_values"), 1)
    if not least <= most or (select["type"] == SELECT and most > len(options)):
        yield f"{where}: {least} to {most} of {len(options)} options"
    values = Counter(one["value"] for one in options)
    yield from (f"{where}: value {value!r} twice" for value, times in values.items() if times > 1)
    yield from (f"{where}: an option without a label" for one in options if not one["label"].strip())
    if len(chosen) + sum(bool(one.get("default")) for one in options) > most:
        yield f"{where}: more is chosen beforehand than may be"


def _of_choices(choices: Iterable[Json]) -> Iterator[str]:
    choices = list(choices)
    for number, choice in enumerate(choices):
        name, value = choice["name"], choice["value"]
        if not name.strip() or not (isinstance(value, int | float) or 1 <= len(value) <= CHOICE):
            yield f"data.choices[{number}]: name and value have 1 to {CHOICE} characters"
    names = Counter(choice["name"] for choice in choices)
    yield from (f"data.choices: {name!r} twice" for name, times in names.items() if times > 1)


def _of_form(form: Json) -> Iterator[str]:
    if not form["title"].strip():
        yield "data.title: empty"
    if len(form["components"]) > ROWS:
        yield f"data.components: {len(form['components'])} parts, {ROWS} are allowed"
    inputs = [one for part in form["components"] for one in _inside(part)]
    yield from (f"data.{one}" for one in _twice(inputs))
    for part in form["components"]:
        if part["type"] == LABEL and part["component"].get("label"):
            yield "data.components: a text input within a label has a label of its own"
    for one in inputs:
        if one["type"] == INPUT and _or(one.get("min_length"), 0) > _or(one.get("max_length"), 4_000):
            yield f"data.components: {one['custom_id']} is longer at least than at most"


def _inside(part: Json) -> Iterator[Json]:
    if part["type"] == LABEL:
        yield part["component"]
    yield from part.get("components", ())


def _twice(parts: Iterable[Json]) -> Iterator[str]:
    ids = Counter(one["custom_id"] for one in parts if one.get("custom_id"))
    yield from (f"components: custom_id {one!r} twice" for one, times in ids.items() if times > 1)


def _of_command(command: Json, where: str) -> Iterator[str]:
    """A command, a group, or an option: their names and descriptions have the same rules."""
    name = command["name"]
    if not NAME.fullmatch(name) or name != name.lower():
        yield f"{where}: {name!r} is no name of a command"
    if not (command.get("description") or "").strip():
        yield f"{where}: no description"
    options = command.get("options") or ()
    names = Counter(one["name"] for one in options)
    yield from (f"{where}: option {one!r} twice" for one, times in names.items() if times > 1)
    needed = [bool(one.get("required")) for one in options]
    if needed != sorted(needed, reverse=True):
        yield f"{where}: an option that is needed stands behind one that is not"
    for one in options:
        if one.get("autocomplete") and one.get("choices"):
            yield f"{where} {one['name']}: choices and completion exclude each other"
        if _or(one.get("min_length"), 0) > _or(one.get("max_length"), 6_000):
            yield f"{where} {one['name']}: longer at least than at most"
        yield from _of_command(one, f"{where} {one['name']}")


def _size(command: Json) -> int:
    own = len(command["name"]) + len(command.get("description") or "")
    choices = (one["name"] + str(one["value"]) for one in command.get("choices") or ())
    return own + sum(map(len, choices)) + sum(map(_size, command.get("options") or ()))


def _or(number: int | None, usual: int) -> int:
    return usual if number is None else number
