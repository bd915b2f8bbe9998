"""Checks what one file says of another: every id, key and prerequisite must lead somewhere."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.knowledge import SENIORITIES
from bot.matching.families import split_words
from bot.matching.normalize import normalize
from bot.problems import Problem, ReadingRule
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from bot.knowledge import Knowledge, LearningPath
    from bot.yaml_reader import Document, Location

_LIKE = 0.75
"""How like an id must be to be taken for what was meant (difflib): what-is-api is no slip of what-is-cms."""

_SHORT = 6
"""An id of so few letters is another after one slip already."""

_Fault = tuple[tuple[str, str], "Location", str, ReadingRule]
"""Whose it is, where in its file, the message and the rule."""


def reference_problems(
    knowledge: Knowledge,
    origins: Mapping[tuple[str, str], tuple[str, Document]],
    failed: Collection[str] = (),
) -> list[Problem]:
    """Every reference that leads nowhere.

    `origins` says which file each value came from, `failed` are the ids of files that could not be used and are told
    of on their own.
    """
    return [
        Problem(origins[whose][0], *origins[whose][1].place(location), message, rule)
        for whose, location, message, rule in _faults(knowledge)
        if not (rule == "dangling-reference" and _word_at(origins[whose][1], location) in failed)
    ]


def _word_at(document: Document, location: Location) -> object:
    value: object = document.value
    for part in location:
        value = value[part] if isinstance(value, dict | list) else None  # type: ignore[index]
    return value


def _faults(knowledge: Knowledge) -> Iterator[_Fault]:
    yield from _entry_faults(knowledge)
    yield from _alias_faults(knowledge)
    for path in knowledge.paths.values():
        yield from _path_faults(path, knowledge)
    for number, golden in enumerate(knowledge.golden):
        if golden.expect != "nothing" and knowledge.entry(golden.expect) is None:
            message = _no_entry(golden.expect, knowledge)
            yield ("special", "golden"), (number, "expect"), message, "dangling-reference"
    yield from _map_faults(knowledge)
    yield from _synonym_faults(knowledge)
    if knowledge.policy.offer > knowledge.policy.answer:
        message = "'offer' is above 'answer': choices come before an answer"
        yield ("special", "policy"), ("offer",), message, "policy-order"


def _entry_faults(knowledge: Knowledge) -> Iterator[_Fault]:
    for entry in knowledge.entries.values():
        whose = ("entry", entry.id)
        for number, other in enumerate(entry.related):
            if other == entry.id:
                message = "an entry is not related to itself: remove it"
                yield whose, ("related", number), message, "self-reference"
            elif knowledge.entry(other) is None:
                yield whose, ("related", number), _no_entry(other, knowledge), "dangling-reference"
        for number, key in enumerate(entry.sources if knowledge.sources else ()):
            if key not in knowledge.sources:
                message = f"sources.yaml has no {quoted(key)}{_near(key, knowledge.sources)}"
                yield whose, ("sources", number), message, "dangling-reference"


def _alias_faults(knowledge: Knowledge) -> Iterator[_Fault]:
    for entry in knowledge.entries.values():
        for number, alias in enumerate(entry.aliases):
            if alias in knowledge.entries:
                message = f"'{alias}' is an entry of its own: an alias is a retired id"
            elif (owner := knowledge.aliases[alias]) != entry.id:
                message = f"'{alias}' is an alias of '{owner}' too"
            else:
                continue
            yield ("entry", entry.id), ("aliases", number), message, "alias-collision"


def _path_faults(path: LearningPath, knowledge: Knowledge) -> Iterator[_Fault]:
    whose = ("path", path.id)
    today = {
        name: knowledge.aliases.get(name, name)
        for step in path.steps
        for name in (step.entry, *step.requires)
    }
    seen: set[str] = set()
    for number, step in enumerate(path.steps):
        at = ("steps", number, "entry")
        if knowledge.entry(step.entry) is None:
            yield whose, at, _no_entry(step.entry, knowledge), "dangling-reference"
        if today[step.entry] in seen:
            yield whose, at, f"'{step.entry}' is a step already", "repeated-step"
        seen.add(today[step.entry])
    yield from _order_faults(path, today)
    for number, entry in enumerate(path.offered_by):
        if knowledge.entry(entry) is None:
            yield whose, ("offered_by", number), _no_entry(entry, knowledge), "dangling-reference"


def _map_faults(knowledge: Knowledge) -> Iterator[_Fault]:
    for name, track in knowledge.map.items():
        for column in SENIORITIES:
            for number, entry in enumerate(getattr(track, column)):
                if knowledge.entry(entry) is None:
                    at = (name, column, number)
                    yield ("special", "map"), at, _no_entry(entry, knowledge), "dangling-reference"


def _order_faults(path: LearningPath, today: Mapping[str, str]) -> Iterator[_Fault]:
    """What a step needs before it and does not get; a circle is told once, where it begins."""
    needs: dict[str, list[str]] = {}
    for step in path.steps:
        needs.setdefault(today[step.entry], []).extend(today[name] for name in step.requires)
    seen: set[str] = set()
    circles: set[frozenset[str]] = set()
    for number, step in enumerate(path.steps):
        for place, needed in enumerate(step.requires):
            here = (("path", path.id), ("steps", number, "requires", place))
            if today[needed] in seen:
                continue
            if way := _way(today[needed], today[step.entry], needs):
                if frozenset(way) not in circles:
                    yield *here, _in_a_circle((today[step.entry], *way)), "prerequisite-cycle"
                circles.add(frozenset(way))
                continue
            order = "comes later: move it up" if today[needed] in needs else "is no step of this path"
            yield *here, f"'{needed}' {order}", "prerequisite-order"
        seen.add(today[step.entry])


def _way(start: str, goal: str, needs: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The shortest way from one step to another over what each needs, both ends included; empty when there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    reached = {start}
    for way in ways:
        if way[-1] == goal:
            return way
        further = [name for name in dict.fromkeys(needs.get(way[-1], ())) if name not in reached]
        reached.update(further)
        ways += [(*way, name) for name in further]
    return ()


def _in_a_circle(circle: tuple[str, ...]) -> str:
    told = ", ".join(f"{step} needs {needed}" for step, needed in pairwise(circle))
    return f"{told}: take one of these out of 'requires'"


def _synonym_faults(knowledge: Knowledge) -> Iterator[_Fault]:
    whose = ("special", "synonyms")
    heads = set(map(_read, knowledge.synonyms.families))
    owners: dict[str, str] = {}
    for word, variants in knowledge.synonyms.families.items():
        for number, variant in enumerate(map(_read, variants)):
            at = ("families", word, number)
            if (owner := owners.setdefault(variant, word)) != word:
                message = (
                    f"'{variants[number]}' is in the family of '{owner}' too: a word belongs to one family"
                )
                yield whose, at, message, "overlapping-families"
            if variant != _read(word) and variant in heads:
                message = f"'{variants[number]}' is the head of a family of its own"
                yield whose, at, message, "overlapping-families"


def _read(word: str) -> str:
    """A word as the matching reads it: `Back-End` and `back end` are one."""
    return " ".join(split_words(normalize(word)))


def _no_entry(name: str, knowledge: Knowledge) -> str:
    return f"there is no entry {quoted(name)}{_near(name, knowledge.entries)}"


def _near(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, known, n=1, cutoff=_LIKE if len(name) > _SHORT else 0.6)
    return f": did you mean '{near[0]}'?" if near else ""
