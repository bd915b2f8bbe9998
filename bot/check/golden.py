"""What becomes of the golden questions, and what golden.yaml says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.conversation import Question
from bot.workbench.changes import standing, told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.check.finding import Spot
    from bot.check.subject import Subject
    from bot.conversation import Ranking
    from bot.knowledge import Golden
    from bot.loading import Owner
    from bot.workbench.changes import Standing, Told

GOLDEN: Final[Owner] = ("special", "golden")
"""Whose file golden.yaml is."""


class AskedGolden(NamedTuple):
    """A golden question put to the matcher: its number in golden.yaml from 0, what is said to it, and how it fares."""

    number: int
    golden: Golden
    ranking: Ranking
    told: Told
    standing: Standing

    def spot(self, subject: Subject) -> Spot:
        """Where the question is written."""
        return subject.spot(GOLDEN, (self.number, "q"))


def asked_golden(subject: Subject, wanted: Callable[[Golden], object]) -> Iterator[AskedGolden]:
    """Every golden question that is wanted, asked."""
    answerer, knowledge = subject.answerer, subject.knowledge
    for number, golden in enumerate(knowledge.golden):
        if wanted(golden):
            ranking = answerer.rank(Question(golden.q))
            now = told(answerer.decide(ranking))
            yield AskedGolden(number, golden, ranking, now, standing(golden, now, knowledge))
