"""Discord's gateway: events come over connections that we open, so nothing need be reachable from outside."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import aiohttp
import discord

from adapters.discord.app import DiscordApp
from adapters.discord.wire import lead_to, mended
from bot.counting import count
from bot.errors import BackchatError, ConfigurationError, ServingError
from bot.operations.logs import get_logger
from bot.operations.plug import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.routing import BaseRoute

    from bot.service import Service
    from bot.settings import Settings

PATIENCE: Final = 45.0
"""Seconds without a connection after which the process ends, to be started anew."""

PARTLY: Final = 900.0
"""Seconds without one of its shards after which it ends as well, though the others serve: to connect all of them anew uses up
what Discord allows in a day."""

_LOOK: Final = 0.5
"""Seconds between two looks at the connection."""

_AGAIN: Final = 5.0
"""Seconds until a client that failed is followed by another: Discord allows a thousand a day."""

REFUSED: Final = (
    "Discord refuses DISCORD_TOKEN: take a new one under 'Bot' of your app in the Developer Portal"
)

_REFUSED: Final = {
    4004: REFUSED,
    4010: "Discord has no such shard: --shard-ids must be below --shards",
    4011: "Discord wants more shards for so many servers: leave --shards out, or raise it",
    4013: "Discord does not know an intent that this version asks for: update Backchat",
    4014: "Discord does not allow this app an intent that it asks for",
}

_AWAY: Final = (
    OSError,
    aiohttp.ClientError,
    discord.DiscordServerError,
    discord.GatewayNotFound,
    discord.RateLimited,
)

_log = get_logger()


class DiscordGateway:
    """Discord, as a part of a serving process."""

    name = "discord"

    def __init__(
        self, settings: Settings, token: str, shard_ids: Sequence[int] = (), shard_count: int | None = None
    ) -> None:
        """`shard_ids` of `shard_count` are this process's; without them all."""
        lead_to(settings.discord_api_url)
        self._token = token
        self._shards: dict[str, Any] = {"shard_ids": shard_ids or None, "shard_count": shard_count}
        self._app: DiscordApp | None = None
        self._connected = False
        self._until = self._until_all = 0.0

    def routes(self, service: Service) -> Sequence[BaseRoute]:  # noqa: ARG002 - nothing comes over HTTP
        """Nothing: all comes through the gateway."""
        return ()

    def state(self) -> State:
        """Whether every shard is connected."""
        up = self._app.up if self._app else 0
        return State(
            self._connected,
            "" if self._connected else f"{count(up, 'shard')} connected" if up else "not connected",
        )

    async def run(self, service: Service) -> None:
        """Stays connected until it is cancelled.

        Raises:
            ConfigurationError: Discord refuses the token, or how it is used.
            ServingError: there was no connection for `PATIENCE` seconds, or not every shard had one for `PARTLY`.
        """
        now = asyncio.get_running_loop().time()
        self._until, self._until_all = now + PATIENCE, now + PARTLY
        with mended():
            while True:
                app = self._app = DiscordApp(service, **self._shards)
                await self._connect(app, service)
                await asyncio.sleep(_AGAIN)
                await app.close()

    async def aclose(self) -> None:
        """Closes what sending needed."""
        if self._app:
            await self._app.close()

    async def _connect(self, app: DiscordApp, service: Service) -> None:
        """Connects, until that ends for a reason for which another client may connect."""
        running = asyncio.create_task(app.start(self._token))
        try:
            await self._watch(app, running)
            running.result()
        except (BackchatError, asyncio.CancelledError):
            raise
        except _AWAY:
            _log.warning("Discord cannot be reached", platform="discord")
        except Exception as error:  # noqa: BLE001 - what Discord sends must not end the process: it begins anew
            _raise_refused(error)
            service.fault("discord", error)
        finally:
            self._connected = False
            await _hang_up(app, running)

    async def _watch(self, app: DiscordApp, running: asyncio.Task[None]) -> None:
        clock, most = asyncio.get_running_loop().time, 0
        while not running.done():
            connected = app.connected()
            if connected != self._connected:
                tell = _log.info if connected else _log.warning
                tell("connected" if connected else "not connected any more", platform="discord")
            self._connected = connected
            if connected or app.up > most:  # shards connect one after the other, five seconds apart
                self._until_all = clock() + PARTLY
            if app.up:
                self._until = clock() + PATIENCE
            most = max(most, app.up)
            self._give_up(clock())
            await asyncio.wait({running}, timeout=_LOOK)

    def _give_up(self, now: float) -> None:
        if now > self._until:
            raise ServingError(f"Discord could not be reached for {PATIENCE:.0f} s: start the process again")
        if now > self._until_all:
            raise ServingError(f"a shard had no connection for {PARTLY:.0f} s: start the process again")


async def _hang_up(app: DiscordApp, running: asyncio.Task[None]) -> None:
    running.cancel()
    with suppress(Exception, asyncio.CancelledError):
        await running
    with suppress(Exception):
        await app.hang_up()


def _raise_refused(error: Exception) -> None:
    """Raises what nobody can mend by trying again."""
    if isinstance(error, discord.LoginFailure):
        raise ConfigurationError(REFUSED) from None
    if isinstance(error, discord.PrivilegedIntentsRequired):
        raise ConfigurationError(_REFUSED[4014]) from None
    if isinstance(error, discord.ConnectionClosed) and error.code in _REFUSED:
        raise ConfigurationError(_REFUSED[error.code]) from None
