"""What the parts of `make soak` stand on and share: stores, arguments, and how it is told what was found."""

from __future__ import annotations

import argparse
import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

from bench.load import postgresql
from bench.soak_reckoning import Losses
from bot.journal.engine import Store, file_store

if TYPE_CHECKING:
    from bench.soak_faults import Troubles
    from tests.stores import PostgreSQL

ROOM: Final = "128m"
"""The size of the disk that is filled."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a soak stands on: a folder, a store, and what can be done to the store."""

    name: str
    folder: Path
    store: Store
    server: PostgreSQL | None = None
    disk: Path | None = None


class Talking(Protocol):
    """People who talk until they leave."""

    async def flood(self, count: int) -> object:
        """Talks, so many at a time."""

    def leave(self) -> None:
        """Ends the talk."""


class Striking(Protocol):
    """What goes wrong until a time."""

    @property
    def troubles(self) -> Troubles:
        """What was done."""

    async def run(self, until: float) -> object:
        """Goes on until a time, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was done, by what it is, what was lost, and by how many megabytes the longest life grew, if that is told.

    `story` is what went wrong, from when to when.
    """

    done: Mapping[str, int]
    losses: Losses
    growth: float | None = None
    story: Sequence[tuple[float, float, str]] = ()


Soak = Callable[[Ground, float, int], Coroutine[Any, Any, Found]]
"""Soaks on a store for some seconds, with a seed."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """What the command line says."""

    seconds: float
    seed: int
    store: Literal["both", "sqlite", "postgresql"]

    @property
    def share(self) -> float:
        """The seconds of one store."""
        return self.seconds / (2 if self.store == "both" else 1)


def arguments(name: str, about: str | None, seconds: float) -> Arguments:
    """What the command line says to a module; `seconds` where it does not."""
    parser = argparse.ArgumentParser(prog=f"python -m {name}", description=about)
    parser.add_argument("--seconds", type=float, default=seconds)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--store", choices=("both", "sqlite", "postgresql"), default="both")
    return Arguments(**vars(parser.parse_args()))


def settings_of(ground: Ground, secret: str, knowledge: Path) -> Mapping[str, str]:
    """What every process of a soak finds in its environment."""
    found = {
        "BACKCHAT_DATA": str((ground.disk or ground.folder) / "data"),
        "BACKCHAT_CACHE": str(ground.folder / "cache"),
        "BACKCHAT_KNOWLEDGE": str(knowledge),
        "BACKCHAT_SECRET": secret,
    }
    if ground.store.file is None:
        url = ground.store.url.set(drivername="postgresql")
        found["DATABASE_URL"] = url.render_as_string(hide_password=False)
    return found


def fresh(ground: Ground, stack: ExitStack, name: str) -> Ground:
    """Another folder, of a name of its own, and an empty store of the same kind."""
    folder = ground.folder / name
    folder.mkdir()
    server = ground.server
    store = stack.enter_context(server.lent()) if server else file_store(folder / "data" / "journal.sqlite3")
    return Ground(ground.name, folder, store, server)


def grounds(folder: Path, wanted: str, stack: ExitStack) -> Iterator[Ground]:
    """SQLite, on a small disk of its own where one can be mounted, and PostgreSQL where one can be started."""
    if wanted != "postgresql":
        here = folder / "sqlite"
        here.mkdir()
        disk = stack.enter_context(_small_disk(folder))
        yield Ground("SQLite", here, file_store((disk or here) / "data" / "journal.sqlite3"), disk=disk)
    if wanted != "sqlite":
        here = folder / "postgresql"
        here.mkdir()
        if server := stack.enter_context(postgresql()):
            yield Ground("PostgreSQL", here, stack.enter_context(server.lent()), server)
        else:
            print("\nPostgreSQL was left out: none can be started here")


@contextmanager
def _small_disk(folder: Path) -> Iterator[Path | None]:
    """A file system in memory, where it can be mounted."""
    disk = folder / "disk"
    disk.mkdir()
    mounted = _mounts("mount", "-t", "tmpfs", "-o", f"size={ROOM}", "soak", str(disk))
    try:
        yield disk if mounted else None
    finally:
        if mounted:
            _mounts("umount", str(disk))


def _mounts(*command: str) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:  # no Linux
        return False


def tell(progress: str) -> None:
    """Shows on a terminal how far it is."""
    if sys.stderr.isatty():
        print(f"\r\033[K{progress[:160]}", end="", file=sys.stderr, flush=True)


def printed(name: str, found: Found) -> int:
    """Prints what was done and what was lost; returns how much that is."""
    print(f"\n{name}")
    for what, count in found.done.items():
        print(f"  {what:<64} {count:>7,}")
    if found.growth is not None:
        print(f"  {'megabytes that the longest life grew':<64} {found.growth:>7.1f}")
    print("  not lost, but told")
    for what, count in found.losses.excused.items():
        print(f"  {what:<64} {count:>7,}")
    print("  lost")
    for what, examples in found.losses.lost.items():
        print(f"  {what:<64} {len(examples):>7,}")
        for example in examples[:3]:
            print(f"      {example}")
    lost = sum(map(len, found.losses.lost.values()))
    for began, ended, what in found.story if lost else ():
        print(f"  {began:>12.2f} to {ended:>9.2f}  {what}")
    return lost


def measured(name: str, soak: Soak, ground: Ground, seconds: float, seed: int) -> int:
    """Soaks on one store and prints what was done and what was lost; returns how much that is."""
    found = asyncio.run(soak(ground, seconds, seed))
    tell("")
    room = "" if ground.disk or ground.server else " (no small disk to fill)"
    return printed(f"{name} on {ground.name}{room}", found)


def soaked(module: str, about: str | None, name: str, soak: Soak, seconds: float = 30.0) -> int:
    """The main of a soak that is run by itself: soaks on every store; returns the exit code."""
    told = arguments(module, about, seconds)
    print(f"seed {told.seed}, {told.seconds:.0f} s")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing stays behind
    with TemporaryDirectory(prefix="backchat-soak-") as folder, ExitStack() as stack:
        found = grounds(Path(folder), told.store, stack)
        lost = sum(measured(name, soak, ground, told.share, told.seed) for ground in found)
    return 1 if lost else 0


async def disturbed(
    crowd: Talking, people: int, faults: Striking, until: float, progress: Callable[[], str]
) -> None:
    """Lets so many people talk at a time while faults strike until a time, in seconds since 1970, and tells how far it is."""
    flood = asyncio.create_task(crowd.flood(people))
    trouble = asyncio.create_task(faults.run(until))
    while not trouble.done() and not flood.done():
        left = max(0.0, until - time.time())
        tell(f"{left:.0f} s left, {progress()}, {faults.troubles.done}")
        await asyncio.wait([trouble, flood], timeout=1, return_when=asyncio.FIRST_COMPLETED)
    crowd.leave()
    await asyncio.gather(trouble, flood)
