"""What discord.py leaves to chance on the way to Discord, made sure of.

It has no settings for any of this, so while `mended` lasts some of its classes are ours: hearts that beat in time, lines that
need not be bidden farewell, shards that come back to what they missed, and frames that nobody can read but that end nothing.
"""

from __future__ import annotations

import asyncio
import logging
import random
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Self

import discord
import yarl
from discord import client, gateway, http, shard

from adapters.discord.delivery import GONE
from bot.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterator

BEAT: Final = 10.0
"""Seconds between heartbeats at most, where Discord asks for one in 41: so a dead connection is noticed in time."""

GOODBYE: Final = 2.0
"""Seconds that Discord has to return our goodbye, where discord.py waits for 30: nothing comes over a line that is cut."""

PAUSE: Final = 1.0
"""Seconds between two tries to come back at least; three times that at most."""

_UNREADABLE: Final = (AttributeError, LookupError, TypeError, ValueError, RecursionError, discord.InvalidData)
"""What discord.py raises where Discord sends what it does not expect."""


class _Heart(gateway.KeepAliveHandler):
    """Beats at least every `BEAT` seconds."""

    def __init__(self, *given: Any, interval: float | None = None, **named: Any) -> None:
        super().__init__(*given, interval=min(interval or BEAT, BEAT), **named)

    def get_payload(self) -> dict[str, Any]:
        """A beat; the last one of a connection that never came about, which discord.py forgets."""
        if self.ws.loop.is_closed():
            raise SystemExit
        return super().get_payload()


class _Line(gateway.DiscordClientWebSocketResponse):
    """Is closed within `GOODBYE` seconds."""

    async def close(self, *, code: int = 4000, message: bytes = b"") -> bool:
        """Closes it, whether the other side answers or not."""
        try:
            async with asyncio.timeout(GOODBYE):
                return await super().close(code=code, message=message)
        except TimeoutError:
            return True


class _Socket(gateway.DiscordWebSocket):
    """Passes over what it cannot read: discord.py would end the client, and lose all that comes until the next one is there."""

    @classmethod
    async def from_client(
        cls, client: discord.Client, *, gateway: yarl.URL | None = None, resume: bool = False, **more: Any
    ) -> Self:
        """Connects; a new session is begun where Discord said at the start, and not where discord.py or `lead_to` guess."""
        if gateway is not None and not resume:
            cls.DEFAULT_GATEWAY = gateway
        return await super().from_client(client, gateway=gateway, resume=resume, **more)

    async def received_message(self, msg: Any, /) -> None:
        """Handles a frame; where the compression is broken, nothing that follows can be read on this connection either."""
        try:
            await super().received_message(msg)
        except zlib.error:
            await self.close()
            raise gateway.ReconnectWebSocket(self.shard_id) from None
        except _UNREADABLE as error:
            self._dispatch("unreadable", error)


class _Evenly:
    """Waits about as long every time: Discord is back after seconds or minutes, and nobody is to wait for us then."""

    def delay(self) -> float:
        """The next wait in seconds."""
        return random.uniform(PAUSE, 3 * PAUSE)  # noqa: S311 - it only keeps many clients apart


class _Shard(shard.Shard):
    """Goes on with its session whenever there is one: what was said meanwhile is told again.

    discord.py begins anew when it could not come back at once, and comes back without any pause when it is turned away.
    """

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._backoff = _Evenly()  # type: ignore[assignment] # a delay is all that is asked of it
        self._tried = 0.0
        self._own: yarl.URL | None = None

    async def reidentify(self, exc: gateway.ReconnectWebSocket) -> None:
        """Comes back as it was told to."""
        clock = asyncio.get_running_loop().time
        if clock() < self._tried + PAUSE:
            await asyncio.sleep(self._backoff.delay())
        self._tried = clock()
        await super().reidentify(exc)
        if (task := asyncio.current_task()) and task.cancelling():  # discord.py keeps that to itself
            raise asyncio.CancelledError

    async def reconnect(self) -> None:
        """Comes back after it could not: to everybody's address and to the session's own in turn, for that may be gone."""
        usual = _Socket.DEFAULT_GATEWAY
        if self.ws.gateway != usual:
            self._own, self.ws.gateway = self.ws.gateway, usual
        else:
            self.ws.gateway = self._own or usual
        await self.reidentify(gateway.ReconnectWebSocket(self.id, resume=self.ws.session_id is not None))


class _Http(http.HTTPClient):
    """Frees the others when a request is cut off that all of them wait for: discord.py would have them wait for ever."""

    async def request(self, route: http.Route, **more: Any) -> Any:
        """Makes a request."""
        try:
            return await super().request(route, **more)
        except asyncio.CancelledError:
            self._global_over.set()
            raise


class _Overtaken(logging.Filter):
    """Leaves completions out that another process has offered too, or nobody waits for: discord.py logs each as a fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is to be written."""
        error = record.exc_info[1] if record.exc_info else None
        return not (isinstance(error, discord.HTTPException) and error.code in GONE)


class _Away(logging.Filter):
    """Has a connection that does not come about be a warning: discord.py calls each of its tries an error."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is to be written; it always is."""
        if record.levelno == logging.ERROR:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


_FILTERS: Final = (
    (logging.getLogger("discord.app_commands.tree"), _Overtaken()),
    (logging.getLogger("discord.shard"), _Away()),
)
_OURS: Final = (
    (gateway, "KeepAliveHandler", _Heart),
    (http, "DiscordClientWebSocketResponse", _Line),
    (shard, "DiscordWebSocket", _Socket),
    (shard, "Shard", _Shard),
    (client, "HTTPClient", _Http),
)


@contextmanager
def mended() -> Iterator[None]:
    """Has discord.py use our classes, for clients that are made in here, and as long as they are in here."""
    before = [(module, name, getattr(module, name)) for module, name, _ in _OURS]
    try:
        for module, name, ours in _OURS:
            setattr(module, name, ours)
        for logger, sieve in _FILTERS:
            logger.addFilter(
                sieve
            )  # and leaves it there: what is under way is answered when it has left here
        yield
    finally:
        for module, name, theirs in before:
            setattr(module, name, theirs)


@contextmanager
def led_to(api: str) -> Iterator[None]:
    """Has discord.py talk to this base of the API meanwhile, and to the one before after that.

    Raises:
        ConfigurationError: it is no address.
    """
    before = http.Route.BASE, gateway.DiscordWebSocket.DEFAULT_GATEWAY
    try:
        lead_to(api)
        yield
    finally:
        http.Route.BASE, gateway.DiscordWebSocket.DEFAULT_GATEWAY = before


def lead_to(api: str) -> None:
    """Has discord.py talk to this base of the API; it keeps that for the whole process.

    Raises:
        ConfigurationError: it is no address.
    """
    http.Route.BASE = api.rstrip("/")
    if api.startswith("https://discord.com/"):
        return
    try:
        url = yarl.URL(api)
        socket = url.with_scheme("wss" if url.scheme == "https" else "ws").with_path("/gateway")
    except ValueError:
        raise ConfigurationError(
            f"DISCORD_API_URL is no address: {api}; leave it out, or write it like https://discord.com/api/v10"
        ) from None
    gateway.DiscordWebSocket.DEFAULT_GATEWAY = socket
