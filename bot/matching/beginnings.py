"""Finds, among many texts, all that begin with what was typed, by halving a sorted list."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Places = NDArray[np.integer[Any]]

_AFTER: Final = "\U0010ffff"
"""No letter comes after this one, and no word has it."""


class Beginnings:
    """Some texts, sorted; each is known by its place among those given."""

    def __init__(self, texts: Sequence[str]) -> None:
        order = sorted(range(len(texts)), key=texts.__getitem__)
        self._sorted = [texts[place] for place in order]
        self._places = np.array(order, np.int32)

    def of(self, beginnings: Iterable[str]) -> Places:
        """The places of the texts that begin in one of some ways, counting up, each once."""
        cuts = [self._places[slice(*_span(self._sorted, beginning))] for beginning in beginnings]
        return np.unique(np.concatenate([self._places[:0], *cuts]))


class Counted(NamedTuple):
    """A text and how often it occurs."""

    text: str
    times: int


class Tally:
    """How often some texts occur, by what they begin with."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._texts = sorted(counts)
        self._counts = np.array([counts[text] for text in self._texts], np.int32)

    def times(self, text: str) -> int:
        """How often a text occurs."""
        at = bisect_left(self._texts, text)
        return int(self._counts[at]) if self._texts[at : at + 1] == [text] else 0

    def most(self, beginning: str) -> Counted:
        """The text that occurs most of those that begin so, the first of equals; the empty one when none does."""
        first, last = _span(self._texts, beginning)
        if first == last:
            return Counted("", 0)
        best = first + int(self._counts[first:last].argmax())
        return Counted(self._texts[best], int(self._counts[best]))


def _span(texts: Sequence[str], beginning: str) -> tuple[int, int]:
    """From where to where the sorted texts begin so."""
    return bisect_left(texts, beginning), bisect_left(texts, beginning + _AFTER)
