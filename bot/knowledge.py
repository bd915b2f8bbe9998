"""What the knowledge folder may hold: frozen models, from which the editor's JSON Schema is made as well.

Every description here appears when a maintainer hovers over the field, and every limit is checked by the loader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from bot.policy import Model, Policy

MAX_PHRASING: Final = 300
"""The longest phrasing, in characters: as much of a question as is ever compared."""

SENIORITIES: Final = ("beginner", "junior", "senior")
"""The columns of the map, which are fields of a `Track`."""

_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Id = Annotated[
    str,
    StringConstraints(pattern=r"^[^\s:/\\\x00-\x1f]{1,64}$"),
    Field(
        description="The name of a file without its ending: up to 64 characters, no spaces, colons or slashes."
    ),
]
Kind = Annotated[
    str,
    StringConstraints(pattern=r"^[^\s:/\\\x00-\x1f]{0,64}$"),
    Field(description="The name of an entry's folder; empty for the knowledge folder itself."),
]

Phrasing = Annotated[_Text, StringConstraints(max_length=MAX_PHRASING)]


def _written(value: object) -> object:
    """Days are YYYY-MM-DD: pydantic alone would take 0 for the first of January 1970."""
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("date_type", "not a day")
    return value


_Day = Annotated[date, BeforeValidator(_written)]


class EntryFile(Model):
    """One answer: the file's name is its id, its folder the kind of topic."""

    title: Annotated[
        _Text,
        Field(
            max_length=80, description="The question or the thing, as a button shows it; up to 80 characters."
        ),
    ]
    phrasings: Annotated[
        tuple[Phrasing, ...],
        Field(
            min_length=1,
            description="How people really ask: at least 16, different in words, each for this entry only; lower case, no final question mark, up to 120 characters.",
        ),
    ]
    short: Annotated[
        _Text,
        Field(max_length=280, description="The answer, complete in itself; up to 280 characters."),
    ]
    detail: Annotated[
        _Text | None,
        Field(
            max_length=1200,
            description="More, in Markdown, up to 1,200 characters: bold, code, lists, a short fenced block. It adds to `short` and never repeats it.",
        ),
    ] = None
    related: Annotated[
        tuple[Id, ...],
        Field(max_length=5, description="Ids of what people want next; the first three become buttons."),
    ] = ()
    sources: Annotated[
        tuple[_Text, ...],
        Field(
            description="What the answer rests on: keys of sources.yaml, `editorial` for what the maintainers know themselves."
        ),
    ] = ()
    reviewed: Annotated[
        _Day | None, Field(description="The day somebody last read the entry critically, YYYY-MM-DD.")
    ] = None
    aliases: Annotated[tuple[Id, ...], Field(description="Retired ids that now mean this entry.")] = ()


class Entry(EntryFile):
    """An answer with its id and its kind (`""` when the file lies in the knowledge folder itself)."""

    id: Id
    kind: Kind = ""


class Source(Model):
    """A document that answers rest on."""

    title: Annotated[_Text, Field(description="The document's title, as a reader would look for it.")]
    publisher: Annotated[_Text | None, Field(description="Who published it.")] = None
    updated: Annotated[_Day | None, Field(description="When it was last changed, YYYY-MM-DD.")] = None
    url: Annotated[
        _Text | None,
        Field(pattern=r"^https://\S+$", description="Where to read it, if it has a lasting address."),
    ] = None

    @property
    def line(self) -> str:
        """The source as a footer names it."""
        extra = [self.publisher or "", self.updated.strftime("%Y") if self.updated else ""]
        told = ", ".join(filter(None, extra))
        return f"{self.title} ({told})" if told else self.title


class Step(Model):
    """One step of a learning path."""

    entry: Annotated[Id, Field(description="The entry to read.")]
    why: Annotated[_Text | None, Field(max_length=240, description="Why now, in one sentence.")] = None
    task: Annotated[
        _Text | None, Field(max_length=240, description="One small thing to do, and how to tell it is done.")
    ] = None
    requires: Annotated[
        tuple[Id, ...], Field(description="Entries of earlier steps that this one builds on.")
    ] = ()


