"""A running Backchat in a simulated Discord: one thing is done at a time, what follows is awaited, and what is wrong is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final, TypeVar

import discord
from simcord import ChannelHandle, MemberActor
from simcord.backend.models import Interaction

from bot.service import Service
from tests import discord_oracle
from tests.discord_peopled import Actor, Do, Where, World
from tests.discord_seen import Form, Posted
from tests.services import Bench

ALLOWED: Final = 5.0
"""Seconds that everything under way may take."""
WORK: Final = ("discord.py: ", "CommandTree-", "discord-ui-")
"""How discord.py names the tasks that handle events."""

T = TypeVar("T")


class Running:
    """A service, its client, and the world around it."""

    def __init__(
        self, world: World, parts: Bench, service: Service, client: Callable[[Service], discord.Client]
    ) -> None:
        self.world = world
        self.parts = parts
        self.service = service
        self.forms: list[Form] = []
        self._client = client
        self._at_a_time = asyncio.Lock()
        self._pardoned = (0, 0)

    async def restart(self) -> None:
        """The process ends and another begins, with the same journal and in the same world."""
        await self.settled()
        self.service = Service(self.parts.parts)
        await self.world.reopen(self._client(self.service))

    async def settled(self, allowed: float = ALLOWED) -> None:
        """Waits until nothing is under way, at most so many seconds.

        Raises:
            TimeoutError: something still is.
        """
        idle = self.service._idle  # noqa: SLF001 - nobody else knows, and silence cannot be awaited
        async with asyncio.timeout(allowed):
            while (busy := _busy()) or not idle.is_set():
                await (asyncio.wait(busy) if busy else idle.wait())

    async def recorded(self) -> None:
        """Waits until all that was asked is in the journal."""
        await self.parts.recorder.flush(ALLOWED)

    def wrong(self) -> list[str]:
        """All that should not have happened, and was not pardoned."""
        unanswered, faults = self._pardoned
        told = [
            f"{one.method} {one.path}: {line}"
            for one in self.world.sent()
            for line in discord_oracle.wrong(one.method, one.path, one.body)
        ]
        told += self.world.unanswered()[unanswered:]
        return told + [f"{where}: {error!r}" for where, error in self.parts.faults[faults:]]

    def pardon(self) -> list[str]:
        """What is wrong so far and was meant to be: faults, and interactions without an answer."""
        told = self.wrong()
        self._pardoned = (len(self.world.unanswered()), len(self.parts.faults))
        return told

    async def asking(self, by: str, where: Where, do: Do[Any]) -> Posted | None:
        """Somebody asks something of the bot; returns the message that answers it."""
        asked = await self.interacting(by, where, do)
        if asked.modal:
            self.forms.append(self.world.form(by, asked))
        return self.world.response(asked)

    async def interacting(self, by: str, where: Where, do: Do[Any]) -> Interaction:
        """Somebody asks something of the bot; returns what became of it."""

        async def _noted(actor: Actor, channel: ChannelHandle) -> Interaction:
            number = len(self.world.interactions)
            await do(actor, channel)
            return self.world.interactions[number]

        return await self.done(by, where, _noted)

    async def done(self, by: str, where: Where, do: Do[T]) -> T:
        """What one person does, and nobody else at the same instant; then all that follows from it."""
        async with self._at_a_time:
            channel = self.world.channel(where)
            what = await do(self.world.actor(by, channel), channel)
        await self.settled()
        return what


def bound(actor: Actor, channel: ChannelHandle, verb: str) -> Callable[..., Awaitable[Any]]:
    """What somebody can do in a channel: on a server it must be told which."""
    does: Callable[..., Awaitable[Any]] = getattr(actor, verb)
    return partial(does, channel) if isinstance(actor, MemberActor) else does


def _busy() -> list[asyncio.Task[Any]]:
    return [one for one in asyncio.all_tasks() if one.get_name().startswith(WORK)]
