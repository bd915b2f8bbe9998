"""The second verb: from the words of a question to the entries that may answer it, best first."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.conversation import Ranking, Reading

if TYPE_CHECKING:
    from bot.matching.index import Index

MOST: Final = 5
"""How many candidates a ranking keeps, unless more are asked for."""


def rank(reading: Reading, index: Index, most: int = MOST) -> Ranking:
    """The best `most` candidates for a reading, and the out-of-scope family nearest to it."""
    scored = index.score(reading.words, most)
    return Ranking(
        replace(reading, known=scored.known),
        scored.entries,
        scored.families[0] if scored.families else None,
    )
