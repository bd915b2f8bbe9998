"""What happens to the processes of a soak and to what they stand on, one thing at a time, each kind again and again."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final, TypeVar

from bench.soak_fleet import Fleet
from bench.soak_knowledge import Editor

if TYPE_CHECKING:
    from bench.soak_ground import Ground

T = TypeVar("T")

FULL: Final = 4.0
"""Seconds that the disk is full."""

CALM: Final = 1.0
"""Seconds between two faults."""

_BLOCK: Final = 1 << 20

Blow = Callable[[], Awaitable[str]]
"""Something that goes wrong; returns what it was, to be counted."""


@dataclass(slots=True)
class Troubles:
    """What was done and when (from and to, on the monotonic clock), and when the store was away (in seconds since 1970)."""

    done: dict[str, int] = field(default_factory=dict)
    story: list[tuple[float, float, str]] = field(default_factory=list)
    away: list[tuple[float, float]] = field(default_factory=list)

    def count(self, what: str, began: float = 0.0) -> None:
        """One more of it, which began then and has ended now."""
        self.done[what] = self.done.get(what, 0) + 1
        self.story.append((began, time.monotonic(), what))


async def strike(
    kinds: Mapping[str, Blow],
    troubles: Troubles,
    random: Random,
    until: float,
    first: Sequence[str] = (),
    calm: float = CALM,
) -> None:
    """One thing after the other until a time in seconds since 1970, by lot, with `calm` seconds between; the `first` at once."""
    bag = [*first]
    while time.time() < until:
        bag = bag or random.sample(sorted(kinds), len(kinds))
        began = time.monotonic()
        troubles.count(await kinds[bag.pop()](), began)
        await asyncio.sleep(calm)


class Blows:
    """What can happen to the processes of any fleet."""

    def __init__(self, fleet: Fleet, random: Random) -> None:
        self._fleet, self._random = fleet, random
        self.troubles = Troubles()

    def kinds(self) -> Mapping[str, Blow]:
        """All that can happen, by a name of its own."""
        return {"kill": self._kill, "replace": self._replace}

    async def run(self, until: float) -> None:
        """Goes on until a time, in seconds since 1970; what was begun is brought to its end."""
        await strike(self.kinds(), self.troubles, self._random, until)

    async def _kill(self) -> str:
        place = self._fleet.disturbed(self._random)
        await self._fleet.kill(place)
        await asyncio.sleep(self._random.random())
        await self._fleet.start(place)
        return "processes killed"

    async def _replace(self) -> str:
        await self._fleet.replace(self._fleet.disturbed(self._random))
        return "processes told to stop"


class Quakes:
    """What can happen to what processes stand on: the knowledge, and the store."""

    def __init__(self, editor: Editor, ground: Ground, troubles: Troubles) -> None:
        """A server of `ground` can be restarted, its small disk can be filled; `troubles` is told when the store is away."""
        self.editor = editor
        self._ground, self.troubles = ground, troubles

    def kinds(self) -> Mapping[str, Blow]:
        """All that can happen, by a name of its own."""
        editor = self.editor
        return {
            "edit": editor.edit,
            "edit again": editor.edit,
            "spoil": editor.spoil,
            "spoil again": editor.spoil,
            "lose": editor.lose,
            **self.of_store(),
        }

    def of_store(self) -> Mapping[str, Blow]:
        """What can happen to the store."""
        kinds: dict[str, Blow] = {}
        if self._ground.server:
            kinds["restart"] = self._restart
        if self._ground.disk:
            kinds["fill"] = self._fill
        return kinds

    async def _restart(self) -> str:
        with self._store_away():
            await asyncio.to_thread(_required(self._ground.server).restart)
        return "PostgreSQL ended at once"

    async def _fill(self) -> str:
        filler = _required(self._ground.disk) / "filler"
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


class Faults(Blows):
    """What happens to processes of the loopback adapter, and to what they stand on."""

    def __init__(self, fleet: Fleet, editor: Editor, random: Random, ground: Ground) -> None:
        super().__init__(fleet, random)
        self._quakes = Quakes(editor, ground, self.troubles)

    def kinds(self) -> Mapping[str, Blow]:
        """All that can happen, by a name of its own."""
        return {**super().kinds(), "hang up": self._hang_up, **self._quakes.kinds()}

    async def run(self, until: float) -> None:
        """Goes on until a time, in seconds since 1970; what was begun is brought to its end.

        The first thing is an edit that has all be compiled: what a process needs for that it needs once. Then comes what even
        a short soak must have.
        """
        self.troubles.count(await self._quakes.editor.edit("phrasing"))
        first = ["replace", "spoil", "kill", *self._quakes.of_store()]
        await strike(self.kinds(), self.troubles, self._random, until, first)

    async def _hang_up(self) -> str:
        self._fleet.hang_up(self._fleet.disturbed(self._random))
        return "reloads asked for"


def _required(one: T | None) -> T:
    if one is None:
        raise RuntimeError("there is none here")
    return one


def _fill_up(file: Path) -> None:
    """Writes until nothing more fits."""
    with file.open("wb", buffering=0) as opened:
        for size in (_BLOCK, 4096, 1):
            try:
                while True:
                    opened.write(b"\0" * size)
            except OSError:
                os.sync()
