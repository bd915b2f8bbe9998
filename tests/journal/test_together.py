from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.journal.engine import file_store, make_engine
from bot.journal.together import MOST, Together

Work = Callable[[AsyncConnection], Awaitable[Any]]


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """An engine on a new SQLite file with one table, which takes no number twice."""
    made = make_engine(file_store(tmp_path / "some.sqlite3"))
    async with made.begin() as connection:
        await connection.execute(text("CREATE TABLE numbers (number INTEGER PRIMARY KEY)"))
    yield made
    await made.dispose()


def begun(engine: AsyncEngine) -> list[object]:
    """A list that grows with every transaction from now on."""
    transactions: list[object] = []
    event.listen(engine.sync_engine, "begin", transactions.append)
    return transactions


def number(value: int) -> Work:
    """Work that writes a number and returns it."""

    async def write(connection: AsyncConnection) -> int:
        await connection.execute(text("INSERT INTO numbers VALUES (:value)"), {"value": value})
        return value

    return write


async def numbers(engine: AsyncEngine) -> list[Any]:
    """All numbers written."""
    async with engine.connect() as connection:
        return list((await connection.execute(text("SELECT number FROM numbers ORDER BY number"))).scalars())


async def test_writes_that_wait_together_share_a_transaction(engine: AsyncEngine) -> None:
    """Some hundred writes at once need as few transactions as their number allows, and each gets its own result."""
    together, transactions = Together(engine), begun(engine)
    writes = [together.write(number(value)) for value in range(3 * MOST)]

    assert list(range(3 * MOST)) == await asyncio.gather(*writes)
    assert 3 == len(transactions)


async def test_one_at_fault_fails_alone(engine: AsyncEngine) -> None:
    """Of ten writes in one transaction the one that cannot be done fails; the others are done, once each."""
    together = Together(engine)
    values = [0, 1, 2, 3, 3, 4, 5, 6, 7, 8]
    writes = [together.write(number(value)) for value in values]
    told = await asyncio.gather(*writes, return_exceptions=True)

    assert [4] == [place for place, one in enumerate(told) if isinstance(one, Exception)]
    assert list(range(9)) == await numbers(engine)


async def test_nothing_is_begun_for_those_who_gave_up(engine: AsyncEngine) -> None:
    """Writes whose askers have all gone cost no transaction: behind a lock each would hold up the next for seconds."""
    together, transactions = Together(engine), begun(engine)
    under_way, go_on = asyncio.Event(), asyncio.Event()

    async def slow(connection: AsyncConnection) -> Any:
        under_way.set()
        await go_on.wait()
        return await number(0)(connection)

    first = asyncio.create_task(together.write(slow))
    await under_way.wait()
    others = [asyncio.create_task(together.write(number(value))) for value in range(1, 2 * MOST)]
    await asyncio.sleep(0)
    for one in others:
        one.cancel()
    await asyncio.sleep(0)
    go_on.set()
    await together.drained()

    assert 0 == await first
    assert 1 == len(transactions)
    assert [0] == await numbers(engine)
