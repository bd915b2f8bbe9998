from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.space import NO_ROWS, Counted, Space, Vector, count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from hypothesis.strategies import DataObject
    from numpy.typing import NDArray

    Spell = Callable[[str], Sequence[str]]

Texts = list[list[str]]

TEXT: Final = st.lists(st.text("abc", min_size=1, max_size=3), max_size=5)
QUESTION: Final = st.lists(st.text("abcd", min_size=1, max_size=3), max_size=6)
TEXTS: Final = st.lists(TEXT, max_size=8)
CORPUS: Final = [
    ["rest", "api"],
    ["what", "is", "an", "api"],
    ["api", "api", "api"],
    ["sql", "database"],
    ["what", "is", "sql"],
    ["day", "of", "a", "developer"],
]


def itself(unit: str) -> tuple[str]:
    """A unit as its only feature."""
    return (unit,)


def pieces(unit: str) -> list[str]:
    """A unit's letters and the unit: several features, some more than once."""
    return [*unit, unit]


class Dense(NamedTuple):
    """A space computed the slow and obvious way, a row a text and a column a feature."""

    features: list[str]
    idf: NDArray[np.float64]
    texts: NDArray[np.float64]
    unknown_idf: float
    spell: Spell

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]], spell: Spell) -> Dense:
        """TF-IDF rows of length 1."""
        counted = [[part for unit in text for part in spell(unit)] for text in texts]
        features = sorted({part for text in counted for part in text})
        times = np.array([[float(text.count(one)) for one in features] for text in counted])
        times = times.reshape(len(texts), len(features))
        idf = np.log((1 + len(texts)) / (1 + (times > 0).sum(axis=0))) + 1
        rows = times * idf
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        unit_rows = rows / np.where(lengths > 0, lengths, 1)
        return cls(features, idf, unit_rows, float(np.log(1 + len(texts)) + 1), spell)

    def question(self, units: Sequence[str]) -> tuple[NDArray[np.float64], float]:
        """A new text's row for the known features, and the share of its squared length that they have."""
        parts = [part for unit in units for part in self.spell(unit)]
        inside = np.array([float(parts.count(one)) for one in self.features]) * self.idf
        strange = sorted(set(parts) - set(self.features))
        outside = np.array([float(parts.count(one)) for one in strange]) * self.unknown_idf
        squared = float(inside @ inside + outside @ outside)
        return (inside / squared**0.5, float(inside @ inside) / squared) if squared else (inside, 0.0)


def named(counted: Counted, vector: Vector) -> dict[str, float]:
    """The weights of a vector by the names of its features, which a space numbers as it likes."""
    return {counted.features[id_]: weight for id_, weight in by_id(vector).items()}


def row(counted: Counted, number: int) -> dict[int, float]:
    """The vector of one text of a space by the numbers of its features."""
    ids, weights, starts = counted.rows
    cut = slice(int(starts[number]), int(starts[number + 1]))
    return dict(zip(ids[cut].tolist(), weights[cut].tolist(), strict=True))


def by_id(vector: Vector) -> dict[int, float]:
    """A vector by the numbers of its features."""
    return dict(zip(vector.ids.tolist(), vector.weights.tolist(), strict=True))


def cosines(space: Space, question: Sequence[str], count: int) -> NDArray[np.float64]:
    """The cosine of a question to each of the first `count` texts."""
    return np.asarray(space.compare(space.vector(question), [(0, count)])[0], np.float64)


@pytest.mark.parametrize("spell", [itself, pieces])
@given(texts=TEXTS, question=QUESTION)
def test_cosines_are_those_of_plain_algebra(spell: Spell, texts: Texts, question: list[str]) -> None:
    """The cosine to every text and the known share are what dense matrices give."""
    space, dense = Space.of(texts, spell), Dense.of(texts, spell)
    expected, known = dense.question(question)

    assert np.allclose(dense.texts @ expected, cosines(space, question, len(texts)), atol=1e-5)
    assert np.isclose(known, space.vector(question).known)
    assert len(dense.features) == len(space)