class PathFile(Model):
    """A learning path: entries in an order in which each builds on earlier ones."""

    title: Annotated[_Text, Field(max_length=80, description="The name of the path, as a button shows it.")]
    audience: Annotated[
        _Text, Field(max_length=160, description="Whom it is for, as in: you have never written a server.")
    ]
    steps: Annotated[
        tuple[Step, ...], Field(min_length=1, max_length=200, description="The steps, first to last.")
    ]
    offered_by: Annotated[
        tuple[Id, ...], Field(description="Entries whose answer offers this path as a button.")
    ] = ()


class LearningPath(PathFile):
    """A learning path with its id, the name of its file."""

    id: Id


class Synonyms(Model):
    """Words that mean the same, and words that are never taken for each other."""

    families: Annotated[
        Mapping[str, tuple[_Text, ...]],
        Field(
            description="A word, and the other ways people write it: each is read as that word in every question, the longest first. Case, hyphens and dots make no difference."
        ),
    ] = Field(default_factory=dict)
    contrasts: Annotated[
        tuple[tuple[_Text, ...], ...],
        Field(description="Words of which none may be taken for another, such as junior and senior."),
    ] = ()


class OutOfScope(Model):
    """A family of questions that Backchat does not answer."""

    title: Annotated[_Text, Field(max_length=80, description="What the questions are about, in a few words.")]
    pointer: Annotated[
        _Text, Field(max_length=400, description="Kind and useful: whom to ask or where to look instead.")
    ]
    examples: Annotated[
        tuple[Phrasing, ...], Field(min_length=1, description="Questions of this family, as typed.")
    ]
    offer_topics: Annotated[
        bool,
        Field(
            description="Whether the nearest topics are offered as well; false where that would be out of place."
        ),
    ] = True


class Track(Model):
    """A part of the field on the map, and which entries help whom in it."""

    title: Annotated[_Text, Field(max_length=40, description="What the track is called, in a few words.")]
    beginner: Annotated[
        tuple[Id, ...], Field(description="Entries for those who are learning and have no job yet.")
    ] = ()
    junior: Annotated[tuple[Id, ...], Field(description="Entries for those who do it in a first job.")] = ()
    senior: Annotated[
        tuple[Id, ...],
        Field(description="Entries for those who decide and answer for it, from middle level on."),
    ] = ()


class Golden(Model):
    """A question with the entry that must answer it; `nothing` when none may."""

    q: Annotated[
        _Text, Field(description="A question as somebody typed it; none that is written in the knowledge.")
    ]
    expect: Annotated[
        _Text, Field(description="The id of the entry that must answer it, or `nothing` when none may.")
    ]
    so_far: Annotated[
        Literal["offered", "refused", "wrong"] | None,
        Field(
            description="What becomes of it as long as nothing better is known: `offered` among choices, `refused`, or `wrong`, by another entry's answer. Leave it out when it must be answered right."
        ),
    ] = None


class Knowledge(Model):
    """A whole knowledge base, checked; everything in it is ordered by id, whatever the order of the files."""

    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))

    entries: Mapping[str, Entry]
    paths: Mapping[str, LearningPath] = Field(default_factory=dict)
    sources: Mapping[str, Source] = Field(default_factory=dict)
    synonyms: Synonyms = Synonyms()
    out_of_scope: Mapping[str, OutOfScope] = Field(default_factory=dict)
    golden: tuple[Golden, ...] = ()
    policy: Policy = Policy()
    map: Mapping[str, Track] = Field(default_factory=dict)

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Retired id → the id of the entry it means today."""
        return {alias: entry.id for entry in self.entries.values() for alias in entry.aliases}

    def entry(self, name: str) -> Entry | None:
        """The entry of an id or of a retired id."""
        return self.entries.get(name) or self.entries.get(self.aliases.get(name, ""))

    @cached_property
    def kinds(self) -> Mapping[str, tuple[Entry, ...]]:
        """Kind → its entries by title; kinds by name."""
        by_title = sorted(self.entries.values(), key=lambda entry: (entry.title.casefold(), entry.id))
        names = sorted({entry.kind for entry in by_title})
        return {name: tuple(entry for entry in by_title if entry.kind == name) for name in names}
