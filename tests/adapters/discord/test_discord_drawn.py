"""Facts about the drawing of Discord's messages: it shows what Discord's clients make of them, by a reader that does not know it."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any, Final

import pytest

from adapters.discord.preview import content_html, draw, message_html
from adapters.discord.render import Frame, message
from bot.answer import Answerer
from bot.conversation import Action, FollowPath, ShowEntry
from bot.reply import Choices, Option, Prose, Reply
from tests.discord_markdown import leaves

_KINDS: Final = {"b": "bold", "i": "italic", "code": "code", "pre": "code block"}
_BLOCKS: Final = {"header": "heading", "small": "small"}
_HOSTILE: Final = """<script>alert("1")</script>&amp;'"""


class _Shown(HTMLParser):
    """The letters of a drawing with what each is in, without blanks and the marks of items."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.letters: list[tuple[str, frozenset[str]]] = []
        self._open: list[str] = []
        self._mark = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = (dict(attrs).get("class") or "").split(" ")[0]
        self._mark = tag == "span" and bool(self._open) and self._open[-1] == "div item"
        self._open.append(_KINDS.get(tag) or _BLOCKS.get(kind) or f"{tag} {kind}".strip())
        if self._mark:
            self._open[-2] = "div"

    def handle_endtag(self, _tag: str) -> None:
        self._mark = False
        self._open.pop()

    def handle_data(self, data: str) -> None:
        kinds = frozenset(self._open) & {*_KINDS.values(), *_BLOCKS.values()}
        self.letters += [] if self._mark else [(letter, kinds) for letter in data if not letter.isspace()]


def _read(content: str) -> list[tuple[str, frozenset[str]]]:
    """The same of a message, as the reader of the tests takes it."""
    known = {*_KINDS.values(), *_BLOCKS.values()}
    return [
        (letter, frozenset(kinds) & known)
        for text, kinds in leaves(content.replace("\u2060", ""))
        for letter in text
        if not letter.isspace()
    ]


def test_every_answer_is_drawn_as_discord_shows_it(shipped: Answerer) -> None:
    """Each letter of each shipped entry and step is there, in the styles that Discord's own rules give it."""
    steps = [FollowPath(path.id, step) for path in shipped.knowledge.paths.values() for step in (1, 5)]
    taps: list[Action] = [*map(ShowEntry, shipped.knowledge.entries), *steps]
    replies = [shipped(tap) for tap in taps]
    contents = [sent["content"] for reply in replies for sent in message(reply, Frame(asker="1"))]

    assert len(contents) > 120
    for content in contents:
        assert _read(content) == _Shown(content_html(content)).letters


@pytest.mark.parametrize(
    ("markdown", "drawn"),
    [
        (
            "**bold** and *italic* and `code`",
            "<div><b>bold</b> and <i>italic</i> and <code>code</code></div>",
        ),
        ("**`a` or `b`:** c", "<div><b><code>a</code> or <code>b</code>:</b> c</div>"),
        ("a_b_c [x] *", "<div>a_b_c [x] *</div>"),
        ("```py\nif a < b:\n    c\n```", "<pre>if a &lt; b:\n    c</pre>"),
        ("`` a`b ``", "<div><code> a`b </code></div>"),
    ],
)
def test_marks_become_what_they_mean(markdown: str, drawn: str) -> None:
    """What the adapter writes for the Markdown of the knowledge is read back as the HTML that it stands for."""
    (sent,) = message(Reply((Prose(markdown),)), Frame())

    assert drawn == content_html(sent["content"])


def test_lists_keep_their_levels_and_numbers() -> None:
    """An item is drawn with its mark, further in under another."""
    (sent,) = message(Reply((Prose("- a\n  - b\n\n3. c"),)), Frame())
    drawn = content_html(sent["content"])

    assert '<div class="item level-0"><span>•</span><span>a</span></div>' in drawn
    assert '<div class="item level-1"><span>•</span><span>b</span></div>' in drawn
    assert '<div class="item level-0"><span>3.</span><span>c</span></div>' in drawn


def test_what_can_be_pressed_leads_on() -> None:
    """A button with a code that shows something is a link, one without is none; many choices are a list to open."""
    options = tuple(Option(f"Entry {number}", f"show:{number}") for number in range(7))
    reply = Reply((Choices("Pick one:", options),), (Option("Help", "help"),), entry="sql")
    drawn = draw(reply, lambda code: f"/to?{code}&" if code.startswith("show") else "")

    assert '<li><a class="choice" href="/to?show:3&amp;">Entry 3</a></li>' in drawn
    assert "<summary>Pick one:</summary>" in drawn
    assert '<span class="button secondary">Help</span>' in drawn
    assert '<span class="button secondary">👍 This helped</span>' in drawn


def test_text_stays_text() -> None:
    """Whatever a message says is shown to the letter and runs nowhere."""
    texts = (
        Prose(f"{_HOSTILE} `{_HOSTILE}` **{_HOSTILE}**\n```\n{_HOSTILE}\n```"),
        Choices(_HOSTILE, (Option(_HOSTILE, "help"),) * 9),
    )
    drawn = draw(Reply(texts, (Option(_HOSTILE, "help"),)), lambda _: '"><script>')

    assert drawn.count("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;amp;&#x27;") >= 6
    assert "<script" not in drawn


@pytest.mark.parametrize("part", [{"type": 5, "custom_id": "a"}, {"type": 2, "style": 5, "label": "a"}, {}])
def test_what_is_not_known_is_refused(part: dict[str, Any]) -> None:
    """No component is left out unsaid."""
    with pytest.raises(ValueError, match="is not drawn: teach adapters/discord/preview"):
        message_html({"content": "a", "components": [{"type": 1, "components": [part]}]})