@given(TEXTS, QUESTION)
def test_a_vector_is_that_of_plain_algebra(texts: Texts, question: list[str]) -> None:
    """The weights of a new text are those of the dense row, each under its own feature."""
    counted, dense = count(texts, itself), Dense.of(texts, itself)
    weights, _ = dense.question(question)
    expected = {name: weight for name, weight in zip(dense.features, weights, strict=True) if weight}

    assert expected == pytest.approx(named(counted, Space(counted, itself).vector(question)), abs=1e-6)


@pytest.mark.parametrize("spell", [itself, pieces])
@given(texts=TEXTS)
def test_what_is_counted_is_what_plain_algebra_counts(spell: Spell, texts: Texts) -> None:
    """The features are those of the texts, each once, and as rare as plain counting finds them."""
    counted, dense = count(texts, spell), Dense.of(texts, spell)
    rarity = dict(zip(counted.features, counted.idf.tolist(), strict=True))

    assert dense.features == sorted(counted.features)
    assert dict(zip(dense.features, dense.idf.tolist(), strict=True)) == pytest.approx(rarity)
    assert len(texts) == counted.texts


@given(TEXTS, QUESTION)
def test_a_space_without_rows_knows_a_question_as_well(texts: Texts, question: list[str]) -> None:
    """Where texts are not compared one by one their rows can go, and a question's vector stays the same."""
    counted = count(texts, pieces)
    there, back = (Space(one, pieces) for one in (counted, counted._replace(rows=NO_ROWS)))

    assert by_id(there.vector(question)) == by_id(back.vector(question))
    assert (len(there), there.vector(question).known) == (len(back), back.vector(question).known)


@pytest.mark.parametrize("spell", [itself, pieces])
@given(texts=TEXTS)
def test_a_text_of_the_space_has_the_vector_it_would_have_as_a_question(spell: Spell, texts: Texts) -> None:
    """The rows are the vectors of the texts, in their order, every feature once."""
    counted = count(texts, spell)
    space, told = Space(counted, spell), counted.rows
    rows = [row(counted, number) for number in range(len(texts))]

    assert len(texts) + 1 == len(told.starts)
    assert sum(map(len, rows)) == len(told.ids) == len(told.weights) == told.starts[-1]
    for text, found in zip(texts, rows, strict=True):
        assert by_id(space.vector(text)) == pytest.approx(found, abs=1e-6)


def test_more_texts_than_are_counted_at_a_time_have_their_own_vectors() -> None:
    """Thousands of texts have the vectors that plain algebra gives, those at the seams included."""
    texts = [["all", f"{number % 7}", *(["twice"] * (number % 3))] for number in range(4_003)]
    space, dense = Space.of(texts, itself), Dense.of(texts, itself)
    question = ["all", "3", "twice", "twice", "unheard-of"]
    expected, _ = dense.question(question)

    assert np.allclose(dense.texts @ expected, cosines(space, question, len(texts)), atol=1e-5)


def test_a_question_weighs_what_can_be_worked_out_by_hand() -> None:
    """With two texts, a word in one of them has idf log(3/2) + 1, a word in both 1, and a new word log(3) + 1."""
    space = Space.of([["api", "rest"], ["api", "sql"]], itself)
    rare, new = np.log(1.5) + 1, np.log(3) + 1
    question = ["api", "sql", "cobol"]
    squared = 1 + rare**2 + new**2
    expected = [1 / (1 + rare**2) ** 0.5 / squared**0.5, ((1 + rare**2) / squared) ** 0.5]

    assert np.allclose(expected, cosines(space, question, 2))
    assert np.isclose((1 + rare**2) / squared, space.vector(question).known)


