from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.contrasts import Contrasts, crosses

TRADE: Final = Contrasts(
    [
        [("junior",), ("senior",)],
        [("c++",), ("c#",)],
        [("soft", "skills"), ("technical", "skills")],
        [("xss",), ("sql", "injection")],
        [("python",), ("java",)],
        [("python",), ("ruby",)],
    ]
)
GROUP: Final = st.lists(st.lists(st.sampled_from("abc"), max_size=2).map(tuple), min_size=2, max_size=3)
WORDS: Final = st.lists(st.sampled_from("abcd"), max_size=5).map(tuple)


def words(text: str) -> tuple[str, ...]:
    """The words of a text, parted by spaces."""
    return tuple(text.split())


@pytest.mark.parametrize(
    ("asked", "told", "expected"),
    [
        pytest.param("tasks of a senior", "tasks of a junior", True, id="other-side"),
        pytest.param("tasks of a junior", "tasks of a senior", True, id="the-other-way-round"),
        pytest.param("tasks of a junior", "what a junior does", False, id="same-side"),
        pytest.param("tasks of a junior", "what a junior learns from a senior", False, id="told-of-both"),
        pytest.param("junior or senior", "what a junior does", False, id="asked-of-both"),
        pytest.param("tasks of an intern", "what a junior does", False, id="asked-of-neither"),
        pytest.param("tasks of a junior", "what an intern does", False, id="told-of-neither"),
        pytest.param("c# for juniors", "c++ for juniors", True, id="signs"),
        pytest.param("which soft skills", "which technical skills", True, id="two-words"),
        pytest.param("which soft skills", "which skills", False, id="half-a-side"),
        pytest.param("skills that are soft", "technical skills", False, id="words-apart"),
        pytest.param("what is xss", "sql injection", True, id="one-word-and-two"),
        pytest.param("what is xss", "what is sql", False, id="first-word-of-two"),
        pytest.param("junior in java", "junior in python", True, id="one-contrast-of-two"),
        pytest.param("python", "ruby and java", True, id="two-contrasts"),
        pytest.param("java or python", "python", False, id="a-side-in-common"),
        pytest.param("java", "ruby", False, id="sides-of-different-contrasts"),
        pytest.param("", "", False, id="empty"),
    ],
)
def test_a_contrast_is_crossed_when_only_another_side_is_told(
    asked: str, told: str, *, expected: bool
) -> None:
    """A question crosses a contrast of which it takes a side, and the text only others."""
    crossed = crosses(TRADE.sides(words(asked)), TRADE.sides(words(told)))

    assert expected == crossed


@given(st.lists(GROUP, max_size=3), WORDS, WORDS)
def test_crossing_is_what_looking_at_each_contrast_finds(
    groups: list[list[tuple[str, ...]]], asked: tuple[str, ...], told: tuple[str, ...]
) -> None:
    """Some contrast has members in the question and members in the text, and none in both."""

    def members(text: tuple[str, ...], group: list[tuple[str, ...]]) -> set[tuple[str, ...]]:
        return {member for member in group if member and f" {' '.join(member)} " in f" {' '.join(text)} "}

    expected = any(
        members(asked, group) and members(told, group) and not members(asked, group) & members(told, group)
        for group in groups
    )
    contrasts = Contrasts(groups)

    assert expected == crosses(contrasts.sides(asked), contrasts.sides(told))


@given(WORDS)
def test_a_text_never_crosses_itself(text: tuple[str, ...]) -> None:
    """No text is on the other side of itself."""
    sides = Contrasts([[("a",), ("b",), ("c", "d")], [("a",), ("d",)]]).sides(text)

    assert not crosses(sides, sides)


@given(st.lists(GROUP, max_size=4), WORDS, WORDS)
def test_the_order_of_contrasts_does_not_matter(
    groups: list[list[tuple[str, ...]]], asked: tuple[str, ...], told: tuple[str, ...]
) -> None:
    """Contrasts declared the other way round, with their sides the other way round, are crossed by the same."""
    there, back = Contrasts(groups), Contrasts([group[::-1] for group in groups[::-1]])

    assert crosses(there.sides(asked), there.sides(told)) == crosses(back.sides(asked), back.sides(told))


@pytest.mark.parametrize("groups", [[], [[]], [[(), ()], [()]]], ids=["none", "empty", "of-nothing"])
def test_nothing_is_crossed_where_no_contrast_is_declared(groups: list[list[tuple[str, ...]]]) -> None:
    """Without contrasts, and with contrasts of nothing but empty members, a text takes no side."""
    sides = Contrasts(groups).sides(("junior", "", "senior"))

    assert frozenset() == sides
    assert not crosses(sides, frozenset({(0, ("junior",))}))
