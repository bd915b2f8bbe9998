"""What happens to the processes of a server and to Discord, one thing at a time, each kind again and again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any, Final

from bench.soak_discord_fleet import DiscordFleet
from bench.soak_faults import Blow, Blows, Quakes, strike

OUT: Final = 2.0
"""Seconds for which Discord takes no new connections."""

_CALM: Final = 0.5
"""Seconds between two faults."""

_REQUESTS: Final = ("POST /channels/*/messages", "POST /interactions/*", "PATCH /webhooks/*")


@dataclass(frozen=True, slots=True)
class Gap:
    """A time without a connection, in seconds of the monotonic clock; `lost` says that what happened meanwhile is not told again."""

    began: float
    ended: float
    lost: bool


class DiscordFaults(Blows):
    """Does one thing after the other, in an order drawn by lot; `gaps` are the times without a connection."""

    def __init__(self, fleet: DiscordFleet, random: Random) -> None:
        super().__init__(fleet, random)
        self._discord_fleet = fleet
        self.gaps: list[Gap] = []

    async def run(self, until: float) -> None:
        """Goes on until a time, in seconds since 1970; what was begun is brought to its end."""
        await strike(self.kinds(), self.troubles, self._random, until, calm=_CALM)

    def kinds(self) -> Mapping[str, Blow]:
        """All that can happen, by a name of its own."""
        return {
            **super().kinds(),
            "kill all": self._kill_all,
            "reconnect": partial(self._cut, "told to connect again (op 7)", "reconnect"),
            "resume": partial(self._cut, "told to resume (op 9)", "invalidate", resumable=True),
            "invalidate": partial(self._cut, "ended (op 9)", "invalidate", lost=True),
            "close": partial(self._cut, "closed (4000)", "close", code=4000),
            "abort": partial(self._cut, "cut", "abort"),
            "outage": self._outage,
            "limit": self._limit,
            "limit again": self._limit,
            "fail": self._fail,
            "fail again": self._fail,
            "drop": partial(self._drop, done=False),
            "drop done": partial(self._drop, done=True),
        }

    async def _kill_all(self) -> str:
        """Whoever is there is killed, so that for a while nobody hears what is said."""
        places = sorted(self._fleet.places())
        for place in places:
            await self._fleet.kill(place)
        await asyncio.gather(*(self._fleet.start(place) for place in places))
        return "times that every process was killed"

    async def _cut(self, what: str, act: str, *, lost: bool = False, **how: Any) -> str:
        began = time.monotonic()
        await self._gateway(act, **how)
        await self._back(began, lost=lost)
        return f"connections: {what}"

    async def _outage(self) -> str:
        began = time.monotonic()
        await self._gateway("outage", seconds=OUT)
        await self._gateway("abort")
        await asyncio.sleep(OUT)
        await self._back(began, lost=False)
        return f"connections: none for {OUT:.0f} s"

    async def _back(self, began: float, *, lost: bool) -> None:
        """Waits until all are connected again."""
        await asyncio.sleep(0.2)  # what was told to leave has left
        await self._discord_fleet.discord.do("connected", least=len(self._fleet.places()))
        self.gaps.append(Gap(began, time.monotonic(), lost))

    async def _gateway(self, act: str, **how: Any) -> None:
        await self._discord_fleet.discord.do("gateway", act=act, **how)

    async def _limit(self) -> str:
        scope = self._random.choice(("user", "shared", "global"))
        where = self._random.choice(_REQUESTS)
        await self._discord_fleet.discord.do("fail", where=where, retry_after=1.0, scope=scope)
        return "requests of which Discord said that they are too many"

    async def _fail(self) -> str:
        await self._discord_fleet.discord.do("fail", where=self._random.choice(_REQUESTS), status=502)
        return "requests that failed on Discord's side"

    async def _drop(self, *, done: bool) -> str:
        await self._discord_fleet.discord.do("drop", where=self._random.choice(_REQUESTS), done=done)
        return f"requests whose connection was cut {'after' if done else 'before'} they were done"


class DiscordQuakes(DiscordFaults):
    """The same, and what happens to what the processes stand on."""

    def __init__(self, fleet: DiscordFleet, random: Random, quakes: Quakes) -> None:
        super().__init__(fleet, random)
        self._quakes = quakes
        self.troubles = quakes.troubles

    def kinds(self) -> Mapping[str, Blow]:
        """All that can happen, by a name of its own."""
        return {**super().kinds(), **self._quakes.kinds()}
