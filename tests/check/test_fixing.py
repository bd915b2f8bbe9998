"""Mendings are carried out on the text of a file, each whole or not at all."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.check.finding import Edit, Finding, Found, Spot
from bot.check.fixing import mended


def finding(*edits: Edit) -> Finding:
    """A finding that these edits mend."""
    return Finding(Found(Spot("a.yaml"), "wrong", fix=edits), "some-rule", "warning")


def edit(start: tuple[int, int], end: tuple[int, int], text: str, file: str = "a.yaml") -> Edit:
    """An edit of a file."""
    return Edit(file, start, end, text)


def test_a_word_is_replaced() -> None:
    """What stands from one column up to another is replaced, and nothing else."""
    found = finding(edit((2, 8), (2, 14), "color"))

    assert {"a.yaml": "title: T\nshort: color.\n"} == mended(
        {"a.yaml": "title: T\nshort: colour.\n"}, [found]
    )


def test_a_line_is_removed() -> None:
    """An edit from the start of a line to the start of the next removes it."""
    found = finding(edit((2, 1), (3, 1), ""))

    assert {"a.yaml": "one\nthree\n"} == mended({"a.yaml": "one\ntwo\nthree\n"}, [found])


def test_a_line_is_put_before_all() -> None:
    """An edit of no length inserts, also before the first line."""
    found = finding(edit((1, 1), (1, 1), "# first\n"))

    assert {"a.yaml": "# first\none\n"} == mended({"a.yaml": "one\n"}, [found])


def test_several_findings_of_a_file() -> None:
    """Findings of one file are mended together, wherever each changes its length."""
    first, second = finding(edit((1, 1), (1, 4), "number one")), finding(edit((2, 1), (2, 4), "2"))

    assert {"a.yaml": "number one\n2\n"} == mended({"a.yaml": "one\ntwo\n"}, [first, second])


def test_the_same_place_twice() -> None:
    """Of two findings that change one place only the first is mended, and the other waits."""
    first, second = finding(edit((1, 1), (1, 4), "1")), finding(edit((1, 2), (1, 3), "x"))

    assert {"a.yaml": "1\n"} == mended({"a.yaml": "one\n"}, [first, second])


def test_all_or_nothing() -> None:
    """A finding with an edit in the way of another's is not mended in its other files either."""
    first = finding(edit((1, 1), (1, 4), "1"))
    second = finding(edit((1, 1), (1, 2), "x", "b.yaml"), edit((1, 1), (1, 2), "x"))

    assert {"a.yaml": "1\n"} == mended({"a.yaml": "one\n", "b.yaml": "one\n"}, [first, second])


def test_nothing_to_mend() -> None:
    """Findings without a mending change no file."""
    assert {} == mended({"a.yaml": "one\n"}, [finding()])


@given(st.text("ab\n", max_size=40), st.data())
def test_an_edit_changes_nothing_around_it(text: str, data: st.DataObject) -> None:
    """Whatever stands before and behind an edit stays."""
    first = data.draw(st.integers(0, len(text)))
    last = data.draw(st.integers(first, len(text)))
    places = [(text[:at].count("\n") + 1, at - text.rfind("\n", 0, at)) for at in (first, last)]
    found = finding(edit(places[0], places[1], "new"))

    assert {"a.yaml": f"{text[:first]}new{text[last:]}"} == mended({"a.yaml": text}, [found])
