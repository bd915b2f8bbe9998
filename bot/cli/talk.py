"""What is asked of somebody who begins an entry, each thing until it can be used: nobody answers ten questions in vain."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import typer

from bot.check.few_golden import FEWEST as FEWEST_GOLDEN
from bot.check.few_phrasings import FEWEST
from bot.errors import BadInputError
from bot.workbench import beginning
from bot.workbench.edits import AddEntry, applied
from bot.workbench.typed import house_form
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.answer import Answerer

_SHORT: Final = 280
_ANY: Final = "a"
"""Stands for what is not known yet, where only the rest is looked at."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of the new entry so far; empty for what is not."""

    kind: str
    title: str
    id: str = ""
    short: str = ""
    phrasings: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    golden: tuple[str, ...] = ()


def entry_of(wanted: Wanted) -> AddEntry:
    """The entry that is wanted, reviewed today."""
    return AddEntry(
        wanted.kind,
        wanted.id,
        wanted.title,
        wanted.phrasings,
        wanted.short,
        related=wanted.related,
        sources=wanted.sources,
        reviewed=datetime.now(UTC).date(),
    )


class Talk:
    """One conversation with a maintainer."""

    def __init__(self, answerer: Answerer, *, yes: bool) -> None:
        self._answerer, self._yes = answerer, yes
        self._knowledge = answerer.knowledge

    def completed(self, wanted: Wanted) -> Wanted:
        """What is wanted with nothing missing; asks in the order in which one thinks of it."""
        wanted = replace(wanted, title=self._title(wanted.title), kind=self._kind(wanted.kind))
        if wrong := self._wrong(replace(wanted, id=_ANY)):
            raise BadInputError(wrong)
        wanted = replace(wanted, id=self._id(wanted))
        wanted = replace(wanted, phrasings=self._phrasings(wanted))
        wanted = replace(wanted, short=wanted.short or self._short())
        wanted = replace(wanted, related=wanted.related or self._related(wanted))
        wanted = replace(wanted, sources=wanted.sources or self._sources())
        return replace(wanted, golden=wanted.golden or self._golden(wanted))

    def _wrong(self, wanted: Wanted) -> str:
        """Why an entry of this kind, id, title and these sources cannot be; empty if it can."""
        try:
            applied(self._knowledge, [entry_of(replace(wanted, phrasings=(_ANY,), short=_ANY, related=()))])
        except BadInputError as error:
            return str(error)
        return ""

    def _title(self, title: str) -> str:
        title = " ".join(title.split())
        if not title:
            raise BadInputError("an entry needs a title: the question or the thing it is about")
        if there := beginning.taken(self._answerer, title):
            known = self._knowledge.entries[there.entry]
            self._say(
                f"The bot answers {quoted(title)} today with {known.kind}/{known.id}.yaml, {quoted(known.title)}."
            )
            if not self._yes and not typer.confirm("Begin a new entry all the same?", default=False):
                raise BadInputError(f"nothing was written: edit {known.kind}/{known.id}.yaml instead")
        return title

    def _kind(self, kind: str) -> str:
        kinds = [one for one in self._knowledge.kinds if one]
        if kind in kinds or not kinds:
            return kind
        near = get_close_matches(kind, kinds, n=1)
        hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(kinds)}"
        if self._yes or not typer.confirm(f"There is no kind '{kind}' yet ({hint}). Make it?", default=False):
            raise BadInputError(f"there is no kind '{kind}': {hint}")
        return kind

    def _id(self, wanted: Wanted) -> str:
        free = beginning.ids(wanted.title, self._knowledge)
        if wanted.id or (self._yes and free):
            return wanted.id or free[0]
        if self._yes:
            raise BadInputError("all ids that the title suggests are taken: name one with --id")
        some = f" Free are: {', '.join(free)}" if free else " Small letters, digits and hyphens are best."
        self._say(f"The id is the name of the file and never changes.{some}")
        while True:
            told = str(typer.prompt("Id", default=free[0] if free else None)).strip()
            if not (wrong := self._wrong(replace(wanted, id=told))):
                return told
            self._say(f"  {wrong}")

    def _phrasings(self, wanted: Wanted) -> tuple[str, ...]:
        given = tuple(map(house_form, wanted.phrasings))
        if given:
            return tuple(text for text in given if self._is_free(text))
        free = beginning.phrasings(self._answerer, wanted.title)
        if self._yes:
            return free or (house_form(wanted.title),)
        self._say(
            f"How would people ask for it? One way a line, {FEWEST} or more, as different as people are."
        )
        self._say("Nobody else has these, take them or better ones:")
        for text in free:
            self._say(f"  {text}")
        return tuple(self._lines(lambda known: f"{len(known) + 1:>2}", self._is_free, least=1))

    def _is_free(self, text: str) -> bool:
        """Whether nobody has a phrasing; tells who has it."""
        if there := beginning.taken(self._answerer, text):
            self._say(
                f"  left out: {quoted(text)} is answered by {there.entry} ({quoted(there.phrasing)}, {there.confidence:.2f})"
            )
        return there is None

    def _short(self) -> str:
        if self._yes:
            raise BadInputError("an entry needs its answer: give it with --short")
        self._say(
            "The answer in one or two sentences; the first one answers. Details go into the file later."
        )
        while True:
            short = " ".join(str(typer.prompt("Answer")).split())
            if len(short) <= _SHORT:
                return short
            self._say(f"  that has {len(short)} characters, {_SHORT} are shown: shorten it")

    def _related(self, wanted: Wanted) -> tuple[str, ...]:
        near = beginning.related(self._answerer, (wanted.title, *wanted.phrasings))
        if self._yes or not near:
            return near[:3]
        self._say("What would people want to know next? The nearest entries are: " + ", ".join(near))
        while True:
            told = str(typer.prompt("Related, by id", default=" ".join(near[:3]))).replace(",", " ").split()
            unknown = [name for name in told if self._knowledge.entry(name) is None]
            if not unknown:
                return tuple(told)
            close = get_close_matches(unknown[0], self._knowledge.entries, n=1)
            self._say(
                f"  there is no entry '{unknown[0]}'" + (f": did you mean '{close[0]}'?" if close else "")
            )

    def _sources(self) -> tuple[str, ...]:
        keys = list(self._knowledge.sources)
        usual = "editorial" if "editorial" in keys else ""
        if self._yes or not keys:
            return (usual,) if usual else ()
        self._say("What does it rest on? sources.yaml has: " + ", ".join(keys))
        while True:
            told = str(typer.prompt("Sources, by key", default=usual or keys[0])).replace(",", " ").split()
            unknown = [key for key in told if key not in keys]
            if not unknown:
                return tuple(told)
            self._say(f"  sources.yaml has no {quoted(unknown[0])}: add it there first, or name another")

    def _golden(self, wanted: Wanted) -> tuple[str, ...]:
        if self._yes:
            return ()
        self._say(
            "Three questions that must find it, in words that are none of the phrasings; they become tests."
        )
        words = self._answerer.index.lexicon.words
        taken = {words(text) for text in (wanted.title, *wanted.phrasings)}

        def _is_new(text: str) -> bool:
            if words(text) in taken:
                self._say(
                    "  left out: that reads the same as the title or a phrasing, and would prove nothing"
                )
            return words(text) not in taken

        return tuple(self._lines(lambda known: f"{len(known) + 1}", _is_new, most=FEWEST_GOLDEN))

    def _lines(
        self,
        label: Callable[[list[str]], str],
        fits: Callable[[str], bool],
        *,
        least: int = 0,
        most: int = 200,
    ) -> Iterator[str]:
        """Lines until an empty one, without those that do not fit."""
        known: list[str] = []
        while len(known) < most:
            text = house_form(str(typer.prompt(label(known), default="", show_default=False)))
            if not text and len(known) >= least:
                break
            if text in known:
                self._say("  left out: you have said that already")
            elif text and fits(text):
                known.append(text)
        yield from known

    @staticmethod
    def _say(text: str) -> None:
        typer.echo(text)
