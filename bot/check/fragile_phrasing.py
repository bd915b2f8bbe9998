"""A phrasing that one slip of the finger turns into another entry's answer.

Why: People type in a hurry: they leave a letter out or swap two. The bot repairs words of four letters and more, but three
letters are too few to tell what was meant, and some slips are as near to another word: 'osting' may be 'hosting' or
'posting'. Most of the time the rest of the question still says enough. Here it does not: with one slip, somebody who typed
this very phrasing is told something else, for certain. So every phrasing is tried with every letter left out and every two
neighbours swapped, some 400,000 questions, and what is answered is proved for all of them.

A slip that makes a word which the knowledge or plain English has ('git' becomes 'it', 'sqli' becomes 'sql') makes another
question; nobody can tell that from one that was meant, and it is counted but not found fault with. `backchat check` tells
how many of either there are, and how many slips only cost the first place, so that a choice is offered or no answer given.

Fails:
    # skills/soft-skills-overview.yaml
    phrasings: [non technical skills]     # 'onn technical skills' is answered with the technical ones
    # skills/technical-skills-overview.yaml
    phrasings: [technical skills, which technical skills do i need]

Passes:
    # skills/soft-skills-overview.yaml
    phrasings: [non technical skills]
    # synonyms.yaml
    families:
      non: [nn, onn, nno]

Mend: Say the same in other words, so that no short word carries the question alone ('make the job ad easier to read' for
'make the posting easier to read'), or add such phrasings. Where everybody uses the word, add its slips to its family in
synonyms.yaml: they are read as the word then, in every question. That helps only where the family is all that is missing:
the check is run again with what is written there.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.rule import Rule
from bot.check.texts import nearest
from bot.conversation import Candidate
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.check.certificate import Misled, Phrasing
    from bot.check.subject import Subject


_SHOWN: Final = 4
"""How many slips in one word are named."""


def find(subject: Subject) -> Iterator[Found]:
    """Phrasings with the words in which a slip leads to another entry, which it is, and what would help."""
    for (phrasing, word, _), found in groupby(subject.certificate.fragile, key=_about):
        yield _found(subject, phrasing, word, list(found))


def _about(one: Misled) -> tuple[Phrasing, str, str]:
    return one.phrasing, one.word, one.answer.entry


def _found(subject: Subject, phrasing: Phrasing, word: str, slips: Sequence[Misled]) -> Found:
    answer = slips[0].answer
    *some, last = (quoted(one.slip) for one in slips[:_SHOWN])
    more = f" (and {len(slips) - _SHOWN} more)" if len(slips) > _SHOWN else ""
    typed = f"{' or '.join(filter(None, (', '.join(some), last)))}{more}"
    message = f"'{phrasing.text}' with {typed} for {quoted(word)} is answered by '{answer.entry}'"
    near = answer.evidence.phrasing
    spot = nearest(subject, Candidate(answer.entry, answer.confidence, answer.evidence))
    place = subject.inside(("entry", phrasing.entry), ("phrasings", phrasing.number), word)
    return Found(place, message, _hint(phrasing, word, slips), ((spot, f"'{near}' of '{answer.entry}'"),))


def _hint(phrasing: Phrasing, word: str, slips: Sequence[Misled]) -> str:
    taken = next((one for one in slips if one.taken != one.slip), None)
    if taken:
        return (
            f"{quoted(taken.slip)} is taken for {quoted(taken.taken)}: add a phrasing to '{phrasing.entry}' that says the "
            f"same without {quoted(word)}"
        )
    listed = ", ".join(one.slip for one in slips)
    return (
        f"add a phrasing to '{phrasing.entry}' that says the same without {quoted(word)}, or to synonyms.yaml the family "
        f"'{word}: [{listed}]'"
    )


def _proved(subject: Subject) -> str:
    return str(subject.certificate)


RULE: Final = Rule("fragile-phrasing", "warning", find, __doc__ or "", asks=True, proved=_proved, last=True)
