from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import training
from bot.matching.training import shuffled, train

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Learnt = NDArray[np.float32]
    Row = tuple[NDArray[np.integer[Any]], NDArray[np.float32]]

ROOT: Final = Path(__file__).resolve().parents[2]
ROUNDS: Final = 400
"""So many rounds that nothing changes any more."""


class Problem(NamedTuple):
    """Texts to learn from, as `train` takes them."""

    rows: list[Row]
    owners: list[int]
    features: int
    columns: int

    def dense(self) -> Numbers:
        """The texts as a matrix, the last column for the constant."""
        found = np.zeros((len(self.rows), self.features + 1))
        for row, (ids, values) in zip(found, self.rows, strict=True):
            row[ids] = values
        found[:, -1] = 1
        return found

    def sides(self) -> Numbers:
        """For each text and owner whether the text is the owner's (1) or not (-1)."""
        return np.where(np.array(self.owners)[:, None] == np.arange(self.columns), 1.0, -1.0)

    def trained(self) -> Learnt:
        """What `train` makes of it; each text is called by its number."""
        names = [str(number) for number in range(len(self.rows))]
        return train(self.rows, self.owners, names, self.features, self.columns)

    def learnt(self) -> Numbers:
        """What `train` makes of it."""
        return self.trained().astype(np.float64)


def problem(seed: int, texts: int = 12, features: int = 8, count: int = 3) -> Problem:
    """Random sparse texts of length 1 and random owners."""
    chance = np.random.default_rng(seed)
    rows: list[Row] = []
    for _ in range(texts):
        ids = chance.permutation(features)[: int(chance.integers(1, features))]
        values = chance.uniform(0.1, 1, len(ids))
        rows.append((ids, (values / np.linalg.norm(values)).astype(np.float32)))
    return Problem(rows, chance.integers(0, count, texts).tolist(), features, count)


def talk(seed: int) -> Problem:
    """Sixty texts of six owners, each of four words that all use and four of the owner's own."""
    chance = np.random.default_rng(seed)
    rows: list[Row] = []
    owners = [number % 6 for number in range(60)]
    for owner in owners:
        ids = np.concatenate([chance.permutation(30)[:4], 30 + 12 * owner + chance.permutation(12)[:4]])
        values = chance.uniform(0.1, 1, len(ids))
        rows.append((ids, (values / np.linalg.norm(values)).astype(np.float32)))
    return Problem(rows, owners, 102, 6)


def cost(told: Problem, weights: Numbers) -> Numbers:
    """What the weights of each owner cost: half their squared length, and COST times the squared hinge losses."""
    short = np.maximum(0, 1 - told.sides() * (told.dense() @ weights))
    return np.asarray(0.5 * (weights**2).sum(axis=0) + training.COST * (short**2).sum(axis=0))


def least(told: Problem) -> Numbers:
    """The weights that cost least, by plain descent along the gradient."""
    texts, sides = told.dense(), told.sides()
    weights = np.zeros((told.features + 1, told.columns))
    step = 1 / (1 + 2 * training.COST * np.linalg.norm(texts, 2) ** 2)
    for _ in range(5_000):
        short = np.maximum(0, 1 - sides * (texts @ weights))
        weights -= step * (weights - 2 * training.COST * texts.T @ (sides * short))
    return np.asarray(weights)


def apart(weights: Numbers, others: Numbers) -> float:
    """How far weights are from others, beside the length of these."""
    return float(np.linalg.norm(weights - others) / np.linalg.norm(others))


def thoroughly(told: Problem, smallest: float | None = None) -> Numbers:
    """What `train` makes of a problem in very many rounds, leaving out no change above the smallest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "ROUNDS", ROUNDS)
        if smallest is not None:
            patch.setattr(training, "_LEAST", smallest)
        return told.learnt()


@pytest.mark.parametrize("seed", range(6))
def test_many_rounds_lead_to_the_weights_that_cost_least(seed: int) -> None:
    """Where no change is too small, the weights become those that plain gradient descent finds."""
    told = problem(seed, texts=4 + 3 * seed)

    assert np.allclose(least(told), thoroughly(told, 0), atol=2e-3)


@pytest.mark.parametrize("price", [0.1, 1.0, 7.0])
def test_the_cost_of_a_text_on_the_wrong_side_is_the_one_declared(
    price: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The weights cost least at every price of a text on the wrong side of the margin."""
    monkeypatch.setattr(training, "COST", price)
    told = problem(1)

    assert np.allclose(least(told), thoroughly(told, 0), atol=2e-3)


