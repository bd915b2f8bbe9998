from __future__ import annotations

from fractions import Fraction
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


def once(*words: str) -> Repairer:
    """A repairer that knows some words, each used once."""
    return Repairer(dict.fromkeys(words, 1))


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


def similarity(one: str, other: str) -> Fraction:
    """How much of the longer word two words share, 0-1."""
    return 1 - Fraction(distance(one, other), max(len(one), len(other)))


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
    read = once(*TRADE).repair(typed)

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
    read = once(known).repair(ordinary)

    assert ordinary == read


@given(st.sampled_from(LISTED))
def test_an_ordinary_word_is_never_repaired(word: str) -> None:
    """No word of the English list changes, not even beside its own misspelling."""
    repairer = once(f"{word}q", f"q{word}", *TRADE)

    assert word == repairer.repair(word)


@given(st.text(st.characters(exclude_categories=()), max_size=MIN_LENGTH - 1))
def test_a_short_word_is_never_repaired(word: str) -> None:
    """A word of up to three characters stays itself, though one letter makes it a known one."""
    repairer = once(f"{word}q", f"{word}qx", *TRADE)

    assert word == repairer.repair(word)


@pytest.mark.parametrize("word", ["k8ss", "kubernete5", "c++++", "back-ennd", "2024", "dotnet.", "node js"])
def test_a_word_with_more_than_letters_is_never_repaired(word: str) -> None:
    """A word with a digit or a sign in it stays itself."""
    read = once(*TRADE, "dotnet", "nodejs", "back-end").repair(word)

    assert word == read


def test_short_and_mixed_words_are_no_repair() -> None:
    """Nothing is taken for a known word of up to three letters or with a sign in it."""
    repairer = once("api", "apix2", "c++x")

    assert repairer.repair("apix") == "apix"
    assert repairer.repair("cppx") == "cppx"


@pytest.mark.parametrize(
    ("typed", "uses", "expected"),
    [
        pytest.param("zqxjd", {"zqxjb": 1, "zqxja": 1, "zqxjc": 1}, "zqxja", id="first-in-the-alphabet"),
        pytest.param("zqxjd", {"zqxjb": 1, "zqxja": 1, "zqxjc": 2}, "zqxjc", id="used-most"),
        pytest.param("zqxj", {"zqjx": 1, "zqxk": 9}, "zqjx", id="of-the-same-letters"),
        pytest.param("waht", {"wait": 9, "what": 1}, "what", id="what-not-wait"),
        pytest.param("zqxjd", {"zqxjdb": 1, "zqxjda": 1}, "zqxjda", id="as-long-as-each-other"),
        pytest.param("zqxjdk", {"zqxjd": 1, "zqxjdk": 0}, "zqxjdk", id="known-though-not-used"),
        pytest.param("zqxjdkvw", {"zqxjdkv": 1, "zqxjdkvb": 9}, "zqxjdkvb", id="as-long-and-shorter"),
        pytest.param("zqxjdkvw", {"zqxjdkbc": 9, "zqxjdkvb": 1}, "zqxjdkvb", id="nearer-though-used-less"),
    ],
)
def test_of_equally_near_words_one_is_always_taken(typed: str, uses: dict[str, int], expected: str) -> None:
    """First comes a word of the same letters, then the one used most, then the alphabet, in whatever order they became known."""
    found = {Repairer(dict(order)).repair(typed) for order in permutations(uses.items())}

    assert {expected} == found


@given(st.dictionaries(SHORT_ALPHABET, st.integers(0, 3), max_size=8), SHORT_ALPHABET)
def test_a_repair_is_the_nearest_known_word(uses: dict[str, int], typed: str) -> None:
    """A repair is what comparing with every known word, one after the other, finds."""
    assume(not is_ordinary(typed))
    near = [
        (-similarity(typed, word), sorted(word) != sorted(typed), -used, word)
        for word, used in uses.items()
        if len(word) >= MIN_LENGTH and similarity(typed, word) >= Fraction(str(MIN_SIMILARITY))
    ]
    repairable = len(typed) >= MIN_LENGTH and typed not in uses
    expected = min(near)[-1] if repairable and near else typed

    assert expected == Repairer(uses).repair(typed)


@pytest.mark.parametrize("length", range(MIN_LENGTH, 41))
def test_words_of_any_length_are_repaired_up_to_the_same_share(length: int) -> None:
    """A word with as many wrong, missing or additional letters as are allowed is repaired, with one more it is not."""
    known = ("qzjxkvwqzjxkvw" * 4)[:length]
    wrong = max(
        count for count in range(length) if Fraction(length - count, length) >= Fraction(str(MIN_SIMILARITY))
    )
    more = max(
        count for count in range(length) if Fraction(length, length + count) >= Fraction(str(MIN_SIMILARITY))
    )
    typed = ["b" * count + known[count:] for count in (wrong, wrong + 1)]
    longer = ["b" * count + known for count in (more, more + 1)]
    shorter = [known[count:] for count in (wrong, wrong + 1)]

    assert [known, typed[1]] == [once(known).repair(word) for word in typed]
    assert [known, longer[1]] == [once(known).repair(word) for word in longer]
    assert [known if len(shorter[0]) >= MIN_LENGTH else shorter[0], shorter[1]] == [
        once(known).repair(word) for word in shorter
    ]


@given(st.lists(SHORT_ALPHABET, max_size=8), SHORT_ALPHABET)
def test_a_repair_is_final(known: list[str], typed: str) -> None:
    """What a word is taken for is not taken for another word again."""
    repairer = once(*known)
    read = repairer.repair(typed)

    assert read == repairer.repair(read)


def test_nothing_known_repairs_nothing() -> None:
    """Where no word is known, every word stays itself."""
    read = Repairer({}).repair("kubernets")

    assert read == "kubernets"


def test_every_word_of_the_list_is_ordinary() -> None:
    """There is no word of the list that looking it up does not find."""
    assert [] == [word for word in LISTED if not is_ordinary(word)]


def test_a_near_miss_is_ordinary_only_if_it_is_in_the_list_itself() -> None:
    """Pieces of words, words with a letter more and words beside each other are what a set of the words says."""
    every = {
        near
        for word, following in zip(LISTED[::5], LISTED[1::5], strict=False)
        for near in (
            word[:-1],
            word[1:],
            f"{word}z",
            f"z{word}",
            word.title(),
            f"{word}\n{following}",
            f"\n{word}",
        )
    }

    assert every & KNOWN_WORDS == {near for near in every if is_ordinary(near)}


@given(st.text("abest\n", max_size=5) | st.text(st.characters(exclude_categories=()), max_size=20))
def test_any_text_is_ordinary_only_if_it_is_in_the_list(text: str) -> None:
    """Whatever is looked up, the answer is that of a set of the words."""
    assert (text in KNOWN_WORDS) == is_ordinary(text)


def test_ordinary_words_are_english_and_not_the_trade() -> None:
    """The list has tens of thousands of plain words, first and last included, and no term that typos are repaired to."""
    outsiders = ["kubernetes", "backend", "postgresql", "bakend", "", "zz"]

    assert len(LISTED) > 30_000
    assert all(map(is_ordinary, ["fishing", "salary", "wondering", LISTED[0], LISTED[-1]]))
    assert not any(map(is_ordinary, outsiders))
