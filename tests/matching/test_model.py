from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.matching import model as modelling
from bot.matching.estimation import SCALE
from bot.matching.features import letter_features, word_features
from bot.matching.meaning import meanings
from bot.matching.model import ESTIMATED_CONSTANT, LETTER_SHARE, MEANING_SHARE, Model, learn
from bot.matching.space import Space
from bot.matching.training import train

if TYPE_CHECKING:
    from random import Random

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Words = tuple[str, ...]

TEXTS: Final = tuple(
    tuple(text.split())
    for text in (
        "what is an api",
        "explain rest apis to me",
        "api meaning",
        "what is sql",
        "should i learn sql databases",
        "sql",
        "what does a developer do all day",
        "a typical day",
        "how much does a junior earn",
        "the salary of a developer",
    )
)
OWNERS: Final = (0, 0, 0, 1, 1, 1, 2, 2, 3, 3)


def estimated() -> Model:
    """The model that would be made of the same texts, were they too many to be learnt from."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(modelling, "MOST_TRAINED", 0)
        return Model(learn(TEXTS, OWNERS, 4))


TRAINED: Final = Model(learn(TEXTS, OWNERS, 4))
ESTIMATED: Final = estimated()
GROUPS: Final = ((0, 3), (3, 6), (6, 8), (8, 10))
WORDS: Final = sorted({word for text in TEXTS for word in text})
STRANGE: Final = ("cobol", "kubernetes", "apix", "zzzz", "\u6771\u4eac", "9", "pay")
QUESTION: Final = st.lists(st.sampled_from([*WORDS, *STRANGE]), max_size=8).map(tuple)
UNMEANT: Final = ("apix", "sqlapi", "sqlx", "typicaly", "zzzz", "\u6771")
HOSTILE: Final = {
    "one-letter": ("a" * 300,),
    "one-word": ("api",) * 100,
    "letters": tuple("abcdefghij" * 10),
    "new-words": tuple(f"token{number}" for number in range(60)),
    "chinese": ("\u6771\u4eac\u7279\u8a31\u8a31\u53ef\u5c40",) * 3,
    "empty-words": ("", "", "api"),
}


both: Final = pytest.mark.parametrize(
    "model", [pytest.param(TRAINED, id="trained"), pytest.param(ESTIMATED, id="estimated")]
)


def deep(values: NDArray[np.float32]) -> Numbers:
    """The values in double precision."""
    return np.asarray(values, np.float64)


def direction(vector: Numbers) -> Numbers:
    """The vector brought to length 1, a zero vector left."""
    return np.asarray(vector / (np.linalg.norm(vector) or 1.0))


@cache
def middle(texts: tuple[Words, ...]) -> Numbers:
    """The mean of the meanings of texts."""
    return np.asarray(np.mean([deep(meanings().vector(text)) for text in texts], axis=0))


def meant(texts: tuple[Words, ...], words: Words) -> Numbers:
    """Where a question points from the middle of texts; nowhere when the table knows none of its words."""
    vector = deep(meanings().vector(words))
    return direction(vector - middle(texts)) if vector.any() else vector


def dense(texts: tuple[Words, ...], words: Words) -> Numbers:
    """The one vector of a question in a model of texts: words, letters and meaning, each in its share."""
    by_word = Space.of(map(word_features, texts), lambda unit: (unit,))
    by_letter = Space.of(texts, letter_features)
    found = []
    for space, units, share in (
        (by_word, word_features(words), 1 - LETTER_SHARE),
        (by_letter, words, LETTER_SHARE),
    ):
        vector = space.vector(units)
        part = np.zeros(len(space))
        part[vector.ids] = vector.weights * share**0.5
        found.append(part)
    return np.concatenate([*found, meant(texts, words) * MEANING_SHARE**0.5])


@cache
def dense_texts() -> Numbers:
    """The texts, each as one dense vector."""
    return np.array([dense(TEXTS, text) for text in TEXTS])


@cache
def weights() -> Numbers:
    """What training makes of the dense vectors of the texts."""
    rows = [(np.flatnonzero(row), row[row != 0].astype(np.float32)) for row in dense_texts()]
    names = [" ".join(text) for text in TEXTS]
    return deep(train(rows, OWNERS, names, dense_texts().shape[1], 4))


def beside(words: Words) -> float:
    """One over the distance from the meaning of a question to the middle of the texts; 0 for one of no meaning."""
    vector = deep(meanings().vector(words))
    return 1 / float(np.linalg.norm(vector - middle(TEXTS))) if vector.any() else 0.0


def total(model: Model, words: Words, owner: int) -> float:
    """All that speaks for an owner."""
    return float(model.score(model.asked(words)).total[owner])


def left_over(model: Model, words: Words, owner: int) -> float:
    """What speaks for an owner and is not told of any word."""
    return total(model, words, owner) - sum(model.by_word(words, owner))


@given(QUESTION)
def test_what_speaks_for_an_owner_is_the_product_with_what_was_learnt(words: tuple[str, ...]) -> None:
    """Texts and questions are one dense vector each: training on the ones and multiplying with the others is all."""
    expected = dense(TEXTS, words) @ weights()[:-1] + weights()[-1]

    assert np.allclose(expected, TRAINED.score(TRAINED.asked(words)).total, atol=1e-3)


@given(QUESTION)
def test_what_is_estimated_is_each_owners_prototype_and_what_it_has_alone(words: tuple[str, ...]) -> None:
    """Without training a feature says what it weighs in the sum of an owner's texts, and what the rest lack of it."""
    rows, asked = dense_texts(), dense(TEXTS, words)
    whose = np.array(OWNERS)[None] == np.arange(4)[:, None]
    split = len(ESTIMATED.words), len(ESTIMATED.words) + len(ESTIMATED.letters)
    expected = np.full(4, ESTIMATED_CONSTANT)
    for part, share in (
        (slice(split[0]), 1 - LETTER_SHARE),
        (slice(split[0], split[1]), LETTER_SHARE),
    ):
        sums = whose @ rows[:, part] / share**0.5
        alone = np.log((sums.sum(axis=0) + 1) / (sums.sum(axis=0) - sums + 1))
        prototypes = np.array([direction(one) for one in sums])
        expected += SCALE * (prototypes + alone) @ asked[part]
    means = np.array([direction(one) for one in whose @ rows[:, split[1] :]])
    expected += means @ asked[split[1] :]

    assert np.allclose(expected, ESTIMATED.score(ESTIMATED.asked(words)).total, atol=1e-4)


