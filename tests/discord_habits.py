"""What people and servers do to Backchat in Discord beside what `discord_guild` has verbs for, and how tests look at it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import discord
from simcord.backend.models import AllowedMentions

from tests.discord_guild import Guild
from tests.discord_peopled import GENERAL, Where
from tests.discord_seen import Posted

SILENT_REPLY: Final = AllowedMentions(replied_user=False)
"""What a reply has where its author switched "@ ON" off."""


async def furnish(home: Guild, **changes: Any) -> None:
    """The server chooses how Backchat is to be there; forums and channels are named as in `Guild`."""
    for what in {"forums", "channels"} & {*changes}:
        changes[what] = tuple(str(home.world.channel(one).id) for one in changes[what])
    await home.service.set_up("discord", str(home.world.home.id), **changes)


async def publish(home: Guild, text: str, by: str = "ada", where: Where = GENERAL, **fields: Any) -> Posted:
    """Discord delivers a message that is unlike what `Guild.say` writes: by the bot itself, of another type, very long."""
    backend, channel = home.world.backend, home.world.channel(where).id
    author = backend.bot_user.id if by == "backchat" else home.world.person(by).id
    under: Posted | None = fields.pop("under", None)
    reference = {"message_id": str(under.id)} if under else None
    written = backend.prepare_message(channel, author, text[:2_000], reference=reference, **fields)
    written.content = text
    backend.commit_message(written)
    await home.settled()
    return home.world.posted(written)


def channel(home: Guild, kind: discord.ChannelType) -> int:
    """A new channel of some kind on the server; returns its id."""
    made = home.world.backend.create_channel(home.world.home.id, kind.name, type=kind.value)
    return made.id


def lines(posted: Posted | None) -> list[str]:
    """The lines of a message, as people read them; none where there is none."""
    text = posted.content if posted else ""
    return [one.removeprefix("### ").replace("**", "") for one in text.splitlines()]


def heads(posted: Iterable[Posted]) -> list[str]:
    """The first line of each message."""
    return [lines(one)[0] for one in posted]
