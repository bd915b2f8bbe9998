from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.features import LONGEST, SHORTEST, letter_features, stem, word_features

WORD: Final = st.text("abcdefgh+#.", min_size=1, max_size=9)


@pytest.mark.parametrize(
    "forms",
    [
        ("deploy", "deploys", "deployed", "deploying"),
        ("test", "tests", "tested", "testing"),
        ("server", "servers"),
        ("query", "queries"),
    ],
    ids=lambda forms: forms[0],
)
def test_forms_of_a_word_have_one_stem(forms: tuple[str, ...]) -> None:
    """The endings of a word do not make it another word."""
    stems = {stem(form) for form in forms}

    assert len(stems) == 1


@pytest.mark.parametrize("word", ["c++", "c#", ".net", "k8s", "sql", "\u6771\u4eac", ""])
def test_names_are_their_own_stem(word: str) -> None:
    """Technical names, other scripts and nothing at all keep their form."""
    found = stem(word)

    assert word == found


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(
            ["what", "are", "tests"], ["what", "are", "test", "what are", "are test"], id="three-words"
        ),
        pytest.param(["tests"], ["test"], id="one-word"),
        pytest.param(["api", "api"], ["api", "api", "api api"], id="word-twice"),
        pytest.param([], [], id="none"),
    ],
)
def test_words_count_alone_and_in_pairs(words: list[str], expected: list[str]) -> None:
    """The features of words are their stems and the pairs of neighbouring stems."""
    found = word_features(tuple(words))

    assert expected == found


def test_the_order_of_words_counts() -> None:
    """Front of back is not back of front."""
    there, back = word_features(("front", "back")), word_features(("back", "front"))

    assert set(there) != set(back)


def test_letters_count_in_runs_within_a_word() -> None:
    """The features of a word are its runs of letters, the spaces around it counted as letters, short ones first."""
    runs = (" a", "ap", "pi", "i ", " ap", "api", "pi ", " api", "api ", " api ")
    expected = tuple(run for run in runs if SHORTEST <= len(run) <= LONGEST)

    assert expected == letter_features("api")


@given(WORD)
def test_every_run_of_letters_counts(word: str) -> None:
    """The features are all runs of the padded word and nothing else; a shorter word is a run as a whole."""
    padded = f" {word} "
    runs = {
        padded[start:end]
        for start in range(len(padded))
        for end in range(start + SHORTEST, start + LONGEST + 1)
        if end <= len(padded)
    }

    assert (runs or {padded}) == set(letter_features(word))


@given(WORD)
def test_a_long_word_counts_each_run_as_often_as_it_stands_there(word: str) -> None:
    """In a word of three letters or more every place gives one run of each length that fits."""
    padded = f" {word}xyz "
    count = sum(len(padded) - length + 1 for length in range(SHORTEST, LONGEST + 1))

    assert count == len(letter_features(f"{word}xyz"))


@given(WORD, WORD)
def test_no_run_of_letters_is_longer_or_shorter_than_declared(first: str, second: str) -> None:
    """A run has as many letters as declared, and words that begin alike share their first run."""
    there, back = letter_features(f"api{first}"), letter_features(f"api{second}")

    assert {len(run) for run in (*there, *back)} <= set(range(SHORTEST, LONGEST + 1))
    assert there[0] == back[0]


@given(st.text(st.characters(exclude_categories=()), max_size=20))
def test_any_word_has_letters(word: str) -> None:
    """There is at least one run in any text, and none for nothing but what stands in it."""
    found = letter_features(word)

    assert found
    assert all(run in f" {word} " for run in found)
