"""A golden question that the bot has learnt: it reads the same as a phrasing, a title or an out-of-scope example.

Why: A golden question shows whether people are understood who use words of their own. One that is written in the knowledge
itself is always right and proves nothing; `backchat calibrate` leaves it out. Synonyms, case and greetings make no difference.

Fails:
    # git.yaml
    phrasings: [what is git]
    # golden.yaml
    - q: hi, what's git?
      expect: git

Passes:
    # git.yaml
    phrasings: [what is git]
    # golden.yaml
    - q: why would i keep old versions of my code
      expect: git

Mend: Ask it in other words, or remove it here or there: a question that people really asked is worth most as a golden one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.rule import Rule
from bot.counting import count
from bot.matching.lexicon import Lexicon
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import Subject
    from bot.knowledge import Knowledge
    from bot.loading import Owner
    from bot.yaml_reader import Location


def find(subject: Subject) -> Iterator[Found]:
    """Golden questions that are learnt."""
    knowledge = subject.knowledge
    lexicon = Lexicon(knowledge.synonyms, ())
    learnt: dict[tuple[str, ...], tuple[Owner, Location]] = {}
    for owner, location, text in _learnt(knowledge):
        learnt.setdefault(lexicon.words(text), (owner, location))
    for number, golden in enumerate(knowledge.golden):
        if words := lexicon.words(golden.q):
            if (where := learnt.get(words)) is None:
                continue
            beside = ((subject.spot(*where), "learnt here"),)
            spot = subject.spot(("special", "golden"), (number, "q"))
            message = f"{quoted(golden.q)} is learnt, and so proves nothing"
            yield Found(spot, message, "ask it in other words, or remove it here or there", beside)


def _learnt(knowledge: Knowledge) -> Iterator[tuple[Owner, Location, str]]:
    for entry in knowledge.entries.values():
        yield ("entry", entry.id), ("title",), entry.title
        for number, text in enumerate(entry.phrasings):
            yield ("entry", entry.id), ("phrasings", number), text
    for name, family in knowledge.out_of_scope.items():
        yield ("special", "out_of_scope"), (name, "title"), family.title
        for number, text in enumerate(family.examples):
            yield ("special", "out_of_scope"), (name, "examples", number), text


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    return f"none of {count(len(subject.knowledge.golden), 'golden question')} is learnt by heart"


RULE: Final = Rule("golden-is-phrasing", "warning", find, __doc__ or "", proved=proved)
