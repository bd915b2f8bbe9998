"""The third verb: from a ranking to a decision, which may well be "I don't know"."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Final

from bot.conversation import Answered, Candidate, Decision, More, Ranking, Unknown, Unsure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.policy import Policy

MOST_CHOICES: Final = 3
"""At most this many entries are offered: more is a list to read, not a choice."""

WORTH_OFFERING: Final = 0.25
"""The least score (0-1) of an entry that is shown as near; below, likeness is chance."""

CLEARLY_OUT: Final = 0.4
"""The least score (0-1) at which a question is told to belong to an out-of-scope family: a wrong one offends."""

NO_FAMILY: Final = 0.2
"""The score of the nearest family where there is none: what ours has, in the middle, for a golden question in scope."""

_LONG: Final = 30
"""Words of a message that counts as long."""


def decide(ranking: Ranking, policy: Policy) -> Decision:
    """Answer when sure, let the person choose when a few entries are likely, and else say so."""
    if ranking.more:
        return More(ranking.after)
    best = ranking.candidates[0] if ranking.candidates else None
    if best is not None and best.evidence.exact:
        alike = tuple(candidate for candidate in ranking.candidates if candidate.evidence.exact)
        return (
            Answered(best.entry, best.evidence, 1.0) if len(alike) == 1 else Unsure(alike[:MOST_CHOICES], 1.0)
        )
    sure = confidence(ranking, policy)
    out_of_scope = ranking.family is not None and ranking.family.evidence.exact
    if best is None or out_of_scope or confidence(ranking, policy, MOST_CHOICES) < policy.offer:
        return Unknown(_worth(ranking.candidates), _family(ranking), sure)
    if sure < policy.answer or best.evidence.crossed:
        return Unsure(_worth(ranking.candidates) or (best,), sure)
    return Answered(best.entry, best.evidence, sure)


def signals(ranking: Ranking, among: int = 1) -> Mapping[str, float]:
    """What confidence is made of, by name; all 0-1 but `ahead`, which is -1 to 1.

    `score` is the best entry's, `margin` its lead over the first that is not `among` those considered (with 3, the
    fourth: three entries that are equally near each other are a good choice to offer), `ahead` its lead over the nearest
    out-of-scope family (`NO_FAMILY` where none is declared), `covered` the share of the question that the
    best entry's phrasings have between them, `known` the share that the knowledge has, `length` its words in thirtieths:
    a long message is always less like any one phrasing.
    """
    scores = [candidate.score for candidate in ranking.candidates]
    best = scores[0] if scores else 0.0
    return {
        "score": best,
        "margin": best - (scores[among] if len(scores) > among else 0.0),
        "ahead": best - (ranking.family.score if ranking.family else NO_FAMILY),
        "covered": ranking.candidates[0].evidence.covered if ranking.candidates else 0.0,
        "known": ranking.reading.known,
        "length": min(1.0, len(ranking.reading.words) / _LONG),
    }


def confidence(ranking: Ranking, policy: Policy, among: int = 1) -> float:
    """How sure the bot is that the answer is among the best entries, 0-1: the logistic of the weighted signals."""
    found = signals(ranking, among)
    total = policy.bias + sum(weight * found.get(name, 0.0) for name, weight in policy.weights.items())
    return 1 / (1 + exp(-max(-50.0, min(50.0, total))))


def _worth(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    return tuple(candidate for candidate in candidates if candidate.score >= WORTH_OFFERING)[:MOST_CHOICES]


def _family(ranking: Ranking) -> str | None:
    """The out-of-scope family, if the question is more like it than like any entry."""
    if (family := ranking.family) is None:
        return None
    best = ranking.candidates[0].score if ranking.candidates else 0.0
    return family.entry if family.evidence.exact or family.score >= max(best, CLEARLY_OUT) else None
