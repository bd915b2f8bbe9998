"""What share of a text the phrasings of every owner have between them: no one phrasing can be more like it than that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bot.matching.shifted import Lists
from bot.matching.weights import spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bot.matching.shifted import Units
    from bot.matching.space import Rows

    Ids = NDArray[np.integer[Any]]
    Numbers = NDArray[np.floating[Any]]


class Covering:
    """Which owners' phrasings have every feature."""

    def __init__(self, rows: Rows, features: int, starts: Ids, sizes: Ids) -> None:
        """`rows` are the texts of the space; the phrasings of an owner begin at one of `starts`, so many as `sizes` says."""
        self._owners = len(starts)
        texts = spans(starts, starts + sizes)
        whose = np.repeat(np.arange(self._owners), sizes)
        begins, ends = rows.starts[texts], rows.starts[texts + 1]
        owners = np.repeat(whose, ends - begins)
        found = np.unique(rows.ids[spans(begins, ends)].astype(np.int64) * self._owners + owners)
        ids, owners = np.divmod(found, self._owners)
        self._having = Lists(owners, np.searchsorted(ids, np.arange(features + 1)))

    def share(self, units: Units, texts: Lists, numbers: Ids) -> Numbers:
        """For each text and owner, the share (0-1) of the text's squared length whose features the owner has.

        Units are features here, `numbers` the number of each, or -1 for one that no text has.
        """
        count = len(texts.sizes)
        keys = np.repeat(np.arange(count), texts.sizes) * len(numbers) + texts.flat
        found, times = np.unique(keys, return_counts=True)
        text, unit = np.divmod(found, len(numbers))
        worth = (times * units.idf[unit]) ** 2
        whole = np.bincount(text, worth, minlength=count)
        known = np.flatnonzero(numbers[unit] >= 0)
        row, owners = self._having.entries(known, numbers[unit[known]])
        covered = np.bincount(
            text[row] * self._owners + owners, worth[row], minlength=count * self._owners
        ).reshape(count, self._owners)
        return covered / np.maximum(whole, 1e-12)[:, None]
