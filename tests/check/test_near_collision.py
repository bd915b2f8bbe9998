"""Which words of a phrasing matter when two are compared."""

from __future__ import annotations

import pytest

from bot.check.near_collision import core

ALIKE = (
    ("how do i deploy an app to the cloud", "how to deploy my apps to a cloud"),
    ("testing a back end with mocks", "test back ends with a mock"),
    ("should we keep sessions in redis", "should you keep a session in redis"),
    ("please how can i write better code", "how should you write better code"),
)
DIFFERENT = (
    ("what does a developer do", "what is a developer"),
    ("developer in one sentence", "development in one sentence"),
    ("how are you", "how am i"),
    ("should i learn java", "how do i learn java"),
    ("who wrote you", "what wrote you"),
    ("you ok", "ok"),
)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_little_words_do_not_matter(one: str, other: str) -> None:
    """Order, articles, plurals and 'how do I' make no other question."""
    assert core(tuple(one.split())) == core(tuple(other.split()))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_words_that_ask_something_else_matter(one: str, other: str) -> None:
    """What is asked of a thing, who does it, and what comes of it, are different questions."""
    assert core(tuple(one.split())) != core(tuple(other.split()))
