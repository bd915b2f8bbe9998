"""Every letter of a text is found where it stands in its file, however the text is written there."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.check.finding import Finding, Found, Spot
from bot.check.fixing import mended
from bot.check.prose import CODE, Text, paragraphs, sentences, texts
from tests.prose_samples import FILE, looked_at, text_of, written

_words = st.lists(st.text("abcXÄ.`*-", min_size=1, max_size=8), min_size=1, max_size=30)
_markdown = st.lists(
    st.sampled_from(["word ", "`code` ", "**bold** ", "``a`b`` ", "\n", "\n\n", "- ", "```\n", "`", "~~~\n", "end. ", "1. ", "é "]),
    max_size=40,
).map("".join)  # fmt: skip

STYLES: Final[dict[str, Callable[[str], str]]] = {
    "folded": lambda text: "detail: >-\n" + textwrap.indent(textwrap.fill(text, 30), "  "),
    "literal": lambda text: "detail: |\n" + textwrap.indent(text, "  "),
    "single quotes": lambda text: "detail: '" + text.replace("'", "''") + "'",
    "double quotes": lambda text: 'detail: "' + text.replace("\\", "\\\\").replace('"', '\\"') + '"',
    "plain": lambda text: "detail: " + textwrap.fill(text, 30, subsequent_indent="  "),
}
"""The ways to write a text in YAML."""

TOLD: Final = 'It\'s "the first", word by word, and the last one; a\\b too.'


def _detail(style: str, text: str) -> Text:
    file = f"title: T\nphrasings: [how]\nshort: S\n{STYLES[style](text)}\nreviewed: 2026-11-22\n"
    return text_of(written(file), "detail")


def _letter(text: Text, spot: Spot) -> str:
    return text.document.text.split("\n")[spot.line - 1][spot.column - 1]


@pytest.mark.parametrize("style", STYLES)
def test_letters_stand_where_they_are_written(style: str) -> None:
    """In each way to write a text, every letter of it is found in the file."""
    text = _detail(style, TOLD)

    assert text.value == TOLD
    for at, letter in enumerate(text.value):
        if not letter.isspace() and letter not in "'\"\\":
            assert letter == _letter(text, text.spot(at))


@given(_words)
def test_letters_of_any_folded_text_are_found(words: list[str]) -> None:
    """However a text is folded, its letters are found in their order."""
    text = _detail("folded", f"x {' '.join(words)}")
    spots = [text.spot(at) for at, letter in enumerate(text.value) if not letter.isspace()]

    assert sorted(set(spots)) == spots
    assert "".join(_letter(text, spot) for spot in spots) == "".join(text.value.split())


def test_a_blank_is_found_at_the_next_letter() -> None:
    """What stands at a blank or an end of line is told at the letter behind it."""
    text = _detail("literal", "one\ntwo")

    assert text.spot(4) == text.spot(3)


def test_an_escaped_letter_is_told_at_the_beginning() -> None:
    """A letter that the file does not spell out is told where its text begins."""
    text = text_of(written('title: T\nphrasings: [how]\nshort: "\\u00e9 and on"\n'), "short")

    assert Spot(FILE, 3, 8) == text.spot(0)


@pytest.mark.parametrize("style", STYLES)
def test_an_edit_changes_only_its_words(style: str) -> None:
    """What is put in place of a word leaves all else in the file as it was."""
    text = _detail(style, TOLD)
    fix = text.edit(TOLD.index("last"), TOLD.index("last") + 4, "best")
    changed = mended({FILE: text.document.text}, [Finding(Found(Spot(FILE), "", fix=fix), "", "warning")])

    assert text.document.text.replace("last", "best") == changed[FILE]


def test_no_edit_where_the_file_says_it_otherwise() -> None:
    """What the file breaks over two lines, or writes with escapes, is left to a person."""
    assert () == _detail("folded", "one two three four five six seven").edit(0, 33, "x")
    assert () == _detail("double quotes", 'a "b" c').edit(0, 7, "x")
    assert () == _detail("literal", "a b").edit(1, 2, "x")


@given(_markdown)
def test_masking_keeps_places(markdown: str) -> None:
    """A masked text is as long as the text, with the same lines, and no letter in it is another."""
    text = text_of(looked_at(detail=f"x{markdown}x"), "detail")

    assert len(text.masked) == len(text.value)
    assert all(new in {old, CODE} for old, new in zip(text.value, text.masked, strict=True))
    assert text.value.count("\n") == text.masked.count("\n")


def test_code_is_masked() -> None:
    """Spans and blocks of code are masked, and backticks that nobody closed are not."""
    text = text_of(looked_at(detail="a `b` ``c`d`` e\n\n```sql\nf\n```\ng ` h\n\ni ` j"), "detail")

    assert "a e g ` h i ` j" == " ".join(text.masked.replace(CODE, " ").split())


@given(_markdown)
def test_every_word_is_in_one_sentence(markdown: str) -> None:
    """The sentences of a text have all its letters, once and in order, and begin where they say."""
    found = list(sentences(markdown))

    assert "".join(markdown.split()) == "".join("".join(one.text.split()) for one in found)
    assert all(markdown.startswith(one.text, one.start) for one in found)


@pytest.mark.parametrize(
    ("text", "number"),
    [("One. Two! Three?", 3), ('He said "no." Then yes.', 2), ("Node.js, e.g. this one, vs. that", 1), ("a\n\nb", 2), ("", 0), ('"Why?" is what he asked.', 1)],
)  # fmt: skip
def test_sentences(text: str, number: int) -> None:
    """A sentence ends at its mark before a blank, and not in a name or behind an abbreviation."""
    assert number == len(list(sentences(text)))


def test_paragraphs() -> None:
    """Items and paragraphs are found whole, without the blocks of code between them."""
    text = text_of(looked_at(detail="One\nline.\n\n- two\n  lines\n- three\n```\ncode\n```\nlast"), "detail")

    assert ["One\nline.", "- two\n  lines", "- three", "last"] == [one.text for one in paragraphs(text)]
    assert all(text.value.startswith(one.text, one.start) for one in paragraphs(text))


def test_all_that_people_read_is_looked_at() -> None:
    """Of an entry the title and both answers are prose, and its phrasings are not."""
    subject = looked_at("A title", "Short.", "Detail.")

    assert ["A title", "Short.", "Detail."] == [text.value for text in texts(subject)]
