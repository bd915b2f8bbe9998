"""Learns, from the texts of a knowledge base, how much every feature speaks for and against every owner of texts.

One linear support vector machine an owner, its texts against all others, with squared hinge loss, solved in the dual
by coordinate descent (Hsieh, Chang, Lin, Keerthi and Sundararajan 2008, what LIBLINEAR does), all owners at once for
each text. What is learnt is one number for a feature and an owner: as explainable as a count. The texts are taken in an
order that looks random and in which each has a turn of its own, by what it says: an edit leaves the turns of all other
texts as they were, and so what was learnt from them. Five rounds end a few hundredths above the least cost.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]
    Row = tuple[NDArray[np.integer[Any]], NDArray[np.float32]]

COST: Final = 1.0
"""What a text on the wrong side of the margin costs, beside the length of the weights."""

ROUNDS: Final = 5
"""How often every text is looked at."""

START: Final = 0.3
"""The first multiplier of a text for its own owner: starting at the sum of one's own texts saves a round."""

_LEAST: Final = 0.01
"""Changes of a multiplier below this are not carried out: most are, and they come to nothing."""


def train(
    rows: Sequence[Row], owners: Sequence[int], names: Sequence[str], features: int, count: int
) -> Matrix:
    """The weights: a row for each feature, and the last for the constant; a column for each of `count` owners.

    A text is the ids of its features and their weights; `owners` says whose each is, and `names` what it is called: by
    its name it has its turn.
    """
    weights = np.zeros((features + 1, count), np.float32)
    texts = [(np.append(ids, features), np.append(values, 1).astype(np.float32)) for ids, values in rows]
    multipliers = np.zeros((len(texts), count), np.float32)
    for number, ((ids, values), owner) in enumerate(zip(texts, owners, strict=True)):
        weights[ids, owner] += START * values
        multipliers[number, owner] = START
    for round_ in range(ROUNDS):
        for number in shuffled(names, round_):
            ids, values = texts[number]
            _look_at(ids, values, owners[number], weights, multipliers[number])
    return weights


def shuffled(names: Sequence[str], round_: int) -> list[int]:
    """The places of some names in an order that looks random, is another each round, and is that of the others without one."""
    salt = round_.to_bytes(2, "big")
    turns = [
        blake2b(name.encode(errors="surrogatepass"), digest_size=8, salt=salt).digest() for name in names
    ]
    return sorted(range(len(names)), key=turns.__getitem__)


def _look_at(
    ids: NDArray[np.integer[Any]], values: Matrix, owner: int, weights: Matrix, multipliers: Matrix
) -> None:
    """Moves one text's multipliers to where its loss is least for each owner, and the weights with them."""
    margins = -(values @ weights[ids])
    margins[owner] *= -1
    soft = 1 / (2 * COST)
    better = np.maximum(multipliers - (margins - 1 + soft * multipliers) / (float(values @ values) + soft), 0)
    steps = better - multipliers
    moved = np.flatnonzero(np.abs(steps) > _LEAST)
    multipliers[moved] = better[moved]
    steps *= -1
    steps[owner] *= -1
    weights[ids[:, None], moved] += values[:, None] * steps[moved]
