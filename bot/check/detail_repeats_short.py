"""A sentence of the detail that says again what the short answer said.

Why: Whoever reads on has read the short answer a moment ago, right above. A sentence that says the same in nearly the same
words costs their time, and room that a fact could have had.

Fails:
    short: Use an index on the columns that you filter by, because it turns a full scan into a lookup.
    detail: |
      - **Index:** an index on the columns you filter by turns the full scan into a lookup.

Passes:
    short: Use an index on the columns that you filter by, because it turns a full scan into a lookup.
    detail: |
      - **The price:** each index slows writes a little and takes disk.

Mend: Delete the sentence, or say what it adds: the reason, the exception, the number, the command.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.prose import Sentence, paragraphs, sentences
from bot.check.prose import texts as all_texts
from bot.check.rule import Rule
from bot.counting import count
from bot.matching.features import stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.prose import Text
    from bot.check.subject import Subject

TOO_ALIKE: Final = 0.7
"""The share (0-1) of what a sentence says from which on, if it stands in one sentence of the short answer, it is too much."""

FEWEST: Final = 5
"""Words that say something, without which two sentences are not compared."""

_LEAD: Final = re.compile(r"\s*(?:[-*+] +|[0-9]+[.)] +)?(?:\*\*[^*\n]*\*\*\s*:?)?")
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")  # noqa: RUF001 - as some type it
_PLAIN: Final = frozenset(
    """
    a about all also an and any are as at be been but by can do does each for from has have how if in into is it its
    many may more most must no not of on one only or other so some such than that the their them then there these they
    this those to too up use very was well what when where which who why will with without you your
    """.split()  # noqa: SIM905 - words are easier to read in a row
)
"""Words that two sentences share by chance."""


def find(subject: Subject) -> Iterator[Found]:
    """Sentences of a detail that are like one of the short answer."""
    texts = {(text.owner, text.field): text for text in all_texts(subject)}
    for (owner, field), detail in texts.items():
        if field == "detail":
            yield from _repeated(detail, texts[owner, "short"])


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    details = sum(bool(entry.detail) for entry in subject.knowledge.entries.values())
    return f"no sentence of {count(details, 'detail')} repeats the short answer above it"


def _repeated(detail: Text, short: Text) -> Iterator[Found]:
    said = [(sentence, _content(sentence.text)) for sentence in sentences(short.value)]
    for start, sentence in _sentences(detail):
        words = _content(sentence)
        for first, known in said:
            alike = len(words & known) / max(len(words), 1)
            if min(len(words), len(known)) >= FEWEST and alike >= TOO_ALIKE:
                beside = ((short.spot(first.start), f"the short answer: '{first.text}'"),)
                told = f"the detail repeats the short answer: {alike:.0%} of this sentence stands there"
                yield Found(detail.spot(start), told, "delete it, or say what it adds", beside)
                break


def _sentences(detail: Text) -> Iterator[Sentence]:
    """The sentences of a detail, without code blocks and the bold leads of bullets."""
    for begun, paragraph in paragraphs(detail):
        lead = _LEAD.match(paragraph)
        begin = lead.end() if lead else 0
        for start, sentence in sentences(paragraph[begin:]):
            yield Sentence(begun + begin + start, sentence)


def _content(sentence: str) -> frozenset[str]:
    """What a sentence says: the stems of its words without the plain ones."""
    words = (word.casefold() for word in _WORD.findall(sentence))
    return frozenset(stem(word) for word in words if word not in _PLAIN)


RULE: Final = Rule("detail-repeats-short", "warning", find, __doc__ or "", proved=proved)
