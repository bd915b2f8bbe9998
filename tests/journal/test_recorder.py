from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.journal.engine import Store
from bot.journal.journal import Journal, opened_journal
from bot.journal.recorder import BATCH, Recorder
from bot.journal.records import Reached
from bot.operations.metrics import Metrics
from tests.samples import ADA, NOON, asked, kept
from tests.services import accept, refuse
from tests.stores import copied


@dataclass
class Desk:
    """A recorder with what it writes to and counts in."""

    recorder: Recorder
    journal: Journal
    metrics: Metrics

    def number(self, name: str) -> float:
        """The value of a metric without labels."""
        page = self.metrics.exposition()[0].decode().splitlines()
        return float(next(line for line in page if line.startswith(f"backchat_{name} ")).split()[1])

    async def ids(self) -> list[str]:
        """The ids of the questions that are kept, in order."""
        return [row["id"] for row in await kept(self.journal, "questions")]


@asynccontextmanager
async def running(desk: Desk) -> AsyncIterator[None]:
    """While in here, what is posted is written."""
    task = asyncio.create_task(desk.recorder.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def desk(journal: Journal) -> Desk:
    """A recorder of an open journal, on each database."""
    metrics = Metrics()
    return Desk(Recorder(journal, metrics), journal, metrics)


@pytest.fixture
def file(migrated_file: Path, tmp_path: Path) -> Store:
    """A journal in a SQLite file."""
    return copied(migrated_file, tmp_path)


@pytest.fixture
async def sqlite(file: Store) -> AsyncIterator[Desk]:
    """A recorder of a journal in a SQLite file."""
    async with opened_journal(file) as journal:
        metrics = Metrics()
        yield Desk(Recorder(journal, metrics), journal, metrics)


async def test_what_is_posted_is_written(desk: Desk) -> None:
    """Questions and steps are in the journal after a flush, and none waits any more."""
    async with running(desk):
        taken = [desk.recorder.post(asked("a")), desk.recorder.post(Reached(ADA, "first", 2, NOON))]
        left = await desk.recorder.flush(5)

    assert ([True, True], 0, 0, 0.0) == (taken, left, len(desk.recorder), desk.recorder.lag())
    assert (["a"], {"first": 2}) == (await desk.ids(), await desk.journal.people.steps(ADA))


async def test_much_is_written_in_few_transactions(desk: Desk) -> None:
    """What has piled up goes out 200 at a time, the first first; the last step of a path counts."""
    numbers = range(2 * BATCH + 10)
    for number in numbers:
        desk.recorder.post(asked(f"{number:04}"))
    desk.recorder.post(Reached(ADA, "first", 1, NOON))
    desk.recorder.post(Reached(ADA, "first", 2, NOON))
    async with running(desk):
        left = await desk.recorder.flush(10)

    assert (0, [f"{number:04}" for number in numbers]) == (left, await desk.ids())
    assert (3.0, len(numbers) + 2.0) == (
        desk.number("journal_write_seconds_count"),
        desk.number("journal_rows_total"),
    )
    assert {"first": 2} == await desk.journal.people.steps(ADA)


async def test_a_flush_waits_no_longer_than_it_may(desk: Desk) -> None:
    """When nobody writes, a flush ends after its time and says how many still wait."""
    desk.recorder.post(asked("a"))

    assert (1, 1) == (await desk.recorder.flush(0.05), await desk.recorder.flush(0))


async def test_nothing_waits_for_nothing(desk: Desk) -> None:
    """With nothing posted a flush ends at once, even when nobody writes."""
    assert 0 == await asyncio.wait_for(desk.recorder.flush(60), 1)


async def test_the_queue_is_bounded(journal: Journal) -> None:
    """More than may wait is dropped and counted; what was taken is written."""
    metrics = Metrics()
    desk = Desk(Recorder(journal, metrics, most=3), journal, metrics)
    taken = [desk.recorder.post(asked(str(number))) for number in range(5)]
    async with running(desk):
        left = await desk.recorder.flush(5)

    assert ([True, True, True, False, False], 0) == (taken, left)
    assert (["0", "1", "2"], 2.0) == (await desk.ids(), desk.number("journal_rows_dropped_total"))


async def test_the_lag_is_that_of_the_oldest(journal: Journal) -> None:
    """The queue and the seconds that its oldest has waited can be read as metrics."""
    clock = iter((10.0, 12.0, 15.5, 16.0)).__next__
    metrics = Metrics()
    desk = Desk(Recorder(journal, metrics, clock=clock), journal, metrics)
    for number in range(2):
        desk.recorder.post(asked(str(number)))

    assert 5.5 == desk.recorder.lag()
    assert (2.0, 6.0) == (desk.number("journal_queue_rows"), 16.0 - 10.0)


@pytest.mark.parametrize("changes", [{"outcome": None}, {"took": 2**70}, {"evidence": {"a": object()}}])
async def test_a_record_at_fault_stops_no_other(desk: Desk, changes: dict[str, Any]) -> None:
    """A record that the journal can never take is given up and counted; all around it are kept, and all is well."""
    for number in range(5):
        desk.recorder.post(asked(str(number), **(changes if number == 2 else {})))
    async with running(desk):
        left = await desk.recorder.flush(5)

    assert (0, ["0", "1", "3", "4"]) == (left, await desk.ids())
    assert (1.0, True) == (desk.number("journal_rows_dropped_total"), desk.recorder.state().ok)


async def test_nothing_is_given_up_while_the_store_is_away(sqlite: Desk, file: Store) -> None:
    """While the store takes nothing all of it waits, and the state says so; when it is back all is written in order."""
    refuse(file, "questions")
    refuse(file, "pulse")
    for number in range(3):
        sqlite.recorder.post(asked(str(number)))
    async with running(sqlite):
        waiting = await sqlite.recorder.flush(0.5)
        state = sqlite.recorder.state()
        accept(file, "questions", "pulse")
        left = await sqlite.recorder.flush(5)

    assert (3, False, "the journal cannot be written") == (waiting, state.ok, state.reason)
    assert (0, ["0", "1", "2"], True) == (left, await sqlite.ids(), sqlite.recorder.state().ok)
    assert (True, 0.0) == (
        sqlite.number("journal_write_failures_total") >= 1,
        sqlite.number("journal_rows_dropped_total"),
    )


async def test_a_store_that_comes_and_goes_costs_no_record(sqlite: Desk, file: Store) -> None:
    """A store that is away, back for a moment and away again is not taken for records that are at fault."""
    refuse(file, "questions")
    refuse(file, "pulse", "EXISTS (SELECT 1 FROM pulse)")  # the first look at the store finds it well
    for number in range(3):
        sqlite.recorder.post(asked(str(number)))
    async with running(sqlite):
        waiting = await sqlite.recorder.flush(0.5)
        accept(file, "questions", "pulse")
        left = await sqlite.recorder.flush(5)

    assert (3, 0, ["0", "1", "2"]) == (waiting, left, await sqlite.ids())
    assert 0.0 == sqlite.number("journal_rows_dropped_total")


async def test_a_lock_is_waited_for(sqlite: Desk, file: Store) -> None:
    """While another process holds the file locked, records wait; then they are written."""
    other = sqlite3.connect(str(file.file), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    sqlite.recorder.post(asked("a"))
    async with running(sqlite):
        waiting = await sqlite.recorder.flush(0.3)
        other.close()
        left = await sqlite.recorder.flush(6)

    assert (1, 0, ["a"]) == (waiting, left, await sqlite.ids())


async def test_being_stopped_in_a_write_loses_nothing(desk: Desk) -> None:
    """Stopped at any moment and begun anew, everything is written once."""
    for number in range(20):
        desk.recorder.post(asked(f"{number:02}"))
        async with running(desk):
            for _ in range(number):
                await asyncio.sleep(0)
    async with running(desk):
        left = await desk.recorder.flush(5)

    assert (0, [f"{number:02}" for number in range(20)]) == (left, await desk.ids())


async def test_a_look_at_the_store_says_how_it_is(sqlite: Desk, file: Store) -> None:
    """With nothing to write the state is known too: bad after a look that failed, good after the next that did not."""
    looks = [await sqlite.recorder.probe(NOON)]
    refuse(file, "pulse")
    looks.append(await sqlite.recorder.probe(NOON))
    bad = sqlite.recorder.state().ok
    accept(file, "pulse")
    looks.append(await sqlite.recorder.probe(NOON))

    assert ([True, False, True], False, True) == (looks, bad, sqlite.recorder.state().ok)
