from __future__ import annotations

from time import perf_counter
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.rich_text import plain, rich_text
from tests.slowness import slowness

_HOSTILE: Final = {
    "stars": "*" * 40_000,
    "bold that never ends": "**a " * 10_000,
    "bold that never begins": "a** " * 10_000,
    "bold": "**a** " * 6_700,
    "marks of all kinds": "*a **a _b `c " * 3_000,
    "alternating": "*_" * 20_000,
    "backticks": "`" * 40_000,
    "longer and longer backticks": "".join("`" * n + " " for n in range(280)),
    "odd backticks": "`` ` " * 8_000,
    "fences": "```\n" * 10_000,
    "bullets": "- a\n" * 10_000,
    "bullets on a line": "- " * 20_000,
    "deep bullets": "".join(" " * n + "- a\n" for n in range(280)),
    "numbers": "1. a\n" * 8_000,
    "headings": "# a\n" * 10_000,
    "a heading of spaces": "#" + " " * 40_000 + "#",
    "lines": "a\n" * 20_000,
    "empty lines": "\n" * 40_000,
    "white lines": " \t\n" * 13_000,
    "mentions": "<!channel>" * 4_000,
    "flags": "🇩" * 40_000,
    "accents": "a" + "\u0301" * 39_999,
}
_soup = st.lists(
    st.sampled_from(
        [
            "**",
            "*",
            "_",
            "`",
            "``",
            "```",
            "\n",
            "\n\n",
            "- ",
            "  - ",
            "1. ",
            "# ",
            " ",
            "a",
            "é",
            "<!here>",
            "word",
        ]
    ),
    max_size=40,
).map("".join)


def _run(text: str, *styles: str) -> dict[str, Any]:
    return {"type": "text", "text": text} | ({"style": dict.fromkeys(styles, True)} if styles else {})


def _section(*runs: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text_section", "elements": [*runs]}


def _items(style: str, *texts: str, **place: int) -> dict[str, Any]:
    items = [_section(_run(text)) for text in texts]
    return {"type": "rich_text_list", "style": style, "elements": items, **place}


def _code(text: str) -> dict[str, Any]:
    return {"type": "rich_text_preformatted", "elements": [_run(text)]}


def _shown(blocks: list[dict[str, Any]]) -> str:
    """The text of all elements, a line each."""
    lines = []
    for element in (element for block in blocks for element in block["elements"]):
        parts = element["elements"] if element["type"] == "rich_text_list" else [element]
        lines += ["".join(run["text"] for run in part["elements"]) for part in parts]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("markdown", "runs"),
    [
        ("plain", [_run("plain")]),
        ("a **b** c", [_run("a "), _run("b", "bold"), _run(" c")]),
        ("*a* _b_", [_run("a", "italic"), _run(" "), _run("b", "italic")]),
        ("**a `b` c:** d", [_run("a ", "bold"), _run("b", "bold", "code"), _run(" c:", "bold"), _run(" d")]),
        ("**a *b***", [_run("a ", "bold"), _run("b", "bold", "italic")]),
        ("`a **b** c`", [_run("a **b** c", "code")]),
        ("**`a**b`**", [_run("a**b", "bold", "code")]),
        ("``a ` b``", [_run("a ` b", "code")]),
        ("a ** b", [_run("a ** b")]),
        ("**hanging", [_run("**hanging")]),
        ("`hanging **a**", [_run("`hanging "), _run("a", "bold")]),
        ("snake_case_name and 2*3*4", [_run("snake_case_name and 2*3*4")]),
        ("__init__", [_run("__init__")]),
        ("SELECT * FROM a WHERE * ", [_run("SELECT * FROM a WHERE *")]),
        ("[a](https://b.example)", [_run("[a](https://b.example)")]),
        ("a < b && c > d <div>", [_run("a < b && c > d <div>")]),
        ("a\nb", [_run("a\nb")]),
        ("# a `b`", [_run("a ", "bold"), _run("b", "bold", "code")]),
        ("a\r\n\r\nb", [_run("a"), _run("\n\n"), _run("b")]),
        ("a\n\n\n\nb", [_run("a"), _run("\n\n"), _run("b")]),
    ],
)
def test_marks(markdown: str, runs: list[dict[str, Any]]) -> None:
    """Marks become styles, and what marks nothing stays as typed."""
    blocks = rich_text(markdown)

    assert [{"type": "rich_text", "elements": [_section(*runs)]}] == blocks


