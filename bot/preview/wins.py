"""How each phrasing of an entry wins for it, and each example of an out-of-scope family gets its pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from bot.conversation import Answered, Question, Unknown, Unsure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.answer import Answerer
    from bot.conversation import Candidate
    from bot.knowledge import Entry, OutOfScope

Fate = Literal["wins", "shared", "lost"]
"""It gets the answer it is written for, several entries have it to choose from, or it gets another answer."""


class Win(NamedTuple):
    """What becomes of a written text.

    `number` is its place in the file, from 0; `score` (0-1) is that of its own entry or family, `margin` the lead over the
    nearest other entry, below 0 where it wins only because it is written there word for word.
    """

    number: int
    text: str
    fate: Fate
    score: float
    margin: float
    rival: Candidate | None


def wins(answerer: Answerer, entry: Entry) -> tuple[Win, ...]:
    """How the phrasings of an entry fare, the narrowest first."""
    return _narrowest(_win(answerer, number, text, entry.id) for number, text in enumerate(entry.phrasings))


def held(answerer: Answerer, name: str, family: OutOfScope) -> tuple[Win, ...]:
    """How the examples of a family fare, the narrowest first."""
    return _narrowest(_held(answerer, number, text, name) for number, text in enumerate(family.examples))


def _narrowest(found: Iterable[Win]) -> tuple[Win, ...]:
    order = ("lost", "shared", "wins")
    return tuple(sorted(found, key=lambda one: (order.index(one.fate), one.margin, one.number)))


def _win(answerer: Answerer, number: int, text: str, entry: str) -> Win:
    ranking = answerer.rank(Question(text))
    own = next((one.score for one in ranking.candidates if one.entry == entry), 0.0)
    rival = next((one for one in ranking.candidates if one.entry != entry), None)
    decision = answerer.decide(ranking)
    shared = isinstance(decision, Unsure) and any(one.entry == entry for one in decision.candidates)
    won = isinstance(decision, Answered) and decision.entry == entry
    fate: Fate = "wins" if won else "shared" if shared else "lost"
    return Win(number, text, fate, own, own - (rival.score if rival else 0.0), rival)


def _held(answerer: Answerer, number: int, text: str, family: str) -> Win:
    ranking = answerer.rank(Question(text))
    own = ranking.family.score if ranking.family and ranking.family.entry == family else 0.0
    rival = ranking.candidates[0] if ranking.candidates else None
    decision = answerer.decide(ranking)
    won = isinstance(decision, Unknown) and decision.family == family
    fate: Fate = "wins" if won else "shared" if isinstance(decision, Unsure) else "lost"
    return Win(number, text, fate, own, own - (rival.score if rival else 0.0), rival)
