"""The same reply in Slack, in Discord and in a terminal: the same words, the same options and the same codes, nothing lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.clipping import ELLIPSIS
from adapters.discord import render as discord
from adapters.slack import render as slack
from adapters.terminal import render as terminal
from bot.answer import Answerer
from bot.reply import Block, Choices, Heading, Option, Prose, Reply, Sources
from tests.discord_markdown import shown
from tests.reply_samples import ASKED, REPLIES, shipped_actions
from tests.thoroughness import of

Json = dict[str, Any]

_WORD: Final = re.compile(r"[^\W_]+")
_QUESTION: Final = "whats an <api> & why?"


class Drawing(NamedTuple):
    """What a platform makes of a reply.

    The words of its text, each as often as it is there; its options, code and label; and whatever else can be pressed.
    """

    words: Counter[str]
    options: dict[str, str]
    others: Counter[str]


def _words(texts: Iterator[str]) -> Counter[str]:
    return Counter(_WORD.findall(" ".join(texts)))


def _in_terminal(reply: Reply) -> Drawing:
    """Marks are taken off the Markdown, which the terminal leaves to Rich."""
    pieces = terminal.render(reply)
    options = [piece.text for piece in pieces if piece.style == "option"]
    texts = (re.sub(r"(?m)^```\w*|^ *\d+\. ", " ", piece.text) for piece in pieces if piece.style != "option")
    labels = {
        option.code: text.split(None, 1)[1] for option, text in zip(reply.options, options, strict=True)
    }
    return Drawing(_words(texts), labels, Counter())


def _in_slack(reply: Reply) -> Drawing:
    blocks = slack.message(reply, slack.Frame("U1", _QUESTION, share="Share", deletable=True))["blocks"]
    active = [part for block in blocks if "actions" in block["type"] for part in block["elements"]]
    still = (text for block in blocks if "actions" not in block["type"] for text in _texts(block))
    options = {
        part["value"]: part["text"]["text"]
        for part in active
        if part["action_id"].startswith(("tap:", "pick:"))
    }
    return Drawing(_words(still), options, Counter(value for part in active for value in _others(part)))


def _others(part: Json) -> Iterator[str]:
    match part["action_id"].partition(":")[0]:
        case "vote":
            yield from (part["positive_button"]["value"], part["negative_button"]["value"])
        case "missing":
            yield f"missing:{part['value']}"
        case "share" | "delete" as name:
            yield name
        case _:
            return


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("text"), str):
            yield part["text"]
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from _texts(one)


def _in_discord(reply: Reply) -> Drawing:
    """The prompt of a list is read where it stands: in the text, or in the list."""
    drawn = discord.message(reply, discord.Frame("U1", _QUESTION, share=True, deletable=True))
    active = [part for one in drawn for row in one["components"] for part in row["components"]]
    text = "\n".join(shown(one["content"]) for one in drawn).replace("\u2060", "")
    lists = [part for part in active if "options" in part]
    prompts = {part["placeholder"] for part in lists if part["custom_id"].startswith("pick:")}
    options = {option["value"]: option["label"] for part in lists for option in part["options"]}
    others: Counter[str] = Counter()
    for part in active:
        name, _, code = part["custom_id"].partition(":")
        if name in {"tap", "pick", "ask"} and "options" not in part:
            code = code.partition(":")[2] or name
            if code in reply.votes:
                others[code] += 1
            else:
                options[code] = part["label"]
        elif name not in {"tap", "pick"}:
            others[f"missing:{code}" if name == "missing" else name] += 1
    return Drawing(_words(iter([text, *(one for one in prompts if one not in text)])), options, others)


def _assert_same(reply: Reply) -> None:
    """Asserts that nothing is lost anywhere; labels may be clipped, at 75 characters or more."""
    in_terminal, in_slack, in_discord = _in_terminal(reply), _in_slack(reply), _in_discord(reply)
    asked = _words(iter(["You asked", _QUESTION]))

    assert in_terminal.words + asked == in_slack.words
    assert in_terminal.words + asked == in_discord.words
    assert {option.code for option in reply.options} == in_slack.options.keys() == in_discord.options.keys()
    assert in_slack.others == in_discord.others
    for code, label in in_terminal.options.items():
        for drawn in (in_slack.options[code], in_discord.options[code]):
            seen = drawn.replace("\u2060", "")
            assert seen == label or (label.startswith(seen.removesuffix(ELLIPSIS)) and len(seen) > 70)


@pytest.mark.parametrize("name", REPLIES)
def test_every_kind_of_reply_is_the_same_everywhere(name: str) -> None:
    """A reply of each kind has the same words, options and codes on all platforms."""
    _assert_same(REPLIES[name])


def test_everything_shipped_is_the_same_everywhere(shipped: Answerer) -> None:
    """So has each shipped entry, step and page, and the panels."""
    for action in shipped_actions(shipped):
        _assert_same(replace(shipped(action), asked=ASKED))


_word: Final = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=12)
_odd: Final = st.sampled_from(
    [
        "<@301>",
        "<!here>",
        "https://x.example",
        "snake_case",
        "3 * 4",
        "C++",
        "😀",
        "&amp;",
        ":tada:",
        "a|b",
        "\\",
    ]
)
_line: Final = st.lists(st.one_of(_word, _odd), min_size=1, max_size=6).map(" ".join)
_marked: Final = st.one_of(
    _line, _word.map("**{}**".format), _word.map("*{}*".format), _word.map("`{}`".format)
)
_paragraph: Final = st.lists(_marked, min_size=1, max_size=4).map(" ".join)
_prose: Final = st.lists(
    st.one_of(
        _paragraph.map("so {}".format),
        st.lists(_paragraph, min_size=1, max_size=3).map(
            lambda items: "\n".join(f"- {item}" for item in items)
        ),
        st.lists(_paragraph, min_size=1, max_size=3).map(
            lambda items: "\n".join(f"1. {item}" for item in items)
        ),
        _line.map("```sql\n{}\n```".format),
    ),
    min_size=1,
    max_size=3,
).map("\n\n".join)
_labels: Final = st.lists(_line, max_size=8)


def _options(prefix: str, labels: list[str]) -> tuple[Option, ...]:
    return tuple(Option(label, f"show:{prefix}-{n}") for n, label in enumerate(labels))


_blocks: Final[st.SearchStrategy[Block]] = st.one_of(
    st.builds(Prose, _prose),
    st.builds(lambda titles: Sources(tuple(titles), "2026-11-22"), st.lists(_line, min_size=1, max_size=3)),
)
_replies: Final = st.builds(
    lambda heading, blocks, prompt, options, buttons, entry: Reply(
        (Heading(heading), *blocks, Choices(prompt, _options("pick", options))), _options("tap", buttons), entry=entry, asked=ASKED
    ),
    _line, st.lists(_blocks, max_size=3), _line.map("Which: {}?".format), _labels, _labels, st.sampled_from(["", "entry"]),
)  # fmt: skip


@settings(max_examples=of(500))
@given(_replies)
def test_any_reply_is_the_same_everywhere(reply: Reply) -> None:
    """Whatever a reply within the limits says, it says everywhere."""
    _assert_same(reply)
