"""`make soak`: several processes on one journal are flooded with messages and suffer everything that goes wrong, for a while.

At the end everything that was promised is looked for. `python -m bench.soak [--seconds N] [--seed N] [--store NAME]`: half of
the time on SQLite and half on PostgreSQL. Exit code 1 when anything was lost.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from bench.data import ROOT
from bench.load import postgresql
from bench.soak_faults import Faults
from bench.soak_fleet import Fleet
from bench.soak_journal import kept
from bench.soak_knowledge import Editor
from bench.soak_people import Crowd
from bench.soak_reckoning import Losses, Reckoning
from bot.journal.engine import Store, file_store
from bot.journal.privacy import Privacy
from bot.loading import load
from bot.workbench.questions import golden_questions

if TYPE_CHECKING:
    from tests.stores import PostgreSQL

PROCESSES: Final = 3
AT_A_TIME: Final = 12
"""People who talk with the bot at a time."""

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


@dataclass(frozen=True, slots=True)
class Found:
    """What was done, by what it is, what was lost, and by how many megabytes the longest life grew."""

    done: Mapping[str, int]
    losses: Losses
    growth: float


async def soak(ground: Ground, seconds: float, seed: int) -> Found:
    """Floods and disturbs processes on one store for some seconds, and reckons."""
    secret = secrets.token_hex(16)
    random = Random(seed)  # noqa: S311 - a soak needs no secrecy
    editor = Editor(ground.folder / "knowledge", ROOT / "knowledge", random)
    texts = [one.text for one in golden_questions(load(ROOT / "knowledge"))]
    fleet = Fleet(ground.folder, _settings(ground, secret), PROCESSES)
    crowd = Crowd(fleet, texts, seed)
    faults = Faults(fleet, editor, random, server=ground.server, disk=ground.disk)
    try:
        await fleet.begin()
        weighing = asyncio.create_task(fleet.weigh())
        await _disturbed(crowd, faults, time.time() + seconds, ground.name)
        _tell(f"{ground.name}: waits for what is owed")
        await crowd.insist()
        weighing.cancel()
        dropped = await fleet.metric("backchat_journal_rows_dropped_total")
        guessed = await fleet.metric("backchat_claim_failures_total")
        await fleet.end()
    finally:
        fleet.kill_all()
    fleet.look()
    _tell(f"{ground.name}: reckons")
    reckoning = Reckoning(fleet, crowd.books, faults.troubles.away, Privacy(secret))
    losses = reckoning.losses(await kept(ground.store), editor.versions)
    losses = Losses({**losses.lost, "records dropped": ["record"] * int(dropped)}, losses.excused)
    done = _done(fleet, crowd, faults) | {"claims that the store could not take": int(guessed)}
    return Found(done, losses, reckoning.growth())


async def _disturbed(crowd: Crowd, faults: Faults, until: float, name: str) -> None:
    flood = asyncio.create_task(crowd.flood(AT_A_TIME))
    trouble = asyncio.create_task(faults.run(until))
    while not trouble.done() and not flood.done():
        left = max(0.0, until - time.time())
        _tell(f"{name}: {left:.0f} s left, {len(crowd.books.messages):,} messages, {faults.troubles.done}")
        await asyncio.wait([trouble, flood], timeout=1, return_when=asyncio.FIRST_COMPLETED)
    crowd.leave()
    await asyncio.gather(trouble, flood)


def _settings(ground: Ground, secret: str) -> Mapping[str, str]:
    folder = ground.folder
    data = ground.disk or folder
    found = {
        "BACKCHAT_DATA": str(data / "data"),
        "BACKCHAT_CACHE": str(folder / "cache"),
        "BACKCHAT_KNOWLEDGE": str(folder / "knowledge"),
        "BACKCHAT_SECRET": secret,
    }
    if ground.store.file is None:
        found["DATABASE_URL"] = ground.store.url.set(drivername="postgresql").render_as_string(
            hide_password=False
        )
    return found


def _done(fleet: Fleet, crowd: Crowd, faults: Faults) -> dict[str, int]:
    books = crowd.books
    return {
        "messages": len(books.messages),
        "replies": sum(map(len, fleet.replies.values())),
        "votes": sum(one.get("code", "").startswith("vote:") for one in books.messages.values()),
        "people forgotten": sum(one.get("code") == "forget:yes" for one in books.messages.values()),
        **dict(sorted(books.done.items())),
        **{f"deliveries that ended: {ending}": count for ending, count in sorted(books.endings.items())},
        "processes started": len(fleet.lives),
        **dict(sorted(faults.troubles.done.items())),
    }


def _grounds(folder: Path, wanted: str, stack: ExitStack) -> Iterator[Ground]:
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


def _tell(progress: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{progress[:160]}", end="", file=sys.stderr, flush=True)


def main() -> int:
    """Soaks on every store and prints what was done and what was lost; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--store", choices=("both", "sqlite", "postgresql"), default="both")
    told = parser.parse_args()
    print(f"seed {told.seed}, {told.seconds:.0f} s, {PROCESSES} processes, {AT_A_TIME} people at a time")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing stays behind
    lost = 0
    with TemporaryDirectory(prefix="backchat-soak-") as name, ExitStack() as stack:
        for ground in _grounds(Path(name), told.store, stack):
            share = told.seconds / (2 if told.store == "both" else 1)
            found = asyncio.run(soak(ground, share, told.seed))
            _tell("")
            lost += _print(ground, found)
    return 1 if lost else 0


def _print(ground: Ground, found: Found) -> int:
    print(
        f"\n{ground.name}"
        + ("" if ground.disk or ground.server else " (no small disk to fill could be mounted)")
    )
    for what, count in found.done.items():
        print(f"  {what:<64} {count:>7,}")
    print(f"  {'megabytes that the longest life grew':<64} {found.growth:>7.1f}")
    print("  not lost, but told")
    for what, count in found.losses.excused.items():
        print(f"  {what:<64} {count:>7,}")
    print("  lost")
    for what, examples in found.losses.lost.items():
        print(f"  {what:<64} {len(examples):>7,}")
        for example in examples[:3]:
            print(f"      {example}")
    return sum(map(len, found.losses.lost.values()))


if __name__ == "__main__":
    sys.exit(main())
