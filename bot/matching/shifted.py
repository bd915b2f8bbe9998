"""Many texts in one space of features at once, most of them like another text but for a unit or two.

What a text says for every owner is linear in its units, but for its length: so it is found by taking away what the units
say that are gone, and adding what those say that have come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from bot.matching.weights import spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ids = NDArray[np.integer[Any]]
    Numbers = NDArray[np.floating[Any]]


class Lists(NamedTuple):
    """Lists of numbers, one after the other: list n is `flat[starts[n]:starts[n + 1]]`."""

    flat: Ids
    starts: Ids

    @property
    def sizes(self) -> Ids:
        """How long each list is."""
        return np.diff(self.starts)

    def entries(self, rows: Ids, of: Ids) -> tuple[Ids, Ids]:
        """Some lists one after the other, and beside each number that of the row it is for."""
        starts, ends = self.starts[of], self.starts[of + 1]
        return np.repeat(rows, ends - starts), self.flat[spans(starts, ends)]


class Units(NamedTuple):
    """The units of some texts: the features of each, what each feature weighs, and what each unit says for every owner.

    The last unit is none: it has no features and says nothing.
    """

    features: Lists
    idf: Numbers
    said: Numbers
    row: Ids
    """The row of each unit in `said`."""


class Shifts(NamedTuple):
    """Rows, each a text but for the units that are gone and those that have come, as many columns as there may be."""

    text: Ids
    gone: Ids
    come: Ids


class Shifted(NamedTuple):
    """For each row what it says for every owner, at length 1, and its cosine to the text that its text is beside."""

    said: Numbers
    cosine: Numbers


def shifted(units: Units, texts: Lists, beside: Ids, shifts: Shifts) -> Shifted:
    """The rows of some shifts; `texts` are lists of units, `beside` says to which text each is compared."""
    heard = sums(units.said, Lists(units.row[texts.flat], texts.starts))
    said = heard[shifts.text]
    for gone, come in zip(units.row[shifts.gone].T, units.row[shifts.come].T, strict=True):
        said -= units.said[gone]
        telling = np.flatnonzero(come < len(units.said) - 1)  # what has come is mostly unheard of
        said[telling] += units.said[come[telling]]
    bags = _Bags(units, texts)
    squares = units.idf**2
    count = len(shifts.text)
    row, feature, times = _differences(units, shifts)
    worth = times * squares[feature]
    more = np.bincount(row, worth * bags.times(shifts.text[row], feature), minlength=count)
    own = np.bincount(row, worth * times, minlength=count)
    lengths = bags.products(squares, np.arange(len(beside)))
    length = np.sqrt(np.maximum(lengths[shifts.text] + 2 * more + own, 1e-12))
    product = bags.products(squares, beside)[shifts.text] + more
    other = np.sqrt(np.maximum(lengths[beside][shifts.text], 1e-12))
    said /= length[:, None].astype(np.float32)
    return Shifted(said, product / (length * other))


class _Bags:
    """How often every text has every feature."""

    def __init__(self, units: Units, texts: Lists) -> None:
        self._width = len(units.idf)
        unit_row = np.repeat(np.arange(len(texts.sizes)), texts.sizes)
        rows, features = units.features.entries(unit_row, texts.flat)
        keys, times = np.unique(rows * self._width + features, return_counts=True)
        self._times = times.astype(np.float64)
        self._keys = np.append(keys, -1)  # found by what is greater than all
        self._rows, self._features = np.divmod(keys, self._width)
        self._count = len(texts.sizes)

    def times(self, texts: Ids, features: Ids) -> Numbers:
        """How often each text has the feature beside it."""
        wanted = texts * self._width + features
        places = np.searchsorted(self._keys[:-1], wanted)
        found = np.where(self._keys[places] == wanted, np.append(self._times, 0)[places], 0)
        return np.asarray(found, np.float64)

    def products(self, squares: Numbers, others: Ids) -> Numbers:
        """The product of each text with another, weights squared."""
        both = self.times(others[self._rows], self._features) * self._times
        worth = both * squares[self._features]
        return np.asarray(np.bincount(self._rows, worth, minlength=self._count), np.float64)


def _differences(units: Units, shifts: Shifts) -> tuple[Ids, Ids, Numbers]:
    """How much oftener each row has a feature than its text, where it does or has it less often."""
    columns = shifts.gone.shape[1]
    rows = np.repeat(np.arange(len(shifts.text)), columns)
    lost = units.features.entries(rows, shifts.gone.ravel())
    found = units.features.entries(rows, shifts.come.ravel())
    width = len(units.idf)
    keys = np.concatenate([lost[0] * width + lost[1], found[0] * width + found[1]])
    if not len(keys):
        return keys, keys, keys.astype(np.float64)
    signs = np.repeat([-1.0, 1.0], [len(lost[0]), len(found[0])])
    order = np.argsort(keys, kind="stable")
    firsts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    row, feature = np.divmod(keys[order][firsts], width)
    return row, feature, np.add.reduceat(signs[order], firsts)


def sums(values: Numbers, lists: Lists) -> Numbers:
    """The sum of the rows that each list names, zero for an empty list.

    All first ones are added, then all second ones, and so on: in a fifth of the time of `np.add.reduceat`.
    """
    order = np.argsort(-lists.sizes, kind="stable")
    sizes, starts = lists.sizes[order], lists.starts[:-1][order]
    found = np.zeros((len(sizes), values.shape[1]), values.dtype)
    for at in range(int(sizes.max(initial=0))):
        count = int(np.searchsorted(-sizes, -at))  # so many have more than `at`
        found[:count] += values[lists.flat[starts[:count] + at]]
    in_order = np.empty_like(found)
    in_order[order] = found
    return in_order
