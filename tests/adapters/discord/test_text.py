"""How text becomes Discord's Markdown: what is escaped, what stays as it is, and that all of it reads as it was written.

How it reads is judged by `tests/discord_markdown.py`.
"""

from __future__ import annotations

from time import perf_counter
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.text import label, literal, markdown, unescaped, units
from tests.discord_markdown import leaves, live, shown
from tests.slowness import slowness

_HOSTILE: Final = {
    "stars": "*" * 40_000,
    "bold that never ends": "**a " * 10_000,
    "bold": "**a** " * 6_700,
    "marks of all kinds": "*a **a _b `c " * 3_000,
    "backticks": "`" * 40_000,
    "odd backticks": "`` ` " * 8_000,
    "code of backticks": "```\n" + "`" * 39_000 + "\n```",
    "lines of code": "```\n" + "x\n" * 19_000 + "```",
    "backslashes": "\\" * 40_000,
    "bullets": "- a\n" * 10_000,
    "deep bullets": "".join(" " * n + "- a\n" for n in range(280)),
    "lines": "a\n" * 20_000,
    "mentions": "<@301>" * 6_000,
    "links": "https://" * 5_000,
    "words": "a b " * 10_000,
    "emoji": "😀 " * 20_000,
    "flags": "🇩" * 40_000,
    "accents": "a" + "\u0301" * 39_999,
}


def _drawn(text: str) -> str:
    """The Markdown as it would stand in one message."""
    return "".join(piece.glue + piece.text for piece in markdown(text)).strip("\n")


@pytest.mark.parametrize(
    "text",
    [
        "C++ and C#", "node.js", "3 * 4 = 12", "a - b", "a > b and a < b", "~/.ssh", "it's 50% & more", "ada@example.com", "a/b//c",
        "at 10:30", "and/or", "(see below)", "a | b", "$x = {}", "1.5 or 2", "#1", "why?!", "C:", "@ada", "me@everywhere",
    ],
)  # fmt: skip
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    """What could be no mark is sent as it was written, so that it also reads well where it is copied raw."""
    assert f"so {text}" == literal(f"so {text}", 200)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("snake_case", r"snake\_case"),
        ("**bold** *it*", r"\*\*bold\*\* \*it\*"),
        ("`code`", r"\`code\`"),
        ("a || b ~~c~~", r"a \|\| b \~\~c\~\~"),
        ("x[0] and [a](b)", r"x\[0] and \[a](b)"),
        ("List<String> <div>", r"List\<String> \<div>"),
        ("https://x.example", r"https:\//x.example"),
        ("C:\\new", r"C:\\new"),
        ("¯\\_(ツ)_/¯", r"¯\\\_(ツ)\_/¯"),
        ("user:id:42 :tada:", r"user\:id:42 \:tada:"),
        ("<t:1> </ask:1> <:a:1>", r"\<t:1> \</ask:1> \<\:a:1>"),
        ("<@1> <@&1> <#1>", "\\<\u2060@1> \\<\u2060@&1> \\<\u2060#1>"),
        ("@everyone @HERE", "@\u2060everyone @\u2060HERE"),
        ("discord.gg/a Discord.com/invite/a", "discord.gg/\u2060a Discord.com/\u2060invite/a"),
        ("# a", r"\# a"),
        ("### a", r"\### a"),
        ("-# a", r"\-# a"),
        ("- a", r"\- a"),
        ("* a", r"\* a"),
        ("+ a", r"\+ a"),
        ("> a", r"\> a"),
        (">>> a", r"\>>> a"),
        ("12. a", r"12\. a"),
        ("12.5 a", "12.5 a"),
        ("a\n\n b\x00\u2060\ufeff", "a b"),
        (" \n", "…"),
    ],
)  # fmt: skip
def test_marks_are_escaped(text: str, drawn: str) -> None:
    """A character that Discord could take for a mark has a backslash, and what pings or invites is broken as well."""
    assert drawn == literal(text, 200)
    assert not live(drawn)


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("a **b** *c* _d_ `e`", "a **b** *c* *d* `e`"),
        ("**a `b` *c***", "**a `b` *c***"),
        ("**a_b** c_d_", r"**a\_b** c\_d\_"),
        ("**3 * 4**", r"**3 \* 4**"),
        ("**3 - 4**\n**- 4**", "**3 - 4**\n**\\- 4**"),
        ("``a ` b`` and `` ` ``", "``a ` b`` and ``  `  ``"),
        ("`a  `", "`a  `"),
        ("`a``b`", "``a`\u2060`b``"),
        ("`a`*`*`*", "`a`\u2060`*`"),
        ("**`a**b`**", "`a**b`"),
        ("*`a*b` c*", "`a*b` c"),
        ("`a_b`_", r"`a_b`\_"),
        ("`<@1> https://x.example`", "`<\u2060@1> https://x.example`"),
        ("# a `b`", "**a `b`**"),
        ("a\nb\n\nc", "a\nb\n\nc"),
        ("a:\n- b\n  - c\n\n- d", "a:\n- b\n  - c\n- d"),
        ("1. a\n   - b\n     - c\n2. d", "1. a\n   - b\n     - c\n2. d"),
        ("9. a\n10. b\n    - c", "9. a\n10. b\n    - c"),
        ("- a\n1. b", "- a\n\n1. b"),
        ("- a\ngoes on\n- > b", "- a\n  goes on\n- \\> b"),
        ("- - a\n- 1. b", "- \\- a\n- 1\\. b"),
        ("- a\n\nb", "- a\n\nb"),
        ("```SQL\nSELECT *\n```\nb", "```sql\nSELECT *\n```\nb"),
        ("~~~c#\na\n~~~", "```\na\n```"),
        ("~~~\n```\n@everyone\n~~~", "```\n``\u2060`\n@\u2060everyone\n```"),
        ("```\n```", "\\`\\`\\`"),
        ("> a\n-# b", "\\> a\n\\-# b"),
        ("", ""),
    ],
)  # fmt: skip
def test_markdown(text: str, drawn: str) -> None:
    """The Markdown of the knowledge becomes Discord's; what is none of it stays as it was typed."""
    assert drawn == _drawn(text)


