"""Says in plain words what pydantic found wrong with a file, and where; a maintainer may know no Python."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from bot.knowledge import EntryFile, Golden, OutOfScope, PathFile, Policy, Source, Step, Synonyms

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from bot.yaml_reader import Document, Place

_FIELDS: Final = sorted(
    {
        name
        for model in (EntryFile, Golden, OutOfScope, PathFile, Policy, Source, Step, Synonyms)
        for name in model.model_fields
    }
)


def explain(fault: ErrorDetails, document: Document) -> tuple[Place, str]:
    """The place of a fault and one line about it, with the remedy."""
    location = fault["loc"]
    name = str(next((part for part in reversed(location) if isinstance(part, str)), "the file"))
    at_key = fault["type"] == "extra_forbidden"
    place = document.place((*location, "?") if at_key else location)
    return place, _message(fault["type"], name, fault.get("ctx") or {}, fault["input"], fault["msg"])


def _message(kind: str, name: str, limits: dict[str, Any], value: object, fallback: str) -> str:
    if kind == "extra_forbidden":
        near = get_close_matches(name, _FIELDS, n=1)
        return f"'{name}' is not a field" + (f": did you mean '{near[0]}'?" if near else ": remove it")
    if (said := _SAID.get(kind)) is not None:
        size = f"{len(value):,}" if isinstance(value, str) else ""
        return said.format(name=name, value=value, size=size, **limits)
    if kind == "string_pattern_mismatch":
        wanted = (
            "an address starts with https://"
            if name == "url"
            else "up to 64 characters, no spaces, colons or slashes"
        )
        return f"'{name}' is {value!r}: {wanted}"
    return f"'{name}': {fallback}"


_LIST: Final = "'{name}' must be a list: put each item on a line of its own after '- '"
_MAPPING: Final = "'{name}' must be a mapping, as in 'title: …'"
_DAY: Final = "'{name}' is '{value}': write the day as YYYY-MM-DD"
_SAID: Final = {
    "missing": "'{name}' is missing: add it",
    "string_too_long": "'{name}' has {size} characters, {max_length} allowed: shorten it",
    "string_too_short": "'{name}' is empty: write it or remove the line",
    "string_type": "'{name}' must be text, and there is a list or a mapping in its place",
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
    "date_from_datetime_inexact": _DAY,
}
"""pydantic's kind of error → what a maintainer reads; braces take the field's name, its value and pydantic's limits."""
