"""What is measured for Discord is what the renderer cuts or tears apart, and nothing that it shows whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.budget import SOURCES, measures
from adapters.discord.render import MOST, MOST_QUESTION, Frame, message
from bot.answer import Answerer
from bot.reply import Heading, Option, Prose, Reply, Sources
from tests.discord_drawings import units
from tests.reply_samples import ASKED, shipped_actions

_FRAME: Final = Frame("301000000000000000", "w" * MOST_QUESTION, share=True, deletable=True)

_prose = st.builds(
    lambda pieces, times: Prose("".join(pieces) * times),
    st.lists(st.sampled_from(["a ", "`b` ", "**c** ", "d_e ", "\n- ", "\n\n", "é", "🎉 ", "```\nf\n```\n"]), min_size=1, max_size=12),
    st.integers(1, 30),
)  # fmt: skip
_replies = st.builds(
    Reply,
    st.lists(st.one_of(_prose, st.just(Heading("A title")), st.just(Sources(("A book",)))), min_size=1, max_size=5).map(tuple),
    st.lists(st.builds(Option, st.just("A title"), st.from_regex("show:[a-z]{3}", fullmatch=True)), max_size=8).map(tuple),
    st.just(value=False),
    st.sampled_from(["", "entry"]),
)  # fmt: skip


def _drawn(reply: Reply) -> list[str]:
    """The contents of the messages of a reply, in the fullest frame."""
    return [one["content"] for one in message(replace(reply, asked=ASKED), _FRAME)]


def _fits(reply: Reply) -> bool:
    return all(measure.used <= measure.limit for measure in measures(reply))


@settings(max_examples=60)
@given(_replies)
def test_one_message_is_measured_as_it_is(reply: Reply) -> None:
    """A reply fits exactly if it is one message, and then its length is what is measured."""
    contents = _drawn(reply)

    assert _fits(reply) == (len(contents) == 1)
    if len(contents) == 1:
        assert units(contents[0]) == measures(reply)[0].used


@given(st.integers(1, 60), st.integers(1, 60))
def test_the_excess_is_no_less_than_it_is(items: int, letters: int) -> None:
    """Who cuts as much as is too much has an answer that fits: what is measured is at most one a message too high."""
    around = measures(Reply((Prose("- x"),), entry="entry"))[0].used - len("- x")
    text = "\n".join([f"- {'x' * letters}"] * items)
    reply = Reply((Prose(text),), entry="entry")

    assert around + len(text) <= measures(reply)[0].used < around + len(text) + len(_drawn(reply))


def test_what_is_shipped_fits(shipped: Answerer) -> None:
    """Every shipped answer, step and page is within the limits."""
    replies = [shipped(action) for action in shipped_actions(shipped)]

    assert len(replies) > 200
    assert [] == [reply for reply in replies if not _fits(reply)]


def test_the_limit_is_that_of_a_message() -> None:
    """What is far too long is over the limit, however much of it is drawn."""
    [first, _] = measures(Reply((Prose("word " * 10_000),), entry="entry"))

    assert first.limit == MOST
    assert first.used > 2 * MOST


@pytest.mark.parametrize("more", [0, 1])
def test_sources(more: int) -> None:
    """The line of sources is measured at what the renderer cuts it to."""
    reply = Reply((Sources(("s" * (SOURCES - len("Source: ") + more),)),), entry="entry")

    assert (not more, not more) == (_fits(reply), not _drawn(reply)[0].endswith("…"))
