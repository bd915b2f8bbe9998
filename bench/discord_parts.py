"""Where the time of an answer in Discord goes: each part by itself, one message at a time, our side in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from itertools import cycle
from statistics import median
from time import monotonic
from typing import TYPE_CHECKING, Final

from discord import gateway, http
from pydantic import SecretStr

from adapters.discord.gateway import DiscordGateway
from adapters.discord.render import Frame, message
from bench.discord_stage import Stage
from bench.service import Work, laps, turns
from bot.answer import Answerer
from bot.conversation import Question
from bot.journal.engine import Store
from bot.service import Service
from bot.settings import Settings
from tests.services import bench

if TYPE_CHECKING:
    from bot.reply import Reply
    from bot.turns.message import Ending, Message, Send
    from bot.turns.responder import Parts

_FRAME: Final = Frame("21", deletable=True)


class _Ready(Service):
    """A service that has its answers ready, and notes when it hears a message."""

    def __init__(self, parts: Parts, replies: Sequence[Reply]) -> None:
        super().__init__(parts)
        self._replies = cycle(replies)
        self.heard: dict[str, float] = {}

    async def serve(self, message: Message, send: Send) -> Ending:
        """Answers at once."""
        self.heard[message.key] = monotonic()
        await send(next(self._replies))
        return "answered"


async def parts(stage: Stage, answerer: Answerer, texts: Sequence[str], store: Store) -> Mapping[str, float]:
    """Median milliseconds of each part of an answer, measured on the same questions; the service has the core in it."""
    replies = [answerer(Question(text)) for text in texts]
    service = await turns(answerer, texts, store, 1)
    drawing = (await laps(_drawing(replies), len(texts), 1)).half
    async with _connected(stage, answerer, store, replies) as ready:
        said = [await stage.say(text) for text in texts]
    told = _half([one.took for one in said])
    heard = _half([ready.heard[one.id] - one.at for one in said])
    sent = _half([one.arrived - ready.heard[one.id] for one in said])
    return {
        "the service": service.half,
        "that Discord's telling": told,
        "the gateway, discord.py and our reading": heard - told,
        "drawing": drawing,
        "discord.py's call, until it arrives": sent - drawing,
    }


def _half(seconds: Sequence[float]) -> float:
    return 1000 * median(seconds)


def _drawing(replies: Sequence[Reply]) -> Work:
    async def _draw(number: int) -> None:
        message(replies[number], _FRAME)

    return _draw


@asynccontextmanager
async def _connected(
    stage: Stage, answerer: Answerer, store: Store, replies: Sequence[Reply]
) -> AsyncIterator[_Ready]:
    """Our client in this process, connected, before a service that takes no time."""
    found = Settings(discord_api_url=stage.discord.api, discord_token=SecretStr(stage.discord.token))
    async with bench(store, lambda: answerer) as there:
        ready = _Ready(there.parts, replies)
        with _as_it_was():
            plug = DiscordGateway(found, stage.discord.token)
            running = asyncio.create_task(plug.run(ready))
            try:
                await stage.discord.do("connected")
                yield ready
            finally:
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)
                await plug.aclose()


@contextmanager
def _as_it_was() -> Iterator[None]:
    """Leaves discord.py as it was, which is led to one Discord for the whole process."""
    base, default = http.Route.BASE, gateway.DiscordWebSocket.DEFAULT_GATEWAY
    try:
        yield
    finally:
        http.Route.BASE, gateway.DiscordWebSocket.DEFAULT_GATEWAY = base, default
