"""Entries, paths and sources are frozen values, and their JSON Schema says what the loader demands."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.knowledge import (
    Entry,
    Golden,
    Id,
    Knowledge,
    LearningPath,
    OutOfScope,
    Source,
    Step,
    Synonyms,
)
from bot.policy import Policy
from bot.schema import SCHEMAS, json_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

_ID: Final[TypeAdapter[str]] = TypeAdapter(Id)
_MADE: Final = {
    "entry": Entry(id="a", title="T", phrasings=("p",), short="S"),
    "step": Step(entry="a"),
    "path": LearningPath(id="p", title="P", audience="you", steps=(Step(entry="a"),)),
    "source": Source(title="A guide"),
    "synonyms": Synonyms(),
    "family": OutOfScope(title="pay", pointer="Ask HR.", examples=("my pay",)),
    "golden": Golden(q="a", expect="b"),
    "policy": Policy(),
    "knowledge": Knowledge(entries={}),
}


def entry(id_: str, kind: str = "", title: str = "T", aliases: tuple[str, ...] = ()) -> Entry:
    """An entry of which only what a test is about is said."""
    return Entry(id=id_, kind=kind, title=title, phrasings=("p",), short="S", aliases=aliases)


def knowledge(*entries: Entry) -> Knowledge:
    """A knowledge base of some entries."""
    return Knowledge(entries={one.id: one for one in entries})


@pytest.mark.parametrize("name", _MADE)
def test_frozen(name: str) -> None:
    """No value of the knowledge can be changed."""
    made = _MADE[name]
    field = next(iter(type(made).model_fields))

    with pytest.raises(ValidationError, match="frozen"):
        setattr(made, field, "x")


@pytest.mark.parametrize("name", _MADE)
def test_undeclared_field(name: str) -> None:
    """No value of the knowledge takes a field that nobody declared."""
    made = _MADE[name]

    with pytest.raises(ValidationError, match="colour\n  Extra inputs are not permitted"):
        type(made).model_validate({**made.model_dump(), "colour": "blue"})


@pytest.mark.parametrize(
    ("field", "longest"),
    [("title", 80), ("short", 280), ("detail", 1200), ("phrasings", 300), ("related", 5)],
)
def test_limits(field: str, longest: int) -> None:
    """A text or list as long as its limit is taken; one more is too many."""

    def made(size: int) -> Entry:
        long = {"phrasings": ["x" * size], "related": [f"e{n}" for n in range(size)]}.get(field, "x" * size)
        return Entry.model_validate({"id": "a", "title": "T", "phrasings": ["p"], "short": "S", field: long})

    assert len(json.dumps(made(longest).model_dump(mode="json"))) > longest
    with pytest.raises(ValidationError, match=f"at most {longest} "):
        made(longest + 1)


def test_blanks_around() -> None:
    """Blanks and line ends around a text are no part of it."""
    made = Entry(id="a", title=" T\n", phrasings=("\tp ",), short="S\n\n", detail="\n- a\n- b\n")

    assert ("T", ("p",), "S", "- a\n- b") == (made.title, made.phrasings, made.short, made.detail)


@pytest.mark.parametrize("id_", ["a", "what-is-api", "c++", "node.js", "größe", "x" * 64, "C#", "_", "2fa"])
def test_legal_id(id_: str) -> None:
    """An id is up to 64 characters of any script."""
    assert id_ == _ID.validate_python(id_)


@pytest.mark.parametrize(
    "id_",
    ["", "a b", "a:b", "a/b", "a\\b", "a\nb", "a\n", " a", "a\u00a0b", "\x00", "\x1b", "x" * 65],
)
def test_illegal_id(id_: str) -> None:
    """An id has no spaces, colons, slashes or control characters: it travels in the code of a button."""
    with pytest.raises(ValidationError, match="should match pattern"):
        _ID.validate_python(id_)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        pytest.param(Source(title="A guide"), "A guide", id="title"),
        pytest.param(Source(title="A guide", publisher="cmlabs"), "A guide (cmlabs)", id="publisher"),
        pytest.param(Source(title="A guide", updated=date(2022, 9, 28)), "A guide (2022)", id="year"),
        pytest.param(
            Source(
                title="A guide", publisher="cmlabs", updated=date(2022, 9, 28), url="https://example.org/x"
            ),
            "A guide (cmlabs, 2022)",
            id="all",
        ),
    ],
)
def test_source_line(source: Source, line: str) -> None:
    """A footer names a source by its title, with publisher and year where they are known."""
    assert line == source.line


@pytest.mark.parametrize(
    "url",
    ["http://example.org", "https://", "example.org", "https://a b", "javascript:alert(1)", "https://a\nb"],
)
def test_source_address(url: str) -> None:
    """A source is linked by a secure address without blanks, or not at all."""
    with pytest.raises(ValidationError, match="url"):
        Source(title="A guide", url=url)


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("api", "api"),
        ("what-is-api", "api"),
        ("endpoints", "api"),
        ("sql", "sql"),
        ("nothing", None),
        ("", None),
    ],
)
def test_entry_by_name(name: str, id_: str | None) -> None:
    """An entry is found by its id and by its retired ids, and by nothing else."""
    found = knowledge(entry("api", aliases=("what-is-api", "endpoints")), entry("sql")).entry(name)

    assert id_ == (found.id if found else None)


def test_id_before_alias() -> None:
    """Where an id is a retired id of another entry as well, the entry of that id is meant."""
    found = knowledge(entry("api", aliases=("sql",)), entry("sql")).entry("sql")

    assert found == entry("sql")


def test_aliases() -> None:
    """Every retired id is known with the id that it means today."""
    base = knowledge(
        entry("api", aliases=("what-is-api", "endpoints")), entry("sql"), entry("git", aliases=("vcs",))
    )

    assert base.aliases == {"what-is-api": "api", "endpoints": "api", "vcs": "git"}


def test_kinds() -> None:
    """Kinds are in the order of their names, and their entries in the order of their titles, whatever the case."""
    base = knowledge(
        entry("z", "skills", "beta"),
        entry("y", "skills", "Alpha"),
        entry("x", "skills", "alpha"),
        entry("w", "faqs", "Gamma"),
        entry("v", "", "Delta"),
    )

    assert {kind: [one.id for one in entries] for kind, entries in base.kinds.items()} == {
        "": ["v"],
        "faqs": ["w"],
        "skills": ["x", "y", "z"],
    }
    assert list(base.kinds) == ["", "faqs", "skills"]


def test_default_policy() -> None:
    """Without a policy of its own a knowledge base answers when surer than it must be to offer."""
    policy = knowledge().policy

    assert 0 < policy.offer < policy.answer < 1
    assert set(policy.weights) == {"score", "margin", "ahead", "covered", "known", "length"}


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema(name: str) -> None:
    """Every schema is JSON, names its dialect, and describes every field in words."""
    schema = json_schema(name)

    assert schema == json.loads(json.dumps(schema))
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert [field for field, about in properties(schema).items() if not about.get("description")] == []


@pytest.mark.parametrize(
    ("name", "fields", "needed"),
    [
        pytest.param(
            "entry",
            {"title", "phrasings", "short", "detail", "related", "sources", "reviewed", "aliases"},
            {"title", "phrasings", "short"},
            id="entry",
        ),
        pytest.param(
            "path", {"title", "audience", "steps", "offered_by"}, {"title", "audience", "steps"}, id="path"
        ),
        pytest.param("synonyms", {"families", "contrasts"}, set(), id="synonyms"),
        pytest.param("policy", {"answer", "offer", "bias", "weights", "promise"}, set(), id="policy"),
    ],
)
def test_schema_fields(name: str, fields: set[str], needed: set[str]) -> None:
    """A schema knows the fields that a file may have and those it must have, and refuses all others."""
    schema = json_schema(name)

    assert fields == properties(schema).keys()
    assert needed == set(schema.get("required", ()))
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize(
    ("name", "field", "limit"),
    [
        ("entry", "title", {"maxLength": 80, "minLength": 1}),
        ("entry", "short", {"maxLength": 280, "minLength": 1}),
        ("entry", "phrasings", {"minItems": 1}),
        ("entry", "related", {"maxItems": 5}),
        ("path", "steps", {"minItems": 1}),
        ("policy", "answer", {"minimum": 0, "maximum": 1}),
    ],
)
def test_schema_limits(name: str, field: str, limit: Mapping[str, int]) -> None:
    """An editor knows the limits that the loader checks."""
    assert limit == {key: properties(json_schema(name))[field][key] for key in limit}


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_without_null(name: str) -> None:
    """No schema invites to write null, which is read as the text it is."""
    assert '"null"' not in json.dumps(json_schema(name))


@pytest.mark.parametrize(
    ("name", "shape"),
    [("source", "object"), ("out-of-scope", "object"), ("golden", "array")],
)
def test_schema_of_a_whole_file(name: str, shape: str) -> None:
    """A schema describes the whole file: sources and families by key, golden questions as a list."""
    schema = json_schema(name)
    inner = schema.get("items") if shape == "array" else schema.get("additionalProperties")

    assert shape == schema["type"]
    assert isinstance(inner, dict)


def properties(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a schema describes, by name."""
    return dict(schema.get("properties", {}))
