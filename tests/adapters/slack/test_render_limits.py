"""Whatever a reply holds, Slack takes what is drawn of it, nothing in it is live, and what fits is all there.

What Slack takes is judged by `tests/slack_rules.py`, which knows nothing of the renderer.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any, Final

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.render import Frame, home, message, missing, modal
from bot.answer import Answerer
from bot.conversation import BrowseTopics, FollowPath, ShowEntry
from bot.reply import Choices, Heading, Option, Prose, Reply, Sources
from tests.slack_rules import faults

Json = dict[str, Any]

_LIVE: Final = re.compile(
    r"<(?:[@#][A-Z]|!(?:channel|here|everyone|subteam|date)|https?:|mailto:)", re.IGNORECASE
)
_ASKED: Final = "abcdefghijk"
_ADA: Final = Frame("U1", "why <!channel>?", share="Share in channel", deletable=True)
_FAMILY: Final = "👨‍👩‍👧"

_SPELLS: Final = (
    "<!channel>", "<!here>", "<!here|here>", "<!everyone>", "<!subteam^S1|@team>", "<!date^1^{date}^https://x.example|now>",
    "<@U123ABC>", "<@W1|ada>", "<#C1>", "<#C1|general>", "<https://x.example|here>", "<http://x.example>",
    "<mailto:a@x.example|a>", "<HTTPS://X.EXAMPLE>", "&lt;!here&gt;", "&amp;lt;!here&amp;gt;", "@here", "#general", ":tada:",
    "*bold* _it_ ~s~ `c`",
)  # fmt: skip
_WRAPPED: Final = (
    "{0}", "**{0}**", "`{0}`", "```\n{0}\n```", "- {0}\n  1. {0}", "<{0}>", "<{0}{0}", "\u200b{0}", "\u202e{0}\u202c", "<**{1}**",
    "<\u200b{1}", "\uff1c{1}", "<\x00{1}",
)  # fmt: skip
_INJECTIONS: Final = [wrap.format(spell, spell[1:]) for wrap, spell in product(_WRAPPED, _SPELLS)]

_codes = st.text("abcdefghijklmnopqrstuvwxyz0123456789-:é", min_size=1, max_size=90)
_texts = st.one_of(
    st.text(),
    st.builds(str.__mul__, st.text(min_size=1, max_size=20), st.integers(1, 1_000)),
    st.lists(st.sampled_from(["**", "`", "```\n", "- ", "\n", "<!here>", "&", '"', "\\", _FAMILY, "a "]), max_size=60).map("".join),
)  # fmt: skip
_options = st.builds(Option, _texts, _codes)
_blocks = st.one_of(
    st.builds(Heading, _texts),
    st.builds(Prose, _texts),
    st.builds(Choices, _texts, st.lists(_options, max_size=3).map(tuple)),
    st.builds(lambda option, n: Choices("Many", (option,) * n), _options, st.integers(0, 300)),
    st.builds(Sources, st.lists(_texts, max_size=4).map(tuple), st.sampled_from(["", "2026-11-22"])),
)
_replies = st.builds(
    Reply,
    st.lists(_blocks, max_size=6).map(tuple),
    st.builds(lambda options, n: tuple(options) * n, st.lists(_options, max_size=3), st.integers(0, 60)),
    st.booleans(),
    st.sampled_from(["", "entry"]),
    st.sampled_from(["", _ASKED]),
)
_frames = st.builds(
    Frame, st.sampled_from(["", "U1"]), _texts, st.booleans(), st.sampled_from(["", "Share"]), st.booleans()
)


def _calls(reply: Reply, frame: Frame) -> Iterator[tuple[str, Json]]:
    """A reply on all surfaces, as Slack is called with them."""
    yield "chat.postMessage", {"channel": "C1", **message(reply, frame)}
    yield "views.open", {"trigger_id": "1.2", "view": modal(reply, frame)}
    yield "views.publish", {"user_id": "U1", "view": home(reply, reply)}


def _leaves(part: Any) -> Iterator[Json]:
    """All text objects and text elements, in the order in which they are read."""
    if isinstance(part, dict) and isinstance(part.get("text"), str) and "type" in part:
        yield part
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _leaves(inner)


def _strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _strings(inner)


def _letters(text: str) -> str:
    return "".join(letter for letter in html.unescape(text) if letter.isalpha())


def _assert_dead(call: Json) -> None:
    assert [] == [string for string in _strings(call) if _LIVE.search(string)]
    for leaf in _leaves(call.get("view", call)["blocks"]):
        assert leaf["type"] in {"plain_text", "mrkdwn", "text"}
        if leaf["type"] == "mrkdwn":
            assert leaf["verbatim"] is True
            assert not {"<", ">"} & {*leaf["text"]}
        if leaf["type"] == "plain_text":
            assert leaf["emoji"] is False
    assert not {"<", ">"} & {*call.get("text", "")}


@settings(max_examples=60)
@given(_replies, _frames)
def test_slack_takes_any_reply(reply: Reply, frame: Frame) -> None:
    """Whatever stands in a reply and around it, it keeps to Slack's rules on each surface, with nothing live in it."""
    for method, call in _calls(reply, frame):
        assert [] == faults(method, call)
        _assert_dead(call)
        ids = [part["action_id"] for block in call.get("view", call)["blocks"] for part in block.get("elements", ()) if "action_id" in part]  # fmt: skip
        assert sorted(set(ids)) == sorted(ids)


