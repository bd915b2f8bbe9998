"""Facts about the pictures of Slack: each kind of block is drawn, text stays text, and nothing is left out unsaid."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

import pytest

from adapters.slack import render
from adapters.slack.preview import ASKED, block_html, blocks_html
from bot.answer import Answerer
from bot.conversation import ShowEntry
from bot.loading import load
from bot.reply import Option, Prose, Reply
from tools.slack_preview import scenes, write

ROOT: Final = Path(__file__).resolve().parent.parent
Json = dict[str, Any]


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def _section(*texts: str, **style: bool) -> Json:
    spans = [{"type": "text", "text": text, "style": style} for text in texts]
    return {"type": "rich_text_section", "elements": spans}


def _rich(*parts: Json) -> Json:
    return {"type": "rich_text", "elements": list(parts)}


def _mrkdwn(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


_LIST: Final[Json] = {"type": "rich_text_list", "style": "bullet", "elements": [_section("a"), _section("b")]}
_CODE: Final[Json] = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "x\n\ny < z"}]}
_BUTTON: Final[Json] = {"type": "button", "text": _plain("Go"), "action_id": "tap:0", "value": "help"}
_THUMBS: Final[Json] = {
    "type": "feedback_buttons",
    "positive_button": {"text": _plain("Good"), "value": "1"},
    "negative_button": {"text": _plain("Bad"), "value": "2"},
}
_FIELD: Final[Json] = {"type": "plain_text_input", "placeholder": _plain("In your words")}


@pytest.mark.parametrize(
    ("block", "drawn"),
    [
        ({"type": "header", "text": _plain("What is SQL?")}, '<div class="header">What is SQL?</div>'),
        ({"type": "divider"}, "<hr>"),
        (_rich(_section("a\n\nb\nc")), '<div><p>a<span class="gap"></span>b<br>c</p></div>'),
        (_rich(_section("x", bold=True, code=True)), "<div><p><b><code>x</code></b></p></div>"),
        (_rich(_section("x", italic=True)), "<div><p><i>x</i></p></div>"),
        (_rich(_CODE), '<div><pre>x<span class="gap"></span>y &lt; z</pre></div>'),
        (
            {"type": "context", "elements": [{"type": "mrkdwn", "text": "A &amp; B"}, _plain("C")]},
            '<div class="context"><span>A &amp; B</span><span>C</span></div>',
        ),
        (
            _mrkdwn("*a* _b_ `c` 2*3*4 snake_case_name"),
            "<div><b>a</b> <i>b</i> <code>c</code> 2*3*4 snake_case_name</div>",
        ),
        (
            {"type": "actions", "elements": [_BUTTON, _BUTTON | {"style": "danger"}]},
            '<div class="actions"><span class="button plain">Go</span><span class="button danger">Go</span></div>',
        ),
        (
            {"type": "input", "label": _plain("Wanted"), "hint": _plain("No names"), "element": _FIELD},
            '<div class="input">Wanted<div class="line">In your words</div><small>No names</small></div>',
        ),
    ],
)
def test_each_kind_of_block_is_drawn(block: Json, drawn: str) -> None:
    """A block becomes the HTML that shows what Slack would."""
    assert drawn == block_html(block)


def test_lists_keep_their_level_and_number() -> None:
    """A numbered list inside another begins where Slack would go on counting, one level further in."""
    drawn = block_html(_rich(_LIST, _LIST | {"style": "ordered", "indent": 1, "offset": 2}))

    assert [("ul", "0", "0", ""), ("ol", "1", "1", "3")] == re.findall(
        r'<(ul|ol) class="level-(\d) indent-(\d)"(?: start="(\d)")?>', drawn
    )
    assert 4 == drawn.count("<li><p>")


def test_thumbs_and_the_bin_are_icons() -> None:
    """Feedback is a thumb up and one down, deleting a bin, each with its label as title."""
    bin_ = {"type": "icon_button", "icon": "trash", "text": _plain("Delete")}
    drawn = block_html({"type": "context_actions", "elements": [_THUMBS, bin_]})

    assert [("up", "Good", "thumb"), ("down", "Bad", "thumb"), ("up", "Delete", "trash")] == re.findall(
        r'class="(\w+)" role="img" aria-label="\w+" title="(\w+)"><svg class="icon (\w+)"', drawn
    )


@pytest.mark.parametrize(
    "block",
    [
        {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"},
        {"type": "section", "fields": [_plain("a")]},
        {"type": "section", "text": _plain("a"), "accessory": _BUTTON},
        {"type": "header", "text": {"type": "mrkdwn", "text": "a"}},
        {"type": "actions", "elements": [_BUTTON | {"style": '"><b>'}]},
        {"type": "actions", "elements": [{"type": "datepicker", "action_id": "day"}]},
        {
            "type": "context_actions",
            "elements": [{"type": "icon_button", "icon": "star", "text": _plain("a")}],
        },
        _rich(_LIST | {"style": "dashed"}),
        _rich({"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U1"}]}),
        _rich({"type": "rich_text_preformatted", "elements": [{"type": "user", "user_id": "U1"}]}),
        {},
    ],
)
def test_what_is_not_known_is_refused(block: Json) -> None:
    """No picture leaves out a block, or a part of one, that is not drawn here."""
    with pytest.raises(ValueError, match="is not drawn: teach adapters/slack/preview"):
        block_html(block)


_HOSTILE: Final = """<script>alert("1")</script>&amp;'"""
_SHOWN: Final = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;&#x27;"


