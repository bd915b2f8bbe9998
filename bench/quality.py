"""How often the right entry comes first, and how well a score tells questions with an answer from those without."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Final

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from bench.data import Trial
from bot.answer import Answerer
from bot.conversation import Question
from bot.decide import confidence
from bot.knowledge import Knowledge
from bot.workbench.evaluate import Outcome, outcome
from bot.workbench.intervals import auroc

IN_SCOPE: Final[tuple[Outcome, ...]] = ("right", "offered", "wrong", "refused")

Ranked = tuple[list[str], float]
"""Entries, best first, and how sure the ranker is of the first."""
Ranker = Callable[[str], Ranked]


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares (0-1) of a trial's questions, the AUROC of in against out of scope, and the mean time in milliseconds."""

    first: float
    among_three: float
    auroc: float | None
    milliseconds: float


def fuzzy(knowledge: Knowledge, scorer: Callable[..., float]) -> Ranker:
    """The usual one-liner: the best phrasing under one of RapidFuzz's scorers."""
    owners = [entry.id for entry in knowledge.entries.values() for _ in (*entry.phrasings, entry.title)]
    texts = [
        default_process(text)
        for entry in knowledge.entries.values()
        for text in (*entry.phrasings, entry.title)
    ]

    def rank(question: str) -> Ranked:
        scores = process.cdist([default_process(question)], texts, scorer=scorer)[0]
        order = np.argsort(-scores, kind="stable")
        return list(dict.fromkeys(owners[place] for place in order[:200]))[:5], float(scores[order[0]])

    return rank


def ours(knowledge: Knowledge) -> Ranker:
    """Backchat's own ranking, and its confidence."""
    answerer = Answerer(knowledge)

    def rank(question: str) -> Ranked:
        ranking = answerer.rank(Question(question))
        return [one.entry for one in ranking.candidates], confidence(ranking, knowledge.policy)

    return rank


RANKERS: Sequence[tuple[str, Callable[[Knowledge], Ranker]]] = (
    ("rapidfuzz WRatio", lambda knowledge: fuzzy(knowledge, fuzz.WRatio)),
    ("rapidfuzz token_set_ratio", lambda knowledge: fuzzy(knowledge, fuzz.token_set_ratio)),
    ("rapidfuzz token_sort_ratio", lambda knowledge: fuzzy(knowledge, fuzz.token_sort_ratio)),
    ("Backchat", ours),
)


def measure(trial: Trial, rank: Ranker) -> Figures:
    """One ranker on one trial."""
    started = perf_counter()
    found = [(rank(question), wanted) for question, wanted in trial.asked]
    spent = perf_counter() - started
    inside = [(ranked, wanted) for ranked, wanted in found if wanted]
    first = np.mean([bool(wanted & set(entries[:1])) for (entries, _), wanted in inside])
    three = np.mean([bool(wanted & set(entries[:3])) for (entries, _), wanted in inside])
    sure = (
        [score for (_, score), wanted in found if wanted],
        [score for (_, score), wanted in found if not wanted],
    )
    apart = auroc(*sure)
    return Figures(float(first), float(three), apart.value if apart else None, 1000 * spent / len(found))


def outcomes(trial: Trial) -> str:
    """What Backchat's decisions come to on a trial, in one line; all choices wrong count as refused."""
    answerer = Answerer(trial.knowledge)
    kinds = Counter(
        (bool(wanted), outcome(answerer.decide(answerer.rank(Question(question))), wanted))
        for question, wanted in trial.asked
    )
    inside, outside = trial.in_scope, len(trial.asked) - trial.in_scope
    kinds[True, "refused"] += kinds[True, "misled"]
    shares = ((name, kinds[True, name] / max(inside, 1)) for name in IN_SCOPE)
    told = ", ".join(f"{name} {share:.3f}" for name, share in shares)
    return f"in scope: {told}" + (
        f"; out of scope answered {kinds[False, 'answered'] / outside:.3f}" if outside else ""
    )
