"""The conversation in which an entry is begun: what is suggested, what is asked, what is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import typer

from bot.answer import Answerer
from bot.cache import cached_index
from bot.cli.check import nearby
from bot.cli.checking import findings_of
from bot.cli.writing import write_all
from bot.counting import count
from bot.errors import BadInputError
from bot.loading import load, study
from bot.settings import cache_folder, knowledge_folder, read_settings
from bot.workbench import beginning
from bot.workbench.edits import AddEntry, AddGolden, applied
from bot.workbench.patches import edited
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

ENOUGH: Final = 16
"""How many phrasings an entry should have at least."""

_SHORT: Final = 280
_GOLDEN: Final = 3


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


def begin(wanted: Wanted, named: Path | None, *, yes: bool) -> None:
    """Asks for what is missing, writes the entry and its golden questions, and tells what a check says of them.

    Raises:
        BackchatError: what was given cannot be used; nothing is written then.
        typer.Abort: the person has left, or standard input has ended.
    """
    folder = nearby(knowledge_folder(named))
    knowledge = load(folder)
    answerer = Answerer(knowledge, cached_index(knowledge, cache_folder(read_settings())))
    talk = _Talk(answerer, yes=yes)
    entry = talk.completed(wanted)
    edits = (_entry(entry), *(AddGolden(text, entry.id) for text in entry.golden))
    applied(knowledge, edits)  # refuses what the loader would refuse
    files = edited(study(folder), edits)
    write_all(folder, {name: one.new for name, one in files.items()})
    for name in files:
        typer.echo(f"wrote {folder / name}")
    _tell_findings(folder, f"{entry.kind}/{entry.id}.yaml")


def _entry(wanted: Wanted) -> AddEntry:
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


def _tell_findings(folder: Path, name: str) -> None:
    """What is left to do: what a check finds in the new file, and whatever is an error anywhere."""
    found = [one for one in findings_of(folder) if one.found.spot.file == name or one.severity == "error"]
    for finding in found:
        typer.echo("\n".join(finding.lines(f"{folder}/")))
    left = f"{count(len(found), 'thing')} left to mend; then" if found else "Sound so far. Next:"
    typer.echo(f"{left} write 'detail', look at it with 'backchat preview', and run 'backchat check'.")


class _Talk:
    """One conversation with a maintainer."""

    def __init__(self, answerer: Answerer, *, yes: bool) -> None:
        self._answerer, self._yes = answerer, yes
        self._knowledge = answerer.knowledge

    def completed(self, wanted: Wanted) -> Wanted:
        """What is wanted with nothing missing; asks in the order in which one thinks of it."""
        wanted = replace(wanted, title=self._title(wanted.title), kind=self._kind(wanted.kind))
        wanted = replace(wanted, id=self._id(wanted))
        wanted = replace(wanted, phrasings=self._phrasings(wanted))
        wanted = replace(wanted, short=wanted.short or self._short())
        wanted = replace(wanted, related=wanted.related or self._related(wanted))
        wanted = replace(wanted, sources=wanted.sources or self._sources())
        return replace(wanted, golden=wanted.golden or self._golden(wanted))

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
        self._say("The id is the name of the file and never changes. Free are: " + ", ".join(free))
        return str(typer.prompt("Id", default=free[0] if free else None)).strip()

    def _phrasings(self, wanted: Wanted) -> tuple[str, ...]:
        given = tuple(map(_in_house_form, wanted.phrasings))
        if given:
            return tuple(text for text in given if self._is_free(text))
        free = beginning.phrasings(self._answerer, wanted.title)
        if self._yes:
            return free or (_in_house_form(wanted.title),)
        self._say(
            f"How would people ask for it? One way a line, {ENOUGH} or more, as different as people are."
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
        told = str(typer.prompt("Sources, by key", default=usual or keys[0])).replace(",", " ").split()
        return tuple(told)

    def _golden(self, wanted: Wanted) -> tuple[str, ...]:
        if self._yes:
            return ()
        self._say(
            "Three questions that must find it, in words that are none of the phrasings; they become tests."
        )
        taken = {_in_house_form(text) for text in wanted.phrasings}
        return tuple(
            self._lines(lambda known: f"{len(known) + 1}", lambda text: text not in taken, most=_GOLDEN)
        )

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
            text = _in_house_form(str(typer.prompt(label(known), default="", show_default=False)))
            if not text and len(known) >= least:
                break
            if text and text not in known and fits(text):
                known.append(text)
        yield from known

    @staticmethod
    def _say(text: str) -> None:
        typer.echo(text)


def _in_house_form(text: str) -> str:
    """A question as phrasings are written: on one line, in lower case, without a final question mark."""
    return " ".join(text.split()).rstrip("?!. ").lower()
