"""A phrasing that stands alone in its entry, while all else that is written speaks for another.

Why: A phrasing in the wrong file wins there, and takes from the right entry whoever asks in like words: nothing else shows
it. So every phrasing is judged as if nobody had written it. When nothing else in its entry is like it and the rest of the
knowledge would answer it with another entry, or decline it, one of the two is wrong: the place, or what the entry is asked
besides.

Fails:
    # glossary/what-is-cms.yaml
    phrasings: [what is a cms, what is wordpress for, how do i make my api faster]
    # duties/performance-optimization.yaml
    phrasings: [how do i make my back end faster, why is my api slow, speed up a slow api]

Passes:
    # glossary/what-is-cms.yaml
    phrasings: [what is a cms, what is wordpress for]
    # duties/performance-optimization.yaml
    phrasings: [how do i make my back end faster, why is my api slow, speed up a slow api, how do i make my api faster]

Mend: Move it to the entry that would answer it. If it belongs where it is, it needs company: two or three phrasings of its
kind, in other words, so that people who ask like that are understood as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.check.finding import Found
from bot.check.rule import Rule
from bot.check.texts import nearest
from bot.check.without import kinship, own_without, ranking_without
from bot.conversation import Answered, Candidate, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import AskedPhrasing, Subject


class _Rival(NamedTuple):
    """An entry, or an out-of-scope `family`."""

    candidate: Candidate
    family: bool


ALONE: Final = 0.1
"""Below this score (0-1) without itself, a phrasing has nothing in common with its entry.

Measured on the shipped knowledge: what is put into a wrong entry has 0.02 to 0.08.
"""


def find(subject: Subject) -> Iterator[Found]:
    """Phrasings that belong elsewhere, by all else that is written."""
    kin = kinship(subject.answerer)
    for asked in subject.asked:
        own, *others = asked.ranking.candidates or (None,)
        likest = kin.get((asked.entry, asked.number))
        if own is None or likest is None or any(one.evidence.exact for one in others):
            continue
        if (alone := own_without(own, likest)) < ALONE and (rival := _rival(subject, asked, likest)):
            yield _stray(subject, asked, alone, rival)


def _rival(subject: Subject, asked: AskedPhrasing, likest: float) -> _Rival | None:
    """Who would have it, were the phrasing not written: another entry that would answer, or what is out of scope."""
    ranking = ranking_without(asked.ranking, asked.entry, likest)
    match subject.answerer.decide(ranking):
        case Answered(entry) if entry != asked.entry:
            return _Rival(ranking.candidates[0], family=False)
        case Unknown(_, str()) if ranking.family:
            return _Rival(ranking.family, family=True)
        case _:
            return None


def _stray(subject: Subject, asked: AskedPhrasing, alone: float, rival: _Rival) -> Found:
    one, family = rival
    phrasing, whose = one.evidence.phrasing, f"{'out-of-scope family ' if family else ''}'{one.entry}'"
    would = "decline it as" if family else "answer it with"
    message = (
        f"'{asked.text}' is alone in '{asked.entry}' ({alone:.2f} without it): "
        f"all else that is written would {would} '{one.entry}' ({one.score:.2f}, '{phrasing}')"
    )
    hint = f"move it to {whose}, or, if it belongs here, give '{asked.entry}' more phrasings of its kind"
    beside = (nearest(subject, one, family=family), f"'{phrasing}' of {whose}")
    return Found(subject.spot(asked.owner, ("phrasings", asked.number)), message, hint, (beside,))


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    return f"none of {len(subject.asked):,} phrasings stands alone where all else speaks for another answer"


RULE: Final = Rule("stray-phrasing", "warning", find, __doc__ or "", asks=True, proved=proved)
