"""Backchat in Discord with its real connections: over the gateway in the test's own process, or as processes of its own."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

import discord
import pytest
from pydantic import SecretStr

from adapters.discord.gateway import DiscordGateway
from adapters.discord.sync import payloads
from bot.answer import Answerer
from bot.errors import BackchatError
from bot.journal.engine import Store
from bot.service import Service
from bot.settings import Settings
from tests.discord_clients import eventually, led_to
from tests.discord_far_side import FarSide
from tests.discord_people import MENTION
from tests.discord_records import CHANNEL, Posted
from tests.processes import Process, environment, small_knowledge
from tests.services import Bench, bench

CONNECTING: Final = 20.0
"""Seconds that a process may take to connect on a machine that does much else."""
ALLOWED: Final = 5.0
"""Seconds that everything under way may take."""


async def installed(far: FarSide) -> FarSide:
    """The far side with every command of Backchat announced."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        far.install(await payloads(client))
    return far


def asked(far: FarSide, number: int = 0, *, channel: str = CHANNEL, text: str = "explain docker") -> Posted:
    """Somebody of that number asks the bot something."""
    person = far.world.person(str(900_000_000_000_000 + number))
    return far.say(f"{MENTION} {text}", by=person.id, channel=channel)


def answers(far: FarSide, questions: Sequence[Posted]) -> list[int]:
    """How many answers each question has."""
    found = Counter(one.reference for one in far.own())
    return [found[one.id] for one in questions]


async def answered(far: FarSide, *questions: Posted, patience: float = 10.0) -> None:
    """Waits until each question has one answer.

    Raises:
        TimeoutError: one has none, or more.
    """
    await eventually(lambda: answers(far, questions) == [1] * len(questions), patience)


async def back(far: FarSide, opened: int, patience: float = 15.0) -> float:
    """After how many seconds there is a connection besides the first so many.

    Raises:
        TimeoutError: there is none.
    """
    began, links = time.monotonic(), far.gateway
    await eventually(lambda: len(links.connections) > opened and links.open(), patience)
    return time.monotonic() - began


@dataclass(frozen=True, slots=True)
class Plugged:
    """Backchat over the gateway in the test's own process."""

    far: FarSide
    plug: DiscordGateway
    service: Service
    parts: Bench
    running: asyncio.Task[None]

    async def reaches(self, *, ok: bool, patience: float = 10.0) -> None:
        """Waits until it says that it is connected, or that it is not.

        Raises:
            TimeoutError: it does not.
        """
        await eventually(lambda: self.plug.state().ok is ok or self.running.done(), patience)

    async def leave(self) -> None:
        """Tells it to take nothing more, and waits until it does not."""
        self.running.cancel()
        with suppress(asyncio.CancelledError, BackchatError):
            await self.running


@asynccontextmanager
async def plugged(
    far: FarSide,
    store: Store,
    answerer: Callable[[], Answerer],
    shard_ids: Sequence[int] = (),
    shard_count: int | None = None,
) -> AsyncIterator[Plugged]:
    """Backchat, connected; what it has begun is finished at the end."""
    with led_to(far), pytest.MonkeyPatch.context() as patch:
        patch.setattr("adapters.discord.gateway._LOOK", 0.02)
        settings = Settings(discord_api_url=far.api, discord_token=SecretStr(far.token))
        async with bench(store, answerer) as parts:
            service, plug = Service(parts.parts), DiscordGateway(settings, far.token, shard_ids, shard_count)
            made = Plugged(far, plug, service, parts, asyncio.create_task(plug.run(service)))
            try:
                await made.reaches(ok=True)
                yield made
            finally:
                await made.leave()
                await service.drain(ALLOWED)
                await plug.aclose()


@dataclass(slots=True)
class Processes:
    """Processes of Backchat that share a folder and a far side."""

    far: FarSide
    folder: Path
    env: dict[str, str] = field(init=False)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        knowledge = small_knowledge(self.folder / "knowledge")
        self.env = environment(
            self.folder,
            BACKCHAT_KNOWLEDGE=str(knowledge),
            DISCORD_API_URL=self.far.api,
            DISCORD_TOKEN=self.far.token,
        )

    @asynccontextmanager
    async def discord(self, number: int = 1, *words: str) -> AsyncIterator[list[Process]]:
        """So many that are connected; they are killed at the end, if they still run."""
        with ExitStack() as stack:
            made = [self.starting(*words) for _ in range(number)]
            for one in made:
                stack.callback(one.kill)
            there = len(self.far.gateway.open())
            await asyncio.gather(*(asyncio.to_thread(one.__enter__) for one in made))
            await self.far.gateway.connected(there + number, patience=CONNECTING)
            yield made

    def starting(self, *words: str) -> Process:
        """One that is starting."""
        log = self.folder / f"log{next(self._numbers)}"
        return Process(log, self.env, "bot", "discord", "--port", "0", *words)
