"""The fake Slack is strict about blocks: each rule refuses some, and accepts others that are close to them."""

from __future__ import annotations

import pytest

from tests.slack_parts import (
    DIVIDER,
    Block,
    button,
    field,
    menu,
    plain,
    rich,
    row,
    said,
    section,
    trash,
    vote,
)
from tests.slack_rules import faults

PAIRS: dict[str, tuple[list[Block], list[Block]]] = {
    "unknown type": ([{"type": "secton"}], [DIVIDER]),
    "unknown key": ([section(colour="red")], [section(expand=True)]),
    "51 blocks": ([DIVIDER] * 51, [DIVIDER] * 50),
    "empty text": ([section("")], [section("x")]),
    "white text": ([section(" \n")], [section(" x")]),
    "text of 3001": ([section("x" * 3001)], [section("x" * 3000)]),
    "half a surrogate": ([section("\ud83d")], [section("\U0001f600")]),
    "11 fields": ([section(fields=[plain()] * 11)], [section(fields=[plain()] * 10)]),
    "field of 2001": ([section(fields=[plain("x" * 2001)])], [section(fields=[plain("x" * 2000)])]),
    "text that is a string": ([{"type": "section", "text": "Hello"}], [section()]),
    "header of 151": (
        [{"type": "header", "text": plain("x" * 151)}],
        [{"type": "header", "text": plain("x" * 150)}],
    ),
    "header of mrkdwn": ([section() | {"type": "header"}], [{"type": "header", "text": plain()}]),
    "11 in a context": ([row(*[plain()] * 11, kind="context")], [row(*[plain()] * 10, kind="context")]),
    "button in a context": ([row(button(), kind="context")], [row(plain(), kind="context")]),
    "nothing in a context": ([row(kind="context")], [row(plain(), kind="context")]),
    "26 actions": ([row(*[button(f"{n}") for n in range(26)])], [row(*[button(f"{n}") for n in range(25)])]),
    "one action_id twice": ([row(button(), button())], [row(button()), row(button())]),
    "one block_id twice": ([DIVIDER | {"block_id": "b"}] * 2, [DIVIDER | {"block_id": n} for n in "ab"]),
    "block_id of 256": ([DIVIDER | {"block_id": "b" * 256}], [DIVIDER | {"block_id": "b" * 255}]),
    "action_id of 256": ([row(button("a" * 256))], [row(button("a" * 255))]),
    "button text of 76": ([row(button(text="x" * 76))], [row(button(text="x" * 75))]),
    "button value of 2001": ([row(button(value="x" * 2001))], [row(button(value="x" * 2000))]),
    "button style": ([row(button(style="blue"))], [row(button(style="danger"))]),
    "button key": ([row(button(colour="red"))], [row(button(accessibility_label="Go on"))]),
    "option value of 151": ([row(menu("x" * 151))], [row(menu("x" * 150))]),
    "6 overflow options": ([row(menu("x", many=6))], [row(menu("x", many=5))]),
    "an input among actions": ([row({"type": "plain_text_input"})], [row(menu("x", "static_select"))]),
    "markdown of 12,001": (
        [{"type": "markdown", "text": "x" * 6000}, {"type": "markdown", "text": "x" * 6001}],
        [{"type": "markdown", "text": "x" * 6000}, {"type": "markdown", "text": "x" * 6000}],
    ),
    "empty markdown": ([{"type": "markdown", "text": ""}], [{"type": "markdown", "text": "x"}]),
    "6 context actions": (
        [row(*[trash(action_id=f"{n}") for n in range(6)], kind="context_actions")],
        [row(*[trash(action_id=f"{n}") for n in range(5)], kind="context_actions")],
    ),
    "feedback among actions": ([row(vote())], [row(vote(), kind="context_actions")]),
    "feedback of 76": (
        [row(vote("x" * 76), kind="context_actions")],
        [row(vote("x" * 75), kind="context_actions")],
    ),
    "feedback of no value": (
        [row(vote(value=""), kind="context_actions")],
        [row(vote(), trash(), kind="context_actions")],
    ),
    "another icon": ([row(trash("bin"), kind="context_actions")], [row(trash(), kind="context_actions")]),
    "an input in a message": ([field()], [DIVIDER]),
    "empty rich text": ([rich(said(""))], [rich(said(" "))]),
    "rich text of no element": ([row(kind="rich_text")], [rich(said())]),
    "unknown rich part": (
        [rich({"type": "bold", "text": "x"})],
        [rich({"type": "link", "url": "https://a.b"})],
    ),
    "unknown rich element": (
        [rich(said(), kind="rich_text_code")],
        [rich(said(), kind="rich_text_preformatted")],
    ),
    "unknown style": ([rich(said(style={"heavy": True}))], [rich(said(style={"bold": True, "code": True}))]),
    "style not boolean": ([rich(said(style={"bold": "yes"}))], [rich(said(style={"strike": False}))]),
    "empty style": ([rich(said(style={}))], [rich(said())]),
    "unknown rich key": (
        [rich(said(bold=True))],
        [rich({"type": "user", "user_id": "U1", "style": {"italic": True}})],
    ),
    "link of no URL": (
        [rich({"type": "link", "text": "x"})],
        [rich({"type": "link", "url": "mailto:a@b.c", "text": "x"})],
    ),
    "link to nowhere": (
        [rich({"type": "link", "url": "docs/a.md"})],
        [rich({"type": "link", "url": "http://a.b"})],
    ),
    "emoji of no name": ([rich({"type": "emoji"})], [rich({"type": "emoji", "name": "tada"})]),
    "broadcast to all": (
        [rich({"type": "broadcast", "range": "all"})],
        [rich({"type": "broadcast", "range": "here"})],
    ),
    "list of texts": (
        [rich(said(), kind="rich_text_list", style="bullet")],
        [
            rich(
                {"type": "rich_text_section", "elements": [said()]},
                kind="rich_text_list",
                style="bullet",
                indent=1,
            )
        ],
    ),
    "list of no style": (
        [rich({"type": "rich_text_section", "elements": [said()]}, kind="rich_text_list")],
        [rich({"type": "rich_text_section", "elements": [said()]}, kind="rich_text_list", style="ordered")],
    ),
    "quote in a quote": (
        [rich({"type": "rich_text_quote", "elements": []}, kind="rich_text_quote")],
        [rich(said(), kind="rich_text_quote")],
    ),
    "image of no description": (
        [{"type": "image", "image_url": "https://a.b/c.png", "alt_text": ""}],
        [{"type": "image", "image_url": "https://a.b/c.png", "alt_text": "A cat"}],
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_far_side_refuses_blocks_and_accepts_close_ones(name: str) -> None:
    """A message whose blocks break a rule is refused, one that only touches the rule is not."""
    bad, good = PAIRS[name]

    refused = faults("chat.postMessage", {"channel": "C1", "text": "Hello", "blocks": bad})

    assert ["invalid_blocks"] == refused[:1]
    assert len(refused) > 1
    assert [] == faults("chat.postMessage", {"channel": "C1", "text": "Hello", "blocks": good})
