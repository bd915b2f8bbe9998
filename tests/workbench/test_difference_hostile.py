"""Whatever people type and maintainers write is shown as words: it calls nobody, and gives no orders."""

from __future__ import annotations

import re
from typing import Any, Final

import pytest
from markdown_it import MarkdownIt

from bot.knowledge import Golden
from bot.workbench.changes import Change, Put, Told
from bot.workbench.difference import Difference
from bot.workbench.difference_chat import chat
from bot.workbench.difference_markdown import MARKER, markdown
from bot.workbench.difference_text import text
from bot.workbench.prose_changes import Items, Piece, Text

_HOSTILE: Final = (
    "@everyone <@U123> <!channel> @org/team",
    "a | b \\| c \\\\| d | `x` ``y``",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png) https://evil.example #1 GH-1",
    "</details> ~~~ ``` --> <!-- \x1b[2J \u202e\u2066",
    "`",
    "``",
    "`a",
    "|",
    "\\",
    "\\|",
    "~~~",
    "- ~~~\n~~~\n# heading",
)


def _hostile(words: str) -> Difference:
    golden = Golden(q=words, expect=words)
    odd = Change(Put(words, "golden"), Told("answered", (words,)), Told("offered", (words, "sql")), golden)
    gained = Change(Put(words, "golden"), Told("refused", family=words), Told("answered", (words,)))
    piece = Piece(
        "entry",
        words,
        "changed",
        words,
        words,
        (
            Text("short", words, f"{words} <b>@all</b>"),
            Text("detail", words, f"{words} x " * 9),
            Items("phrasings", (words,), (words,)),
        ),
    )
    new = Piece("entry", words, "added", words)
    return Difference(words, {"golden": 1}, (piece, new), (odd, gained) * 8, {words: words})


@pytest.mark.parametrize("words", _HOSTILE)
def test_a_comment_quotes_and_does_nothing(words: str) -> None:
    """Whatever somebody writes stands in code alone: no mention, link, picture, HTML or cell comes of it."""
    drawn = markdown(_hostile(words))
    tokens = MarkdownIt("commonmark").enable("table").parse(drawn)
    inner = [child for token in tokens for child in token.children or ()]
    html = {token.content.strip() for token in [*tokens, *inner] if token.type.startswith("html")}
    shown = "".join(child.content for child in inner if child.type == "text")
    rows = [len(re.findall("td_open", " ".join(part))) for part in _rows(tokens)]

    assert drawn.replace("\n", "").isprintable()
    assert {MARKER, "</details>"} <= html
    assert all(
        re.fullmatch(r"<details><summary><b>[\w :]+</b></summary>", one)
        for one in html - {MARKER, "</details>"}
    )
    assert set() == {child.type for child in inner} & {"link_open", "image"}
    assert not set(shown) & set("@#<>|`[]\x1b\u202e")
    assert {4} == set(rows)


def _rows(tokens: list[Any]) -> list[list[str]]:
    """The kinds of tokens of each row of the tables' bodies."""
    kinds = " ".join(token.type for token in tokens)
    return [
        part.split()
        for body in re.findall("tbody_open(.*?)tbody_close", kinds)
        for part in body.split("tr_close")[:-1]
    ]


@pytest.mark.parametrize("words", _HOSTILE)
def test_a_chat_is_not_called_by_words(words: str) -> None:
    """In a notice nothing is left of what pings, links or breaks lines on any platform."""
    notice = chat(_hostile(words))

    assert not re.search(r"@\w|<|>|://|\x1b|[\u202a-\u202e\u2066-\u2069]|`|#\w", notice)
    assert len(notice.splitlines()) <= 3


@pytest.mark.parametrize("words", _HOSTILE)
def test_a_terminal_is_safe(words: str) -> None:
    """Text for a terminal has no control character in it, whatever was typed."""
    assert text(_hostile(words)).replace("\n", "").isprintable()
