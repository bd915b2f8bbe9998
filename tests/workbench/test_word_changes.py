"""Two texts are compared word by word, and what is far from a difference is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workbench.word_changes import Stretch, word_changes


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a b c", "a b c", ()),
        ("a  b\nc", "a b c", ()),
        (
            "a b c",
            "a x c",
            (Stretch("same", "a"), Stretch("gone", "b"), Stretch("new", "x"), Stretch("same", "c")),
        ),
        ("", "a b", (Stretch("new", "a b"),)),
        ("a b", "", (Stretch("gone", "a b"),)),
        ("a b", "b", (Stretch("gone", "a"), Stretch("same", "b"))),
    ],
)
def test_words_that_differ(before: str, after: str, expected: tuple[Stretch, ...]) -> None:
    """What went stands before what came in its place; spaces and line breaks are no difference."""
    assert expected == word_changes(before, after)


def test_what_is_far_from_a_difference_is_left_out() -> None:
    """Of words that both have, five stay on each side of a difference; of many new ones the first sixty."""
    same = " ".join(f"w{number}" for number in range(40))
    found = word_changes(f"{same} old {same}", f"{same} new {same}")

    assert "… w35 w36 w37 w38 w39" == found[0].words
    assert "w0 w1 w2 w3 w4 …" == found[-1].words
    assert 61 == len(word_changes("", "new " * 100)[0].words.split())


@given(st.lists(st.sampled_from("abc"), max_size=6), st.lists(st.sampled_from("abc"), max_size=6))
def test_a_short_difference_leads_from_one_to_the_other(before: list[str], after: list[str]) -> None:
    """What is the same and gone is the earlier text, what is the same and new the later one."""
    found = word_changes(" ".join(before), " ".join(after))

    if before != after:
        assert before == [word for how, words in found if how != "new" for word in words.split()]
        assert after == [word for how, words in found if how != "gone" for word in words.split()]
