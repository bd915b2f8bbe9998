from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.filler import FILLER, without_filler

CHAT: Final = sorted({word for phrase in FILLER for word in phrase})


@given(st.lists(st.sampled_from(CHAT), min_size=1, max_size=8))
def test_something_is_always_left(chat: list[str]) -> None:
    """Words are never all taken away, though they be nothing but chat."""
    left = without_filler(tuple(chat))

    assert left


@given(st.lists(st.sampled_from([*CHAT, "api", "what", "is"]), max_size=12))
def test_what_is_left_stands_as_it_stood(chat: list[str]) -> None:
    """The words that are left are some of those given, in their order."""
    left = without_filler(tuple(chat))
    rest = iter(chat)

    assert all(word in rest for word in left)


@given(st.lists(st.text("0123456789", min_size=1), max_size=12))
def test_words_that_are_no_filler_stay(others: list[str]) -> None:
    """Words of no filler phrase come back as they are, none when there are none."""
    left = without_filler(tuple(others))

    assert tuple(others) == left


@pytest.mark.parametrize("phrase", sorted(FILLER), ids=" ".join)
def test_a_filler_phrase_is_dropped_around_a_question(phrase: tuple[str, ...]) -> None:
    """Every filler phrase is dropped before, within and after a question."""
    left = without_filler((*phrase, "explaining", *phrase, "apis", *phrase))

    assert left == ("explaining", "apis")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("hey all quick q what is an api tia", "what is an api", id="around"),
        pytest.param("what is tcp asking for a friend lol", "what is tcp", id="after"),
        pytest.param("what is an api thanks in advance", "what is an api", id="longest-phrase-first"),
        pytest.param("do you know what an api is", "what an api is", id="question-to-somebody"),
        pytest.param("do you like apis", "do you like apis", id="begins-like-filler"),
        pytest.param("in simple terms", "in simple terms", id="nothing-else"),
        pytest.param("hi", "hi", id="a-greeting-alone"),
        pytest.param("hi thanks", "hi thanks", id="greetings-alone"),
        pytest.param("", "", id="empty"),
    ],
)
def test_chat_around_a_question_is_dropped(text: str, expected: str) -> None:
    """Greetings, thanks and apologies go, the question stays, and so does chat that is all there is."""
    left = without_filler(tuple(text.split()))

    assert tuple(expected.split()) == left
