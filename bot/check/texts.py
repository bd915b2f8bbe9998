"""Every text that is compared with questions, with the words it is read as and where it is written."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TypeVar

    from bot.check.finding import Spot
    from bot.check.subject import Subject
    from bot.conversation import Candidate
    from bot.loading import Owner
    from bot.yaml_reader import Location

    Key = TypeVar("Key")

OUT_OF_SCOPE = "out_of_scope"


class Text(NamedTuple):
    """A phrasing or title of an entry, or an example of an out-of-scope family, whose id is `whose`."""

    whose: str
    family: bool
    owner: Owner
    location: Location
    text: str
    words: tuple[str, ...]

    @property
    def id(self) -> tuple[bool, str]:
        """Of whom it is a text, told apart from a family of the same name."""
        return self.family, self.whose

    def __str__(self) -> str:
        return f"'{self.text}' of {'out-of-scope family ' if self.family else ''}'{self.whose}'"


def texts(subject: Subject) -> tuple[Text, ...]:
    """The texts of all entries, then those of all families, each by id, in the order in which they are written."""
    read, _ = subject.answerer.index.read_with(subject.knowledge.synonyms)
    return tuple(Text(*place, text, read[text]) for place, text in _written(subject))


def counted(subject: Subject) -> tuple[int, int]:
    """How many phrasings and titles there are, and how many examples out of scope."""
    knowledge = subject.knowledge
    return (
        sum(len(entry.phrasings) + 1 for entry in knowledge.entries.values()),
        sum(len(family.examples) for family in knowledge.out_of_scope.values()),
    )


def _written(subject: Subject) -> Iterator[tuple[tuple[str, bool, Owner, Location], str]]:
    for entry in subject.knowledge.entries.values():
        owner = ("entry", entry.id)
        for number, text in enumerate(entry.phrasings):
            yield (entry.id, False, owner, ("phrasings", number)), text
        yield (entry.id, False, owner, ("title",)), entry.title
    for name, family in subject.knowledge.out_of_scope.items():
        for number, text in enumerate(family.examples):
            yield (name, True, ("special", OUT_OF_SCOPE), (name, "examples", number)), text


def colliding(written: Iterable[Text], key: Callable[[Text], Key]) -> Iterator[tuple[Text, tuple[Text, ...]]]:
    """The first text of each key, and those with the same key that belong to another; an empty key is none."""
    groups: Mapping[Key, list[Text]] = defaultdict(list)
    for text in written:
        if found := key(text):
            groups[found].append(text)
    for first, *others in groups.values():
        if strange := tuple(other for other in others if other.id != first.id):
            yield first, strange


def spot(subject: Subject, text: Text) -> Spot:
    """Where a text is written."""
    return subject.spot(text.owner, text.location)


def nearest(subject: Subject, candidate: Candidate, *, family: bool = False) -> Spot:
    """Where the phrasing of an entry, or of an out-of-scope family, is written that is nearest to a question."""
    name, found = candidate.entry, candidate.evidence.phrasing
    if family:
        return subject.spot(
            ("special", OUT_OF_SCOPE),
            (name, *_place(found, subject.knowledge.out_of_scope[name].examples, "examples")),
        )
    return subject.spot(
        ("entry", name), _place(found, subject.knowledge.entries[name].phrasings, "phrasings")
    )


def _place(text: str, written: tuple[str, ...], field: str) -> Location:
    return (field, written.index(text)) if text in written else ("title",)
