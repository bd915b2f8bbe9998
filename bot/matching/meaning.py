"""What words mean, from a table: words of like meaning point in like directions.

The table was distilled from a small sentence encoder, once and offline (`tools/distil` is the recipe): the sum of a
text's word vectors points where the encoder's vector of the text points. Looking words up is all that is left of it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray


class Meanings(NamedTuple):
    """The table: the row of each word, and the rows."""

    rows: Mapping[str, int]
    table: NDArray[np.int8]

    @property
    def size(self) -> int:
        """How many numbers a vector has."""
        return int(self.table.shape[1])

    def vector(self, words: Iterable[str]) -> NDArray[np.float32]:
        """The direction of the words together, of length 1; zero when the table knows none of them."""
        rows = [row for word in words if (row := self.rows.get(word)) is not None]
        total = self.table[rows].sum(axis=0, dtype=np.float32)
        return np.asarray(total / max(1e-9, float(np.sqrt(total @ total))), np.float32)


@cache
def meanings() -> Meanings:
    """The table that comes with Backchat."""
    folder = files("bot.matching")
    words = (folder / "meaning.txt").read_text(encoding="utf-8").split()
    with as_file(folder / "meaning.npy") as file:
        table = np.load(file)
    return Meanings({word: row for row, word in enumerate(words)}, table)
