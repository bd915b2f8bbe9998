"""The JSON Schema of every kind of knowledge file, made from the models, so that editors know what the loader knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

from bot.knowledge import EntryFile, Golden, OutOfScope, PathFile, Source, Synonyms, Track
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
    "map": dict[str, Track],
}
"""What `backchat schema` can print."""

SCHEMA_FILES: Final[Mapping[str, str]] = {
    kind: "schema.json" if kind == "entry" else f"schemas/{kind}.json" for kind in SCHEMAS
}
"""Where the schema of each kind of file stands in the knowledge folder; entries had theirs first."""

MODELINE: Final = "# yaml-language-server: $schema="
"""How a line begins that tells an editor the schema of its file."""


def modeline(file: str, kind: str) -> str:
    """The first line of a file, which is named as seen from the knowledge folder, without the end of the line."""
    return f"{MODELINE}{'../' * file.count('/')}{SCHEMA_FILES[kind]}"


def kind_of(owner: tuple[str, str]) -> str:
    """The kind of file in which something stands: a key of `SCHEMAS`."""
    where, name = owner
    if where != "special":
        return where
    return {"sources": "source", "out_of_scope": "out-of-scope"}.get(name, name)


def schema_text(name: str) -> str:
    """The JSON Schema of one kind of file, as its file holds it; `name` is a key of `SCHEMAS`."""
    return json.dumps(json_schema(name), indent=2, ensure_ascii=False) + "\n"


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
