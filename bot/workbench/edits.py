"""What a maintainer may add to the knowledge, as values: so that it can be tried before anything is written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from bot.errors import BadInputError
from bot.knowledge import Entry, Golden, Knowledge
from bot.references import reference_problems
from bot.wording import message
from bot.yaml_reader import Document, quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

M = TypeVar("M", bound=BaseModel)

_RESERVED: Final = frozenset({"sources", "synonyms", "out_of_scope", "golden", "policy"})
"""Files in the knowledge folder itself that hold no entry."""


@dataclass(frozen=True, slots=True)
class AddPhrasing:
    """Another way to ask for an entry, named by its id or a retired one."""

    entry: str
    text: str


@dataclass(frozen=True, slots=True)
class AddExample:
    """Another question of an out-of-scope family."""

    family: str
    text: str


@dataclass(frozen=True, slots=True)
class AddVariant:
    """Another way to write a word, which gets a family if it has none."""

    head: str
    text: str


@dataclass(frozen=True, slots=True)
class AddGolden:
    """A question with the entry that must answer it, or `nothing`; `so_far` as in golden.yaml."""

    q: str
    expect: str
    so_far: Literal["offered", "refused", "wrong"] | None = None


@dataclass(frozen=True, slots=True)
class AddEntry:
    """A new answer; `kind` is its folder and `id` its file's name without the ending."""

    kind: str
    id: str
    title: str
    phrasings: tuple[str, ...]
    short: str
    detail: str | None = None
    related: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    reviewed: date | None = None


Edit = AddPhrasing | AddExample | AddVariant | AddGolden | AddEntry


def applied(knowledge: Knowledge, edits: Iterable[Edit]) -> Knowledge:
    """The knowledge with some edits made, one after the other.

    Raises:
        BadInputError: an edit names what is not there, is there already, or would not be read as knowledge.
    """
    after = reduce(_with, edits, knowledge)
    before = _problems(knowledge)
    if new := [problem for problem in _problems(after) if problem not in before]:
        raise BadInputError(new[0])
    return after


def _with(knowledge: Knowledge, edit: Edit) -> Knowledge:
    match edit:
        case AddPhrasing(name, text):
            entry = found(knowledge, name)
            more = _made(entry, phrasings=(*entry.phrasings, text))
            return _having(knowledge, "entries", {entry.id: more})
        case AddExample(name, text):
            if (family := knowledge.out_of_scope.get(name)) is None:
                raise BadInputError(f"out_of_scope.yaml has no family {quoted(name)}: name one that is there")
            return _having(
                knowledge, "out_of_scope", {name: _made(family, examples=(*family.examples, text))}
            )
        case AddVariant(head, text):
            families = knowledge.synonyms.families
            more_ = _made(knowledge.synonyms, families={**families, head: (*families.get(head, ()), text)})
            return _copy(knowledge, synonyms=more_)
        case AddGolden(q, expect, so_far):
            golden = _valid(Golden, q=q, expect=expect, so_far=so_far)
            return _copy(knowledge, golden=(*knowledge.golden, golden))
        case AddEntry():
            return _having(knowledge, "entries", {edit.id: _entry(knowledge, edit)})


def found(knowledge: Knowledge, name: str) -> Entry:
    """The entry of an id, or of a retired one.

    Raises:
        BadInputError: there is none.
    """
    if (entry := knowledge.entry(name)) is None:
        raise BadInputError(f"there is no entry {quoted(name)}: 'backchat topics' lists them")
    return entry


def _entry(knowledge: Knowledge, new: AddEntry) -> Entry:
    if taken := knowledge.entry(new.id):
        raise BadInputError(f"there is an entry {quoted(taken.id)} already: give the new one another id")
    hidden = new.id.startswith(".") or new.kind.startswith(".")
    if hidden or new.kind == "paths" or (not new.kind and new.id in _RESERVED):
        raise BadInputError(
            f"no entry can be {quoted(f'{new.kind}/{new.id}.yaml')}: choose another kind or id"
        )
    names = ("kind", "id", "title", "phrasings", "short", "detail", "related", "sources", "reviewed")
    return _valid(Entry, **{name: getattr(new, name) for name in names})


def _having(knowledge: Knowledge, field: str, new: Mapping[str, BaseModel]) -> Knowledge:
    """The knowledge with something put into one of its mappings, which stays in order."""
    mixed = {**getattr(knowledge, field), **new}
    return _copy(knowledge, **{field: dict(sorted(mixed.items()))})


def _copy(knowledge: Knowledge, **fields: Any) -> Knowledge:
    """The knowledge with other values in some fields, and nothing that was made of the old ones, as `model_copy` keeps."""
    kept = {name: getattr(knowledge, name) for name in Knowledge.model_fields}
    return Knowledge.model_construct(**{**kept, **fields})


def _made(model: M, **fields: Any) -> M:
    return _valid(type(model), **{**dict(model), **fields})


def _valid(model: type[M], **fields: Any) -> M:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        where = fault["loc"][0] if fault["loc"] else model.__name__
        raise BadInputError(message(fault, str(where))) from None


def _problems(knowledge: Knowledge) -> list[str]:
    """What leads nowhere in some knowledge, as messages."""
    nowhere = defaultdict[tuple[str, str], tuple[str, Document]](lambda: ("", Document("", {})))
    return [problem.message for problem in reference_problems(knowledge, nowhere)]
