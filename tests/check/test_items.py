"""Items of lists are taken out or reworded where they stand, and what is written in an odd way is left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.check.finding import Finding, Found, Spot
from bot.check.fixing import mended
from bot.check.items import removal, replacement
from bot.yaml_reader import YamlProblem, parse

if TYPE_CHECKING:
    from bot.check.finding import Edit


def carried_out(text: str, fix: tuple[Edit, ...]) -> str:
    """The text with edits carried out."""
    finding = Finding(Found(Spot("a.yaml"), "", fix=fix), "rule", "warning")
    return mended({"a.yaml": text}, [finding]).get("a.yaml", text)


def without(text: str, number: int) -> str:
    """The text of a file without an item of the list `l`."""
    return carried_out(text, removal(parse(text), "a.yaml", ("l", number)))


def reworded(text: str, new: str, number: int = 0) -> str:
    """The text of a file with another text for an item of the list `l`."""
    return carried_out(text, replacement(parse(text), "a.yaml", ("l", number), new))


@pytest.mark.parametrize(
    ("text", "number", "left"),
    [
        pytest.param("l:\n  - a\n  - b\n", 0, "l:\n  - b\n", id="first"),
        pytest.param("l:\n  - a\n  - b\nm: c\n", 1, "l:\n  - a\nm: c\n", id="last"),
        pytest.param("l:\n- a\n- b", 1, "l:\n- a\n", id="at-the-end"),
        pytest.param("l:\n  - a # why\n  - b\n", 0, "l:\n  - b\n", id="with-its-comment"),
        pytest.param("l:\n  - a\n  # of b\n  - b\n", 0, "l:\n  # of b\n  - b\n", id="not-the-next-comment"),
        pytest.param("l:\n  - 'a, #1'\n  - b\n", 0, "l:\n  - b\n", id="quoted"),
        pytest.param("l:\n  - >-\n    a\n    and on\n  - b\n", 0, "l:\n  - b\n", id="folded"),
        pytest.param("l:\n  - a\n    and on\n  - b\n", 0, "l:\n  - b\n", id="going-on"),
        pytest.param("l:\n  - q: a\n    e: x\n  - q: b\n", 0, "l:\n  - q: b\n", id="fields"),
        pytest.param("l:\n  - {q: a, e: x}\n  - q: b\n", 0, "l:\n  - q: b\n", id="fields-in-braces"),
        pytest.param("l: [a, b, c]\n", 0, "l: [b, c]\n", id="brackets-first"),
        pytest.param("l: [a, b, c]\n", 1, "l: [a, c]\n", id="brackets-middle"),
        pytest.param("l: [a, 'b, c']  # why\n", 1, "l: [a]  # why\n", id="brackets-last"),
        pytest.param("l: [{q: a}, b]\n", 0, "l: [b]\n", id="brackets-and-braces"),
        pytest.param("l: [a ,b]\n", 1, "l: [a]\n", id="brackets-without-a-blank"),
    ],
)
def test_removal(text: str, number: int, left: str) -> None:
    """An item goes with its line, or with its comma, and everything else stays as it is."""
    assert left == without(text, number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("l:\n  - a\n", 0, id="the-only-one"),
        pytest.param("l: [a]\n", 0, id="the-only-one-in-brackets"),
        pytest.param("l: [a,\n  b]\n", 1, id="brackets-over-lines"),
        pytest.param("l: [a\n  and on, b]\n", 0, id="words-over-lines"),
    ],
)
def test_no_removal(text: str, number: int) -> None:
    """What would leave an empty list, or is written over several lines of brackets, is left alone."""
    assert text == without(text, number)


@pytest.mark.parametrize(
    ("text", "new", "left"),
    [
        pytest.param("l:\n  - A  # why\n", "a b", "l:\n  - a b  # why\n", id="plain"),
        pytest.param("l: ['A?', b]\n", "a", "l: [a, b]\n", id="quotes-not-needed"),
        pytest.param("l: [A, b]\n", "a, c", "l: ['a, c', b]\n", id="quotes-for-a-comma"),
        pytest.param("l: [A, b]\n", "it's: so", "l: ['it''s: so', b]\n", id="quotes-for-a-colon"),
        pytest.param("l:\n  - A\n    and on\n", "a", "l:\n  - A\n    and on\n", id="over-lines"),
    ],
)
def test_replacement(text: str, new: str, left: str) -> None:
    """A text on one line is replaced, in quotes where YAML needs them; one over several lines is left alone."""
    assert left == reworded(text, new)


@given(st.lists(st.text("ab,'\"#: -[]{}\\é\n", min_size=1, max_size=8), min_size=2, max_size=4), st.data())
def test_whatever_is_written(items: list[str], data: st.DataObject) -> None:
    """Whatever the items are, removing one leaves the others, or leaves the file alone."""
    quoted = ["'{}'".format(item.replace("'", "''").replace("\n", " ")) for item in items]
    brackets = data.draw(st.booleans())
    text = (
        f"l: [{', '.join(quoted)}]\nm: c\n" if brackets else "l:\n" + "".join(f"- {one}\n" for one in quoted)
    )
    number = data.draw(st.integers(0, len(items) - 1))
    try:
        before = parse(text).value
    except YamlProblem:
        return
    assert isinstance(before, dict)
    kept = list(before["l"])
    del kept[number]

    assert {**before, "l": kept} == parse(without(text, number)).value
