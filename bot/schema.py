"""The JSON Schema of every kind of knowledge file, made from the models, so that editors know what the loader knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

from bot.knowledge import EntryFile, Golden, OutOfScope, PathFile, Source, Synonyms
from bot.policy import Policy

if TYPE_CHECKING:
    from collections.abc import Mapping

SCHEMAS: Final[Mapping[str, Any]] = {
    "entry": EntryFile,
    "path": PathFile,
    "source": dict[str, Source],
    "synonyms": Synonyms,
    "out-of-scope": dict[str, OutOfScope],
    "golden": tuple[Golden, ...],
    "policy": Policy,
}
"""What `backchat schema` can print."""


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema (draft 7 vocabulary) of one kind of file; `name` is a key of `SCHEMAS`."""
    schema = _without_null(TypeAdapter(SCHEMAS[name]).json_schema())
    return {"$schema": "http://json-schema.org/draft-07/schema#", **schema}


def _without_null(schema: Any) -> Any:
    """A schema in which a field that may be left out may not be `null`, which the reader takes for a word."""
    if isinstance(schema, list):
        return [_without_null(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _without_null(value) for key, value in schema.items()}
    if {"type": "null"} in kept.get("anyOf", []):
        (allowed,) = (one for one in kept.pop("anyOf") if one != {"type": "null"})
        kept.pop("default", None)
        return {**allowed, **kept}
    return kept
