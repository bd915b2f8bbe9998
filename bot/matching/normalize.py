"""Brings a text to one plain form, so that neither case, accents, width nor decoration changes an answer."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_TEXT: Final = 300
"""How much of a question is compared, in characters, before and after normalising: NFKC of U+FDFA alone is 18
characters long, and the cost of everything that follows grows with the length."""

_DROPPED: Final = frozenset({"Mn", "Me", "Cf", "Cc", "Cs", "Co", "Cn"})
_LOOKALIKES: Final = str.maketrans(
    "аеорсухіјѕԁһӏвкмнтԛԝѵүαειορτυκνχ’‘ʼ´`“”–—−‐‑‒♯",  # noqa: RUF001 - they are the point
    "aeopcyxijsdhlbkmhtqwvyaeioptukvx'''''\"\"------#",
    "\u115f\u1160\u2800\u3164\uffa0",  # fillers: letters and symbols by category, nothing to the eye
)
_ASCII: Final = {
    **{code: None for code in range(128) if not chr(code).isprintable() and not chr(code).isspace()},
    ord("`"): "'",
}
_SPACE: Final = re.compile(r"\s+")


def normalize(text: str) -> str:
    """The text in lower case, without marks and invisible characters, look-alikes made Latin, spaces single.

    At most `MAX_TEXT` characters, and idempotent.
    """
    text = text[:MAX_TEXT]
    if text.isascii():  # nearly every text, at a tenth of the cost
        return " ".join(text.lower().translate(_ASCII).split())
    return _fold(_fold(text))


def seen(text: str) -> str:
    """The text without marks, controls and invisible characters, in time that grows with its length."""
    return text.translate({ord(one): None for one in set(text) if unicodedata.category(one) in _DROPPED})


def _fold(text: str) -> str:
    spaced = _SPACE.sub(" ", text).translate(_LOOKALIKES)
    plain = _unmarked(_unmarked(spaced).casefold())
    composed = unicodedata.normalize("NFKC", plain).translate(_LOOKALIKES)
    return _SPACE.sub(" ", composed).strip()[:MAX_TEXT].rstrip()


def _unmarked(text: str) -> str:
    """The text without accents and whatever cannot be seen; at most four times `MAX_TEXT` characters."""
    return seen(unicodedata.normalize("NFKD", text)[: 4 * MAX_TEXT])
