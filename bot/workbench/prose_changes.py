"""What an edit changes in the knowledge itself, as somebody would tell it: what is new, gone, called otherwise, or says something else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pydantic import BaseModel

    from bot.knowledge import Golden, Knowledge, Step, Synonyms

Kind = Literal["entry", "path", "family", "source", "synonyms", "golden", "policy"]
"""What was edited; a family is one of out_of_scope.yaml, a source one of sources.yaml."""

How = Literal["added", "removed", "renamed", "changed"]

_SCALARS: Final = (str, int, float, type(None))


@dataclass(frozen=True, slots=True)
class Text:
    """A field that says something else; empty where it says nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Items:
    """A field that is a list: what came and what went; neither when only the order is another."""

    field: str
    added: tuple[str, ...]
    removed: tuple[str, ...]

    def __str__(self) -> str:
        if not self.added and not self.removed:
            return f"{self.field} (another order)"
        came = [f"+{len(self.added)}"] if self.added else []
        went = [f"-{len(self.removed)}"] if self.removed else []
        return f"{self.field} ({' '.join(came + went)})"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the knowledge that was edited.

    `was` is the id it had when it has another one; of what is gone it is the id that now means it, if there is one.
    """

    kind: Kind
    id: str
    how: How
    title: str = ""
    was: str = ""
    fields: tuple[Text | Items, ...] = ()


def pieces(before: Knowledge, after: Knowledge) -> tuple[Piece, ...]:
    """Everything that was edited: entries first, new ones before those that are gone, renamed and changed."""
    return (
        *_entries(before, after),
        *_parts("path", before.paths, after.paths),
        *_parts("family", before.out_of_scope, after.out_of_scope),
        *_parts("source", before.sources, after.sources),
        *_whole("synonyms", _synonyms(before.synonyms), _synonyms(after.synonyms)),
        *_whole("golden", {"questions": _golden(before.golden)}, {"questions": _golden(after.golden)}),
        *_whole("policy", _flat(before.policy), _flat(after.policy)),
    )


def _entries(before: Knowledge, after: Knowledge) -> Iterator[Piece]:
    gone = {id_ for id_ in before.entries if id_ not in after.entries}
    new = {id_ for id_ in after.entries if id_ not in before.entries}
    renamed = {now: was for was in sorted(gone) if (now := after.aliases.get(was, "")) in new}
    for id_ in sorted(new - renamed.keys()):
        yield Piece("entry", id_, "added", after.entries[id_].title)
    for id_ in sorted(gone - set(renamed.values())):
        yield Piece("entry", id_, "removed", before.entries[id_].title, after.aliases.get(id_, ""))
    for id_, was in sorted(renamed.items()):
        fields = _compared(before.entries[was], after.entries[id_], {"id", "aliases"})
        yield Piece("entry", id_, "renamed", after.entries[id_].title, was, fields)
    yield from _changed("entry", before.entries, after.entries)


def _parts(kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Piece]:
    for id_ in sorted(after.keys() - before.keys()):
        yield Piece(kind, id_, "added", after[id_].title)
    for id_ in sorted(before.keys() - after.keys()):
        yield Piece(kind, id_, "removed", before[id_].title)
    yield from _changed(kind, before, after)


def _changed(kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Piece]:
    for id_ in sorted(before.keys() & after.keys()):
        if fields := _compared(before[id_], after[id_]):
            yield Piece(kind, id_, "changed", after[id_].title, fields=fields)


def _whole(kind: Kind, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Piece]:
    fields = tuple(
        _field(name, before.get(name), after.get(name)) for name in dict.fromkeys((*before, *after))
    )
    if told := tuple(field for field in fields if field is not None):
        yield Piece(kind, "", "changed", fields=told)


def _compared(before: BaseModel, after: BaseModel, besides: Iterable[str] = ()) -> tuple[Text | Items, ...]:
    names = (name for name in type(after).model_fields if name not in besides)
    found = (_field(name, getattr(before, name), getattr(after, name)) for name in names)
    return tuple(field for field in found if field is not None)


def _field(name: str, before: Any, after: Any) -> Text | Items | None:
    """How a field differs, or None when it does not."""
    if before == after:
        return None
    if isinstance(before, tuple) or isinstance(after, tuple):
        was, now = (tuple(map(_told, one or ())) for one in (before, after))
        return Items(name, _more(now, was), _more(was, now))
    return Text(name, _told(before), _told(after))


def _more(these: tuple[str, ...], those: tuple[str, ...]) -> tuple[str, ...]:
    """What the first has that the second has not, in its order."""
    left = Counter(these) - Counter(those)
    return tuple(one for one in dict.fromkeys(these) if left[one])


def _told(value: Any) -> str:
    if value is None or isinstance(value, _SCALARS):
        return "" if value is None else str(value)
    return _step(value) if hasattr(value, "requires") else str(value)


def _step(step: Step) -> str:
    after = f" (after {', '.join(step.requires)})" if step.requires else ""
    return " ".join(filter(None, (f"{step.entry}{after}:", step.why, step.task)))


def _synonyms(synonyms: Synonyms) -> Mapping[str, tuple[str, ...]]:
    families = (f"{head}: {variant}" for head, variants in synonyms.families.items() for variant in variants)
    return {
        "families": tuple(families),
        "contrasts": tuple(" / ".join(words) for words in synonyms.contrasts),
    }


def _golden(golden: Iterable[Golden]) -> tuple[str, ...]:
    return tuple(f"{one.q} → {one.expect}{f' (so far {one.so_far})' if one.so_far else ''}" for one in golden)


def _flat(model: BaseModel) -> Mapping[str, Any]:
    """The fields of a model, those of what is in it by both names."""
    found: dict[str, Any] = {}
    for name, value in model.model_dump().items():
        found |= (
            {f"{name}.{inner}": one for inner, one in value.items()}
            if isinstance(value, dict)
            else {name: value}
        )
    return found


def counted(found: Iterable[Piece], kind: Kind = "entry") -> Mapping[How, int]:
    """How many of a kind are new, gone, called otherwise, and changed."""
    return Counter(one.how for one in found if one.kind == kind)
