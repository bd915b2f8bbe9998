"""Checks 29, 31 and 37 at the service: the store fails in all ways it can, answers go on, and health says so."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.clients import Client, health, healthy, question, tap
from tests.processes import Loopbacks, Process, small_knowledge, tell, until

if TYPE_CHECKING:
    from bot.journal.engine import Store
    from tests.stores import PostgreSQL

WITHIN: Final = 30.0
"""Seconds in which health must tell of a failure."""

SLOWEST_ANSWER: Final = 6.0
"""Seconds that an answer may take while the store is failing: the first that finds out waits for it."""

DISK: Final = 3 * 1024 * 1024

Record = Callable[[str, object], None]


class Talk:
    """People who ask all the time, and how they fare."""

    def __init__(self) -> None:
        self.endings: Counter[str] = Counter()
        self.slowest = 0.0

    async def run(self, port: int, who: str) -> None:
        """Asks until it is cancelled."""
        async with Client(port) as client:
            for number in count():
                began = time.monotonic()
                self.endings[await client.post(question(f"{who}{number}", f"{who}{number}"))] += 1
                self.slowest = max(self.slowest, time.monotonic() - began)
                await asyncio.sleep(0.02)


@asynccontextmanager
async def talking(process: Process) -> AsyncIterator[Talk]:
    """Two people ask all the time while in here; a fault of theirs fails the test."""
    talk = Talk()
    talks = [asyncio.create_task(talk.run(process.port, who)) for who in "ab"]
    try:
        yield talk
    finally:
        for one in talks:
            one.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*talks)


def unwritten(loopbacks: Loopbacks) -> tuple[int, int]:
    """How many questions were answered and are not in the journal, and how many are there twice: each has its own thread."""
    answered = {reply["votes"][0].split(":")[-1] for reply in loopbacks.replies() if reply["votes"]}
    rows = loopbacks.rows("SELECT id, thread FROM questions")
    assert answered
    return len(answered - {id_ for id_, _ in rows}), len(rows) - len({thread for _, thread in rows})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where processes write."""
    made = tmp_path / "process"
    made.mkdir()
    return made


@pytest.fixture
def knowledge(tmp_path: Path) -> str:
    """The setting of a small knowledge base."""
    return str(small_knowledge(tmp_path / "knowledge"))


