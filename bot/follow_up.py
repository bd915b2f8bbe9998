"""Reads a message in the light of the entry shown before it: "and for juniors?", "why?", "what about nosql".

Nothing of the conversation is remembered here. The last entry's id travels with the question, so the same message after
the same entry is always read alike, in any process.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.conversation import Ranking
from bot.matching.index import score_of, total_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation import Candidate
    from bot.knowledge import Entry
    from bot.matching.contrasts import Words
    from bot.matching.index import Index

CONTEXT: Final = 0.5
"""How much of the score of a message that leans on the last entry is that of the message with the entry's title."""

RELATED: Final = 0.4
"""What is added to what speaks for an entry related to the last one."""

LONGEST: Final = 14
"""A message of more words than this is a question of its own."""

_CLOSE: Final = 50
"""How many candidates are looked at."""


def _phrases(text: str) -> frozenset[Words]:
    return frozenset(tuple(line.split()) for line in text.strip().splitlines())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OPENINGS: Final = _phrases(
    """and\nbut\nso\nok\nokay\nor\nalso\nthen\nwell\nright\ncool\nalright\nah\nahh\noh\nnice\ngreat\nfair enough
makes sense\nhm\nhmm\ngot it\ni see\nwhat about\nhow about\nwhat if\nand what if\nnext one"""
)
_LEANING: Final = _words(
    "it its that this them they their those these there one ones thing same other others else more"
)
_ELABORATING: Final = _words(
    """a again an and any anything about as can come continue could deeper detail details do does elaborate else
    example examples explain for further get give go going have how i in info into is it keep like little bit me
    mean meaning more not of on please really say so some sorry source sources such tell that the then this to
    understand us we what who why you though tho"""
)
"""The words of a message that only asks for more."""
_ASKING: Final = _words(
    """more again continue deeper detail details elaborate else example examples explain further going info mean
    source sources why come"""
)
"""Words of which such a message has one; or it says that something is not got, or not understood."""


class _Heard(NamedTuple):
    """A message without its opening; whether it leans on what was said, and whether it only asks for more of it."""

    words: Words
    leans: bool
    more: bool


def in_context(alone: Ranking, last: Entry, index: Index) -> Ranking:
    """The ranking of a message that came after an entry was shown; the one given when it stands alone."""
    if alone.candidates and alone.candidates[0].evidence.exact:
        return alone
    heard = _heard(alone.reading.words)
    if heard.more:
        return replace(alone, after=last.id, more=True)
    if len(alone.reading.words) > LONGEST or not (heard.leans or heard.words != alone.reading.words):
        return alone
    scored = index.score(heard.words, _CLOSE)
    both = index.score((*heard.words, *index.lexicon.words(last.title)), _CLOSE)
    share = CONTEXT if heard.leans else 0.0
    candidates = sorted(
        _mixed(scored.entries, both.entries, share, last), key=lambda one: (-one.score, one.entry)
    )
    return Ranking(
        replace(alone.reading, words=heard.words, known=scored.known),
        tuple(candidates[: len(alone.candidates)]),
        scored.families[0] if scored.families else None,
        after=last.id,
    )


def _heard(words: Words) -> _Heard:
    rest = words
    while (length := _opening(rest)) and length < len(rest):
        rest = rest[length:]
    return _Heard(
        rest,
        not _LEANING.isdisjoint(rest) or len(rest) <= _FEW,
        _asks_for_more(words) or _asks_for_more(rest),
    )


_LOST: Final = frozenset({"get", "understand"})
_FEW: Final = 3
"""So few words lean on what was said before them."""


def _asks_for_more(words: Words) -> bool:
    said = frozenset(words)
    if not words or not said <= _ELABORATING:
        return False
    return (
        words == ("go", "on")
        or not said.isdisjoint(_ASKING)
        or ("not" in said and not said.isdisjoint(_LOST))
    )


def _opening(words: Words) -> int:
    """How many words at the beginning only join the message to the last one."""
    return next((size for size in (3, 2, 1) if words[:size] in _OPENINGS), 0)


def _mixed(
    alone: Iterable[Candidate], both: Iterable[Candidate], share: float, last: Entry
) -> Iterable[Candidate]:
    """Candidates by the message and by the message with the title, in shares; entries related to the last one gain."""
    seen = {one.entry: total_of(one.score) for one in both}
    floor = min(seen.values(), default=0.0)
    for one in alone:
        total = (1 - share) * total_of(one.score) + share * seen.get(one.entry, floor)
        total += RELATED if one.entry in last.related else 0.0
        yield replace(one, score=score_of(total))
