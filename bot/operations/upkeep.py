"""What a serving process does by itself now and then: sees whether the journal can be written, and erases what is old."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot.errors import StoreError
from bot.journal.journal import now
from bot.operations.disk import free_bytes
from bot.operations.logs import get_logger
from bot.operations.plug import State

if TYPE_CHECKING:
    from pathlib import Path

    from bot.journal.people import People
    from bot.journal.recorder import Recorder

PROBING: Final = 10.0
"""Seconds between two looks at the journal: a third of the time in which health must tell of a failure."""

ERASING: Final = 3600.0
"""Seconds between two erasures."""

LEAST_FREE: Final = 50 * 1024 * 1024
"""Bytes of a disk below which health says that it is filling up."""

_log = get_logger()


async def probe(recorder: Recorder, interval: float = PROBING) -> None:
    """Looks at the journal again and again, until it is cancelled."""
    while True:
        await recorder.probe(now())
        await asyncio.sleep(interval)


async def erase(people: People, keep_days: int, interval: float = ERASING) -> None:
    """Erases question texts that have had their days, again and again, until it is cancelled."""
    while True:
        try:
            rows = await people.erase(now(), keep_days)
        except StoreError:
            _log.warning("old questions could not be erased")
        else:
            if rows:
                _log.info("old questions erased", rows=rows)
        await asyncio.sleep(interval)


def journal_state(recorder: Recorder, file: Path | None) -> State:
    """Whether the journal takes what is written: SQLite goes on writing to a file that was deleted, and all of it is lost."""
    if file is not None and not file.exists():
        return State(ok=False, reason="the file of the journal is gone: put it back and start again")
    return recorder.state()


def disk_state(file: Path) -> State:
    """Whether the disk under the journal has room."""
    if free_bytes(file) < LEAST_FREE:
        return State(ok=False, reason="the disk under the journal is almost full")
    return State(ok=True)
