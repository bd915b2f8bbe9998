"""What the rules look at: a knowledge folder as written, and the matcher that was made of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from bot.answer import Answerer
from bot.check.certifying import certify
from bot.check.finding import Spot
from bot.conversation import Question
from bot.matching.index import Index

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from bot.check.certificate import Certificate
    from bot.conversation import Decision, Ranking
    from bot.knowledge import Knowledge
    from bot.loading import Owner, Written
    from bot.reply import Measures
    from bot.yaml_reader import Location

    Watch = Callable[[str, int, int], None]
    """Is told what is being done, how much of it is done, and how much there is in all."""


class AskedPhrasing(NamedTuple):
    """A written phrasing put to the matcher: the entry it is written for, its number there from 0, and what came of it."""

    entry: str
    number: int
    text: str
    ranking: Ranking
    decision: Decision

    @property
    def owner(self) -> Owner:
        """Whose it is, as `Subject.spot` takes it."""
        return ("entry", self.entry)


def silent(label: str, done: int, whole: int) -> None:
    """Watches without a word."""


class Subject:
    """One state of a knowledge folder, with what several rules need of it, each made once and only when asked for."""

    def __init__(
        self,
        written: Written,
        *,
        today: date,
        budgets: Mapping[str, Measures] | None = None,
        watch: Watch = silent,
        index: Callable[[Knowledge], Index] = Index,
    ) -> None:
        """`budgets` measure a reply by platform; `index` makes the index, or finds the one made before."""
        self.written = written
        self.knowledge = written.knowledge
        self.today = today
        self.budgets: Mapping[str, Measures] = budgets or {}
        self.watch = watch
        self._index = index

    @cached_property
    def answerer(self) -> Answerer:
        """The whole core over this knowledge."""
        self.watch("learning the phrasings", 0, 1)
        return Answerer(self.knowledge, self._index(self.knowledge))

    @cached_property
    def answers_to_titles(self) -> tuple[Ranking, ...]:
        """What comes of the title of every entry, in their order."""
        return tuple(self.answerer.rank(Question(entry.title)) for entry in self.knowledge.entries.values())

    @cached_property
    def asked(self) -> tuple[AskedPhrasing, ...]:
        """Every phrasing, put to the matcher."""
        return tuple(self._asked())

    def _asked(self) -> Iterator[AskedPhrasing]:
        answerer, done = self.answerer, 0
        whole = sum(len(entry.phrasings) for entry in self.knowledge.entries.values())
        for entry in self.knowledge.entries.values():
            self.watch("asking every phrasing", done, whole)
            done += len(entry.phrasings)
            for number, text in enumerate(entry.phrasings):
                ranking = answerer.rank(Question(text))
                yield AskedPhrasing(entry.id, number, text, ranking, answerer.decide(ranking))

    @cached_property
    def certificate(self) -> Certificate:
        """What becomes of every phrasing under every slip of the finger."""
        return certify(self.answerer, self.watch)

    def spot(self, owner: Owner, location: Location) -> Spot:
        """Where something stands: the value at a location of what an owner's file says."""
        file = self.written.origins[owner]
        return Spot(file, *self.written.files[file].place(location))

    def inside(self, owner: Owner, location: Location, fragment: str) -> Spot:
        """Where a fragment of a text stands in the file as written, or else where the text begins.

        Blanks and line breaks of the fragment match any others: a folded text is broken where the file is.
        """
        file = self.written.origins[owner]
        document = self.written.files[file]
        return Spot(file, *document.inside(location, fragment))
