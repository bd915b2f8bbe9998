"""The prose of a knowledge folder: what people read, apart from how they ask, and where each letter of it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.check.finding import Edit, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import Subject
    from bot.knowledge import Knowledge
    from bot.loading import Owner
    from bot.yaml_reader import Document, Location

CODE: Final = "\0"
"""Stands in a masked text for every character of code; no file of the knowledge may contain it."""

FENCED: Final = re.compile(r"^ *(`{3,}|~{3,})[^\n]*$.*?(?:^ *\1[`~]* *$|\Z)", re.MULTILINE | re.DOTALL)
"""A block of code with its fences."""

_SPAN: Final = re.compile(r"(?<!`)(`+)(?!`)(?:(?!\n\s*\n).)+?(?<!`)\1(?!`)", re.DOTALL)
_END: Final = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\bcf)[.!?][\"')\]*]*(?=\s+[^a-z\s]|\s*$)|\n\s*\n"
)


_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_ITEM: Final = re.compile(r"\s*(?:[-*+]|[0-9]+[.)])\s")


class Sentence(NamedTuple):
    """A sentence or a paragraph, and where in its text it begins."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text that people are shown, and where it is written."""

    owner: Owner
    location: Location
    value: str
    file: str
    document: Document

    @property
    def field(self) -> str:
        """What the text is to its owner: its `title`, `short`, `detail`, `why`, `task`, `pointer` or `audience`."""
        return str(self.location[-1])

    @property
    def masked(self) -> str:
        """The text with all its code masked, of the same length."""
        return _masked(self.value)

    def spot(self, at: int) -> Spot:
        """Where a character of the text stands in its file, or else where the text begins."""
        places = self._places()
        found = next((place for place in places[at:] if place >= 0), -1)
        return Spot(self.file, *(self._line(found) if found >= 0 else self.document.place(self.location)))

    def edit(self, start: int, end: int, new: str) -> tuple[Edit, ...]:
        """What puts something else in place of some characters; none where they are written otherwise, or on two lines."""
        places = self._places()[start:end]
        if not places or min(places[0], places[-1]) < 0:
            return ()
        first, last = places[0], places[-1] + 1
        if self.document.text[first:last] != self.value[start:end]:
            return ()
        return (Edit(self.file, self._line(first), self._line(last), new),)

    def _places(self) -> list[int]:
        """Where in the file each character stands; -1 for blanks, and for all from where file and text part."""
        file, at, places = self.document.text, self._start(), []
        for letter in self.value:
            found = file.find(letter, at) if at >= 0 and not letter.isspace() else -1
            places.append(found)
            at = at if letter.isspace() else found + 1 or -1
        return places

    def _start(self) -> int:
        """Where the text begins, behind the mark of a block or the quote before it."""
        file = self.document.text
        line, column = self.document.place(self.location)
        at = sum(len(one) + 1 for one in file.split("\n", line)[: line - 1]) + column - 1
        if file[at : at + 1] in {"|", ">"}:
            return file.find("\n", at) + 1
        return at + (file[at : at + 1] in {"'", '"'})

    def _line(self, at: int) -> tuple[int, int]:
        before = self.document.text[:at]
        return before.count("\n") + 1, at - before.rfind("\n")


def texts(subject: Subject) -> Iterator[Text]:
    """All that people are shown: of entries, of learning paths, of what is out of scope, and of the map."""
    for owner, location, value in _shown(subject.knowledge):
        if value:
            file = subject.written.origins[owner]
            yield Text(owner, location, value, file, subject.written.files[file])


def _shown(knowledge: Knowledge) -> Iterator[tuple[Owner, Location, str | None]]:
    for entry in knowledge.entries.values():
        for field in ("title", "short", "detail"):
            yield ("entry", entry.id), (field,), getattr(entry, field)
    for path in knowledge.paths.values():
        yield ("path", path.id), ("title",), path.title
        yield ("path", path.id), ("audience",), path.audience
        for number, step in enumerate(path.steps):
            yield ("path", path.id), ("steps", number, "why"), step.why
            yield ("path", path.id), ("steps", number, "task"), step.task
    for name, family in knowledge.out_of_scope.items():
        yield ("special", "out_of_scope"), (name, "title"), family.title
        yield ("special", "out_of_scope"), (name, "pointer"), family.pointer
    for name, track in knowledge.map.items():
        yield ("special", "map"), (name, "title"), track.title


@lru_cache(maxsize=4_096)
def _masked(text: str) -> str:
    return mask(mask(text, FENCED), _SPAN)


def mask(text: str, pattern: re.Pattern[str]) -> str:
    """The text with whatever matches masked, of the same length; ends of lines stay."""
    return pattern.sub(lambda found: re.sub(r"[^\n]", CODE, found[0]), text)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text; an empty line ends one too."""
    start = 0
    for end in (*(found.end() for found in _END.finditer(text)), len(text)):
        sentence = text[start:end]
        if said := sentence.strip():
            yield Sentence(start + len(sentence) - len(sentence.lstrip()), said)
        start = end


def paragraphs(text: Text) -> Iterator[Sentence]:
    """The paragraphs and the items of lists, without code blocks."""
    begun, masked = -1, text.masked
    for line in _LINE.finditer(masked):
        is_prose = bool(line[0].strip(f"{CODE} \n"))
        if begun >= 0 and (not is_prose or _ITEM.match(line[0])):
            yield Sentence(begun, text.value[begun : line.start()].rstrip())
            begun = -1
        if is_prose and begun < 0:
            begun = line.start()
    if begun >= 0:
        yield Sentence(begun, text.value[begun:].rstrip())
