from __future__ import annotations

import pytest

from bot.matching.families import split_words
from bot.matching.slips import places, slipped, slips


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("api", ("pi", "ai", "ap", "pai", "aip"), id="three-letters"),
        pytest.param("app", ("pp", "ap", "pap"), id="twins-make-the-same-once"),
        pytest.param("go", ("o", "g", "og"), id="two-letters"),
        pytest.param("a", (), id="nothing-left-is-no-slip"),
        pytest.param("oo", ("o",), id="twins-swapped-are-no-slip"),
        pytest.param("k8s", ("8s", "ks", "k8", "8ks", "ks8"), id="digits-count"),
    ],
)
def test_slips_leave_a_letter_out_or_swap_two(word: str, expected: tuple[str, ...]) -> None:
    """A word has the slips that drop a letter or swap two neighbours, each other word once."""
    assert expected == slips(word)


def test_slips_happen_within_words() -> None:
    """A text is tried word by word, and a slip leaves all around the word as it is."""
    text = "is c++ dev's work?"
    found = [(place.word, slipped(text, place, "_")) for place in places(text)]

    assert [
        ("is", "_ c++ dev's work?"),
        ("c", "is _++ dev's work?"),
        ("dev", "is c++ _'s work?"),
        ("s", "is c++ dev'_ work?"),
        ("work", "is c++ dev's _?"),
    ] == found


def test_an_apostrophe_joins_what_is_read() -> None:
    """Each place knows the word that is read of it, where an apostrophe joins two parts."""
    text = "don't 'quote' rock'n'roll"
    found = [(place.token, place.before, place.word, place.after) for place in places(text)]
    wholes = dict.fromkeys(place.whole for place in places(text))

    assert [
        (0, "", "don", "t"),
        (0, "don", "t", ""),
        (1, "", "quote", ""),
        (2, "", "rock", "nroll"),
        (2, "rock", "n", "roll"),
        (2, "rockn", "roll", ""),
    ] == found
    assert split_words(text) == tuple(wholes)
