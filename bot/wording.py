"""Says in plain words what pydantic found wrong with a file, and where; a maintainer may know no Python."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from bot.knowledge import Step
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

    from bot.yaml_reader import Document, Place


def explain(fault: ErrorDetails, document: Document, model: type[BaseModel]) -> tuple[Place, str]:
    """The place of a fault and one line about it, with the remedy; `model` has the fields that may have been meant."""
    location, kind = fault["loc"], fault["type"]
    name = str(next((part for part in reversed(location) if isinstance(part, str)), "the file"))
    if kind == "extra_forbidden":
        near = meant(name, (Step if "steps" in location else model).model_fields)
        remedy = f"did you mean '{near}'?" if near else "remove it"
        if " " in name:
            lacks = f"'{near}' lacks the colon and the space behind it"
            remedy = lacks if near else "the text of a field is indented below it, or in quotes"
        return document.place((*location, "?")), f"{quoted(name)} is not a field: {remedy}"
    if location[-1:] == ("[key]",):
        wanted = (fault.get("ctx") or {}).get("expected", "another")
        return document.place(
            (*location[:-1], "?")
        ), f"{quoted(location[-2])} is not known here: write {wanted}"
    return document.place(location), message(fault, name)


def meant(name: str, fields: Iterable[str]) -> str:
    """The field that somebody meant who wrote it otherwise; empty when none is near."""
    near = get_close_matches(name.lower().partition(" ")[0], fields, n=1, cutoff=0.75 if " " in name else 0.6)
    return near[0] if near else ""


def message(fault: ErrorDetails, name: str) -> str:
    """One line about a fault in a field of this name, with the remedy."""
    kind, value = fault["type"], fault["input"]
    if (said := _SAID.get(kind)) is not None:
        size = f"{len(value.strip()):,}" if isinstance(value, str) else ""
        return said.format(name=name, value=quoted(value), size=size, **fault.get("ctx") or {})
    if kind == "string_pattern_mismatch":
        wanted = (
            "an address starts with https://"
            if name == "url"
            else "up to 64 characters, no spaces, colons or slashes"
        )
        return f"'{name}' is {quoted(value)}: {wanted}"
    return f"'{name}': {fault['msg']}"


_LIST: Final = "'{name}' must be a list: put each item on a line of its own after '- '"
_MAPPING: Final = "'{name}' must be a mapping, as in 'title: …'"
_DAY: Final = "'{name}' is {value}: write the day as YYYY-MM-DD"
_SAID: Final = {
    "missing": "'{name}' is missing: add it",
    "string_too_long": "'{name}' has {size} characters, {max_length:,} allowed: shorten it",
    "string_too_short": "'{name}' is empty: write it or remove the line",
    "string_type": "'{name}' must be text, and there is a list or a mapping in its place: ': ' in a text needs quotes",
    "too_long": "'{name}' has {actual_length} items, at most {max_length} wanted",
    "too_short": "'{name}' has {actual_length} items, at least {min_length} wanted",
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _MAPPING,
    "mapping_type": _MAPPING,
    "model_type": _MAPPING,
    "date_parsing": _DAY,
    "date_type": _DAY,
    "date_from_datetime_parsing": _DAY,
    "float_parsing": "'{name}' is {value}: write a number, as in 0.62",
    "literal_error": "'{name}' is {value}: write {expected}",
}
"""pydantic's kind of error → what a maintainer reads; braces take the field's name, its value and pydantic's limits."""
