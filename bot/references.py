"""Checks what one file says of another: every id, key and prerequisite must lead somewhere."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from bot.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.knowledge import Knowledge, LearningPath
    from bot.yaml_reader import Document, Location


def reference_problems(
    knowledge: Knowledge, documents: Mapping[str, Document], folder: str = ""
) -> list[Problem]:
    """Every reference that leads nowhere; `documents` by file name, relative to `folder`."""
    return [
        Problem(folder + name, *documents[name].place(location), message, rule)
        for name, location, message, rule in _faults(knowledge, documents)
    ]


_Fault = tuple[str, "Location", str, str]


def _faults(knowledge: Knowledge, documents: Iterable[str]) -> Iterator[_Fault]:
    files = {
        name.rsplit("/", 1)[-1].rsplit(".", 1)[0]: name for name in documents if not name.startswith("paths/")
    }
    path_files = {
        name.removeprefix("paths/").rsplit(".", 1)[0]: name for name in documents if name.startswith("paths/")
    }
    yield from _entry_faults(knowledge, files)
    yield from _alias_faults(knowledge, files)
    for path in knowledge.paths.values():
        yield from _path_faults(path, knowledge, path_files[path.id])
    for number, golden in enumerate(knowledge.golden):
        if golden.expect != "nothing" and knowledge.entry(golden.expect) is None:
            yield "golden.yaml", (number, "expect"), _no_entry(golden.expect, knowledge), "dangling-reference"
    yield from _synonym_faults(knowledge)
    policy = knowledge.policy
    if policy.offer > policy.answer:
        yield (
            "policy.yaml",
            ("offer",),
            "'offer' is above 'answer': choices come before an answer",
            "policy-order",
        )


def _entry_faults(knowledge: Knowledge, files: Mapping[str, str]) -> Iterator[_Fault]:
    for entry in knowledge.entries.values():
        for number, other in enumerate(entry.related):
            if other == entry.id:
                yield (
                    files[entry.id],
                    ("related", number),
                    "an entry is not related to itself: remove it",
                    "self-reference",
                )
            elif knowledge.entry(other) is None:
                yield files[entry.id], ("related", number), _no_entry(other, knowledge), "dangling-reference"
        for number, key in enumerate(entry.sources if knowledge.sources else ()):
            if key not in knowledge.sources:
                message = f"sources.yaml has no '{key}'{_near(key, knowledge.sources)}"
                yield files[entry.id], ("sources", number), message, "dangling-reference"


def _alias_faults(knowledge: Knowledge, files: Mapping[str, str]) -> Iterator[_Fault]:
    for entry in knowledge.entries.values():
        for number, alias in enumerate(entry.aliases):
            if alias in knowledge.entries:
                message = f"'{alias}' is an entry of its own: an alias is a retired id"
                yield files[entry.id], ("aliases", number), message, "alias-collision"
            elif (owner := knowledge.aliases[alias]) != entry.id:
                yield (
                    files[entry.id],
                    ("aliases", number),
                    f"'{alias}' is an alias of '{owner}' too",
                    "alias-collision",
                )


def _path_faults(path: LearningPath, knowledge: Knowledge, file: str) -> Iterator[_Fault]:
    seen: set[str] = set()
    planned = {step.entry for step in path.steps}
    for number, step in enumerate(path.steps):
        if knowledge.entry(step.entry) is None:
            yield file, ("steps", number, "entry"), _no_entry(step.entry, knowledge), "dangling-reference"
        if step.entry in seen:
            yield file, ("steps", number, "entry"), f"'{step.entry}' is a step already", "repeated-step"
        for place, needed in enumerate(step.requires):
            if needed not in seen:
                order = (
                    "comes later or in a circle: move it up"
                    if needed in planned
                    else "is no step of this path"
                )
                yield file, ("steps", number, "requires", place), f"'{needed}' {order}", "prerequisite-order"
        seen.add(step.entry)
    for number, entry in enumerate(path.offered_by):
        if knowledge.entry(entry) is None:
            yield file, ("offered_by", number), _no_entry(entry, knowledge), "dangling-reference"


def _synonym_faults(knowledge: Knowledge) -> Iterator[_Fault]:
    owners: dict[str, str] = {}
    for word, variants in knowledge.synonyms.families.items():
        for number, variant in enumerate(variants):
            owner = owners.setdefault(variant.casefold(), word)
            if owner != word:
                message = f"'{variant}' is in the family of '{owner}' too: a word belongs to one family"
                yield "synonyms.yaml", ("families", word, number), message, "overlapping-families"
            if variant.casefold() != word and variant.casefold() in knowledge.synonyms.families:
                message = f"'{variant}' is the head of a family of its own"
                yield "synonyms.yaml", ("families", word, number), message, "overlapping-families"


def _no_entry(name: str, knowledge: Knowledge) -> str:
    return f"there is no entry '{name}'{_near(name, knowledge.entries)}"


def _near(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f": did you mean '{near[0]}'?" if near else ""