@given(TEXTS, QUESTION)
def test_a_vector_has_the_length_of_what_is_known(texts: Texts, question: list[str]) -> None:
    """The squared length of a new text's known weights is the known share, which is between 0 and 1."""
    vector = Space.of(texts, pieces).vector(question)
    squared = float(vector.weights @ vector.weights)

    assert vector.known == pytest.approx(squared, abs=1e-5)
    assert 0 <= vector.known <= 1 + 1e-9
    assert (vector.weights > 0).all()


@given(TEXTS, QUESTION)
def test_cosines_are_between_nought_and_one(texts: Texts, question: list[str]) -> None:
    """No cosine and no covered share leaves 0-1."""
    space = Space.of(texts, pieces)
    likeness, covered = space.compare(space.vector(question), [(0, len(texts))])
    found = np.concatenate([likeness, covered])

    assert ((found >= 0) & (found <= 1 + 1e-5)).all()


@pytest.mark.parametrize("spell", [itself, pieces])
def test_a_text_is_like_itself(spell: Spell) -> None:
    """A text of the space has cosine 1 to itself, is wholly known, and likes no other text more."""
    space = Space.of(CORPUS, spell)
    found = np.array([cosines(space, text, len(CORPUS)) for text in CORPUS])

    assert np.allclose(1, np.diag(found), atol=1e-6)
    assert (found <= 1 + 1e-6).all()
    assert np.allclose(1, [space.vector(text).known for text in CORPUS])


def test_likeness_between_texts_is_mutual() -> None:
    """One text is as like another as the other is like it."""
    space = Space.of(CORPUS, pieces)
    found = np.array([cosines(space, text, len(CORPUS)) for text in CORPUS])

    assert np.allclose(found, found.T, atol=1e-6)


@given(TEXTS, QUESTION, st.data())
def test_groups_are_compared_as_each_alone(texts: Texts, question: list[str], data: DataObject) -> None:
    """In whatever order groups come, overlapping or empty, each has its cosines and covers what it would alone."""
    place = st.integers(0, len(texts))
    span = st.tuples(place, place).map(lambda pair: (min(pair), max(pair)))
    groups = data.draw(st.lists(span, min_size=1, max_size=4))
    space, dense = Space.of(texts, pieces), Dense.of(texts, pieces)
    asked, _ = dense.question(question)
    likeness, covered = space.compare(space.vector(question), groups)
    told = [dense.texts[first:last] for first, last in groups]

    assert np.allclose(np.concatenate([group @ asked for group in told]), likeness, atol=1e-5)
    assert np.allclose([(asked**2)[(group > 0).any(axis=0)].sum() for group in told], covered, atol=1e-5)


def test_a_group_covers_what_any_of_its_texts_has() -> None:
    """Texts that each have a part of a question cover it together, and unknown words are covered by nobody."""
    space = Space.of(CORPUS, itself)
    groups = [(0, 2), (3, 5), (0, 6), (2, 2)]
    _, known = space.compare(space.vector(["rest", "an", "api"]), groups)
    _, strange = space.compare(space.vector(["rest", "an", "api", "gateway"]), groups)

    assert [1, 0, 1, 0] == pytest.approx(known.tolist(), abs=1e-6)
    assert 0 < strange[0] < 1
    assert strange[0] == pytest.approx(space.vector(["rest", "an", "api", "gateway"]).known)


def test_unknown_features_count_in_the_length() -> None:
    """Words that nobody has seen make a question less like everything, and less known the more they are."""
    space = Space.of(CORPUS, itself)
    questions = [["sql", *["kubernetes", "terraform"][:strange]] for strange in range(3)]
    known = [space.vector(question).known for question in questions]
    likeness = [round(float(cosines(space, question, 6)[3]), 6) for question in questions]

    assert sorted(set(known), reverse=True) == known
    assert sorted(set(likeness), reverse=True) == likeness