@pytest.mark.parametrize(
    ("markdown", "elements"),
    [
        ("- a\n- b", [_items("bullet", "a", "b")]),
        ("* a\n+ b", [_items("bullet", "a", "b")]),
        ("1. a\n2. b", [_items("ordered", "a", "b")]),
        ("4) a", [_items("ordered", "a", offset=3)]),
        ("0. a", [_items("ordered", "a")]),
        ("- a\n  - b\n    - c\n- d", [
            _items("bullet", "a"), _items("bullet", "b", indent=1), _items("bullet", "c", indent=2), _items("bullet", "d"),
        ]),
        ("1. a\n   - b\n2. c", [_items("ordered", "a"), _items("bullet", "b", indent=1), _items("ordered", "c", offset=1)]),
        ("1. a\n```\nb\n```\n2. c", [_items("ordered", "a"), _code("b"), _items("ordered", "c", offset=1)]),
        ("- a\ngoes on", [_items("bullet", "a\ngoes on")]),
        ("- a\n\n- b", [_items("bullet", "a", "b")]),
        ("a:\n- b\n\nc", [_section(_run("a:")), _items("bullet", "b"), _section(_run("c"))]),
        ("a\n```sql\nb\n\n  c **d**\n```\ne", [_section(_run("a")), _code("b\n\n  c **d**"), _section(_run("e"))]),
        ("~~~\n```\n~~~", [_code("```")]),
        ("  ```\n  a\n   b\n  ```", [_code("a\n b")]),
        ("```\nhanging", [_code("hanging")]),
        ("```\n```", [_section(_run("```"))]),
        ("```two words", [_section(_run("```two words"))]),
        ("-a", [_section(_run("-a"))]),
        ("1986. was a year", [_section(_run("1986. was a year"))]),
    ],
)  # fmt: skip
def test_lists_and_code(markdown: str, elements: list[dict[str, Any]]) -> None:
    """Lists keep their levels and numbers, code its lines and spaces."""
    blocks = rich_text(markdown)

    assert [{"type": "rich_text", "elements": elements}] == blocks


def test_levels_end_where_slack_ends_them() -> None:
    """What is nested deeper than Slack draws stands on its deepest level."""
    [block] = rich_text("".join(" " * 2 * n + f"- {n}\n" for n in range(12)))

    assert [*range(9)] == [element.get("indent", 0) for element in block["elements"]]


@pytest.mark.parametrize("markdown", ["", " ", "\n\n", "\t\n \r\n", "\x00"])
def test_nothing(markdown: str) -> None:
    """Where there is nothing to see there is no block."""
    blocks = rich_text(markdown)

    assert [] == blocks


@pytest.mark.parametrize("paragraph", ["a" * 7_000, "- " + "b" * 7_000, "```\n" + "c\n" * 3_500 + "```"])
def test_long_paragraphs_go_on_in_the_next_block(paragraph: str) -> None:
    """A paragraph longer than a block takes is in several, and all of it is there."""
    blocks = rich_text(paragraph)

    assert 3 == len(blocks)
    assert all(len(_shown([block])) <= 3_000 for block in blocks)
    assert plain(paragraph).removeprefix("• ").replace("\n", "") == _shown(blocks).replace("\n", "")


def test_more_than_a_message_takes_is_cut() -> None:
    """Of more than 12,000 characters the rest is left out, which is shown."""
    shown = _shown(rich_text("word " * 4_000))

    assert 12_000 >= len(shown.replace("\n", ""))
    assert shown.endswith("word…")


def test_plain() -> None:
    """For notifications the marks go and the lists stay."""
    text = plain("## So\n**Two** `things`:\n- a\n  - b\n3. c\n\n```sql\nSELECT *\n```\n\nend")

    assert "So\nTwo things:\n• a\n  • b\n3. c\n\nSELECT *\n\nend" == text


@given(st.one_of(_soup, st.text()))
def test_soup_is_served_whole(markdown: str) -> None:
    """Of any Markdown every letter is shown, in blocks and in plain text alike."""
    blocks = rich_text(markdown)

    shown, told = (
        "".join(letter for letter in text if letter.isalpha()) for text in (_shown(blocks), plain(markdown))
    )
    assert shown == told
    assert "" not in [run["text"] for block in blocks for run in _runs(block)]


def _runs(part: dict[str, Any]) -> list[dict[str, Any]]:
    if part["type"] == "text":
        return [part]
    return [run for one in part["elements"] for run in _runs(one)]


@pytest.mark.alone
@pytest.mark.parametrize("name", _HOSTILE)
def test_hostile_markdown_is_drawn_at_once(name: str) -> None:
    """Forty thousand characters made to be slow take some 10 ms; the best of five counts, for the machine is shared."""
    times = []
    for _ in range(5):
        started = perf_counter()
        rich_text(_HOSTILE[name])
        times.append(perf_counter() - started)

    assert min(times) < 0.03 * slowness()
