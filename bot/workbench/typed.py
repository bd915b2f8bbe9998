"""What people type, made fit to be read by others and to stand in the knowledge: without greetings, and never with data of a person."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from bot.matching.families import split_words
from bot.matching.filler import FILLER
from bot.matching.normalize import normalize

MOST: Final = 120
"""Characters of a phrasing, as the house writes them."""

_CALLED: Final = re.compile(r"^\s*(?:<@[!&]?\w+>|@backchat\b)[\s,:]*", re.IGNORECASE)
"""The bot's name, where a message begins with it."""
_SMILEY: Final = re.compile(r"(?<!\S):[a-z0-9_+-]+:(?!\S)|<a?:\w+:\d+>")
_BEFORE: Final = ",;:-?!\"'"
_BEHIND: Final = f"{_BEFORE}. "
_LONGEST_FILLER: Final = max(map(len, FILLER))

_PART: Final = r"[\w+/=.~-]"
"""What a token is made of."""

_PRIVATE: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\S)\S+@\S+\.\w\S*",  # an address for mail
        r"(?<!\w)@\w[\w.-]*|<(?:@[!&]?|[#!])\w[^\s>]*>?",  # a mention
        r"(?<!\S)\S*?://\S*|\bwww\.\S*",  # a link may say who and where
        r"(?<![\w.])(?!127\.|0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}(?![\w.])",  # where a machine is to be found
        r"(?<!\w)\+\d[\d\s().-]{5,}\d|(?<![\w.])(?:\d[\s().-]{0,2}){8,}\d",  # a number to call, or of an account
        r"\b(?:xox[a-z]|gh[pousr]|sk|pk|glpat)[-_]\w{6,}[\w-]*|\bakia\w{12,}|\beyj\w{10,}[\w.-]*",  # known tokens
        rf"(?<!{_PART})(?={_PART}*\d)(?={_PART}*[a-z]){_PART}{{20,}}",  # anything like a token
        r"\b(?:password|passwd|secret|token|api[ _-]?key)\b\s*(?:is\b|[:=])\s*\S+",
    )
)
HIDDEN: Final = "[hidden]"
"""What is read in place of something private."""

LONGEST_SHOWN: Final = 200
"""Characters of a question that are shown of it on one line."""


def is_private(text: str) -> bool:
    """Whether a question looks as if it held what is nobody else's business: an address, a number to call, a token, a mention.

    Names that are written like other words are not recognized.
    """
    plain = unicodedata.normalize("NFKC", _CALLED.sub("", text))
    return any(pattern.search(plain) for pattern in _PRIVATE)


def is_plain(text: str) -> bool:
    """Whether a question has none of the letters that steer a terminal, which only a program types."""
    return not any(unicodedata.category(one) == "Cc" and not one.isspace() for one in text)


def discreet(text: str) -> str:
    """A question without what looks private in it, for maintainers who read what was asked."""
    for pattern in _PRIVATE:
        text = pattern.sub(HIDDEN, text)
    return text


def on_a_line(text: str) -> str:
    """A question as a terminal may show it: without the bot's name, on one line, not all of it if it is long, and no controls."""
    line = " ".join(_CALLED.sub("", text).split())
    shown = "".join(one if one.isprintable() else "\ufffd" for one in line[:LONGEST_SHOWN])
    return f"{shown}…" if len(line) > LONGEST_SHOWN else shown


def house_form(text: str) -> str:
    """A question as a phrasing is written: lower case, without greetings and the final question mark; it may be too long."""
    plain = _SMILEY.sub(" ", _CALLED.sub("", text)).translate(
        {0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'}
    )
    words = "".join(one for one in plain.lower() if one.isprintable() or one.isspace()).split()
    words = words[_filler(words) :]
    backwards = _filler_behind(words)
    words = words[: len(words) - backwards]
    return " ".join(words).rstrip(_BEHIND).lstrip(_BEFORE).strip()


def _filler(words: list[str]) -> int:
    """How many words at the beginning are greetings and the like; 0 if all are."""
    place = 0
    while length := _longest(words[place : place + _LONGEST_FILLER]):
        place += length
    return place if place < len(words) else 0


def _longest(words: list[str]) -> int:
    return next((n for n in range(len(words), 0, -1) if _said(words[:n]) in FILLER), 0)


def _filler_behind(words: list[str]) -> int:
    """How many words at the end are; 0 if all are."""
    place = len(words)
    while length := next(
        (n for n in range(min(place, _LONGEST_FILLER), 0, -1) if _said(words[place - n : place]) in FILLER), 0
    ):
        place -= length
    return len(words) - place if place else 0


def _said(words: list[str]) -> tuple[str, ...]:
    return tuple(part for word in words for part in split_words(normalize(word)))