def test_lists_are_what_they_were() -> None:
    """Bullets and numbers, on their levels, are read as such: a list does not swallow the next one."""
    read = leaves(_drawn("- a\n  1. b\n  2. c\n- d\n\n3. e\n   - f\n4. g"))

    bullets, numbers = ("list -", "item"), ("list 3.", "item")
    expected = {
        "a": bullets,
        "b": (*bullets, "list 1.", "item"),
        "c": (*bullets, "list 1.", "item"),
        "d": bullets,
    }
    expected |= {"e": numbers, "f": (*numbers, "list -", "item"), "g": numbers}
    assert expected == {text.strip(): path for text, path in read if text.strip()}


@given(st.text())
def test_a_line_reads_as_it_was_written(text: str) -> None:
    """Escaped text is shown as it was, all in one style, and can be taken back."""
    line = label(text, 10_000)
    drawn = literal(text, 10_000)

    assert [] == [path for _, path in leaves(drawn) if path]
    assert line == shown(drawn).replace("\u2060", "")
    assert line == unescaped(drawn)


@pytest.mark.parametrize(
    ("text", "most", "labelled"),
    [
        ("a" * 80, 80, "a" * 80),
        ("a" * 81, 80, "a" * 79 + "…"),
        ("😀" * 40, 80, "😀" * 40),
        ("😀" * 41, 80, "😀" * 39 + "…"),
        ("👨‍👩‍👧" * 11, 80, "👨‍👩‍👧" * 9 + "…"),
        (" a\n\tb ", 80, "a b"),
        ("\x00", 80, "…"),
        ("**a** <@1>", 80, "**a** <@1>"),
    ],
)
def test_labels(text: str, most: int, labelled: str) -> None:
    """Labels are one line, literal, cut between letters, and counted as the longest-counting client does."""
    drawn = label(text, most)

    assert labelled == drawn
    assert units(drawn) <= most


@pytest.mark.parametrize(
    "text", ["word " * 1_000, "w" * 5_000, "**" + "word " * 1_000 + "word**", "- " + "word " * 1_000]
)
def test_long_paragraphs_go_on(text: str) -> None:
    """A paragraph longer than a message is in pieces of which two fit into one, and all of it is there, in its style."""
    pieces = list(markdown(text))

    assert all(units(piece.text) <= 1_000 for piece in pieces)
    kinds = {path[-1] for piece in pieces for one, path in leaves(piece.text) if path and one.strip()}
    assert kinds == ({"bold"} if text.startswith("**") else {"item"} if text.startswith("-") else set())
    letters = "".join("".join(shown(piece.text).split()) for piece in pieces)
    assert "".join(text.strip("*- ").split()) == letters


@pytest.mark.alone
@pytest.mark.parametrize("name", _HOSTILE)
def test_hostile_markdown_is_drawn_at_once(name: str) -> None:
    """As much as three messages take, made to be slow, takes some 20 ms; the best of five counts, for the machine is shared."""
    times = []
    for _ in range(5):
        started = perf_counter()
        drawn = 0
        for piece in markdown(_HOSTILE[name]):
            drawn += units(piece.text)
            if drawn > 6_000:
                break
        times.append(perf_counter() - started)

    assert min(times) < 0.04 * slowness()
