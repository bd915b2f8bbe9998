"""Measures the answers on labelled questions: how good they are, for whom, and which entries are taken for others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from bot.conversation import Answered, Candidate, Decision, More, Question, Unknown, Unsure
from bot.workbench.intervals import Estimate, auroc, bootstrapped_mean, wilson
from bot.workbench.questions import LabelledQuestion, Selection, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.answer import Answerer

Outcome = Literal["right", "wrong", "offered", "misled", "refused", "answered"]
"""What the person gets. In scope: the right answer, a wrong one, choices with a right entry, choices without, or
"I don't know". Out of scope: answered, offered choices, or refused."""

_THREE: Final = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A question and what became of it.

    `winner` is the first candidate; `expected` the best placed of the entries that answer, and `rank` its place
    among all entries, from 1. None and 0 stand where there is no such candidate.
    """

    asked: LabelledQuestion
    outcome: Outcome
    decision: Decision
    winner: Candidate | None
    expected: Candidate | None
    rank: int

    @property
    def missed(self) -> bool:
        """Whether no right entry came first, or an answer was given where there is none."""
        return self.rank != 1 if self.asked.topics else self.outcome == "answered"

    @property
    def wanted(self) -> str:
        """The id of the entry that should have won: of several the best placed; empty out of scope."""
        return self.expected.entry if self.expected else next(iter(self.asked.topics), "")


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two entries: `times` `winner` came first for a question of `right`, `back` (at most `times`) the reverse."""

    right: str
    winner: str
    times: int
    back: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured: all of it, and in scope by style of question; confusions are most frequent first."""

    entries: int
    selection: Selection
    judged: tuple[Judged, ...]
    figures: Mapping[str, Estimate | None]
    styles: Mapping[str, Mapping[str, Estimate | None]]
    confusions: tuple[Confusion, ...]

    @property
    def misses(self) -> tuple[Judged, ...]:
        """The questions that went wrong, in the order asked."""
        return tuple(one for one in self.judged if one.missed)


def evaluation(
    answerer: Answerer,
    asked: Iterable[LabelledQuestion],
    watch: Callable[[Sequence[LabelledQuestion]], Iterable[LabelledQuestion]] = iter,
) -> Evaluation:
    """Asks every question that counts and measures what comes of it.

    `watch` is given the questions and hands them out one by one, as a progress bar does.
    """
    selection = select(asked, answerer.knowledge)
    judged = tuple(judge(answerer, one) for one in watch(selection.kept))
    inside = [one for one in judged if one.asked.topics]
    styles = sorted({one.asked.style for one in inside})
    return Evaluation(
        entries=len(answerer.knowledge.entries),
        selection=selection,
        judged=judged,
        figures={**_in_scope(inside), **_out_of_scope(judged), **_told_apart(judged)},
        styles={style: _in_scope([one for one in inside if one.asked.style == style]) for style in styles},
        confusions=_confusions(inside),
    )


def judge(answerer: Answerer, asked: LabelledQuestion) -> Judged:
    """What becomes of one question."""
    question = Question(asked.text)
    ranking = answerer.rank(question)
    order = {one.entry: one for one in ranking.candidates}
    for one in answerer.rank(question, most=len(answerer.knowledge.entries)).candidates:
        order.setdefault(one.entry, one)  # looking at more entries closely must not change what the bot does
    places = [place for place, entry in enumerate(order, start=1) if entry in asked.topics]
    candidates, rank = list(order.values()), min(places, default=0)
    decision = answerer.decide(ranking)
    return Judged(
        asked=asked,
        outcome=outcome(decision, frozenset(asked.topics)),
        decision=decision,
        winner=candidates[0] if candidates else None,
        expected=candidates[rank - 1] if rank else None,
        rank=rank,
    )


def outcome(decision: Decision, topics: frozenset[str]) -> Outcome:
    """What a person gets who asks a question that `topics` answer."""
    match decision:
        case Answered(entry):
            return "answered" if not topics else "right" if entry in topics else "wrong"
        case Unsure(candidates):
            return "offered" if not topics or topics & {one.entry for one in candidates} else "misled"
        case Unknown() | More():  # no question of a file comes after an entry
            return "refused"


def _in_scope(inside: Sequence[Judged]) -> Mapping[str, Estimate | None]:
    outcomes: tuple[Outcome, ...] = ("right", "wrong", "offered", "misled", "refused")
    return {
        "top_1": wilson(sum(one.rank == 1 for one in inside), len(inside)),
        "top_3": wilson(sum(1 <= one.rank <= _THREE for one in inside), len(inside)),
        "mrr": bootstrapped_mean([1 / one.rank if one.rank else 0.0 for one in inside]),
        **{outcome: _share(inside, outcome) for outcome in outcomes},
    }


def _out_of_scope(judged: Iterable[Judged]) -> Mapping[str, Estimate | None]:
    outside = [one for one in judged if not one.asked.topics]
    parts = {
        "out": outside,
        "near_out": [one for one in outside if one.asked.scope == "near_out"],
        "far_out": [one for one in outside if one.asked.scope == "far_out"],
    }
    outcomes: tuple[Outcome, ...] = ("answered", "offered")
    return {f"{name}_{one}": _share(part, one) for one in outcomes for name, part in parts.items()}


def _share(judged: Sequence[Judged], outcome: Outcome) -> Estimate | None:
    return wilson(sum(one.outcome == outcome for one in judged), len(judged))


def _told_apart(judged: Iterable[Judged]) -> Mapping[str, Estimate | None]:
    sure: dict[str, list[float]] = {"in": [], "near_out": [], "far_out": [], "out": []}
    for one in judged:
        sure[one.asked.scope].append(one.decision.confidence)
    outside = [*sure["near_out"], *sure["far_out"], *sure["out"]]
    return {"auroc_in_out": auroc(sure["in"], outside), "auroc_in_near": auroc(sure["in"], sure["near_out"])}


def _confusions(inside: Iterable[Judged]) -> tuple[Confusion, ...]:
    times = Counter((one.wanted, one.winner.entry) for one in inside if one.missed and one.winner)
    pairs = [
        Confusion(right, winner, number, times[winner, right])
        for (right, winner), number in times.items()
        if (number, winner) > (times[winner, right], right)
    ]
    return tuple(sorted(pairs, key=lambda pair: (-pair.times - pair.back, pair.right, pair.winner)))