@pytest.mark.parametrize("seed", range(6))
def test_leaving_out_small_changes_costs_next_to_nothing(seed: int) -> None:
    """As shipped, very many rounds end within one percent of the least cost, and never below it."""
    told = problem(seed, texts=20)
    expected, found = cost(told, least(told)), cost(told, thoroughly(told))

    assert (found >= expected - 1e-6).all()
    assert (found <= 1.01 * expected).all()


@pytest.mark.parametrize("seed", range(4))
def test_every_round_comes_nearer(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The weights come nearer to those that cost least from round to round, and have most of it in those shipped."""
    told = talk(seed)
    best = least(told)
    shipped = apart(told.learnt(), best)
    ways = []
    for rounds in (0, 1, 2, 5, 10):
        monkeypatch.setattr(training, "ROUNDS", rounds)
        ways.append(apart(told.learnt(), best))

    assert sorted(ways, reverse=True) == ways
    assert shipped < 0.25


def test_each_text_ends_on_the_side_of_its_owner() -> None:
    """Texts that have words of their own speak for their owners and against all others."""
    rows = [(np.array([0, number]), np.array([0.6, 0.8], np.float32)) for number in range(1, 7)]
    told = Problem(rows, [0, 1, 2, 0, 1, 2], 7, 3)
    said = told.dense() @ told.learnt()

    assert told.owners == said.argmax(axis=1).tolist()
    assert (said[np.arange(6), told.owners] > 0).all()
    assert (np.sort(said)[:, :-1] < 0).all()


@given(st.integers(0, 10_000))
def test_the_same_texts_teach_the_same(seed: int) -> None:
    """Learning twice from the same texts gives the same weights, to the bit."""
    told = problem(seed)

    assert told.trained().tobytes() == told.trained().tobytes()


def test_another_process_learns_the_same() -> None:
    """A fresh process with other hashes learns the same weights, to the bit."""
    code = "from test_training import fingerprint; print(fingerprint())"
    env = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": f"{ROOT}{os.pathsep}{Path(__file__).parent}"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert fingerprint() == done.stdout.strip()


def fingerprint() -> str:
    """A digest of what is learnt from a hundred texts."""
    return hashlib.sha256(problem(3, texts=100, features=80, count=20).trained().tobytes()).hexdigest()


def test_learning_leaves_the_chance_of_others_alone() -> None:
    """The turns of the texts need no generator of random numbers, and the texts given stay as they are."""
    told = problem(5)
    before = [(ids.copy(), values.copy()) for ids, values in told.rows]
    state = np.random.get_state(legacy=False)  # noqa: NPY002 - the global state is the point
    told.trained()

    assert str(state) == str(np.random.get_state(legacy=False))  # noqa: NPY002
    assert str(before) == str(told.rows)


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.permutations(range(4)))
def test_each_owner_is_learnt_on_its_own(seed: int, others: list[int]) -> None:
    """Other numbers for the owners move the columns, and whose the others' texts are changes nothing for an owner."""
    told = problem(seed, count=4)
    renamed = told._replace(owners=[others[owner] for owner in told.owners])
    merged = told._replace(owners=[min(owner, 1) for owner in told.owners], columns=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "_LEAST", 0)
        weights, moved, first = told.learnt(), renamed.learnt(), merged.learnt()[:, 0]

    assert np.allclose(weights, moved[:, others], atol=1e-4)
    assert np.allclose(weights[:, 0], first, atol=1e-4)


def test_an_owner_without_texts_has_everything_against_it() -> None:
    """A column is there for every owner; what no text speaks for, every text speaks against."""
    told = problem(2, count=3)._replace(columns=5)
    weights = told.learnt()

    assert (told.features + 1, 5) == weights.shape
    assert (told.dense() @ weights[:, 3] < 0).all()
    assert np.allclose(weights[:, 3], weights[:, 4], atol=1e-4)


def test_with_one_owner_everything_speaks_for_it() -> None:
    """Where all texts are one owner's, they all end at the margin, near 1."""
    told = problem(2, texts=20, count=1)
    said = told.dense() @ told.learnt()

    assert (20, 1) == said.shape
    assert (said > 0.5).all()


@pytest.mark.parametrize(("features", "count"), [(0, 0), (0, 3), (5, 0), (5, 3)])
def test_without_texts_nothing_is_learnt(features: int, count: int) -> None:
    """Where there is no text every weight is nought, in a table of the right size."""
    weights = train([], [], [], features, count)

    assert ((features + 1, count), np.dtype(np.float32)) == (weights.shape, weights.dtype)
    assert not weights.any()


def test_a_feature_that_no_text_has_weighs_nothing() -> None:
    """Weights stand in the rows of the features that occur, and in the last for the constant."""
    row = (np.array([4, 1]), np.array([0.6, 0.8], np.float32))
    weights = train([row, (*row[:1], row[1][::-1])], [0, 1], ["a", "b"], 7, 2)

    assert [1, 4, 7] == sorted(np.flatnonzero(weights.any(axis=1)).tolist())


def test_empty_texts_move_the_constant_alone() -> None:
    """Texts without features tell how often an owner is asked, and nothing else."""
    empty = (np.zeros(0, np.int64), np.zeros(0, np.float32))
    told = Problem([empty] * 4, [0, 1, 1, 1], 3, 2)
    weights = told.learnt()

    assert not weights[:-1].any()
    assert weights[-1, 0] < 0 < weights[-1, 1]
    assert np.allclose(least(told), thoroughly(told, 0), atol=2e-3)


@pytest.mark.parametrize("copies", [2, 5])
def test_a_text_told_twice_counts_twice(copies: int) -> None:
    """Duplicates are texts like others, and lead to the weights that cost least with each of them counted."""
    told = problem(4, texts=6)
    repeated = told._replace(rows=told.rows * copies, owners=told.owners * copies)

    assert np.allclose(least(repeated), thoroughly(repeated, 0), atol=2e-3)
    assert not np.allclose(least(told), least(repeated), atol=2e-3)


def test_a_text_of_two_owners_speaks_for_neither_alone() -> None:
    """A text that two owners have comes out between them, as the least cost has it."""
    row = (np.array([0]), np.ones(1, np.float32))
    other = (np.array([1]), np.ones(1, np.float32))
    told = Problem([row, row, other], [0, 1, 2], 2, 3)
    said = told.dense() @ thoroughly(told, 0)

    assert said[0, 0] == pytest.approx(said[0, 1], abs=2e-3)
    assert -1 < said[0, 0] < 1
    assert np.allclose(least(told), thoroughly(told, 0), atol=2e-3)


def test_every_text_needs_an_owner() -> None:
    """More texts than owners, or fewer, is a fault that is not passed over."""
    told = problem(1)

    with pytest.raises(ValueError, match="shorter"):
        train(told.rows, told.owners[:-1], [*map(str, range(len(told.rows)))], told.features, told.columns)


@given(
    st.lists(st.text(max_size=8), unique=True, max_size=30), st.integers(0, training.ROUNDS - 1), st.data()
)
def test_a_text_more_leaves_the_turns_of_all_others(
    names: list[str], round_: int, data: st.DataObject
) -> None:
    """Without one of the texts, the others have their turns in the same order as with it."""
    gone = data.draw(st.sampled_from(names)) if names else ""
    kept = [name for name in names if name != gone]

    assert [name for name in _turns(names, round_) if name != gone] == _turns(kept, round_)


def test_each_round_has_its_own_order() -> None:
    """A hundred texts have other turns in each round, and each has one."""
    names = [str(number) for number in range(100)]
    rounds = [_turns(names, round_) for round_ in range(training.ROUNDS)]

    assert len({tuple(one) for one in rounds}) == training.ROUNDS
    assert all(sorted(names) == sorted(one) for one in rounds)


def _turns(names: list[str], round_: int) -> list[str]:
    return [names[place] for place in shuffled(names, round_)]
