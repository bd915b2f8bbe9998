"""Says in plain words what pydantic found wrong with a file, and where; a maintainer may know no Python."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from bot.knowledge import EntryFile, Golden, OutOfScope, PathFile, Policy, Source, Step, Synonyms

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from bot.yaml_reader import Document, Place

_FIELDS: Final = sorted(
    {name for model in (EntryFile, Golden, OutOfScope, PathFile, Policy, Source, Step, Synonyms) for name in model.model_fields}
)


def explain(fault: ErrorDetails, document: Document) -> tuple[Place, str]:
    """The place of a fault and one line about it, with the remedy."""
    location = fault["loc"]
    name = str(next((part for part in reversed(location) if isinstance(part, str)), "the file"))
    at_key = fault["type"] == "extra_forbidden"
    place = document.place((*location, "?") if at_key else location)
    return place, _message(fault["type"], name, fault.get("ctx") or {}, fault["input"], fault["msg"])


def _message(kind: str, name: str, limits: dict[str, Any], value: object, fallback: str) -> str:
    match kind:
        case "missing":
            return f"'{name}' is missing: add it"
        case "extra_forbidden":
            near = get_close_matches(name, _FIELDS, n=1)
            return f"'{name}' is not a field" + (f": did you mean '{near[0]}'?" if near else ": remove it")
        case "string_too_long":
            return f"'{name}' has {len(str(value)):,} characters, {limits['max_length']} allowed: shorten it"
        case "string_too_short":
            return f"'{name}' is empty: write it or remove the line"
        case "too_long" | "too_short":
            count, bound = limits["actual_length"], limits.get("max_length", limits.get("min_length"))
            return f"'{name}' has {count} items, {'at most' if kind == 'too_long' else 'at least'} {bound} wanted"
        case "string_type":
            return f"'{name}' must be text: is there a list or a mapping in its place?"
        case "tuple_type" | "list_type":
            return f"'{name}' must be a list: put each item on a line of its own after '- '"
        case "dict_type" | "model_type" | "model_attributes_type" | "mapping_type":
            return f"'{name}' must be a mapping, as in 'title: …'"
        case "date_from_datetime_parsing" | "date_parsing" | "date_from_datetime_inexact":
            return f"'{name}' is {value!r}: write the day as YYYY-MM-DD"
        case "string_pattern_mismatch":
            return f"'{name}' is {value!r}: {_PATTERNS.get(name, 'up to 64 characters, no spaces, colons or slashes')}"
        case _:
            return f"'{name}': {fallback}"


_PATTERNS: Final = {"url": "an address starts with https://"}