def test_the_injections_are_many() -> None:
    """There are at least two hundred different ones."""
    assert len({*_INJECTIONS}) >= 200


@pytest.mark.parametrize("wrap", range(len(_WRAPPED)))
def test_nothing_injected_is_live(wrap: int) -> None:
    """Mentions, links and marks in a question, title, text, label or source are only words."""
    for spell in _INJECTIONS[wrap * len(_SPELLS) : (wrap + 1) * len(_SPELLS)]:
        option = Option(spell, "help")
        blocks = (Heading(spell), Prose(spell), Choices(spell, (option,)), Sources((spell,)))
        reply = Reply(blocks, (option,), entry="entry", asked=_ASKED)
        for method, call in _calls(reply, replace(_ADA, question=spell)):
            _assert_dead(call)
            assert [] == faults(method, call)
        _assert_dead({"view": missing(_ASKED, spell)})


@pytest.mark.parametrize("text", ["<div>", "<!doctype html>", "a < b", "List<String>", "a <- b", "x<@y"])
def test_ordinary_angle_brackets_stay(text: str) -> None:
    """Code with angle brackets can be copied as it was written."""
    drawn = message(Reply((Heading(text), Prose(f"`{text}`"))), Frame())

    expected = text if "@" not in text else "x<\u2060@y"
    assert [expected, expected] == [leaf["text"] for leaf in _leaves(drawn["blocks"])]


def test_no_letter_is_cut_in_two() -> None:
    """Wherever text is clipped, families stay together."""
    many = _FAMILY * 1_000
    reply = Reply((Heading(many), Choices(many, (Option(many, "help"),)), Sources((many,))), entry="entry")
    drawn = message(reply, Frame("U1", many, share="Share"))

    shown = "".join(text for text in _strings(drawn) if _FAMILY in text)
    assert {_FAMILY} == {letter for letter in regex.findall(r"\X", shown) if "\u200d" in letter}


def test_more_options_than_fit() -> None:
    """Hundreds of options are cut, which is said, and what stands under the reply stays."""
    options = tuple(Option(f"Topic {n}", f"show:topic-{n}") for n in range(300))
    drawn = message(Reply((Choices("Pick one:", options),), entry="entry", asked=_ASKED), _ADA)

    texts = [leaf["text"] for leaf in _leaves(drawn["blocks"])]
    assert "There is more than fits here." in texts
    assert {"Topic 0", "Not what I asked", "Share in channel", "Helpful", "Delete"} <= {*texts}


def test_more_blocks_than_fit() -> None:
    """A message has 50 blocks and a view 100, the note that there is more included."""
    reply = Reply((Heading("Much"),) * 120, entry="entry", asked=_ASKED)

    assert [50, 100] == [len(drawn["blocks"]) for drawn in (message(reply, _ADA), modal(reply, _ADA))]


def test_no_escape_is_cut_in_two() -> None:
    """Where escaped text is clipped, what was escaped is whole."""
    drawn = message(Reply((Sources(("&" * 4_000,)),)), Frame())

    assert re.fullmatch("Source: (?:&amp;)+…", drawn["text"])


def _shipped(answerer: Answerer) -> Iterator[Reply]:
    """Every reply that can be tapped to in the shipped knowledge base."""
    knowledge = answerer.knowledge
    yield from (answerer(ShowEntry(name)) for name in knowledge.entries)
    for path in knowledge.paths.values():
        yield from (answerer(FollowPath(path.id, step)) for step in range(1, len(path.steps) + 2))
    for kind, entries in knowledge.kinds.items():
        yield from (answerer(BrowseTopics(kind, page)) for page in range(1, -(-len(entries) // 10) + 1))
    yield from (answerer(BrowseTopics()), answerer(FollowPath()))


def test_all_that_is_shipped_is_shown(shipped: Answerer) -> None:
    """Of every shipped entry, step and page all letters are shown and told, within Slack's rules on each surface."""
    replies = [replace(reply, asked=_ASKED) for reply in _shipped(shipped)]

    assert len(replies) > len(shipped.knowledge.entries)
    for reply in replies:
        wanted = _letters(re.sub(r"```\w+", "", reply.text))
        for method, call in _calls(reply, _ADA):
            assert [] == faults(method, call)
        drawn = message(reply, Frame())
        assert wanted == _letters(drawn["text"])
        assert _letters("".join(leaf["text"] for leaf in _leaves(drawn["blocks"]))).startswith(wanted)
