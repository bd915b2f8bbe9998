"""What happens to the processes of a soak and to what they stand on, one thing at a time, each kind again and again."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

from bench.soak_fleet import Fleet
from bench.soak_knowledge import Editor

if TYPE_CHECKING:
    from tests.stores import PostgreSQL

FULL: Final = 4.0
"""Seconds that the disk is full."""

_CALM: Final = 1.0
"""Seconds between two faults."""

_BLOCK: Final = 1 << 20


@dataclass(slots=True)
class Troubles:
    """What was done, and when the store was away: from and to, in seconds since 1970."""

    done: dict[str, int] = field(default_factory=dict)
    away: list[tuple[float, float]] = field(default_factory=list)

    def count(self, what: str) -> None:
        """One more of it."""
        self.done[what] = self.done.get(what, 0) + 1


class Blows:
    """What can happen to the processes of any fleet."""

    def __init__(self, fleet: Fleet, random: Random) -> None:
        self._fleet, self._random = fleet, random
        self.troubles = Troubles()

    async def _kill(self) -> str:
        place = self._fleet.disturbed(self._random)
        await self._fleet.kill(place)
        await asyncio.sleep(self._random.random())
        await self._fleet.start(place)
        return "processes killed"

    async def _replace(self) -> str:
        await self._fleet.replace(self._fleet.disturbed(self._random))
        return "processes told to stop"


class Faults(Blows):
    """Does one thing after the other, in an order drawn by lot."""

    def __init__(
        self, fleet: Fleet, editor: Editor, random: Random, *, server: PostgreSQL | None, disk: Path | None
    ) -> None:
        """`server` can be restarted; `disk` is the folder of a small disk of its own, which can be filled."""
        super().__init__(fleet, random)
        self._editor, self._server, self._disk = editor, server, disk

    async def run(self, until: float) -> None:
        """Goes on until a time, in seconds since 1970; what was begun is brought to its end.

        The first thing is an edit that has all be compiled: what a process needs for that it needs once.
        """
        self.troubles.count(await self._editor.edit("phrasing"))
        kinds = self._kinds()
        bag = [
            "replace",
            "spoil",
            "kill",
            *({"restart", "fill"} & kinds.keys()),
        ]  # what even a short soak must have
        while time.time() < until:
            bag = bag or self._random.sample(sorted(kinds), len(kinds))
            self.troubles.count(await kinds[bag.pop()]())
            await asyncio.sleep(_CALM)

    def _kinds(self) -> Mapping[str, Callable[[], Awaitable[str]]]:
        editor = self._editor
        kinds = {
            "kill": self._kill,
            "replace": self._replace,
            "hang up": self._hang_up,
            "edit": editor.edit,
            "edit again": editor.edit,
            "spoil": editor.spoil,
            "spoil again": editor.spoil,
            "lose": editor.lose,
        }
        if self._server:
            kinds["restart"] = self._restart
        if self._disk:
            kinds["fill"] = self._fill
        return kinds

    async def _hang_up(self) -> str:
        self._fleet.hang_up(self._fleet.disturbed(self._random))
        return "reloads asked for"

    async def _restart(self) -> str:
        with self._store_away():
            await asyncio.to_thread(self._require_server().restart)
        return "PostgreSQL ended at once"

    async def _fill(self) -> str:
        filler = self._require_disk() / "filler"
        with self._store_away():
            try:
                await asyncio.to_thread(_fill_up, filler)
                await asyncio.sleep(FULL)
            finally:
                filler.unlink()
        return "disk full"

    @contextmanager
    def _store_away(self) -> Iterator[None]:
        began = time.time()
        yield
        self.troubles.away.append((began, time.time()))

    def _require_server(self) -> PostgreSQL:
        if self._server is None:
            raise RuntimeError("there is no PostgreSQL here")
        return self._server

    def _require_disk(self) -> Path:
        if self._disk is None:
            raise RuntimeError("there is no small disk here")
        return self._disk


def _fill_up(file: Path) -> None:
    """Writes until nothing more fits."""
    with file.open("wb", buffering=0) as opened:
        for size in (_BLOCK, 4096, 1):
            try:
                while True:
                    opened.write(b"\0" * size)
            except OSError:
                os.sync()
