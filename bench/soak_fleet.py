"""The processes of a soak, from their start to their end, and everything that they sent."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from bench.load import GONE, Client, Serving, started

LEAVING: Final = 20.0
"""Seconds that a process gets to finish: more than it ever takes of itself."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A reply that reached the far side: from which life, when (seconds since 1970), and what it was."""

    life: int
    at: float
    line: Mapping[str, Any]


@dataclass(slots=True)
class Life:
    """One process: `killed` is when it was, in seconds since 1970; `wanted` is the exit code that it should have."""

    number: int
    serving: Serving
    port: int
    wanted: int = 0
    killed: float | None = None
    code: int | None = None
    memory: list[tuple[float, float]] = field(default_factory=list)
    idle: list[Client] = field(default_factory=list)
    read: int = 0


class Fleet:
    """Some places, with a process in each; the first place is never disturbed, so that it shows what a long life does."""

    def __init__(self, folder: Path, settings: Mapping[str, str], size: int) -> None:
        """Each process has its files in `folder` and these settings."""
        self.folder, self.settings, self.size = folder, settings, size
        self.lives: list[Life] = []
        self._places: dict[int, Life] = {}
        self.replies: dict[str, list[Sent]] = defaultdict(list)

    async def begin(self) -> None:
        """Starts a process in each place."""
        await asyncio.gather(*(self.start(place) for place in range(self.size)))

    async def start(self, place: int) -> None:
        """Starts a process, in the place of the one before."""
        number = len(self.lives)
        life = Life(number, self.started(place, f"life-{number}"), 0)
        self.lives.append(life)
        life.port = await life.serving.ready()
        self._places[place] = life

    def started(self, place: int, name: str) -> Serving:  # noqa: ARG002 - what is alike here may differ by place elsewhere
        """A new process for a place."""
        return started(self.folder, name, self.settings)

    def disturbed(self, random: Random) -> int:
        """A place whose process may be ended."""
        return random.randrange(1, self.size)

    async def kill(self, place: int) -> None:
        """Ends a process as a crash would."""
        life = self._places.pop(place)
        life.wanted, life.killed = -signal.SIGKILL, time.time()
        life.serving.process.kill()
        life.code = await life.serving.ended(LEAVING)

    async def replace(self, place: int) -> None:
        """Starts another process beside one, and then tells the old one to stop, as a deployment does."""
        old = self._places[place]
        await self.start(place)
        await self._told_to_stop(old)

    def places(self) -> dict[int, Life]:
        """The processes that serve, by place."""
        return self._places

    def hang_up(self, place: int) -> None:
        """Has a process read its knowledge again."""
        self._places[place].serving.process.send_signal(signal.SIGHUP)

    async def end(self) -> None:
        """Tells every process to stop."""
        await asyncio.gather(*(self._told_to_stop(life) for life in self._places.values()))
        self._places.clear()

    def kill_all(self) -> None:
        """Leaves nothing behind, whatever happened."""
        for life in self.lives:
            if life.serving.process.poll() is None:
                life.serving.process.kill()
                life.serving.process.wait()

    async def say(self, message: Mapping[str, Any], random: Random) -> str:
        """How the turn of a message ended that some process was given; "gone" when that process went."""
        if not self._places:
            return "gone"
        return await self._say(random.choice(sorted(self._places.items()))[1], message)

    async def _say(self, life: Life, message: Mapping[str, Any]) -> str:
        client = life.idle.pop() if life.idle else Client(life.port)
        try:
            ending = await client.say(message)
        except GONE:
            return "gone"
        life.idle.append(client)
        return ending

    async def health(self) -> list[Mapping[str, Any]]:
        """What each process says of its health."""
        return [json.loads(found) for found in await self._pages("/health")]

    async def metric(self, name: str) -> float:
        """The sum of a metric over all processes that live."""
        pages = [page.decode().splitlines() for page in await self._pages("/metrics")]
        return sum(float(line.split()[-1]) for page in pages for line in page if line.startswith(name))

    async def _pages(self, path: str) -> list[bytes]:
        found = []
        for life in list(self._places.values()):
            client = Client(life.port, 5)
            with suppress(*GONE):
                found.append((await client.ask("GET", path))[1])
            client.close()
        return found

    def look(self) -> None:
        """Reads what was sent since the last look."""
        for life in self.lives:
            with suppress(FileNotFoundError), life.serving.far.open("rb") as far:
                far.seek(life.read)
                for line in far:
                    if not line.endswith(b"\n"):
                        break  # it is being written: what is left of it must not be taken for a line
                    life.read += len(line)
                    told = json.loads(line)
                    self.replies[told["key"]].append(Sent(life.number, told["at"], told))

    async def weigh(self) -> None:
        """Notes every second how much memory each process has, until it is cancelled."""
        while True:
            for life in self._places.values():
                life.memory.append((time.time(), life.serving.memory()))
            await asyncio.sleep(1)

    async def _told_to_stop(self, life: Life) -> None:
        life.code = await life.serving.stop(LEAVING)
        for client in life.idle:
            client.close()
