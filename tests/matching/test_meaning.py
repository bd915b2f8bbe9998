from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.families import split_words
from bot.matching.meaning import Meanings, meanings
from bot.matching.normalize import normalize

if TYPE_CHECKING:
    from random import Random

KNOWN: Final = ("salary", "pay", "docker", "database", "what", "is", "the", "career")
UNKNOWN: Final = ("", "qwrtzpsd", "c+++", "\u6771\u4eac", "\ud800", "salary pay", "x" * 300)
WORDS: Final = st.lists(st.sampled_from([*KNOWN, *UNKNOWN]), max_size=8)


def test_every_word_of_the_table_has_its_row() -> None:
    """Words and rows are as many, no word stands twice and no row is empty."""
    table = meanings()

    assert list(range(len(table.table))) == sorted(table.rows.values())
    assert (len(table.rows), table.size) == table.table.shape
    assert len(table.rows) > 10_000
    assert table.table.any(axis=1).all()


def test_every_word_of_the_table_can_be_asked() -> None:
    """A word of the table is one word as questions are read, so that no row is there in vain."""
    unread = [word for word in meanings().rows if split_words(normalize(word)) != (word,)]

    assert [] == unread


def test_the_table_is_read_once() -> None:
    """Whoever asks for the table gets the same."""
    assert meanings() is meanings()


@given(WORDS)
def test_a_vector_has_length_one_or_none(words: list[str]) -> None:
    """Words together have a direction of length 1, in single precision, and unknown words alone have none."""
    vector = meanings().vector(words)
    expected = float(any(word in KNOWN for word in words))

    assert (np.dtype(np.float32), (meanings().size,)) == (vector.dtype, vector.shape)
    assert expected == pytest.approx(float(np.linalg.norm(vector)), abs=1e-5)


@given(WORDS)
def test_words_add_up(words: list[str]) -> None:
    """The direction of a text is that of the sum of its words' rows, each as often as it stands there."""
    table = meanings()
    total = sum((table.table[table.rows[word]].astype(float) for word in words if word in KNOWN), np.zeros(1))
    length = np.linalg.norm(total) or 1.0

    assert np.allclose(total / length, table.vector(words), atol=1e-6)


@given(WORDS, st.randoms(use_true_random=False))
def test_the_order_of_words_does_not_matter(words: list[str], chance: Random) -> None:
    """Words in any order mean exactly the same."""
    shuffled = sorted(words, key=lambda _: chance.random())

    assert meanings().vector(words).tolist() == meanings().vector(shuffled).tolist()


@given(st.lists(st.sampled_from(KNOWN), max_size=5), st.lists(st.sampled_from(UNKNOWN), max_size=5))
def test_unknown_words_do_not_count(known: list[str], unknown: list[str]) -> None:
    """A text means the same whatever words stand in it that the table has not."""
    assert meanings().vector(known).tolist() == meanings().vector([*unknown, *known]).tolist()


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("salary", "pay", "docker"),
        ("salary", "earn", "server"),
        ("database", "sql", "coffee"),
        ("university", "degree", "kubernetes"),
        ("bug", "error", "salary"),
        ("laptop", "computer", "interview"),
        ("job", "career", "cache"),
        ("beginner", "junior", "browser"),
        ("learn", "study", "server"),
    ],
)
def test_words_of_like_meaning_point_in_like_directions(word: str, near: str, far: str) -> None:
    """A word is clearly nearer to one of like meaning than to one of another matter."""
    here, there, away = (meanings().vector([one]) for one in (word, near, far))

    assert float(here @ there) > float(here @ away) + 0.1


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("how much money do they make", "what is the salary", "what is a container"),
        ("which university should i go to", "do i need a degree", "how does a cache work"),
        ("why does my page load slowly", "how to improve performance", "how to write a resume"),
    ],
)
def test_texts_of_like_meaning_without_a_content_word_in_common_are_near(
    text: str, near: str, far: str
) -> None:
    """A text is nearer to one that says the same in other words than to one of another matter."""
    here, there, away = (meanings().vector(one.split()) for one in (text, near, far))

    assert float(here @ there) > float(here @ away)


def test_words_that_cancel_out_have_no_direction() -> None:
    """Where rows add up to nothing the vector is zero, and nothing is divided by it."""
    table = Meanings({"to": 0, "fro": 1, "aside": 2}, np.array([[3, 4], [-3, -4], [0, 127]], np.int8))

    assert [[0, 0], [0.6, 0.8], [0, 1]] == [
        pytest.approx(table.vector(words).tolist())
        for words in (["to", "fro"], ["to"], ["to", "aside", "fro"])
    ]


def test_a_long_text_does_not_overflow() -> None:
    """A thousand times one word means what the word means: eight bits are the table's, not the sum's."""
    table = meanings()

    assert np.allclose(table.vector(["salary"]), table.vector(["salary"] * 1_000), atol=1e-6)
