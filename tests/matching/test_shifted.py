from __future__ import annotations

from itertools import accumulate
from typing import Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.covering import Covering
from bot.matching.estimation import estimate
from bot.matching.features import letter_features, word_features
from bot.matching.shifted import Lists, shifted, sums
from bot.matching.space import Counted, Space, count
from bot.matching.spelt import Letters, Stems, block
from bot.matching.weights import Dense, Posted

WORDS: Final = ("api", "apis", "what", "is", "a", "test", "testing", "rest", "the", "nothing", "hat")
NEW: Final = (*WORDS, "aip", "waht", "tset", "thing", "zz")
TEXTS: Final = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(tuple), min_size=1, max_size=6
)
OWNERS: Final = 3


def pairs(text: tuple[str, ...]) -> list[str]:
    """The units of a text in the space of words."""
    return word_features(text)


def weighted(counted: Counted) -> Dense:
    """Weights that tell every feature and owner from all others."""
    size = len(counted.features), OWNERS + 1
    return Dense(np.random.default_rng(7).normal(size=size).astype(np.float32))


def cosine(space: Space, one: list[str], other: list[str]) -> float:
    """The cosine of two texts whose features the space need not know."""
    first, second = space.vector(one), space.vector(other)
    own = dict(zip(second.ids.tolist(), second.weights.tolist(), strict=True))
    common = zip(first.ids.tolist(), first.weights.tolist(), strict=True)
    return float(sum(weight * own.get(id_, 0.0) for id_, weight in common))


@given(TEXTS, st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 5), st.sampled_from(NEW)), max_size=8))
def test_a_text_with_another_word_says_what_the_space_says(
    texts: list[tuple[str, ...]], changes: list[tuple[int, int, str]]
) -> None:
    """Taking units away and adding others comes to what the vector of the whole new text comes to, in both spaces."""
    rows = [
        (text % len(texts), min(at, len(texts[text % len(texts)]) - 1), word) for text, at, word in changes
    ]
    rows.append((0, -1, ""))
    read = [
        texts[text] if at < 0 else (*texts[text][:at], word, *texts[text][at + 1 :])
        for text, at, word in rows
    ]
    found, beside = block(texts, rows), np.arange(len(texts))
    counted = count([pairs(text) for text in texts], lambda unit: (unit,))
    letters = count(texts, letter_features)
    said = weighted(counted), weighted(letters)
    units, lists, shifts, _ = Stems(counted, said[0], OWNERS).units(found)
    stems = shifted(units, lists, beside, shifts)
    spelt = shifted(Letters(letters, said[1], OWNERS).units(found), found.texts, beside, found.shifts)
    spaces = Space(counted, lambda unit: (unit,)), Space(letters, letter_features)
    asked = [(spaces[0].vector(pairs(text)), spaces[1].vector(text)) for text in read]

    for row, (by_stem, by_letter) in enumerate(asked):
        own = pairs(texts[rows[row][0]])
        assert said[0].total(by_stem.ids, by_stem.weights)[:OWNERS] == pytest.approx(
            stems.said[row], abs=1e-4
        )
        assert said[1].total(by_letter.ids, by_letter.weights)[:OWNERS] == pytest.approx(
            spelt.said[row], abs=1e-4
        )
        assert cosine(spaces[0], pairs(read[row]), own) == pytest.approx(stems.cosine[row], abs=1e-5)


@given(TEXTS, TEXTS)
def test_what_is_covered_is_what_the_space_says(
    written: list[tuple[str, ...]], asked: list[tuple[str, ...]]
) -> None:
    """The share of a text that the phrasings of an owner have between them is that of the space."""
    counted = count([pairs(text) for text in written], lambda unit: (unit,))
    half = (len(written) + 1) // 2
    groups = [(0, half), (half, len(written))] if half < len(written) else [(0, half)]
    starts, ends = (np.array(one) for one in zip(*groups, strict=True))
    covering = Covering(counted.rows, len(counted.features), starts, ends - starts)
    units, lists, _, numbers = Stems(counted, weighted(counted), OWNERS).units(block(asked, [(0, -1, "")]))
    found = covering.share(units, lists, numbers)
    space = Space(counted, lambda unit: (unit,))

    for row, text in enumerate(asked):
        assert space.compare(space.vector(pairs(text)), groups)[1] == pytest.approx(found[row], abs=1e-5)


@given(st.lists(st.lists(st.integers(0, 9), max_size=6), max_size=6))
def test_sums_are_of_the_rows_that_a_list_names(lists: list[list[int]]) -> None:
    """Every list gets the sum of its rows, an empty one zeros."""
    values = np.arange(20.0).reshape(10, 2)
    flat = np.array([one for several in lists for one in several], np.int64)
    starts = np.array([0, *accumulate(map(len, lists))])
    expected = [[sum(2.0 * one + side for one in several) for side in (0, 1)] for several in lists]

    assert expected == sums(values, Lists(flat, starts)).tolist()


def test_estimated_weights_say_the_same_as_dense_ones() -> None:
    """Weights kept in lists are read as those kept in a table, out-of-scope owners left out."""
    texts = [("what", "is", "api"), ("rest", "api"), ("the", "test")]
    counted = count(texts, letter_features)
    posted = estimate(counted.rows, [0, 1, 2], len(counted.features), 3)
    table = np.stack([posted.of(owner) for owner in range(3)], axis=1)
    found = block(texts, [(0, 2, "aip"), (1, -1, "")])
    said = [
        shifted(Letters(counted, one, 2).units(found), found.texts, np.arange(3), found.shifts).said
        for one in (posted, Dense(table))
    ]

    assert isinstance(posted, Posted)
    assert (2, 2) == said[0].shape
    assert np.allclose(said[0], said[1])