def test_an_unknown_word_is_known_by_its_known_pieces() -> None:
    """A unit that no text has counts with those of its features that some text has."""
    space = Space.of([["ab"], ["cd"]], pieces)
    whole, part, none = (space.vector([unit]) for unit in ("ab", "axb", "xyz"))

    assert len(whole.ids) == 3
    assert set(part.ids) < set(whole.ids)
    assert 0 < part.known < 1
    assert none.known == 0


@pytest.mark.parametrize("question", [[], ["kubernetes"], ["kubernetes", "kubernetes", ""]])
def test_a_question_of_nothing_known_is_like_nothing(question: list[str]) -> None:
    """An empty question and one of unknown words alone have cosine 0 to everything, and are known by 0."""
    space = Space.of(CORPUS, itself)
    vector = space.vector(question)
    likeness, covered = space.compare(vector, [(0, 3), (3, 6)])

    assert vector.known == 0
    assert len(vector.ids) == len(vector.weights) == 0
    assert [0.0] * 8 == [*likeness, *covered]


@pytest.mark.parametrize(
    ("texts", "size"),
    [
        pytest.param([], 0, id="no-texts"),
        pytest.param([[]], 0, id="one-empty-text"),
        pytest.param([[], [], []], 0, id="empty-texts"),
        pytest.param([["api"], [], ["sql"], []], 6, id="some-empty-texts"),
        pytest.param([[""], ["", ""]], 0, id="empty-units"),
    ],
)
def test_empty_texts_are_like_nothing(texts: Texts, size: int) -> None:
    """Texts without features take their place, and have cosine 0 to everything."""
    space = Space.of(texts, list)
    found = cosines(space, ["yellows"], len(texts))

    assert size == len(space)
    assert len(texts) == len(found)
    assert all((cosine > 0) == ("sql" in text) for text, cosine in zip(texts, found, strict=True))


@pytest.mark.parametrize("spell", [itself, pieces])
@given(texts=TEXTS, question=QUESTION, chance=st.integers(0, 99))
def test_what_units_add_is_the_product(spell: Spell, texts: Texts, question: list[str], chance: int) -> None:
    """Whatever features are worth, there is one figure a unit and they add up to the product with the vector."""
    space = Space.of(texts, spell)
    worth = np.random.default_rng(chance).normal(size=len(space))
    vector = space.vector(question)
    spread = space.spread(question, vector, worth)

    assert len(question) == len(spread)
    assert sum(spread) == pytest.approx(float(vector.weights @ worth[vector.ids]), abs=1e-5)


def test_a_unit_adds_what_its_own_features_are_worth() -> None:
    """Unknown units add nothing, units met twice add the same each time, and the rest goes to who has it."""
    space = Space.of([["api", "rest"], ["sql"]], itself)
    question = ["sql", "cobol", "api", "sql"]
    vector = space.vector(question)
    own = int(space.vector(["api"]).ids[0])
    worth = np.zeros(len(space))
    worth[own] = 3.0
    alone = space.spread(question, vector, worth)
    both = space.spread(question, vector, worth + 1)

    assert [0, 0, 3 * by_id(vector)[own], 0] == pytest.approx(alone)
    assert both[0] == both[3] > 0 == both[1]


@given(TEXTS, QUESTION)
def test_the_order_of_texts_does_not_matter(texts: Texts, question: list[str]) -> None:
    """Texts given the other way round have the same cosines the other way round."""
    there, back = (cosines(Space.of(order, pieces), question, len(texts)) for order in (texts, texts[::-1]))

    assert np.allclose(there, back[::-1], atol=1e-6)


@given(TEXTS, QUESTION, st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(texts: Texts, question: list[str], chance: Random) -> None:
    """A question's units in any order make the same vector."""
    space = Space.of(texts, pieces)
    shuffled = sorted(question, key=lambda _: chance.random())

    assert by_id(space.vector(question)) == pytest.approx(by_id(space.vector(shuffled)), abs=1e-6)
