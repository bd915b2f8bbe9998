"""The Discord of `discord_guild`, in the test's own process: servers, channels and people, kept by simcord for a real client.

simcord would also watch over every task of the client and turn its clock by hand. The service waits for threads and real
time, so that is switched off: tasks and clocks are Python's own, and only the world's hour can be put forward.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import discord
from simcord import Env, GuildHandle
from simcord import _dpy_internals as simcord_clocks
from simcord._clock import Clock
from simcord._runtime import _restore_loop
from simcord.backend.models import Interaction

from tests.discord_seen import Sent

BACKCHAT: Final = "backchat"
GROUP_DM: Final = 3


class Hour(Clock):
    """The world's hour: it runs, and can be put forward."""

    def __init__(self) -> None:
        super().__init__()
        self._since = datetime.now(UTC)
        self._began = time.monotonic()

    def now(self) -> datetime:
        """The hour, in UTC."""
        return self._since + timedelta(seconds=time.monotonic() - self._began + self.elapsed)


class Simulated:
    """A server with the bot in it and one without, and the client that is connected."""

    def __init__(self, client: discord.Client) -> None:
        self.env = Env(client, shard_count=1)
        self.backend = self.env.backend
        self.backend.clock = Hour()
        self.backend.bot_user.name = BACKCHAT
        self.home = self.env.create_guild("Home")
        self.away = self._without_the_bot(self.env.create_guild("Away"))
        self.interactions: list[Interaction] = []
        self.afar: set[int] = {self.away.id}

    async def open(self) -> None:
        """Connects the client."""
        with self._hidden():
            await self.env.start()
        self._let_loose()

    def bare(self) -> discord.Client:
        """A client that is logged in, and hears nothing: such a one announces commands."""
        client = discord.Client(
            intents=discord.Intents(guilds=True), application_id=self.backend.application_id
        )
        client.http = self.env.bot.http
        return client

    async def reopen(self, client: discord.Client) -> None:
        """Connects another client in place of the one before."""
        with self._hidden():
            await self.env.restart_bot(client)
        self._let_loose()

    async def close(self) -> None:
        """Disconnects the client."""
        await self.env.shutdown()

    @contextmanager
    def _hidden(self) -> Iterator[None]:
        """A client is told of every server when it connects, and must not hear of the one without it."""
        away = self.backend.guilds.pop(self.away.id)
        yield
        self.backend.guilds[away.id] = away

    def _let_loose(self) -> None:
        """Gives tasks and time back to Python, and hides from the client what is afar."""
        _restore_loop(self.env)
        simcord_clocks.release_clocks(self.env)
        feed, listeners = self.env._gateway_feed, self.backend.subscribers  # noqa: SLF001 - simcord has no other door

        def _told(event: str, payload: Any) -> None:
            if event == "INTERACTION_CREATE":
                self.interactions.append(self.backend.interactions[int(payload["id"])])
                feed(event, payload | self._context(payload))
            elif not {int(payload.get(one) or 0) for one in ("guild_id", "channel_id", "id")} & self.afar:
                feed(event, payload)

        self.env._gateway_feed = _told  # noqa: SLF001 - so that it is taken out again with the client
        listeners[listeners.index(feed)] = _told

    def _context(self, payload: Any) -> dict[str, Any]:
        """How Discord tells who installed the app, and where it is used."""
        guild, channel = payload.get("guild_id"), int(payload["channel_id"])
        person = str((payload.get("member") or payload)["user"]["id"])
        if channel in self.afar:
            drawn = {"id": str(channel), "type": GROUP_DM, "name": "Friends", "recipients": [payload["user"]]}
            return {"context": 2, "channel": drawn, "authorizing_integration_owners": {"1": person}}
        if guild and int(guild) in self.afar:
            partial = {"id": guild, "locale": "en-US", "features": []}
            return {"guild": partial, "authorizing_integration_owners": {"1": person}}
        return {"authorizing_integration_owners": {"0": guild or "0"}}

    def _without_the_bot(self, guild: GuildHandle) -> GuildHandle:
        del self.backend.get_guild(guild.id).members[self.backend.bot_user.id]
        return guild

    def refuse(self, method: str, path: str, code: int, *, times: int | None = 1) -> None:
        """Discord refuses requests like this, with a code of its own."""
        status = {10: 404, 50: 403}.get(code // 1_000, 400) if code not in {50027, 50035} else 400
        told = {"method": method, "path": path, "status": status, "code": code}
        self.backend.faults.append(told | {"message": "refused", "times": times})

    def later(self, seconds: float) -> None:
        """Puts the hour forward: Discord waits 3 seconds for a first answer and takes others for 15 minutes."""
        self.backend.advance_clock(seconds)

    def sent(self) -> list[Sent]:
        """All that the client asked of Discord."""
        return [Sent(one.method, one.path, one.json) for one in self.env.http_requests]
