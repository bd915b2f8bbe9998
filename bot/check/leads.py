"""By how much a text wins for whom it is written: an exact phrasing always comes first, so its score is what tells.

What is learnt anew after an edit shifts every score a little. Measured on the shipped knowledge: one phrasing added
anywhere changes the lead of another by less than 0.005 in 99 of 100 cases, and by 0.04 at most in 30,000.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from bot.conversation import Candidate, Ranking

LEAST_LEAD: Final = 0.05
"""By how much (0-1) a text must score higher for its own than for any other: more than any edit elsewhere takes away."""


class Lead(NamedTuple):
    """The score (0-1) of a text for its own entry or family, and whoever else scores highest, `family` or entry."""

    own: float
    rival: Candidate | None
    family: bool

    @property
    def by(self) -> float:
        """How far ahead it is, 0-1, below 0 behind."""
        return self.own - (self.rival.score if self.rival else 0.0)

    @property
    def wins(self) -> bool:
        """Whether that is enough."""
        return self.rival is None or self.by >= LEAST_LEAD


def lead_of_entry(ranking: Ranking, entry: str) -> Lead | None:
    """How a phrasing of an entry stands; None when nothing of it is compared.

    Whoever has the same phrasing is no rival: that is told as a shared phrasing.
    """
    own = next((one for one in ranking.candidates if one.entry == entry), None)
    if own is None:
        return None
    others = [one for one in ranking.candidates if one is not own and not one.evidence.exact]
    best = max(others, key=lambda one: one.score, default=None)
    family = ranking.family if ranking.family and not ranking.family.evidence.exact else None
    if family and (best is None or family.score > best.score):
        return Lead(own.score, family, family=True)
    return Lead(own.score, best, family=False)


def lead_of_family(ranking: Ranking) -> Lead | None:
    """How an example of an out-of-scope family stands against all entries; None when nothing of it is compared."""
    if ranking.family is None:
        return None
    others = [one for one in ranking.candidates if not one.evidence.exact]
    return Lead(ranking.family.score, max(others, key=lambda one: one.score, default=None), family=False)