@pytest.mark.parametrize(
    "block",
    [
        {"type": "header", "text": _plain(_HOSTILE)},
        _rich(_section(_HOSTILE)),
        _rich({"type": "rich_text_preformatted", "elements": [{"type": "text", "text": _HOSTILE}]}),
        {"type": "actions", "elements": [_BUTTON | {"text": _plain(_HOSTILE)}]},
        {
            "type": "context_actions",
            "elements": [{"type": "icon_button", "icon": "trash", "text": _plain(_HOSTILE)}],
        },
        {"type": "input", "label": _plain(_HOSTILE), "element": _FIELD},
        _mrkdwn(_HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")),
    ],
)
def test_text_stays_text(block: Json) -> None:
    """Whatever a payload says is shown to the letter and runs nowhere."""
    drawn = block_html(block)

    assert _SHOWN in drawn
    assert "<script" not in drawn


def test_every_answer_can_be_drawn(shipped: Answerer) -> None:
    """The adapter's message for each entry of the shipped knowledge is of kinds that are drawn."""
    entries = load(ROOT / "knowledge").entries
    frame = render.Frame(asker="U1", question="what?", share="Share", deletable=True)
    drawn = [blocks_html(render.message(shipped(ShowEntry(entry)), frame)) for entry in entries]

    assert len(drawn) > 100
    assert all("You asked: what?" in one and "Share" in one for one in drawn)


def test_modals_can_be_drawn() -> None:
    """So are the two modals: an answer with its votes as buttons, and the question what is missing."""
    reply = Reply((Prose("Yes."),), (Option("More", "help"),), entry="sql", asked=ASKED)
    answer, missing = render.modal(reply, render.Frame()), render.missing(ASKED)

    assert 'class="button' in blocks_html(answer)
    assert 'class="multiline"' in blocks_html(missing)


def test_the_scenes_show_what_is_answered(shipped: Answerer) -> None:
    """The four pictures hold what the bot says today to the person who asks."""
    drawn = scenes(shipped)

    assert ["slack-answer", "slack-did-you-mean", "slack-home", "slack-private"] == list(drawn)
    assert '<div class="header">SQL and relational databases</div>' in drawn["slack-answer"]
    assert "I am not sure which of these you mean:" in drawn["slack-did-you-mean"]
    assert '<div class="header">Learning paths</div>' in drawn["slack-home"]
    assert "Share in channel" in drawn["slack-private"]


def test_pages_ask_no_other_site_for_anything(tmp_path: Path) -> None:
    """A page is complete in itself: what it holds, no address in it, and a policy that forbids to load one."""
    (page,) = write({"one": "<p>Hello</p>"}, tmp_path / "new")
    html = page.read_text(encoding="utf-8")

    assert page == tmp_path / "new" / "one.html"
    assert "<p>Hello</p>" in html
    assert "default-src 'none'" in html
    assert [] == re.findall(r"https?:|url\(|@import|src=", html)
