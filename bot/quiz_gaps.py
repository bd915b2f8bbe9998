"""Leaves the words out of a text that would give away which title it belongs to."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

GAP: Final = "(…)"
"""What stands where words were left out; unlike […] it is never taken for part of a link."""

_SHORT: Final = 3
"""Letters up to which a word must be there in full, and make up half of the other, as git does of GitHub."""

_STEM: Final = 4
_LONG_STEM: Final = 7
"""Letters that forms of one word begin with: all but the last of the shorter, at least 4, and 7 are enough."""

_TELLS: Final = 5
"""Words that a sentence needs to tell anything once its yes or no is taken away."""

_OPENING: Final = 40
"""Characters that the opening of a text has, at least, where the text has as many."""

_WORD: Final = re.compile(r"\w+")
_ACRONYM: Final = re.compile(r"\b[A-Z]{2,}(?=s?\b)")
_GAPS: Final = re.compile(rf"{re.escape(GAP)}(?:[\s/-]*{re.escape(GAP)})+")
_YES_OR_NO: Final = re.compile(r"(?:yes|no)\b[,.:;]?\s*", re.IGNORECASE)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")
_PLAIN: Final = frozenset(
    """
    a an and are as ask at be between by can count counts difference do does for from get getting good has have how i
    in into is it its know look main make many me more most much must my need of on or other out s should so that the
    their them there they this through to up use versus vs we what when where which who why will with without work
    working write writing you your
    """.split()  # noqa: SIM905 - words are easier to read in a row
)
"""Words that tell nothing of what a title is about."""


def words(text: str) -> tuple[str, ...]:
    """The words of a text, in small letters."""
    return tuple(map(str.casefold, _WORD.findall(text)))


def content(title: str) -> tuple[str, ...]:
    """The words of a title that say what it is about."""
    return tuple(word for word in words(title) if word not in _PLAIN)


def alike(one: str, other: str) -> bool:
    """Whether two words are forms of one, as scale and scalability; sooner yes than no."""
    if one[0] != other[0]:
        return False
    short, long = sorted((one, other), key=len)
    if len(short) <= _SHORT:
        return long.startswith(short) and len(long) <= 2 * len(short)
    if len(short) == _STEM and len(long) >= 2 * _STEM:
        return False
    same = next((at for at in range(len(short)) if short[at] != long[at]), len(short))
    return same >= max(_STEM, min(len(short) - 1, _LONG_STEM))


def alike_words(some: Collection[str], others: Collection[str]) -> set[str]:
    """Those of some words of which any form is among others."""
    return {one for one in some if any(alike(one, other) for other in others)}


def acronyms(title: str) -> list[str]:
    """The words of a title that are written in capitals, without the s behind them."""
    return _ACRONYM.findall(title)


def with_gaps(text: str, telling: Collection[str], title: str) -> str:
    """A text without the words that tell its title, their other forms, and what their initials stand for."""
    short_forms = acronyms(title)
    for acronym in short_forms:
        text = _without_long_form(text, acronym)
    initials = "".join(word[0] for word in telling)

    def gap(found: re.Match[str]) -> str:
        word = found[0]
        tells = any(alike(word.casefold(), one) for one in telling) or any(one in word for one in short_forms)
        return GAP if tells or (_ACRONYM.match(word) and word[:2].casefold() in initials) else word

    return _GAPS.sub(GAP, _WORD.sub(gap, text).replace(f"({GAP})", GAP))


def _without_long_form(text: str, acronym: str) -> str:
    """A text without the words, of four letters at least, that an acronym stands for."""
    found = list(_WORD.finditer(text))
    for run in zip(*(found[start:] for start in range(len(acronym))), strict=False):
        spelt = all(
            len(word[0]) > _SHORT and word[0][0].casefold() == letter.casefold()
            for word, letter in zip(run, acronym, strict=True)
        )
        between = (text[one.end() : other.start()] for one, other in pairwise(run))
        if spelt and not any(sign.strip(" \t\n-") for sign in between):
            return text[: run[0].start()] + GAP + _without_long_form(text[run[-1].end() :], acronym)
    return text


def statement(text: str) -> str:
    """A text without the yes or no that it begins with: that would tell the form of its title."""
    rest = _YES_OR_NO.sub("", text, count=1) if _YES_OR_NO.match(text) else ""
    if not rest:
        return text
    first, *others = _SENTENCE.split(rest, maxsplit=1)
    said = others[0] if others and len(words(first)) < _TELLS else rest
    return said[0].upper() + said[1:]


def opening(text: str) -> str:
    """The first sentence of a text, and the next where the first says little."""
    said = ""
    for sentence in _SENTENCE.split(text):
        said = f"{said} {sentence}".strip()
        if len(said) >= _OPENING:
            break
    return said