@both
@given(words=QUESTION)
def test_the_parts_add_up_to_the_total(model: Model, words: tuple[str, ...]) -> None:
    """What is in the total beside words, letters and meaning is a constant of each owner, whatever is asked."""
    constants = []
    for question in (words, (), TEXTS[0]):
        parts = model.score(model.asked(question))
        constants.append(parts.total - parts.words - parts.letters - parts.meaning)

    assert np.allclose(constants[0], constants[1:], atol=1e-5)
    assert len(constants[0]) == 4


@both
@given(words=st.lists(st.sampled_from(UNMEANT), min_size=1, max_size=5).map(tuple), owner=st.integers(0, 3))
def test_words_without_meaning_add_up_to_words_and_letters(
    model: Model, words: tuple[str, ...], owner: int
) -> None:
    """Where the table knows none of the words they say all but the constant, and the meaning says nothing."""
    parts = model.score(model.asked(words))
    said = float(parts.words[owner] + parts.letters[owner])

    assert said == pytest.approx(sum(model.by_word(words, owner)), abs=1e-5)
    assert not parts.meaning.any()
    assert not model.compare(model.asked(words), GROUPS).closeness.any()


@both
@settings(max_examples=50)
@given(questions=st.lists(QUESTION.filter(bool), max_size=4), owner=st.integers(0, 3))
def test_words_add_up_to_the_total_but_for_a_constant_and_the_middle(
    model: Model, questions: list[tuple[str, ...]], owner: int
) -> None:
    """What no word says is a constant of the owner, and what the middle of all meanings says for it.

    Meanings count from the middle, at length 1: so its part is the greater the nearer to it a question is, and is
    none for a question without a meaning.
    """
    unmeant, typical = UNMEANT[:1], TEXTS[6]
    constant = left_over(model, unmeant, owner)
    slope = (left_over(model, typical, owner) - constant) / beside(typical)
    expected = [constant + slope * beside(words) for words in questions]

    assert expected == pytest.approx([left_over(model, words, owner) for words in questions], abs=1e-3)


