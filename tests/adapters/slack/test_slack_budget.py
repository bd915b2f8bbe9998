"""What is measured for Slack is what the renderer leaves out or cuts, and nothing that it shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.budget import BLOCKS, BYTES, SOURCES, measures
from adapters.slack.render import MOST_QUESTION, Frame, message
from bot.answer import Answerer
from bot.reply import Heading, Option, Prose, Reply, Sources
from tests.reply_samples import ASKED, shipped_actions

_FRAME: Final = Frame("U0123456789", "w" * MOST_QUESTION, share="Share in thread", deletable=True, thread="1795262400.000000")  # fmt: skip
_NOTE: Final = "There is more than fits here."
_CODE: Final = "`a` `b` `c` `d` `e` `f` `g` `h` `i` `j`"

_prose = st.builds(
    lambda pieces, times: Prose("".join(pieces) * times),
    st.lists(st.sampled_from(["a ", "`b` ", "**c** ", "\n- ", "\n\n", "é", "🎉 ", '"', "```\nd\n```\n"]), min_size=1, max_size=12),
    st.integers(1, 30),
)  # fmt: skip
_blocks = st.one_of(
    _prose,
    st.builds(lambda n: Heading("h" * n), st.integers(1, 170)),
    st.builds(lambda n: Sources(("s" * n,), "2026-11-22"), st.integers(1, 3_100)),
)
_replies = st.builds(
    Reply,
    st.lists(_blocks, min_size=1, max_size=6).map(tuple),
    st.lists(st.builds(Option, st.just("l" * 75), st.just("show:entry")), max_size=8).map(tuple),
    st.just(value=False),
    st.sampled_from(["", "entry"]),
)


def _texts(part: Any) -> list[str]:
    """Everything that is written in a message."""
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return own + [text for value in part.values() for text in _texts(value)]
    return [text for value in part for text in _texts(value)] if isinstance(part, list) else []


def _is_whole(reply: Reply) -> bool:
    """Whether all of a reply is drawn, in the fullest frame."""
    shown = _texts(message(replace(reply, asked=ASKED), _FRAME)["blocks"])
    return _NOTE not in shown and not any(text.endswith("…") for text in shown)


def _fits(reply: Reply) -> bool:
    return all(measure.used <= measure.limit for measure in measures(reply))


def _used(reply: Reply) -> dict[str, int]:
    return {measure.what: measure.used for measure in measures(reply)}


@settings(max_examples=60)
@given(_replies)
def test_what_fits_is_drawn_whole(reply: Reply) -> None:
    """Of a reply within all limits nothing is cut or left out, below the longest question and with every button."""
    assert _is_whole(reply) or not _fits(reply)


def test_what_is_shipped_fits(shipped: Answerer) -> None:
    """Every shipped answer, step and page is within the limits."""
    replies = [shipped(action) for action in shipped_actions(shipped)]

    assert len(replies) > 200
    assert [] == [reply for reply in replies if not _fits(reply)]


def test_bytes_are_measured_closely() -> None:
    """The longest answer that is drawn whole is measured at no less than 97 percent of the limit, and the next is over."""
    replies = [Reply((Prose("\n".join([f"- {_CODE}"] * n)),), entry="entry") for n in range(1, 20)]
    longest = max((reply for reply in replies if _is_whole(reply)), key=lambda reply: len(reply.text))
    too_long = replies[replies.index(longest) + 1]

    step = _used(too_long)["bytes of one message"] - _used(longest)["bytes of one message"]
    assert _used(longest)["bytes of one message"] > 0.97 * BYTES - step
    assert not _fits(too_long)


def test_blocks_are_counted() -> None:
    """As many blocks as Slack takes fit, and with one more the renderer leaves some out."""
    replies = [Reply((Heading("h"),) * n, entry="entry") for n in range(40, 60)]
    fitting = [_used(reply)["blocks of one message"] for reply in replies if _fits(reply)]

    assert max(fitting) == BLOCKS
    assert [_fits(reply) for reply in replies] == [_is_whole(reply) for reply in replies]


@pytest.mark.parametrize(("letters", "fits"), [(150, True), (151, False)])
def test_headings(letters: int, fits: bool) -> None:  # noqa: FBT001 - what the case expects
    """A heading is measured at what the renderer cuts it to."""
    reply = Reply((Heading("h" * letters),), entry="entry")

    assert (fits, fits) == (_fits(reply), _is_whole(reply))


@pytest.mark.parametrize("more", [0, 1])
def test_sources(more: int) -> None:
    """The line of sources is measured at what the renderer cuts it to."""
    reply = Reply((Sources(("s" * (SOURCES - len("Source: ") + more),)),), entry="entry")

    assert (not more, not more) == (_fits(reply), _is_whole(reply))
