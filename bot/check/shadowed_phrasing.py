"""A phrasing that is nearer to another entry than to its own.

Why: Word for word, a phrasing always finds its own entry. People ask in slightly other words, and then the score decides: a
phrasing that scores as high for another entry, or for an out-of-scope family, takes its own readers there. So every phrasing
and title is put to the matcher that answers in chat, and must score 0.05 higher for its own entry than for anything else.

Fails:
    # duties/server-side-development.yaml ('server side' is another word for 'back end')
    phrasings: [server-side development, writing code that runs on the server]
    # glossary/what-is-back-end-development.yaml
    phrasings: [what is back-end development, back-end development in one sentence]

Passes:
    # duties/server-side-development.yaml
    phrasings: [what makes server code good, writing code that runs on the server]
    # glossary/what-is-back-end-development.yaml
    phrasings: [what is back-end development, back-end development in one sentence]

Mend: Say in the phrasing what only its entry is about, move it to the entry that wins, or sharpen the one it loses to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.check.finding import Found
from bot.check.leads import LEAST_LEAD, lead_of_entry
from bot.check.rule import Rule
from bot.check.texts import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.leads import Lead
    from bot.check.subject import Subject
    from bot.conversation import Candidate
    from bot.yaml_reader import Location


class _Stand(NamedTuple):
    """How a phrasing or title of an entry stands; without a lead, nothing of it is compared."""

    entry: str
    location: Location
    text: str
    lead: Lead | None


def find(subject: Subject) -> Iterator[Found]:
    """Phrasings and titles that do not win for their entry, or not by enough."""
    for stand in _stands(subject):
        if stand.lead is None:
            message = f"'{stand.text}' has no word that is compared: it finds nothing"
            yield Found(subject.spot(("entry", stand.entry), stand.location), message, "write it in words")
        elif (rival := stand.lead.rival) and not stand.lead.wins:
            yield _lost(subject, stand, stand.lead, rival)


def _stands(subject: Subject) -> Iterator[_Stand]:
    for one in subject.asked:
        lead = lead_of_entry(one.ranking, one.entry)
        yield _Stand(one.entry, ("phrasings", one.number), one.text, lead)
    for entry, ranking in zip(subject.knowledge.entries.values(), subject.answers_to_titles, strict=True):
        yield _Stand(entry.id, ("title",), entry.title, lead_of_entry(ranking, entry.id))


def _lost(subject: Subject, stand: _Stand, lead: Lead, rival: Candidate) -> Found:
    whose = f"{'out-of-scope family ' if lead.family else ''}'{rival.entry}'"
    message = (
        f"'{stand.text}' scores {lead.own:.2f} for its own entry and {rival.score:.2f} for {whose} "
        f"('{rival.evidence.phrasing}'): it must lead by {LEAST_LEAD}"
    )
    beside = (nearest(subject, rival, family=lead.family), f"'{rival.evidence.phrasing}' of {whose}")
    hint = f"say in it what only '{stand.entry}' is about, move it to {whose}, or sharpen the other one"
    return Found(subject.spot(("entry", stand.entry), stand.location), message, hint, (beside,))


def proved(subject: Subject) -> str:
    """What a clean run has shown, and how narrowly."""
    leads = [stand.lead.by for stand in _stands(subject) if stand.lead]
    written = f"{len(subject.asked):,} phrasings and {len(subject.knowledge.entries):,} titles"
    return f"{written} each win for their own entry, the closest by {min(leads, default=1):.2f}"


RULE: Final = Rule("shadowed-phrasing", "error", find, __doc__ or "", asks=True, proved=proved)
