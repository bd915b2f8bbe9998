"""All that is shipped, as Discord shows it: in one message each, with every word and every mark that it was written with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from adapters.discord.render import MOST_QUESTION, Frame, message
from adapters.markdown import parts, spans
from bot.answer import Answerer
from bot.reply import Prose, Reply
from tests.discord_drawings import assert_dead, faults, units
from tests.discord_markdown import leaves, shown
from tests.reply_samples import ASKED, shipped_actions

Tell = Callable[[str], None]

_LONGEST: Final = "w" * MOST_QUESTION
_FRAME: Final = Frame("301000000000000000", _LONGEST, share=True, deletable=True)
_STYLES: Final = {"bold", "italic", "code"}


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Keeps a figure for people."""
    return lambda figure: record_property("figure", figure)


@pytest.fixture(scope="module")
def replies(shipped: Answerer) -> list[Reply]:
    """The replies to all of it, each as if a question had been asked."""
    return [replace(shipped(action), asked=ASKED) for action in shipped_actions(shipped)]


def test_everything_shipped_fits_into_one_message(replies: list[Reply], tell: Tell) -> None:
    """Check 14: each entry, step, page and panel is one message, below a question as long as is restated."""
    drawn = [message(reply, _FRAME) for reply in replies]
    bare = max(units(one["content"]) for reply in replies for one in message(reply, Frame()))
    longest = max(units(one["content"]) for messages in drawn for one in messages)
    tell(
        f"{len(replies)} replies, the longest with {bare:,} characters, {longest:,} below a long question, of 2,000"
    )

    assert len(replies) > 200
    assert {1} == {len(messages) for messages in drawn}
    assert longest <= 2_000
    assert [] == [fault for messages in drawn for fault in faults(messages)]


def test_everything_shipped_is_shown_as_it_was_written(replies: list[Reply]) -> None:
    """Of each text the same words are bold, italic and code that the Markdown says, and nothing is live."""
    for reply in replies:
        drawn = message(reply, Frame())
        assert_dead(drawn)
        prose = [part for block in reply.blocks if isinstance(block, Prose) for part in parts(block.markdown)]
        written = [(span.text, {*span.styles}) for part in prose for span in spans(part) if span.styles]
        read = [(text, {*path} & _STYLES) for text, path in leaves(drawn[0]["content"]) if {*path} & _STYLES]
        assert written == read


def test_everything_shipped_reads_well_as_it_is_copied(replies: list[Reply]) -> None:
    """What is copied out of a message has no sign of how it was sent: no backslash that nobody wrote, nothing invisible."""
    for reply in replies:
        [drawn] = message(reply, Frame())
        text = shown(drawn["content"])
        assert text.count("\\") == reply.text.count("\\")
        assert "\u2060" not in drawn["content"]
        assert not re.search(r"\n{3}", drawn["content"])
