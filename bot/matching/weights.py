"""How much every feature speaks for every owner, stored so that a question's features are looked up at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ids = NDArray[np.integer[Any]]
    Numbers = NDArray[np.float32]


class Dense(NamedTuple):
    """A row for each feature and a column for each owner: what training makes."""

    matrix: Numbers

    def total(self, ids: Ids, values: Numbers) -> Numbers:
        """For every owner, the sum over some features of their values times what they say."""
        return np.asarray(values @ self.matrix[ids], np.float32)

    def of(self, owner: int) -> Numbers:
        """What every feature says for one owner."""
        return self.matrix[:, owner]


class Posted(NamedTuple):
    """The owners of feature n are `owners[starts[n]:starts[n + 1]]`, what it says for each beside them; 0 for others."""

    starts: Ids
    owners: Ids
    values: Numbers
    size: int

    def total(self, ids: Ids, values: Numbers) -> Numbers:
        """As `Dense.total`."""
        starts, ends = self.starts[ids], self.starts[ids + 1]
        places = spans(starts, ends)
        spoken = np.repeat(values, ends - starts) * self.values[places]
        return np.asarray(np.bincount(self.owners[places], spoken, minlength=self.size), np.float32)

    def of(self, owner: int) -> Numbers:
        """As `Dense.of`."""
        found = np.zeros(len(self.starts) - 1, np.float32)
        places = np.flatnonzero(self.owners == owner)
        found[np.searchsorted(self.starts, places, side="right") - 1] = self.values[places]
        return found


def spans(starts: Ids, ends: Ids) -> Ids:
    """All positions of several spans, one span after the other."""
    lengths = ends - starts
    offsets = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths)
    return np.asarray(np.arange(int(lengths.sum())) + offsets)
