from __future__ import annotations

import time
from collections import Counter
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.journal.engine import Store, file_store
from bot.journal.journal import opened_journal
from tests.reliability.conftest import Tell
from tests.thoroughness import of
from tests.writers import kept_ids, started, write_until_told

if TYPE_CHECKING:
    from tests.stores import PostgreSQL

WRITERS: Final = 4
WRITES: Final = of(1_500)


def begun(stack: ExitStack, store: Store, most: int) -> list[Connection]:
    """The pipes of four processes that have begun to write to a store, each at most so much."""
    names = [f"w{number}" for number in range(WRITERS)]
    pipes = [stack.enter_context(started(write_until_told, store, name, most))[1] for name in names]
    for pipe in pipes:
        assert "ready" == pipe.recv()
    for pipe in pipes:
        pipe.send("go")
    return pipes


def ended(pipes: list[Connection]) -> tuple[int, list[str]]:
    """How many writes were asked for by all processes, and what failed, once they have come to their end."""
    told: list[tuple[int, list[str]]] = [pipe.recv() for pipe in pipes]
    return sum(tried for tried, _ in told), [one for _, failed in told for one in failed]


def grow(postgresql: PostgreSQL, store: Store, by: int = 100) -> None:
    """Comes back when so many more rows are there than before."""
    count = "SELECT (SELECT count(*) FROM questions) + (SELECT count(*) FROM votes)"
    before, deadline = postgresql.run(count, store)[0][0], time.monotonic() + 20
    while postgresql.run(count, store)[0][0] < before + by:
        assert time.monotonic() < deadline
        time.sleep(0.02)


async def test_four_processes_write_to_one_file(tmp_path: Path, tell: Tell) -> None:
    """Four processes write, all told 6,000 times where it is thorough, to one SQLite file: none is ever told that it is locked, all rows are there."""
    store = file_store(tmp_path / "journal.sqlite3")
    async with opened_journal(store):
        pass
    before = time.monotonic()
    with ExitStack() as stack:
        asked, failed = ended(begun(stack, store, WRITES))
    seconds = time.monotonic() - before
    kept = await kept_ids(store)
    tell(f"{asked} writes, {len(failed)} lock errors, {len(kept)} rows, {asked / seconds:.0f} writes/s")

    assert [] == failed
    assert WRITERS * WRITES == asked == len(kept) == len(set(kept))


async def test_a_restarted_postgresql_loses_nothing(postgresql: PostgreSQL, tell: Tell) -> None:
    """PostgreSQL is ended as by a power cut, twice, while four processes write: every write gets through, once."""
    with postgresql.lent() as store, ExitStack() as stack:
        pipes = begun(stack, store, 100_000)
        for _ in range(2):
            grow(postgresql, store)
            postgresql.restart()
        grow(postgresql, store)
        for pipe in pipes:
            pipe.send("stop")
        asked, failed = ended(pipes)
        kept = await kept_ids(store)
    twice = [one for one, times in Counter(kept).items() if times > 1]
    lost = asked - len(failed) - len(set(kept))
    tell(f"2 restarts, {asked} writes, {len(failed)} failed, {lost} lost, {len(twice)} duplicated")

    assert [] == failed
    assert [] == twice
    assert asked == len(kept)
