"""What a phrasing would score if nobody had written it: estimated, for to learn everything again without each takes hours.

For each entry a support vector machine has learnt what speaks for it (`bot.matching.training`), and it tells of every text
how much it weighs in that: as much as the text falls short of the margin of 1. Measured on the shipped knowledge, by
learning it again without 120 phrasings: what they would score for another entry is off by 0.02 in the middle and by less
than 0.06 in nine of ten cases, what they would score for their own by 0.1 and 0.2.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from bot.matching.index import CLOSENESS_WEIGHT, CROSSED, LIKENESS_WEIGHT, score_of, total_of
from bot.matching.owners import owners_of
from bot.matching.weights import Dense

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from bot.answer import Answerer
    from bot.conversation import Candidate, Ranking
    from bot.matching.model import Learnt

    Numbers = NDArray[np.float32]

OWN: Final = 1.3
"""How much of what a phrasing falls short of the margin is taken from its own entry without it; fitted as measured."""

OTHERS: Final = 1.04
"""How much is given back to every other entry."""


def kinship(answerer: Answerer) -> Mapping[tuple[str, int], float]:
    """What the likest other phrasing of its entry adds for each phrasing, by entry and number.

    Nothing, if so much is written that nothing was learnt: then no estimate is possible either.
    """
    learnt = answerer.index.compiled.learnt
    if not isinstance(learnt.by_word, Dense):
        return {}
    found: dict[tuple[str, int], float] = {}
    first = 0
    for owner in islice(owners_of(answerer.knowledge), len(answerer.knowledge.entries)):
        likest = _likest(learnt, first, len(owner.phrasings))
        found.update({(owner.id, number): likest for number, likest in enumerate(likest.tolist())})
        first += len(owner.texts)
    return found


def _likest(learnt: Learnt, first: int, count: int) -> Numbers:
    """For each of some texts that follow one another, what is added by the likest other one."""
    rows = learnt.words.rows
    starts = rows.starts[first : first + count + 1]
    features, columns = np.unique(rows.ids[starts[0] : starts[-1]], return_inverse=True)
    vectors = np.zeros((count, len(features)), np.float32)
    vectors[np.repeat(np.arange(count), np.diff(starts)), columns] = rows.weights[starts[0] : starts[-1]]
    meanings = learnt.meanings[first : first + count]
    likeness = LIKENESS_WEIGHT * (vectors @ vectors.T) + CLOSENESS_WEIGHT * (meanings @ meanings.T)
    np.fill_diagonal(likeness, -1)
    return np.asarray(likeness.max(axis=1), np.float32)


def own_without(own: Candidate, likest: float) -> float:
    """The score (0-1) of a phrasing for its own entry, if it were not written."""
    learnt = _learnt(own)
    return score_of(learnt - OWN * max(0.0, 1 - learnt) + likest)


def ranking_without(ranking: Ranking, entry: str, likest: float) -> Ranking:
    """The ranking of a phrasing of an entry, if it were not written."""
    candidates = (
        _rescored(one, own_without(one, likest) if one.entry == entry else _other_without(one))
        for one in ranking.candidates
    )
    family = ranking.family and _rescored(ranking.family, _other_without(ranking.family))
    best_first = sorted(candidates, key=lambda one: (-one.score, one.entry))
    return replace(ranking, candidates=tuple(best_first), family=family)


def _other_without(other: Candidate) -> float:
    learnt, evidence = _learnt(other), other.evidence
    near = LIKENESS_WEIGHT * evidence.likeness + CLOSENESS_WEIGHT * evidence.closeness
    score = score_of(learnt + OTHERS * max(0.0, 1 + learnt) + near)
    return score * (CROSSED if evidence.crossed else 1)


def _learnt(one: Candidate) -> float:
    """What was learnt to speak for a candidate: what its nearest phrasing adds is taken off."""
    total = total_of(one.score / (CROSSED if one.evidence.crossed else 1))
    return total - LIKENESS_WEIGHT * one.evidence.likeness - CLOSENESS_WEIGHT * one.evidence.closeness


def _rescored(one: Candidate, score: float) -> Candidate:
    return replace(one, score=score, evidence=replace(one.evidence, exact=False))
