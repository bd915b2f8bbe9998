"""Processes that write to a journal while something goes wrong, and tell which writes were acknowledged.

They are forked from a server that has everything imported already, so that thirty of them cost no minute.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from multiprocessing.connection import Connection
from typing import Any, Final

from bot.errors import StoreError
from bot.journal.engine import Store
from bot.journal.journal import Journal, opened_journal
from tests.samples import THREAD, asked, voted

_FORKS: Final = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.writers"])


@contextmanager
def started(work: Callable[..., None], *arguments: Any) -> Iterator[tuple[Any, Connection]]:
    """A process that does some work with our end of a pipe as its last argument, and the pipe's other end.

    The process is killed at the end, if it still runs.
    """
    here, there = _FORKS.Pipe()
    process = _FORKS.Process(target=work, args=(*arguments, there))
    process.start()
    there.close()
    try:
        yield process, here
    finally:
        process.kill()
        process.join()
        process.close()
        here.close()


def received(pipe: Connection) -> list[str]:
    """All that came through a pipe until its other end was closed."""
    told = []
    try:
        while True:
            told.append(pipe.recv_bytes().decode())
    except (EOFError, ConnectionResetError):
        return told


def write_for_ever(store: Store, name: str, pipe: Connection) -> None:
    """Writes questions and votes, each one after the other, and tells the id of each that was acknowledged."""
    asyncio.run(_for_ever(store, name, pipe))


async def _for_ever(store: Store, name: str, pipe: Connection) -> None:
    async def write(kind: str) -> None:
        for number in count():
            id_ = f"{name}{kind}{number}"
            await write_one(journal, id_)
            pipe.send_bytes(id_.encode())

    async with opened_journal(store) as journal:
        await asyncio.gather(write("q"), write("v"))


async def write_one(journal: Journal, id_: str) -> None:
    """Writes the question or, with a v in its id, the vote of an id."""
    if "v" in id_:
        await journal.questions.vote(voted(asked=id_))
    else:
        await journal.questions.record([asked(id_, text=f"what is {id_}")])


def write_until_told(store: Store, name: str, most: int, pipe: Connection) -> None:
    """Writes so many questions and votes, or as many as it can until something comes through the pipe.

    Tells "ready" when the journal is open and waits for something, then tells how many were asked for and what failed.
    """
    asyncio.run(_until_told(store, name, most, pipe))


async def _until_told(store: Store, name: str, most: int, pipe: Connection) -> None:
    failed, tried = [], 0
    async with opened_journal(store) as journal:
        pipe.send("ready")
        pipe.recv()
        while tried < most and not pipe.poll():
            try:
                await write_one(journal, f"{name}{'qv'[tried % 2]}{tried}")
            except StoreError as error:
                failed.append(str(error))
            tried += 1
    pipe.send((tried, failed))


async def kept_ids(store: Store) -> list[str]:
    """The ids of the questions, and of those voted on, that are in a journal."""
    async with opened_journal(store) as journal:
        return [str(row.get("id") or row["asked"]) async for row in journal.people.export()]


def hold_open(store: Store, pipe: Connection) -> None:
    """Opens a journal, uses it, tells "ready", and closes it when something comes through the pipe."""
    asyncio.run(_hold_open(store, pipe))


async def _hold_open(store: Store, pipe: Connection) -> None:
    async with opened_journal(store) as journal:
        await write_one(journal, "holder")
        await journal.questions.last_entry(THREAD, 0)
        pipe.send("ready")
        pipe.recv()
