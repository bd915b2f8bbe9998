from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.space import Space

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

Texts = list[list[str]]

UNIT: Final = st.text("abc", min_size=1, max_size=3)
TEXT: Final = st.lists(UNIT, max_size=5)
OWNED: Final = st.lists(
    st.lists(st.tuples(TEXT, st.sampled_from([0.5, 1.0, 2.0])), min_size=1, max_size=4), max_size=5
)
CORPUS: Final = [
    [["rest", "api"], ["what", "is", "an", "api"], ["api", "api", "api"]],
    [["sql", "database"], ["what", "is", "sql"]],
    [["day", "of", "a", "developer"]],
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
    prototypes: NDArray[np.float64]
    distinct: NDArray[np.float64]
    unknown_idf: float

    @classmethod
    def of(
        cls,
        texts: Texts,
        owners: Sequence[int],
        voices: Sequence[float],
        spell: Callable[[str], Sequence[str]],
    ) -> Dense:
        """TF-IDF rows of length 1, their sums by owner, and what each owner has alone."""
        counted = [[part for unit in text for part in spell(unit)] for text in texts]
        features = sorted({part for text in counted for part in text})
        times = np.array([[float(text.count(one)) for one in features] for text in counted])
        times = times.reshape(len(texts), len(features))
        idf = np.log((1 + len(texts)) / (1 + (times > 0).sum(axis=0))) + 1
        rows = unit_rows(times * idf)
        sums = np.zeros((max(owners, default=-1) + 1, len(features)))
        for row, owner, voice in zip(rows, owners, voices, strict=True):
            sums[owner] += voice * row
        everybody = sums.sum(axis=0)
        distinct = np.log((everybody + 1) / (everybody - sums + 1))
        return cls(features, idf, rows, unit_rows(sums), distinct, float(np.log(1 + len(texts)) + 1))

    def question(self, parts: Sequence[str]) -> tuple[NDArray[np.float64], float]:
        """A new text's row for the known features, and the share of its squared length that they have."""
        inside = np.array([float(parts.count(one)) for one in self.features]) * self.idf
        strange = sorted(set(parts) - set(self.features))
        outside = np.array([float(parts.count(one)) for one in strange]) * self.unknown_idf
        squared = float(inside @ inside + outside @ outside)
        return (inside / squared**0.5, float(inside @ inside) / squared) if squared else (inside, 0.0)


def unit_rows(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The rows brought to length 1, empty ones left empty."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1))


def flattened(owned: Sequence[Sequence[tuple[list[str], float]]]) -> tuple[Texts, list[int], list[float]]:
    """Texts, the owner of each, and its voice."""
    told = [(text, owner, voice) for owner, texts in enumerate(owned) for text, voice in texts]
    return [text for text, _, _ in told], [owner for _, owner, _ in told], [voice for _, _, voice in told]


def small(spell: Callable[[str], Sequence[str]] = itself) -> tuple[Space, Texts]:
    """The space of `CORPUS`, and its texts."""
    texts, owners, voices = flattened([[(text, 1.0) for text in texts] for texts in CORPUS])
    return Space(texts, owners, voices, spell), texts


@pytest.mark.parametrize("spell", [itself, pieces])
@given(owned=OWNED, question=TEXT)
def test_scores_are_those_of_plain_algebra(
    spell: Callable[[str], Sequence[str]],
    owned: list[list[tuple[list[str], float]]],
    question: list[str],
) -> None:
    """Cosines to prototypes and texts, distinct shares and the known share are what dense matrices give."""
    texts, owners, voices = flattened(owned)
    space, dense = Space(texts, owners, voices, spell), Dense.of(texts, owners, voices, spell)
    row, known = dense.question([part for unit in question for part in spell(unit)])
    vector = space.vector(question)
    cosines, distinct = space.owner_scores(vector)

    assert np.allclose(dense.prototypes @ row, cosines, atol=1e-5)
    assert np.allclose(dense.distinct @ row, distinct, atol=1e-5)
    assert np.allclose(dense.texts @ row, space.text_scores(vector, 0, len(texts)), atol=1e-5)
    assert np.isclose(known, vector.known)


def test_scores_of_a_corpus_are_those_of_plain_algebra() -> None:
    """A question with known and unknown words scores in a small corpus as dense matrices say."""
    texts, owners, voices = flattened([[(text, 1.0 + len(text)) for text in texts] for texts in CORPUS])
    space, dense = Space(texts, owners, voices, itself), Dense.of(texts, owners, voices, itself)
    question = ["what", "is", "a", "rest", "api", "gateway"]
    row, known = dense.question(question)
    vector = space.vector(question)
    cosines, distinct = space.owner_scores(vector)

    assert np.allclose(dense.prototypes @ row, cosines, atol=1e-5)
    assert np.allclose(dense.distinct @ row, distinct, atol=1e-5)
    assert np.isclose(known, vector.known)
    assert cosines.argmax() == 0


def test_a_question_weighs_what_can_be_worked_out_by_hand() -> None:
    """With two texts, a word in one of them has idf log(3/2) + 1, a word in both 1, and a new word log(3) + 1."""
    space = Space([["api", "rest"], ["api", "sql"]], [0, 1], [1.0, 1.0], itself)
    rare, new = np.log(1.5) + 1, np.log(3) + 1
    vector = space.vector(["api", "sql", "cobol"])
    squared = 1 + rare**2 + new**2
    cosines, distinct = space.owner_scores(vector)

    assert np.isclose(vector.known, (1 + rare**2) / squared)
    assert np.allclose(cosines, [1 / (1 + rare**2) ** 0.5 / squared**0.5, ((1 + rare**2) / squared) ** 0.5])
    assert distinct[1] > distinct[0] > 0


@given(OWNED, TEXT)
def test_cosines_are_between_nought_and_one(
    owned: list[list[tuple[list[str], float]]], question: list[str]
) -> None:
    """No cosine and no known share leaves 0-1, and no distinct share is negative."""
    texts, owners, voices = flattened(owned)
    space = Space(texts, owners, voices, pieces)
    vector = space.vector(question)
    cosines, distinct = space.owner_scores(vector)
    found = np.concatenate([cosines, space.text_scores(vector, 0, len(texts)), [vector.known]])

    assert ((found >= 0) & (found <= 1 + 1e-6)).all()
    assert (distinct >= -1e-6).all()


@pytest.mark.parametrize("spell", [itself, pieces])
def test_a_text_is_like_itself(spell: Callable[[str], Sequence[str]]) -> None:
    """A text of the space scores 1 against itself, is wholly known, and likes no other text more."""
    space, texts = small(spell)
    scores = np.array([space.text_scores(space.vector(text), 0, len(texts)) for text in texts])

    assert np.allclose(np.diag(scores), 1, atol=1e-6)
    assert (scores <= 1 + 1e-6).all()
    assert np.allclose([space.vector(text).known for text in texts], 1)


def test_likeness_between_texts_is_mutual() -> None:
    """One text is as like another as the other is like it."""
    space, texts = small(pieces)
    scores = np.array([space.text_scores(space.vector(text), 0, len(texts)) for text in texts])

    assert np.allclose(scores, scores.T, atol=1e-6)


def test_the_only_text_of_an_owner_is_its_prototype() -> None:
    """An owner with one text is as like a question as that text, however loud its voice."""
    space = Space([["sql"], ["day", "of", "a", "developer"]], [0, 1], [1.0, 7.0], pieces)
    vector = space.vector(["developer", "day", "off"])
    cosines, _ = space.owner_scores(vector)

    assert np.allclose(cosines, space.text_scores(vector, 0, 2), atol=1e-6)


@pytest.mark.parametrize(("first", "last"), [(0, 6), (0, 1), (2, 5), (5, 6), (3, 3)])
def test_a_range_of_texts_scores_as_within_all(first: int, last: int) -> None:
    """The scores of some texts are the piece of the scores of all texts."""
    space, texts = small()
    vector = space.vector(["what", "is", "sql", "day"])
    everything = space.text_scores(vector, 0, len(texts))

    assert np.allclose(everything[first:last], space.text_scores(vector, first, last), atol=1e-6)


def test_unknown_features_count_in_the_length() -> None:
    """Words that nobody has seen make a question less like everything, and less known the more they are."""
    space, _ = small()
    questions = [["sql", *["kubernetes", "terraform"][:strange]] for strange in range(3)]
    vectors = [space.vector(question) for question in questions]
    likeness = [space.owner_scores(vector)[0][1] for vector in vectors]

    assert likeness == sorted(likeness, reverse=True)
    assert len({round(float(one), 6) for one in likeness}) == 3
    assert [vector.known for vector in vectors] == sorted((vector.known for vector in vectors), reverse=True)


def test_a_feature_that_everybody_shares_distinguishes_least() -> None:
    """A word of one owner alone is more its own than a word of all."""
    space = Space([["api", "rest"], ["api", "sql"], ["api", "day"]], [0, 1, 2], [1.0] * 3, itself)
    _, shared = space.owner_scores(space.vector(["api"]))
    _, own = space.owner_scores(space.vector(["sql"]))

    assert own.argmax() == 1
    assert own[1] > shared.max()
    assert np.count_nonzero(own) == 1


def test_a_louder_text_counts_more() -> None:
    """The prototype of two texts leans to the one with the louder voice."""
    texts, owners = [["rest"], ["sql"]], [0, 0]
    space = Space(texts, owners, [1.0, 3.0], itself)
    towards_rest, towards_sql = (space.owner_scores(space.vector(text))[0][0] for text in texts)

    assert towards_sql == pytest.approx(3 * towards_rest)


@pytest.mark.parametrize("question", [[], ["kubernetes"], ["kubernetes", "kubernetes", ""]])
def test_a_question_of_nothing_known_is_like_nothing(question: list[str]) -> None:
    """An empty question and one of unknown words alone score 0 everywhere, known share 0."""
    space, texts = small()
    vector = space.vector(question)
    cosines, distinct = space.owner_scores(vector)

    assert vector.known == 0
    assert not np.concatenate([cosines, distinct, space.text_scores(vector, 0, len(texts))]).any()


@pytest.mark.parametrize(
    ("texts", "owners"),
    [
        pytest.param([], [], id="no-texts"),
        pytest.param([[]], [0], id="one-empty-text"),
        pytest.param([[], [], []], [0, 1, 1], id="empty-texts"),
        pytest.param([["api"], [], ["sql"], []], [0, 0, 1, 2], id="some-empty-texts"),
        pytest.param([[""], ["", ""]], [0, 1], id="empty-units"),
    ],
)
def test_empty_texts_are_like_nothing(texts: Texts, owners: list[int]) -> None:
    """Texts without features take their place, and score 0."""
    space = Space(texts, owners, [1.0] * len(texts), list)
    vector = space.vector(["xylophone"])
    cosines, distinct = space.owner_scores(vector)

    assert len(cosines) == len(distinct) == max(owners, default=-1) + 1
    assert len(space.text_scores(vector, 0, len(texts))) == len(texts)
    assert space.text_scores(vector, 0, len(texts))[[not text for text in texts]].sum() == 0
    assert np.isfinite(cosines).all()


def test_the_order_of_owners_and_texts_does_not_matter() -> None:
    """Owners given the other way round, with their texts the other way round, score the same."""
    owned = [[(text, 1.0) for text in texts] for texts in CORPUS]
    there, back = (
        Space(*flattened(order), pieces)
        for order in (owned, [list(reversed(texts)) for texts in reversed(owned)])
    )
    question = ["what", "is", "a", "rest", "api", "gateway"]
    forward, backward = (space.owner_scores(space.vector(question)) for space in (there, back))

    assert np.allclose(forward[0], backward[0][::-1], atol=1e-6)
    assert np.allclose(forward[1], backward[1][::-1], atol=1e-6)