@both
@given(words=QUESTION.filter(bool), chance=st.randoms(use_true_random=False), owner=st.integers(0, 3))
def test_questions_of_one_meaning_have_the_same_left_over(
    model: Model, words: tuple[str, ...], chance: Random, owner: int
) -> None:
    """What no word says is the same for words in any order, with words unknown to the table between them."""
    shuffled = tuple(sorted([*words, "qqxzj"], key=lambda _: chance.random()))

    assert left_over(model, words, owner) == pytest.approx(left_over(model, shuffled, owner), abs=1e-5)


@both
@given(words=QUESTION.filter(bool), owner=st.integers(0, 3))
def test_every_word_has_its_say(model: Model, words: tuple[str, ...], owner: int) -> None:
    """There is one finite figure a word."""
    found = model.by_word(words, owner)

    assert len(words) == len(found)
    assert np.isfinite(found).all()


@both
def test_a_question_without_words_has_nothing_said(model: Model) -> None:
    """Where there is no word, no word says anything."""
    assert [] == model.by_word((), 0)


@both
def test_a_word_of_one_owner_speaks_for_it_and_against_the_rest(model: Model) -> None:
    """In a question the word that one owner's texts have says most for it, and less than nothing for others."""
    words = ("what", "is", "sql")
    found = [model.by_word(words, owner) for owner in range(4)]

    assert max(found[1]) == found[1][2] > 0
    assert all(said[2] < 0 for owner, said in enumerate(found) if owner != 1)


@both
def test_a_word_that_nothing_knows_says_nothing(model: Model) -> None:
    """A word without a feature or a meaning counts nought, and halves of pairs go to known words only."""
    found = model.by_word(("sql", "\u6771\u4eac", "sql"), 1)

    assert found[1] == 0
    assert found[0] == pytest.approx(found[2])


@both
@pytest.mark.parametrize("words", TEXTS, ids=" ".join)
def test_every_text_speaks_most_for_its_owner(model: Model, words: tuple[str, ...]) -> None:
    """A text of the model asked again has its owner's total above all others."""
    totals = model.score(model.asked(words)).total

    assert OWNERS[TEXTS.index(words)] == int(totals.argmax())
    assert (totals < 1.5).all()


@both
@given(words=QUESTION)
def test_nearness_is_that_of_plain_algebra(model: Model, words: tuple[str, ...]) -> None:
    """Likeness and cover are those of the space of words, closeness the cosine of meanings about their middle."""
    asked = model.asked(words)
    near = model.compare(asked, GROUPS)
    likeness, covered = model.words.compare(model.words.vector(word_features(words)), GROUPS)
    expected = np.array([meant(TEXTS, text) for text in TEXTS]) @ meant(TEXTS, words)

    assert near.likeness.tolist() == likeness.tolist()
    assert near.covered.tolist() == covered.tolist()
    assert np.allclose(expected, near.closeness, atol=1e-5)


@both
@given(words=QUESTION)
def test_nearness_is_bounded(model: Model, words: tuple[str, ...]) -> None:
    """Likeness and cover are 0-1, closeness is -1 to 1, but for rounding."""
    near = model.compare(model.asked(words), [(0, 10)])

    assert ((near.likeness >= 0) & (near.likeness <= 1 + 1e-5)).all()
    assert ((near.covered >= 0) & (near.covered <= 1 + 1e-5)).all()
    assert (abs(near.closeness) <= 1 + 1e-5).all()


@both
@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_a_text_is_nearest_to_itself(model: Model, number: int) -> None:
    """A text asked again has likeness and closeness 1 to itself, and its group covers it."""
    near = model.compare(model.asked(TEXTS[number]), GROUPS)

    assert near.likeness[number] == pytest.approx(max(near.likeness)) == pytest.approx(1)
    assert (
        near.closeness[number] == pytest.approx(max(near.closeness), abs=1e-5) == pytest.approx(1, abs=1e-5)
    )
    assert near.covered[OWNERS[number]] == pytest.approx(1)


@both
@given(groups=st.lists(st.sampled_from(GROUPS), min_size=1, max_size=4), words=QUESTION)
def test_groups_are_near_as_each_alone(
    model: Model, groups: list[tuple[int, int]], words: tuple[str, ...]
) -> None:
    """What stands beside a group changes nothing about it."""
    asked = model.asked(words)
    together = model.compare(asked, groups)
    alone = [model.compare(asked, [group]) for group in groups]

    assert np.allclose(np.concatenate([one.likeness for one in alone]), together.likeness, atol=1e-6)
    assert np.allclose(np.concatenate([one.closeness for one in alone]), together.closeness, atol=1e-6)
    assert np.allclose(np.concatenate([one.covered for one in alone]), together.covered, atol=1e-6)


