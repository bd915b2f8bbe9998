"""Facts about how HTML is written: text is text, and only what is marked as HTML is not."""

from __future__ import annotations

import pytest

from bot.preview.html import Attribute, Html, el, joined


def test_text_is_escaped_wherever_it_stands() -> None:
    """Neither in an element nor in an attribute does a text become HTML."""
    made = el("p", "<b>&", title="\"'><script>")

    assert '<p title="&quot;&#x27;&gt;&lt;script&gt;">&lt;b&gt;&amp;</p>' == made


def test_html_is_kept() -> None:
    """What was made of elements goes into others as it is, and so do lists of it; nothing is left out unsaid but None."""
    made = el("ul", [el("li", "a"), None, el("li", joined("b", el("br"), "c"))])

    assert "<ul><li>a</li><li>b<br>c</li></ul>" == made


def test_a_text_made_of_html_is_text_again() -> None:
    """Whoever puts HTML into a longer text loses its mark: a slip shows, and opens nothing."""
    made = el("p", f"{el('b', 'a')} c")

    assert "<p>&lt;b&gt;a&lt;/b&gt; c</p>" == made


@pytest.mark.parametrize(
    ("value", "written"), [(True, " open"), (False, ""), (None, ""), (3, ' open="3"'), ("", ' open=""')]
)
def test_attributes_that_are_there_or_not(value: Attribute, written: str) -> None:
    """True stands alone, False and None are left out, a number is its digits."""
    assert f"<details{written}></details>" == el("details", open=value)


def test_names_are_those_of_html() -> None:
    """An underscore stands for a hyphen, and at the end for nothing."""
    assert '<label for="q" aria-label="x" data-words="y" class="z"></label>' == el(
        "label", for_="q", aria_label="x", data_words="y", class_="z"
    )
    assert isinstance(el("p"), Html)
