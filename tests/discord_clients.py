"""The real client of discord.py, led to the far side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, Final

import aiohttp
import discord
import yarl
from discord import gateway, http

from tests.discord_far_side import FarSide

Answering = Callable[[discord.Interaction[Any]], Awaitable[None]]

INTENTS: Final = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


@contextmanager
def led_to(far: FarSide) -> Iterator[None]:
    """Has discord.py talk to the far side in this process, until the context ends."""
    base, default, keep_alive = (
        http.Route.BASE,
        gateway.DiscordWebSocket.DEFAULT_GATEWAY,
        gateway.KeepAliveHandler,
    )
    http.Route.BASE = far.api
    gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(far.gateway.url)
    try:
        yield
    finally:
        http.Route.BASE, gateway.DiscordWebSocket.DEFAULT_GATEWAY = base, default
        gateway.KeepAliveHandler = keep_alive  # type: ignore[misc] # who is tested may have changed it


class Client(discord.AutoShardedClient):
    """A client that keeps what it hears, and answers by what a test gives it."""

    def __init__(self, answering: Answering | None = None, **options: Any) -> None:
        usual: dict[str, Any] = {"intents": INTENTS, "allowed_mentions": discord.AllowedMentions.none()}
        usual |= {"max_messages": None, "guild_ready_timeout": 0.05, "max_ratelimit_timeout": 30.0}
        super().__init__(**usual | options)
        self.heard: list[discord.Message] = []
        self.edited: list[discord.RawMessageUpdateEvent] = []
        self.threads: list[discord.Thread] = []
        self._answering = answering

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """No five seconds between two shards."""

    async def on_message(self, message: discord.Message) -> None:
        """Keeps a message."""
        self.heard.append(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Keeps what was changed."""
        self.edited.append(payload)

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Keeps a thread."""
        self.threads.append(thread)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answers as the test has it."""
        if self._answering is not None:
            await self._answering(interaction)

    def room(self, channel: str) -> discord.PartialMessageable:
        """A channel to write in."""
        return self.get_partial_messageable(int(channel))


@asynccontextmanager
async def running(far: FarSide, answering: Answering | None = None, **options: Any) -> AsyncIterator[Client]:
    """A client that is connected with all of its shards; it is closed at the end."""
    with led_to(far):
        async with Client(answering, **options) as client:
            task = asyncio.create_task(client.start(far.token))
            try:
                await far.gateway.connected(far.gateway.least_shards)
                yield client
            finally:
                await client.close()
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task


@asynccontextmanager
async def logged_in(far: FarSide, token: str = "", **options: Any) -> AsyncIterator[Client]:
    """A client that only makes requests."""
    with led_to(far):
        async with Client(**options) as client:
            await client.login(token or far.token)
            yield client


def data_of(asked: discord.Interaction[Any]) -> dict[str, Any]:
    """What an interaction is about, of whatever type it is."""
    return dict(asked.data or {})


async def code_of(call: Awaitable[object]) -> int:
    """Discord's number of the error with which a request is refused; 0 where it is not, the status without a number."""
    try:
        await call
    except discord.HTTPException as error:
        return error.code or error.status
    return 0


@asynccontextmanager
async def link(
    far: FarSide, query: str = "v=10&encoding=json"
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A connection to the gateway without discord.py, whose HELLO was read."""
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{far.gateway.url}?{query}") as socket:
        await socket.receive_json(timeout=5)
        yield socket


async def ended(socket: aiohttp.ClientWebSocketResponse) -> int:
    """The code with which the gateway closes a connection."""
    while (message := await socket.receive(timeout=5)).type is aiohttp.WSMsgType.TEXT:
        pass
    return message.data if message.type is aiohttp.WSMsgType.CLOSE else 0


def identify(far: FarSide, **changed: Any) -> dict[str, Any]:
    """What begins a session."""
    properties = {"os": "linux", "browser": "a test", "device": "a test"}
    return {"op": 2, "d": {"token": far.token, "intents": INTENTS.value, "properties": properties} | changed}


async def eventually(true: Callable[[], object], patience: float = 10.0) -> None:
    """Waits until something is true.

    Raises:
        TimeoutError: it does not become true.
    """
    async with asyncio.timeout(patience):
        while not true():  # noqa: ASYNC110 - discord.py tells nobody
            await asyncio.sleep(0.01)
