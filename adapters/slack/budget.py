"""How much of Slack's limits a reply takes, for whoever writes the knowledge: measured on what is really drawn."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from adapters.slack.blocks import HEADER, MOST_TEXT, Json
from adapters.slack.render import MOST_QUESTION, Frame, message
from adapters.slack.rich_text import rich_text
from bot.reply import Heading, Measure, Prose, Sources, footer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.reply import Reply

BYTES: Final = 12_000
BLOCKS: Final = 50
"""What the renderer puts into a message at most; what is beyond is left out, and a note says so."""

SOURCES: Final = MOST_TEXT
"""Characters of the line of sources, after which it is cut."""

_NOTE: Final = 150
"""Bytes that are kept free for that note."""

_FULL: Final = Frame("U0123456789", "w" * MOST_QUESTION, share="Share in channel", deletable=True, thread="1795262400.000000")  # fmt: skip
"""The most that stands around a reply: a question as long as is restated, and every button."""


def measures(reply: Reply) -> tuple[Measure, ...]:
    """The limits that an answer can break: of a message as a whole, and of its heading and its sources.

    Slack counts characters of a text and says nothing of bytes; it refuses messages of more than some 13,200.
    """
    blocks = list(_blocks(replace(reply, asked="abcdefghijk")))
    size = sum(len(json.dumps(block, ensure_ascii=False).encode(errors="replace")) for block in blocks)
    headings = (len(block.text) for block in reply.blocks if isinstance(block, Heading))
    footers = (len(footer(block)) for block in reply.blocks if isinstance(block, Sources))
    return (
        Measure("bytes of one message", size + _NOTE, BYTES),
        Measure("blocks of one message", len(blocks) + 1, BLOCKS),
        Measure("characters of the heading", max(headings, default=0), HEADER),
        Measure("characters of the line of sources", max(footers, default=0), SOURCES),
    )


def _blocks(reply: Reply) -> Iterator[Json]:
    """All blocks of a message, as if it had no end: each block drawn alone, and what stands around them."""
    for block in reply.blocks:
        alone = replace(reply, blocks=(block,), buttons=(), entry="", asked="")
        yield from (
            rich_text(block.markdown) if isinstance(block, Prose) else message(alone, Frame())["blocks"]
        )
    yield from message(replace(reply, blocks=()), _FULL)["blocks"]
