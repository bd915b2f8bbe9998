"""How much of Discord's limits a reply takes, for whoever writes the knowledge: measured on what is really drawn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from adapters.discord.render import MOST, MOST_QUESTION, Frame, message
from adapters.discord.text import units
from bot.reply import Measure, Sources, footer

if TYPE_CHECKING:
    from bot.reply import Reply

SOURCES: Final = 700
"""Units of the line of sources, after which the renderer cuts it."""

_BETWEEN: Final = 2
"""Units between two messages, had they been one: those of a blank line."""

_FULL: Final = Frame("301000000000000000", "w" * MOST_QUESTION, share=True, deletable=True)
"""The most that stands around a reply: a question as long as is restated, and every button."""


def measures(reply: Reply) -> tuple[Measure, ...]:
    """The limits that an answer can break: those of a message, and of the line of sources in it.

    Lengths are in UTF-16 units. More than three full messages are drawn no further, and count as so much.
    """
    drawn = message(replace(reply, asked="abcdefghijk"), _FULL)
    used = sum(units(one["content"]) for one in drawn) + _BETWEEN * (len(drawn) - 1)
    lines = (units(footer(block)) for block in reply.blocks if isinstance(block, Sources))
    return (
        Measure("characters of one message", used, MOST),
        Measure("characters of the line of sources", max(lines, default=0), SOURCES),
    )
