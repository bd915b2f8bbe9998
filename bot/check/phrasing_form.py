"""A phrasing that is not written the way people type.

Why: Phrasings are read by people, too: in a plain list of lower-case lines a doubtful one shows. Capitals, a final question mark
and quotes around make no difference to the bot, and blanks around are lost. More than 120 characters are a story: most of its
words are about nothing that the entry answers, and it becomes like questions that it should not be like.
An item that is indented further than the one above is to YAML the end of that one's text: two are read as one then.

Fails:
    phrasings:
      - What is Git?
      - "'git meaning'"
      - "Q: why git"
      - IS GIT HARD TO LEARN

Passes:
    phrasings:
      - what is git
      - git meaning
      - why git
      - is git hard to learn, or can I learn it with GitHub

Mend: Run `backchat check --fix`, which mends all but the long ones and those read as one; leave out of a long one what nobody
needs to understand the question. An abbreviation (`SQL`) and a name inside a phrasing may have its capitals.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.items import replacement, value_at
from bot.check.rule import Rule
from bot.matching.repair import is_ordinary
from bot.workbench.typed import MOST
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.check.subject import Subject

_WORDS: Final = re.compile(r"[^\W\d_]+")
_LABEL: Final = re.compile(r"^(?:q|question)\s*:\s*", re.IGNORECASE)
_MARK: Final = re.compile(r"[\s?¿？]*[?？]\s*$")  # noqa: RUF001 - people type it
_QUOTES: Final = {'"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "„": "“", "`": "`"}  # noqa: RUF001 - the same


def find(subject: Subject) -> Iterator[Found]:
    """Phrasings that are too long or are decorated."""
    for entry in subject.knowledge.entries.values():
        owner = ("entry", entry.id)
        file = subject.written.origins[owner]
        document = subject.written.files[file]
        for number, text in enumerate(entry.phrasings):
            at = ("phrasings", number)
            if len(text) > MOST:
                message = f"{quoted(text)} has {len(text)} characters, and at most {MOST} are of use"
                yield Found(subject.spot(owner, at), message, "leave out what the question does not need")
            if swallowed := _swallowed(document.text.split("\n"), *document.place(at)):
                message = f"{quoted(text)} has swallowed the line below it"
                hint = f"put the '- ' of {quoted(swallowed)} exactly below the one before"
                yield Found(subject.spot(owner, at)._replace(line=document.place(at)[0] + 1), message, hint)
                continue
            plain, faults = _plain(str(value_at(document, at)))
            if plain and faults:
                message, hint = f"{quoted(text)} {' and '.join(faults)}", f"write {quoted(plain)}"
                fix = replacement(document, file, at, plain)
                yield Found(subject.spot(owner, at), message, hint, fix=fix)


def _swallowed(lines: list[str], line: int, column: int) -> str:
    """The line below an item if it looks like an item of its own, but is indented as a part of the first; else empty."""
    first, below = lines[line - 1][: column - 1], lines[line] if line < len(lines) else ""
    is_item = first.strip() == "-" and below.strip().startswith("- ")
    return below.strip().removeprefix("- ") if is_item and below.index("-") > first.index("-") else ""


def _plain(text: str) -> tuple[str, list[str]]:
    """A text without decoration, and what was wrong with it."""
    faults: list[str] = []
    while wrong := next(((told, plain) for told, mended in _FORMS if (plain := mended(text)) != text), None):
        told, text = wrong
        faults += [told] if told not in faults else []
    return text, faults


def _unlabelled(text: str) -> str:
    return _LABEL.sub("", text)


def _unquoted(text: str) -> str:
    inner = text[1:-1]
    paired = len(text) > 1 and _QUOTES.get(text[0]) == text[-1] and not {text[0], text[-1]} & set(inner)
    return inner.strip() if paired else text


def _unmarked(text: str) -> str:
    return _MARK.sub("", text)


def _quiet(text: str) -> str:
    """The text in lower case if all of it is in capitals, and is more than abbreviations."""
    words = _WORDS.findall(text)
    shouted = len(words) > 1 and text.upper() == text and any(is_ordinary(word.lower()) for word in words)
    return text.lower() if shouted else text


def _begun_small(text: str) -> str:
    """The text with a small letter at its start, unless its first word has more capitals than that one."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first[:1].isupper() and first[1:] == first[1:].lower() else text


_FORMS: Final[tuple[tuple[str, Callable[[str], str]], ...]] = (
    ("has blanks around it", str.strip),
    ("begins with a label", _unlabelled),
    ("stands in quotes", _unquoted),
    ("ends with a question mark", _unmarked),
    ("is in capitals", _quiet),
    ("begins with a capital letter", _begun_small),
)
"""What may be wrong with a text, and how it is put right; each only takes off or makes small, and so it ends."""


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    longest = max(
        (len(text) for entry in subject.knowledge.entries.values() for text in entry.phrasings), default=0
    )
    return f"every phrasing is written as people type; the longest has {longest} characters"


RULE: Final = Rule("phrasing-form", "warning", find, __doc__ or "", proved=proved)
