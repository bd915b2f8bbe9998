"""Makes an answer short, where a place wants it so: what it says first, where that is from, and the way to the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.conversation import ShowEntry, action_code
from bot.reply import Heading, Option, Prose, Sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.reply import Block, Reply

WHOLE: Final = "The whole answer"
"""The label of the button that leads to the rest."""


def shortened(reply: Reply) -> Reply:
    """The answer with its heading, its first paragraphs and its sources; with a button if anything was left out.

    A reply that is about no entry is no answer, and stays as it is.
    """
    kept = tuple(_kept(reply.blocks))
    if not reply.entry or kept == reply.blocks:
        return reply
    whole = Option(WHOLE, action_code(ShowEntry(reply.entry, whole=True)))
    return replace(reply, blocks=kept, buttons=(whole, *reply.buttons))


def is_short(reply: Reply) -> bool:
    """Whether something was left out of an answer."""
    code = action_code(ShowEntry(reply.entry, whole=True))
    return bool(reply.entry) and any(option.code == code for option in reply.buttons[:1])


def _kept(blocks: Iterable[Block]) -> Iterator[Block]:
    """The first heading and the first prose, and all sources."""
    first: set[type[Block]] = set()
    for block in blocks:
        if isinstance(block, Sources) or (isinstance(block, Heading | Prose) and type(block) not in first):
            first.add(type(block))
            yield block
