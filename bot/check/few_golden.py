"""An entry with fewer than three golden questions.

Why: Golden questions are not learnt, so they show whether people are understood who use words of their own. One right answer
may be luck; three, asked by different people, are evidence, and when somebody changes another entry they tell at once that this
one was hurt. All entries here have three. Small talk is left out: a greeting answered with another greeting hurts nobody.

Fails:
    # golden.yaml
    - q: why would i keep old versions of my code
      expect: git

Passes:
    - q: why would i keep old versions of my code
      expect: git
    - q: colleague overwrote my file, which program prevents that
      expect: git
    - q: git in one sentence
      expect: git

Mend: Let somebody who has not read the phrasings write down what they would ask, and add it to golden.yaml with the entry's id.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from bot.check.finding import Found, Spot
from bot.check.rule import Rule
from bot.compose import SMALL_TALK
from bot.counting import count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import Subject


FEWEST: Final = 3
"""How many golden questions an entry needs."""


def find(subject: Subject) -> Iterator[Found]:
    """Entries but small talk that too few golden questions ask for."""
    if subject.written.problems:
        return  # what a broken file holds would look missing
    knowledge = subject.knowledge
    expected = (knowledge.entry(golden.expect) for golden in knowledge.golden)
    if not knowledge.golden and len(knowledge.entries) > FEWEST:
        hint = "write some questions for each entry, with 'q' and 'expect'"
        yield Found(Spot("golden.yaml"), "there is no golden question at all", hint)
        return
    asked = Counter(entry.id for entry in expected if entry)
    for entry in knowledge.entries.values():
        if entry.kind != SMALL_TALK and asked[entry.id] < FEWEST:
            message = f"'{entry.id}' has {count(asked[entry.id], 'golden question')}, and needs {FEWEST}"
            hint = f"add questions with 'expect: {entry.id}' to golden.yaml"
            yield Found(subject.spot(("entry", entry.id), ()), message, hint)


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    entries = sum(entry.kind != SMALL_TALK for entry in subject.knowledge.entries.values())
    return f"at least {FEWEST} golden questions for each of {count(entries, 'entry', 'entries')}"


RULE: Final = Rule("few-golden", "warning", find, __doc__ or "", proved=proved)