@contextmanager
def small_disk(point: Path) -> Iterator[None]:
    """A disk of a few megabytes, in memory; where nobody lets us mount one, the test is skipped."""
    point.mkdir()
    try:
        command = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=0700", "tmpfs", str(point)]
        subprocess.run(command, check=True, capture_output=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        pytest.skip("this needs a disk of its own, and nothing may be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(point)], check=True, timeout=10)


def fill(disk: Path) -> Path:
    """Fills a disk to the last byte with a file."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as opened, suppress(OSError):
        while opened.write(bytes(4096)):
            pass
    return filler


async def test_a_full_disk(folder: Path, knowledge: str, record_property: Record) -> None:
    """Checks 29 and 37: while the disk is full answers go on and health says why; with room again all is written."""
    loopbacks = Loopbacks(folder, BACKCHAT_KNOWLEDGE=knowledge)
    with small_disk(folder / "data"), loopbacks.started() as [process]:
        async with talking(process) as talk:
            before = await health(process.port)
            filler = fill(folder / "data")
            failing = await healthy(process.port, 503, WITHIN)
            _, during = await health(process.port)
            await _vote(process.port)
            filler.unlink()
            mended = await healthy(process.port, 200, WITHIN)
        code, _ = await asyncio.to_thread(process.stop)
        lost = unwritten(loopbacks)
    told = f"disk full: 503 after {failing:.1f} s, 200 after {mended:.1f} s"
    tell(record_property, f"{told}, {_told(talk)}, {lost} lost or twice")

    assert (200, "degraded") == (before[0], before[1]["status"])
    assert {"ok": False, "reason": "the journal cannot be written"} == during["parts"]["journal"]
    [vote] = [reply for reply in loopbacks.replies() if reply["key"] == "vote"]
    assert "could not keep your vote" in vote["text"]
    assert {"answered"} == set(talk.endings)
    assert talk.slowest < SLOWEST_ANSWER
    assert (0, (0, 0)) == (code, lost)


@contextmanager
def stopped(server: PostgreSQL) -> Iterator[None]:
    """While in here, PostgreSQL does not run: it ended as in a power cut."""
    file = server.data / "postmaster.pid"
    os.kill(int(file.read_text().split()[0]), signal.SIGQUIT)
    until(lambda: not file.exists())
    try:
        yield
    finally:
        server.restart()


@pytest.fixture
def postgres(postgresql: PostgreSQL) -> Iterator[Store]:
    """A database with the journal's tables."""
    with postgresql.lent() as lent:
        yield lent


async def test_postgresql_ends_and_comes_back(
    folder: Path, knowledge: str, postgresql: PostgreSQL, postgres: Store, record_property: Record
) -> None:
    """Check 37: while PostgreSQL is gone answers go on and health says why; when it is back all is written."""
    loopbacks = Loopbacks(folder, postgres, BACKCHAT_KNOWLEDGE=knowledge)
    with loopbacks.started() as [process]:
        async with talking(process) as talk:
            await asyncio.sleep(0.5)
            with stopped(postgresql):
                failing = await healthy(process.port, 503, WITHIN)
                _, during = await health(process.port)
            mended = await healthy(process.port, 200, WITHIN)
        code, _ = await asyncio.to_thread(process.stop)
    lost = unwritten(loopbacks)
    told = f"PostgreSQL gone: 503 after {failing:.1f} s, 200 after {mended:.1f} s"
    tell(record_property, f"{told}, {_told(talk)}, {lost} lost or twice")

    assert {"ok": False, "reason": "the journal cannot be written"} == during["parts"]["journal"]
    assert {"answered"} == set(talk.endings)
    assert talk.slowest < SLOWEST_ANSWER
    assert (0, (0, 0)) == (code, lost)


async def test_postgresql_restarts(
    folder: Path, knowledge: str, postgresql: PostgreSQL, postgres: Store, record_property: Record
) -> None:
    """Check 31 at the service: PostgreSQL restarts at once under load; nothing is lost, nothing twice, answers never stop."""
    loopbacks = Loopbacks(folder, postgres, BACKCHAT_KNOWLEDGE=knowledge)
    with loopbacks.started() as [process]:
        async with talking(process) as talk:
            await asyncio.sleep(0.5)
            await asyncio.to_thread(postgresql.restart)
            await asyncio.sleep(1)
        code, _ = await asyncio.to_thread(process.stop)
    lost = unwritten(loopbacks)
    tell(record_property, f"PostgreSQL restarted at once: {_told(talk)}, {lost} lost or twice")

    assert {"answered"} == set(talk.endings)
    assert talk.slowest < SLOWEST_ANSWER
    assert (0, (0, 0)) == (code, lost)


async def test_a_journal_that_was_deleted(folder: Path, knowledge: str, record_property: Record) -> None:
    """Check 37: when the SQLite file is taken away health says so; and a connection that fails is told as quickly."""
    loopbacks = Loopbacks(folder, BACKCHAT_KNOWLEDGE=knowledge)
    with loopbacks.started() as [process]:
        (folder / "data").rename(folder / "elsewhere")
        gone = await healthy(process.port, 503, WITHIN)
        _, during = await health(process.port)
        (folder / "elsewhere").rename(folder / "data")
        back = await healthy(process.port, 200, WITHIN)
        async with Client(process.port) as client:
            await client.ask("PUT", "/loopback", told=False)
            away = await healthy(process.port, 503, WITHIN)
            _, parts = await health(process.port)
            await client.ask("PUT", "/loopback", told=True)
            again = await healthy(process.port, 200, WITHIN)
    told = f"journal gone: 503 after {gone:.2f} s, 200 after {back:.2f} s"
    tell(record_property, f"{told}; connection lost: 503 after {away:.2f} s, 200 after {again:.2f} s")

    assert "gone" in during["parts"]["journal"]["reason"]
    assert {"ok": False, "reason": "the far side is away"} == parts["parts"]["loopback"]


async def _vote(port: int) -> None:
    """Somebody votes."""
    async with Client(port) as client:
        await client.post(tap("vote", "vote:docker:up:AAAAAAAAAAA", "voter"))


def _told(talk: Talk) -> str:
    return f"{talk.endings['answered']} answers, the slowest in {talk.slowest:.1f} s"
