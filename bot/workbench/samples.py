"""The questions that a policy is fitted on: golden ones, and texts of the knowledge asked of a knowledge without them.

A phrasing or example that is still in the knowledge proves nothing. So a fifth at a time is taken out, the rest is
indexed anew, and what was taken out is asked: phrasings, which their entry should still answer, and out-of-scope
examples, which nothing should. Of every five families one is taken out whole at a time: questions that nobody
thought of are the ones that must not get an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from zlib import crc32

from bot.answer import Answerer
from bot.conversation import Question
from bot.errors import BadInputError
from bot.workbench.questions import LabelledQuestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bot.conversation import Ranking
    from bot.knowledge import Entry, Knowledge, OutOfScope

PARTS: Final = 5
"""In how many parts texts are taken out."""

FEWEST: Final = 30
"""How many golden questions with an answer, and how many questions without one, a policy is fitted on at least."""

HELD_OUT: Final = 0.3
"""How much a phrasing taken out counts, a golden question being 1: it is harder than what people ask, because
phrasings are written to differ."""


class Sample(NamedTuple):
    """A question, what the knowledge holds about it, and how much it counts (above 0 to 1)."""

    asked: LabelledQuestion
    ranking: Ranking
    weight: float = 1.0
    golden: bool = False

    @property
    def right(self) -> bool:
        """Whether the first candidate answers."""
        found = self.ranking.candidates
        return bool(found) and found[0].entry in self.asked.topics

    @property
    def crossed(self) -> bool:
        """Whether the first candidate is never the answer, being the other side of a contrast."""
        found = self.ranking.candidates
        return bool(found) and found[0].evidence.crossed

    @property
    def certain(self) -> bool:
        """Whether nothing is left to be sure of: the question is a phrasing or an example, or has no candidate."""
        family = self.ranking.family
        found = self.ranking.candidates
        return not found or found[0].evidence.exact or (family is not None and family.evidence.exact)


def samples(
    answerer: Answerer, asked: Sequence[LabelledQuestion], watch: Callable[[str], None] = lambda _: None
) -> tuple[Sample, ...]:
    """A sample for each question asked and for each text of the answerer's knowledge; `watch` is told of each step.

    Raises:
        BadInputError: there are fewer than `FEWEST` questions of a kind.
    """
    knowledge = answerer.knowledge
    examples = sum(len(family.examples) for family in knowledge.out_of_scope.values())
    answerable = sum(bool(one.topics) for one in asked)
    _demand(answerable, len(asked) - answerable + examples)
    watch("asking the golden questions")
    found = list(golden_samples(answerer, asked))
    for part in range(PARTS):
        watch(f"asking part {part + 1} of {PARTS} of the phrasings and examples")
        found += _held_out(knowledge, part)
    uncertain = [one for one in found if not one.certain]
    _demand(
        sum(one.golden and bool(one.asked.topics) for one in uncertain),
        sum(not one.asked.topics for one in uncertain),
    )
    return tuple(found)


def golden_samples(answerer: Answerer, asked: Iterable[LabelledQuestion]) -> Iterator[Sample]:
    """A sample for each golden question."""
    return (Sample(one, answerer.rank(Question(one.text)), golden=True) for one in asked)


def _demand(answerable: int, unanswerable: int) -> None:
    if min(answerable, unanswerable) < FEWEST:
        raise BadInputError(
            f"calibrating takes {FEWEST} golden questions with an answer and {FEWEST} questions without one, "
            f"worded unlike the knowledge; here are {answerable} and {unanswerable}: "
            "write more into golden.yaml (expect: ID, or nothing) and more examples into out_of_scope.yaml"
        )


def _held_out(knowledge: Knowledge, part: int) -> Iterator[Sample]:
    """What is asked of the knowledge without one part of its texts."""
    whole = frozenset(sorted(knowledge.out_of_scope)[part::PARTS])
    entries = {name: _entry(one, part) for name, one in knowledge.entries.items()}
    families = dict(_families(knowledge.out_of_scope, part, whole))
    answerer = Answerer(knowledge.model_copy(update={"entries": entries, "out_of_scope": families}))
    for entry in knowledge.entries.values():
        for text in _taken(entry.phrasings, part):
            asked = LabelledQuestion(text, (entry.id,), "in")
            yield Sample(asked, answerer.rank(Question(text)), HELD_OUT)
    for family in knowledge.out_of_scope.values():
        for text in _taken(family.examples, part):
            yield Sample(LabelledQuestion(text, (), "out"), answerer.rank(Question(text)))


def _entry(entry: Entry, part: int) -> Entry:
    return entry.model_copy(update={"phrasings": tuple(_kept(entry.phrasings, part))})


def _families(
    families: Mapping[str, OutOfScope], part: int, whole: frozenset[str]
) -> Iterator[tuple[str, OutOfScope]]:
    for name, family in families.items():
        if name not in whole:
            yield name, family.model_copy(update={"examples": tuple(_kept(family.examples, part))})


def _part(text: str) -> int:
    """The part of a text, which depends on nothing but the text."""
    return crc32(text.encode()) % PARTS


def _taken(texts: Iterable[str], part: int) -> Iterator[str]:
    return (text for text in texts if _part(text) == part)


def _kept(texts: Iterable[str], part: int) -> Iterator[str]:
    return (text for text in texts if _part(text) != part)
