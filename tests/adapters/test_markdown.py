"""The Markdown that adapters share: what is read of it, and how it is cut. How it is drawn stands in the tests of each adapter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.markdown import Part, Span, cut, parts, plain, spans


def _length(some: list[Span]) -> int:
    return sum(len(span.text) for span in some)


@pytest.mark.parametrize(
    ("markdown", "read"),
    [
        ("", []),
        ("a\nb\n\nc", [Part("section", "a\nb"), Part("section", "c", gap=True)]),
        ("# a", [Part("section", "**a**")]),
        ("- a\n  goes on\n  * b", [Part("bullet", "a\ngoes on"), Part("bullet", "b", level=1)]),
        ("7. a\n8) b", [Part("ordered", "a", number=7), Part("ordered", "b", number=8)]),
        (
            "```Sql\na\n\n  b\n```\nc",
            [Part("preformatted", "a\n\n  b", language="Sql"), Part("section", "c")],
        ),
        ("~~~\n```\n~~~", [Part("preformatted", "```")]),
        ("```c++\n```", [Part("section", "```c++")]),
        ("> a\n| b |", [Part("section", "> a\n| b |")]),
    ],
)
def test_parts(markdown: str, read: list[Part]) -> None:
    """Paragraphs, items and code are read line by line, with what there is to know of each."""
    assert read == parts(markdown)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a", [Span("a")]),
        ("a **b *c* `d`**", [Span("a "), Span("b ", ("bold",)), Span("c", ("bold", "italic")), Span(" ", ("bold",)), Span("d", ("bold", "code"))]),
        ("**a **b** c**", [Span("a **b", ("bold",)), Span(" c**")]),
        ("*" * 101, [Span("*" * 101)]),
        ("**" * 8, [Span("****", ("bold",))]),
    ],
)  # fmt: skip
def test_spans(text: str, read: list[Span]) -> None:
    """Marks become styles, each once; what nobody wrote as Markdown stays as it was typed."""
    assert read == spans(Part("section", text))


def test_code_has_no_styles() -> None:
    """In code every mark is a character."""
    assert [Span("**a**")] == spans(Part("preformatted", "**a**"))


def test_what_is_short_is_not_cut() -> None:
    """A part of at most the size stays whole."""
    assert [[Span("a b")]] == list(cut(Part("section", "a b"), _length, 3))


def test_text_is_cut_between_words_and_code_between_lines() -> None:
    """Pieces are about half of the size, and styles go on in the next."""
    words, code = ("word " * 60).strip(), "a line of code\n" * 20

    worded = list(cut(Part("section", f"**{words}**"), _length, 200))
    coded = list(cut(Part("preformatted", code), _length, 200))

    assert [["word " * 20], ["word " * 20], [("word " * 20).strip()]] == [
        ["".join(span.text for span in one)] for one in worded
    ]
    assert {("bold",)} == {span.styles for one in worded for span in one}
    assert {"a line of code\n" * 6, "a line of code\n" * 2} == {
        "".join(span.text for span in one) for one in coded
    }


def test_what_is_put_around_a_piece_counts_once() -> None:
    """Where every piece costs something of itself, a piece has room for the rest."""
    pieces = list(cut(Part("preformatted", "ab\n" * 20), lambda some: 10 + _length(some), 50))

    assert ["ab\n" * 5] * 4 == ["".join(span.text for span in one) for one in pieces]


@given(st.text(), st.integers(1, 50))
def test_cutting_loses_nothing(text: str, most: int) -> None:
    """The pieces are the text, whatever the size, and none is empty."""
    for part in parts(text):
        pieces = list(cut(part, _length, most))
        assert "".join(span.text for span in spans(part)) == "".join(
            span.text for one in pieces for span in one
        )
        assert all(_length(one) for one in pieces)


def test_plain() -> None:
    """Without its marks Markdown has bullets and numbers all the same."""
    assert "a\n\n• b\n  1. c\n\nd *" == plain("**a**\n\n- b\n  1. c\n\n`d *`")
