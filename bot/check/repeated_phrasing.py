"""A phrasing that reads the same as another of its entry or as the title, and the like of out-of-scope examples and golden questions.

Why: The bot reads "What's an API?", "whats an api" and "what is an application programming interface" alike, and the title is a
phrasing by itself. Saying it twice teaches nothing new: it only makes the entry louder than others, and the list longer.

Fails:
    title: What is Git?
    phrasings:
      - what is git
      - git meaning
      - hey, git meaning?

Passes:
    title: What is Git?
    phrasings:
      - git meaning
      - the thing that keeps old versions of my code

Mend: Remove the line (`backchat check --fix` does), or say it in other words. `backchat diff` shows that nobody loses an answer
by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.check.finding import Found
from bot.check.items import removal
from bot.check.rule import Rule
from bot.matching.lexicon import Lexicon
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.check.finding import Edit
    from bot.check.subject import Subject
    from bot.loading import Owner
    from bot.yaml_reader import Location


_GOLDEN: Final = ("special", "golden")


class _Text(NamedTuple):
    """A text, where it stands, and what is expected of it."""

    location: Location
    text: str
    expect: str = ""


def find(subject: Subject) -> Iterator[Found]:
    """Texts that say what another of the same list says."""
    lexicon, knowledge = Lexicon(subject.knowledge.synonyms, ()), subject.knowledge
    for entry in knowledge.entries.values():
        texts = (_Text(("phrasings", number), text) for number, text in enumerate(entry.phrasings))
        yield from _repeated(subject, lexicon, ("entry", entry.id), [_Text(("title",), entry.title), *texts])
    for name, family in knowledge.out_of_scope.items():
        texts = (_Text((name, "examples", number), text) for number, text in enumerate(family.examples))
        titled = [_Text((name, "title"), family.title), *texts]
        yield from _repeated(subject, lexicon, ("special", "out_of_scope"), titled)
    golden = [_Text((number, "q"), one.q, one.expect) for number, one in enumerate(knowledge.golden)]
    yield from _repeated(subject, lexicon, _GOLDEN, golden)


def _repeated(subject: Subject, lexicon: Lexicon, owner: Owner, texts: Sequence[_Text]) -> Iterator[Found]:
    said: dict[tuple[str, ...], _Text] = {}
    for one in texts:
        words = lexicon.words(one.text)
        if not words or (other := said.setdefault(words, one)) is one:
            continue
        beside = ((subject.spot(owner, other.location), "the first"),)
        alike = one.expect == other.expect
        hint = "remove the line, or say it in other words" if alike else "only one of them can be right"
        fix = (
            _removal(subject, owner, one.location)
            if alike and (len(said) > 1 or one is not texts[-1])
            else ()
        )
        message = f"{quoted(one.text)} reads the same as {quoted(other.text)}"
        yield Found(subject.spot(owner, one.location), message, hint, beside, fix)


def _removal(subject: Subject, owner: Owner, location: Location) -> tuple[Edit, ...]:
    file = subject.written.origins[owner]
    item = location[:1] if owner == _GOLDEN else location
    return removal(subject.written.files[file], file, item)


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    phrasings = sum(len(entry.phrasings) for entry in subject.knowledge.entries.values())
    return f"{phrasings:,} phrasings, each read differently from the others of its entry"


RULE: Final = Rule("repeated-phrasing", "warning", find, __doc__ or "", proved=proved)
