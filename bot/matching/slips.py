"""What a slip of the fingers makes of a text: a letter left out, or two neighbours in the wrong order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD: Final = re.compile(r"[^\W_]+")
_WHOLE: Final = re.compile(r"'*[^\W_]+(?:'+[^\W_]+)*'*")


class Place(NamedTuple):
    """A word of a text in which a slip may happen, from one character up to, not including, another.

    `token` counts the words as they are read, where an apostrophe joins: of those it is the part between `before` and
    `after`.
    """

    start: int
    end: int
    token: int
    before: str
    word: str
    after: str

    @property
    def whole(self) -> str:
        """The word as it is read."""
        return f"{self.before}{self.word}{self.after}"


def slips(word: str) -> tuple[str, ...]:
    """Every other word, each once, that a left-out letter or two swapped neighbours make; none of a single letter."""
    dropped = (word[:at] + word[at + 1 :] for at in range(len(word)))
    swapped = (f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}" for at in range(len(word) - 1))
    found = dict.fromkeys((*dropped, *swapped))
    found.pop(word, None)
    found.pop("", None)
    return tuple(found)


def places(text: str) -> Iterator[Place]:
    """The words of a normalised text in which a slip may happen: runs of letters and digits."""
    for token, whole in enumerate(_WHOLE.finditer(text)):
        for part in _WORD.finditer(whole[0]):
            before, after = whole[0][: part.start()], whole[0][part.end() :]
            start = whole.start() + part.start()
            yield Place(
                start, start + len(part[0]), token, before.replace("'", ""), part[0], after.replace("'", "")
            )


def wholes(text: str) -> list[str]:
    """The words of a normalised text with the apostrophes in them."""
    return _WHOLE.findall(text)


def slipped(text: str, place: Place, slip: str) -> str:
    """The text with a slip at a place."""
    return f"{text[: place.start]}{slip}{text[place.end :]}"
