"""Editors know all that the loader knows: a schema for every kind of file, current, named in every file, told in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import Draft7Validator

from bot.knowledge import Entry, LearningPath
from bot.loading import study
from bot.schema import SCHEMA_FILES, SCHEMAS, json_schema, kind_of, modeline, schema_text
from bot.yaml_reader import parse

FOLDER: Final = Path(__file__).resolve().parent.parent / "knowledge"

every_kind = pytest.mark.parametrize("kind", SCHEMAS)


@every_kind
def test_current(kind: str) -> None:
    """The schema in the knowledge folder is what `backchat schema` prints."""
    assert schema_text(kind) == (FOLDER / SCHEMA_FILES[kind]).read_text(encoding="utf-8")


def test_no_schema_is_left_over() -> None:
    """There is no schema in the knowledge folder of a kind that there is no more."""
    files = {file.relative_to(FOLDER).as_posix() for file in FOLDER.rglob("*.json")}

    assert set(SCHEMA_FILES.values()) == files


@every_kind
def test_every_field_is_described(kind: str) -> None:
    """Every field of every kind of file, also inside of others, says in a sentence what it is for."""
    fields = list(_fields(json_schema(kind)))

    assert [] == [name for name, about in fields if not str(about.get("description", "")).endswith(".")]
    assert fields


@pytest.mark.parametrize("model", [Entry, LearningPath])
def test_what_comes_from_the_name_of_a_file_is_described(model: type[Entry | LearningPath]) -> None:
    """Also the id and the kind, which nobody writes, are described."""
    assert [] == [name for name, field in model.model_fields.items() if not field.description]


@every_kind
def test_everything_is_described(kind: str) -> None:
    """Whatever has fields says what it is as a whole."""
    schema = json_schema(kind)
    models = [one for one in (schema, *schema.get("$defs", {}).values()) if "properties" in one]

    assert [] == [one["title"] for one in models if not one.get("description")]
    assert models


def test_every_file_names_its_schema() -> None:
    """Each file of the shipped knowledge begins with the line that tells an editor its schema, and leads there."""
    written = study(FOLDER)
    firsts = {file: written.files[file].text.partition("\n")[0] for file in written.origins.values()}

    assert firsts == {file: modeline(file, kind_of(owner)) for owner, file in written.origins.items()}
    assert {"schema.json", *(f"schemas/{kind}.json" for kind in SCHEMAS if kind != "entry")} == {
        ((FOLDER / file).parent / line.partition("=")[2]).resolve().relative_to(FOLDER).as_posix()
        for file, line in firsts.items()
    }


def test_the_schemas_take_what_is_shipped() -> None:
    """An editor underlines nothing in the shipped knowledge: each file holds what its schema wants."""
    written = study(FOLDER)
    checks = {kind: Draft7Validator(json_schema(kind)) for kind in SCHEMAS}
    files = {file: kind_of(owner) for owner, file in written.origins.items()}
    faults = {
        file: [fault.message for fault in checks[kind].iter_errors(_seen(written.files[file].value, kind))]
        for file, kind in files.items()
    }

    assert {} == {file: messages for file, messages in faults.items() if messages}


@pytest.mark.parametrize(
    ("kind", "text", "fault"),
    [
        (
            "golden",
            "- {q: a, expect: b, so_far: soon}\n",
            "'soon' is not one of ['offered', 'refused', 'wrong']",
        ),
        ("entry", "title: T\nphrasings: [p]\n", "'short' is a required property"),
        ("path", "title: T\naudience: you\nsteps: []\n", "[] should be non-empty"),
        ("source", "a: {tilte: A}\n", "'title' is a required property"),
        (
            "map",
            "a: {title: A, expert: [x]}\n",
            "Additional properties are not allowed ('expert' was unexpected)",
        ),
    ],
)
def test_the_schemas_refuse(kind: str, text: str, fault: str) -> None:
    """An editor underlines what the loader would refuse."""
    faults = Draft7Validator(json_schema(kind)).iter_errors(parse(text).value)

    assert fault in [one.message for one in faults]


def _fields(schema: Any) -> Any:
    """Every field of a schema with what is said of it, also inside of others."""
    if isinstance(schema, list):
        for part in schema:
            yield from _fields(part)
    elif isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for part in schema.values():
            yield from _fields(part)


def _seen(value: Any, kind: str) -> Any:
    """A value as an editor reads it, which takes numbers and yes or no for what they are."""
    if isinstance(value, dict):
        return {key: _seen(part, kind) for key, part in value.items()}
    if isinstance(value, list):
        return [_seen(part, kind) for part in value]
    if kind == "policy":
        return float(value) if "." in value else int(value)
    return {"true": True, "false": False}.get(value, value)
