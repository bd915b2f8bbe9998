"""An answer whose first sentence does not answer.

Why: People read the first line and stop as soon as they know. In a notification and in a thread that is folded up, the first
words are all there is. So `short` begins with the answer: no running start ("It is important to know that ..."), no question
back, no second reading of the title, and a title that asks for yes or no gets one of them, or what it depends on. The other
way round, "Yes" under a title that asks nothing leaves the reader wondering what was asked.

Fails:
    title: Do I need a degree?
    short: There are many ways into the profession. A degree opens some doors sooner.

Passes:
    title: Do I need a degree?
    short: No. A degree opens some doors sooner, but a portfolio opens the same ones.

Mend: Delete the running start and begin with what remains. If nothing remains, ask yourself what you would say aloud if you
had only five words, and begin with these.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.prose import sentences, texts
from bot.check.rule import Rule
from bot.check.style_words import OPENINGS, PLAIN_SUBJECTS, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import Subject

_MARKS: Final = "*_\"'(["

_SHOWN: Final = 4
"""Words of an answer that a message repeats."""

_TELLING: Final = 3
"""Words of a title from which on it is noticed when an answer repeats them."""

_OPENING: Final = re.compile(rf"(?:{'|'.join(OPENINGS)})(?![\w-])", re.IGNORECASE)
_YES_OR_NO: Final = re.compile(
    r"(?:do|does|did|is|are|am|was|were|can|could|should|will|would|must|may|might|has|have|had|shall)(?:n['’]t)?\s.*\?$",  # noqa: RUF001 - as some type it
    re.IGNORECASE,
)
_VERDICT: Final = re.compile(rf"(?:{'|'.join(VERDICTS)})\b|.*\b(?:yes|no)\b[.,:;]", re.IGNORECASE)
_BARE_VERDICT: Final = re.compile(r"(?:yes|no)[.,:;](?=\s|$)", re.IGNORECASE)
_QUESTION: Final = re.compile(r"[^:;]*\?[\"')\]*]*$")
_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")  # noqa: RUF001 - as some type it


def find(subject: Subject) -> Iterator[Found]:
    """Answers that begin with something else."""
    for text in texts(subject):
        if text.field == "short":
            title = subject.knowledge.entries[text.owner[1]].title
            first = next(sentences(text.value)).text.lstrip(_MARKS)
            if fault := _fault(title, first):
                yield Found(text.spot(0), *fault)


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    entries = subject.knowledge.entries.values()
    asking = sum(bool(_asks(entry.title)) for entry in entries)
    return f"{len(entries):,} answers begin with the answer, {asking:,} of them with a verdict on a yes-or-no title"


def _fault(title: str, first: str) -> tuple[str, str] | None:
    """What is wrong with a first sentence, and how to mend it."""
    if opening := _OPENING.match(first):
        return f"the answer begins with a running start: '{opening[0]}'", "cut it, and begin with the answer"
    if _QUESTION.match(first):
        return "the answer begins with a question", "begin with the answer; a question back can follow it"
    asked = _words(title)
    if title.endswith("?") and len(asked) >= _TELLING and _words(first)[: len(asked)] == asked:
        return (
            "the answer begins by repeating the title",
            "the title stands above it already: begin with the answer",
        )
    if _asks(title):
        return None if _is_verdict(title, first) else _no_verdict(first)
    if _BARE_VERDICT.match(first) and not _is_either_or(title):
        said = first.partition(" ")[0].rstrip(".,:;")
        return (
            f"the answer says '{said}', but the title asks nothing",
            "say what is the case, or ask in the title",
        )
    return None


def _asks(title: str) -> bool:
    """Whether a title asks for yes or no, and not which of two."""
    return bool(_YES_OR_NO.match(title)) and not _is_either_or(title)


def _is_either_or(title: str) -> bool:
    return bool(_YES_OR_NO.match(title)) and " or " in title


def _is_verdict(title: str, first: str) -> bool:
    """Whether a sentence says yes, no or how far, or says it of the very thing that was asked about."""
    subject = _words(first)[:1]
    return bool(_VERDICT.match(first)) or not {*PLAIN_SUBJECTS, *_words(title)}.isdisjoint(subject)


def _no_verdict(first: str) -> tuple[str, str]:
    begins = " ".join(first.split()[:_SHOWN])
    hint = "begin with Yes, No, Mostly, Rarely or what it depends on"
    return f"the title asks for yes or no, and the answer begins with '{begins}'", hint


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


RULE: Final = Rule("answers-first", "warning", find, __doc__ or "", proved=proved)
