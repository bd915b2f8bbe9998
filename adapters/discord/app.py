"""The client of one process: what it asks of Discord, and where each event goes."""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands

from adapters.discord.commands import EVERYWHERE, add_commands
from adapters.discord.delivery import GONE, LONGEST_WAIT, Answering
from adapters.discord.desk import Desk
from adapters.discord.render import Frame
from adapters.discord.setup import Setup
from adapters.discord.taps import Taps
from bot.turns import notices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.service import Service

    Interaction = discord.Interaction[Any]

SILENCE: Final = 25.0
"""Seconds without a word of Discord after which a connection is taken for dead."""


def intents() -> discord.Intents:
    """What Discord tells us of: nothing that needs its permission, and no text that is not said to us."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class DiscordApp(discord.AutoShardedClient):
    """Hears and is tapped, and keeps nothing of it."""

    def __init__(
        self, service: Service, *, shard_ids: Sequence[int] | None = None, shard_count: int | None = None
    ) -> None:
        """`shard_ids` of `shard_count` are this process's; without them all, as many as Discord asks for."""
        shards: dict[str, Any] = {
            "shard_count": shard_count,
            "shard_ids": [*shard_ids] if shard_ids else None,
        }
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            chunk_guilds_at_startup=False,
            heartbeat_timeout=SILENCE,
            max_messages=None,
            max_ratelimit_timeout=LONGEST_WAIT,
            member_cache_flags=discord.MemberCacheFlags.none(),
            **shards,
        )
        self._service = service
        self.desk = Desk(service)
        self.setup = Setup(service)
        self.tree = Tree(self, **EVERYWHERE)
        add_commands(self.tree)
        self._taps = Taps(self.desk, self.setup)
        self._up: set[int] = set()

    def connected(self) -> bool:
        """Whether every shard of this process is connected; one that is given up no longer is."""
        expected = self.shard_ids or range(self.shard_count or 1)
        return self._up >= {*expected} and not any(one.is_closed() for one in self.shards.values())

    @property
    def up(self) -> int:
        """How many shards are connected."""
        return len(self._up)

    async def on_message(self, message: discord.Message) -> None:
        """Somebody wrote something."""
        if self.user:
            await self.desk.hear(message, self.user.id)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Somebody tapped something or sent a form; commands go through the tree."""
        handle = {
            discord.InteractionType.component: self._taps.component,
            discord.InteractionType.modal_submit: self._taps.form,
        }.get(interaction.type)
        if handle:
            try:
                await handle(interaction)
            except Exception as error:  # noqa: BLE001 - whatever it was, the person is told
                await self.sorry(interaction, error)

    async def on_shard_connect(self, shard: int) -> None:
        """A shard is connected."""
        self._up.add(shard)

    async def on_shard_resumed(self, shard: int) -> None:
        """A shard goes on where it was."""
        self._up.add(shard)

    async def on_shard_disconnect(self, shard: int) -> None:
        """A shard is not connected any more; discord.py connects it again."""
        self._up.discard(shard)

    async def on_error(self, event_method: str, /, *_: Any, **__: Any) -> None:
        """Something failed that nobody waits for."""
        error = sys.exc_info()[1]
        if isinstance(error, Exception):
            self._service.fault(f"discord {event_method}", error)

    async def on_unreadable(self, error: Exception) -> None:
        """Discord sent something that nobody can read; it was passed over."""
        self._service.fault("discord event", error)

    async def sorry(self, interaction: Interaction, error: Exception) -> None:
        """Something failed that somebody waits for; what is over, or another process has answered, has not."""
        error = getattr(error, "original", error)
        if isinstance(error, discord.HTTPException) and error.code in GONE:
            return
        self._service.fault("discord", error)
        with suppress(Exception):
            await Answering(interaction, Frame(), private=True).send(notices.trouble())

    async def hang_up(self) -> None:
        """Hears nothing any more; what is under way can still be answered."""
        await asyncio.gather(*(shard.disconnect() for shard in self.shards.values()))


class Tree(app_commands.CommandTree[DiscordApp]):
    """The commands; a failure is told to whoever waits."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """A command failed, or is one that this version does not have."""
        await self.client.sorry(interaction, error)
