"""An entry with fewer than 16 phrasings that differ.

Why: A question is understood because it is like a phrasing. Sixteen that differ in words, not only in order, hold the ways in
which most people ask; with five, every third person hears "I have no answer to that". All entries here have that many, small
talk as well. Phrasings that read the same as another or as the title count once (see repeated-phrasing).

Fails:
    title: What is Git?
    phrasings:
      - what is git
      - git meaning

Passes:
    title: What is Git?
    phrasings:
      - git meaning
      - the thing that keeps old versions of my code
      - why do all programmers use git
      - ... # and 13 more

Mend: Imagine who asks: a school leaver, a career changer, a product manager, somebody in a hurry. Write what each would type;
knowledge/README.md says which shapes to mix. `backchat propose` shows what people asked that was not understood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.rule import Rule
from bot.counting import count
from bot.matching.lexicon import Lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import Subject


FEWEST: Final = 16
"""How many phrasings an entry needs."""


def find(subject: Subject) -> Iterator[Found]:
    """Entries that are asked for in too few ways."""
    lexicon = Lexicon(subject.knowledge.synonyms, ())
    for entry in subject.knowledge.entries.values():
        known = len({lexicon.words(text) for text in entry.phrasings})
        if known < FEWEST:
            message = f"'{entry.id}' has {count(known, 'different phrasing')}, and needs {FEWEST}"
            spot = subject.spot(("entry", entry.id), ("phrasings", "?"))
            yield Found(spot, message, "write how other people would ask for it, in other words")


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    entries = count(len(subject.knowledge.entries), "entry", "entries")
    return f"at least {FEWEST} different phrasings for each of {entries}"


RULE: Final = Rule("few-phrasings", "warning", find, __doc__ or "", proved=proved)
