from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import bot.matching
from bot.matching.repair import MIN_LENGTH, MIN_SIMILARITY, Repairer, is_ordinary

TRADE: Final = (
    "kubernetes",
    "backend",
    "javascript",
    "database",
    "microservices",
    "phishing",
    "hacking",
    "sharding",
    "api",
    "c++",
    "k8s",
    "sql",
    "deploy",
)
LISTED: Final = (Path(bot.matching.__file__).parent / "words.txt").read_text(encoding="ascii").split()
KNOWN_WORDS: Final = frozenset(LISTED)
SHORT_ALPHABET: Final = st.text("qxzj", min_size=1, max_size=8)


def distance(one: str, other: str) -> int:
    """The optimal-string-alignment distance, from its textbook recurrence."""
    table = {(-1, -1): 0}
    table |= {(row, -1): row + 1 for row in range(len(one))}
    table |= {(-1, column): column + 1 for column in range(len(other))}
    for row, first in enumerate(one):
        for column, second in enumerate(other):
            found = min(
                table[row - 1, column] + 1,
                table[row, column - 1] + 1,
                table[row - 1, column - 1] + (first != second),
            )
            if row and column and (first, one[row - 1]) == (other[column - 1], second):
                found = min(found, table[row - 2, column - 2] + 1)
            table[row, column] = found
    return table[len(one) - 1, len(other) - 1]


def similarity(one: str, other: str) -> float:
    """How much of the longer word two words share, 0-1."""
    return 1 - distance(one, other) / max(len(one), len(other))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("kubernets", "kubernetes", id="letter-missing"),
        pytest.param("kuberneetes", "kubernetes", id="letter-twice"),
        pytest.param("kubernetis", "kubernetes", id="wrong-letter"),
        pytest.param("kuberntees", "kubernetes", id="letters-swapped"),
        pytest.param("javscirpt", "javascript", id="two-mistakes"),
        pytest.param("kubxrnxtxs", "kubernetes", id="just-similar-enough"),
        pytest.param("kxbxrnxtxs", "kxbxrnxtxs", id="just-too-different"),
        pytest.param("dxplxy", "dxplxy", id="two-of-six-letters-wrong"),
        pytest.param("bakend", "backend", id="common-typo"),
        pytest.param("xylophonist", "xylophonist", id="like-none"),
        pytest.param("kubernetes", "kubernetes", id="known"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_misspelling_becomes_the_known_word(typed: str, expected: str) -> None:
    """A word within three mistakes in ten letters of a known word is taken for it, and another is not."""
    read = Repairer(TRADE).repair(typed)

    assert expected == read


@pytest.mark.parametrize(
    ("ordinary", "known"),
    [
        ("fishing", "phishing"),
        ("hiking", "hacking"),
        ("employ", "deploy"),
        ("backed", "backend"),
        ("sharing", "sharding"),
        ("services", "microservices"),
    ],
)
def test_an_ordinary_word_is_not_taken_for_a_technical_one(ordinary: str, known: str) -> None:
    """An English word stays itself beside a technical word one or two letters away."""
    read = Repairer([known]).repair(ordinary)

    assert ordinary == read


@given(st.sampled_from(LISTED))
def test_an_ordinary_word_is_never_repaired(word: str) -> None:
    """No word of the English list changes, not even beside its own misspelling."""
    repairer = Repairer([f"{word}q", f"q{word}", *TRADE])

    assert word == repairer.repair(word)


@given(st.text(st.characters(exclude_categories=()), max_size=MIN_LENGTH - 1))
def test_a_short_word_is_never_repaired(word: str) -> None:
    """A word of up to three characters stays itself, though one letter makes it a known one."""
    repairer = Repairer([f"{word}q", f"{word}qx", *TRADE])

    assert word == repairer.repair(word)


@pytest.mark.parametrize("word", ["k8ss", "kubernete5", "c++++", "back-ennd", "2024", "dotnet.", "node js"])
def test_a_word_with_more_than_letters_is_never_repaired(word: str) -> None:
    """A word with a digit or a sign in it stays itself."""
    read = Repairer([*TRADE, "dotnet", "nodejs", "back-end"]).repair(word)

    assert word == read


def test_short_and_mixed_words_are_no_repair() -> None:
    """Nothing is taken for a known word of up to three letters or with a sign in it."""
    repairer = Repairer(["api", "apix2", "c++x"])

    assert repairer.repair("apix") == "apix"
    assert repairer.repair("cppx") == "cppx"


def test_of_two_equally_near_words_the_first_in_the_alphabet_is_taken() -> None:
    """A tie does not depend on the order in which the words became known."""
    near = ("zqxjb", "zqxja", "zqxjc")

    assert {Repairer(order).repair("zqxjd") for order in permutations(near)} == {"zqxja"}


@given(st.lists(SHORT_ALPHABET, max_size=8), SHORT_ALPHABET)
def test_a_repair_is_the_nearest_known_word(known: list[str], typed: str) -> None:
    """A repair is what comparing with every known word, one after the other, finds."""
    assume(not is_ordinary(typed))
    targets = sorted(word for word in set(known) if len(word) >= MIN_LENGTH)
    nearest = max(targets, key=lambda word: similarity(typed, word), default=typed)
    repairable = len(typed) >= MIN_LENGTH and typed not in known
    near = similarity(typed, nearest) >= MIN_SIMILARITY - 1e-9
    expected = nearest if repairable and near else typed

    assert expected == Repairer(known).repair(typed)


@given(st.lists(SHORT_ALPHABET, max_size=8), SHORT_ALPHABET)
def test_a_repair_is_final(known: list[str], typed: str) -> None:
    """What a word is taken for is not taken for another word again."""
    repairer = Repairer(known)
    once = repairer.repair(typed)

    assert once == repairer.repair(once)


def test_nothing_known_repairs_nothing() -> None:
    """Where no word is known, every word stays itself."""
    read = Repairer([]).repair("kubernets")

    assert read == "kubernets"


@given(st.sampled_from(LISTED))
def test_a_word_of_the_list_is_ordinary(word: str) -> None:
    """A word is ordinary when the list has it as a line of its own, and not when it is a piece of one."""
    pieces = {word[:-1], word[1:], f"{word}z", f"z{word}"}

    assert is_ordinary(word)
    assert {piece for piece in pieces if is_ordinary(piece)} == pieces & KNOWN_WORDS


def test_ordinary_words_are_english_and_not_the_trade() -> None:
    """The list has tens of thousands of plain words, first and last included, and no term that typos are repaired to."""
    outsiders = ["kubernetes", "backend", "postgresql", "bakend", "", "zz"]

    assert len(LISTED) > 30_000
    assert all(map(is_ordinary, ["fishing", "salary", "wondering", LISTED[0], LISTED[-1]]))
    assert not any(map(is_ordinary, outsiders))