@both
def test_meaning_finds_what_words_do_not(model: Model) -> None:
    """A question without a content word in common is closer to the texts that mean the same."""
    near = model.compare(model.asked(("wages", "of", "programmers")), GROUPS)

    assert 3 == OWNERS[int(near.closeness.argmax())]


@both
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param((), False, id="nothing"),
        pytest.param(("\u6771\u4eac",), False, id="other-letters"),
        pytest.param(("99",), False, id="digits"),
        pytest.param(("quiz",), False, id="a-meaning-alone"),
        pytest.param(("sqlite",), True, id="letters-alone"),
        pytest.param(("sql",), True, id="a-word"),
        pytest.param(("99", "\u6771", "databases"), True, id="one-word-of-three"),
    ],
)
def test_something_is_known_when_a_word_or_some_letters_are(
    model: Model, words: tuple[str, ...], *, expected: bool
) -> None:
    """A question is known by its words or their letters; the meaning table knows too much to count."""
    assert expected == model.asked(words).anything


@both
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_hostile_questions_are_scored_like_others(model: Model, words: tuple[str, ...]) -> None:
    """Whatever the words are, every figure is finite and of the usual size."""
    asked = model.asked(words)
    parts, near = model.score(asked), model.compare(asked, GROUPS)

    assert all(np.isfinite(part).all() for part in (*parts, *near))
    assert (abs(parts.total) < 10).all()
    assert len(words) == len(model.by_word(words, 3))


@pytest.mark.parametrize("most", [-1, 1_000], ids=["estimated", "trained"])
@pytest.mark.parametrize("words", [(), ("api",)])
@pytest.mark.parametrize(
    ("texts", "owners", "count"),
    [
        pytest.param([], [], 0, id="no-texts"),
        pytest.param([], [], 2, id="no-texts-of-two"),
        pytest.param([()], [0], 1, id="one-empty-text"),
        pytest.param([("api",)], [0], 1, id="one-text"),
        pytest.param([("api",)] * 3, [0, 1, 1], 2, id="the-same-text-thrice"),
        pytest.param([("api",), (), ("\u6771",)], [0, 1, 1], 3, id="strange-texts"),
    ],
)
def test_a_small_model_is_a_model(
    texts: list[tuple[str, ...]],
    owners: list[int],
    count: int,
    words: tuple[str, ...],
    most: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However few the texts, learnt from or estimated, there is a finite figure for each owner and each text."""
    monkeypatch.setattr(modelling, "MOST_TRAINED", most)
    model = Model(learn(texts, owners, count))
    asked = model.asked(words)
    parts, near = model.score(asked), model.compare(asked, [(0, len(texts))])

    assert [count] * 4 == [len(part) for part in parts]
    assert (len(texts), len(texts), 1) == tuple(map(len, near))
    assert all(np.isfinite(part).all() for part in (*parts, *near))


@settings(max_examples=20)
@given(st.lists(QUESTION, min_size=1, max_size=6), QUESTION)
def test_building_it_twice_gives_the_same(texts: list[tuple[str, ...]], words: tuple[str, ...]) -> None:
    """Two models of the same texts say exactly the same."""
    owners = [number % 2 for number in range(len(texts))]
    there, back = (
        model.score(model.asked(words)) for model in (Model(learn(texts, owners, 2)) for _ in range(2))
    )

    assert [part.tolist() for part in there] == [part.tolist() for part in back]


@both
def test_asking_changes_nothing(model: Model) -> None:
    """Many questions from several threads at once get what each gets alone."""
    questions = [
        tuple(f"{word}{number % 50}" if number % 3 else word for word in TEXTS[number % 10])
        for number in range(200)
    ]

    def said(words: tuple[str, ...]) -> list[object]:
        asked = model.asked(words)
        parts, near = model.score(asked), model.compare(asked, GROUPS)
        return [model.by_word(words, 1), *(part.tolist() for part in (*parts, *near))]

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(said, questions))

    assert [said(words) for words in questions] == together
