"""What is kept of a person: where they are on a path, all of it for them to read, and its deletion."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select, text, update

from bot.journal.database import told, upsert
from bot.journal.engine import READS
from bot.journal.records import Forgotten
from bot.journal.tables import (
    CLAIMS,
    FORGOTTEN,
    MISSES,
    PERSONAL,
    PLACES,
    PROGRESS,
    QUESTIONS,
    STATES,
    VOTES,
    forgotten_since,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.journal.database import Database
    from bot.journal.records import Millis, Pseudonym

_DAY: Final = 86_400_000
CLAIMS_KEPT: Final = 2 * _DAY
"""How long an answered message is remembered, in milliseconds: no platform delivers one again after an hour."""

ROWS_KEPT: Final = 400 * _DAY
"""How long questions and votes without their text are kept: a year to compare with, and a month to do it."""

_NO_WRITERS: Final = f"LOCK TABLE {', '.join(table.name for table in PERSONAL)} IN SHARE ROW EXCLUSIVE MODE"
"""Waits for the transactions that write something of a person, and keeps new ones waiting: none slips by unseen."""

_EXPORTED: Final = (*PERSONAL, PLACES)


class People:
    """What is kept of people, and for how long."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def step(self, person: Pseudonym, path: str) -> int:
        """The step of a path that a person did last; 0 for none.

        Raises:
            StoreError: it could not be read.
        """
        found = select(PROGRESS.c.step).where(PROGRESS.c.person == person, PROGRESS.c.path == path)

        async def _step(connection: AsyncConnection) -> int:
            return (await connection.execute(found)).scalar() or 0

        return await self._database.read(_step)

    async def steps(self, person: Pseudonym) -> Mapping[str, int]:
        """Where a person is on every path they began, the latest first.

        Raises:
            StoreError: it could not be read.
        """
        found = (
            select(PROGRESS.c.path, PROGRESS.c.step)
            .where(PROGRESS.c.person == person)
            .order_by(PROGRESS.c.at.desc())
        )

        async def _steps(connection: AsyncConnection) -> Mapping[str, int]:
            return {row.path: row.step for row in await connection.execute(found)}

        return await self._database.read(_steps)

    async def reach(self, person: Pseudonym, path: str, step: int, now: Millis) -> None:
        """Remembers the step of a path that a person is at, the latest by its time; of people just forgotten nothing.

        Raises:
            StoreError: it was not kept.
        """
        unwanted = delete(PROGRESS).where(PROGRESS.c.person == person, forgotten_since(PROGRESS))

        async def _reach(connection: AsyncConnection) -> None:
            row = {"person": person, "path": path, "step": step, "at": now}
            await connection.execute(upsert(connection, PROGRESS, row, latest=True))
            await connection.execute(unwanted)

        await self._database.write(_reach)

    async def forget(self, person: Pseudonym, now: Millis) -> Forgotten:
        """Deletes all that is kept of a person, up to now, from the files too; says how much it was.

        Raises:
            StoreError: nothing was deleted.
        """

        async def _forget(connection: AsyncConnection) -> Forgotten:
            if connection.dialect.name == "postgresql":
                await connection.execute(text(_NO_WRITERS))
            counts = [
                (await connection.execute(delete(table).where(table.c.person == person))).rowcount
                for table in PERSONAL
            ]
            await connection.execute(upsert(connection, FORGOTTEN, {"person": person, "at": now}))
            return Forgotten(*counts)

        forgotten = await self._database.write(_forget)
        await self._database.scrub()
        return forgotten

    async def erase(self, now: Millis, keep_days: int) -> int:
        """Erases the text of questions older than some days, and whatever else has had its time; returns how many texts.

        Raises:
            StoreError: nothing was erased.
        """
        kept = keep_days * _DAY
        before, rows_before = now - kept, now - max(kept, ROWS_KEPT)

        async def _erase(connection: AsyncConnection) -> int:
            erased = 0
            for table in (QUESTIONS, MISSES):
                old = table.c.text.is_not(None) & (table.c.at <= before)
                erased += (await connection.execute(update(table).where(old).values(text=None))).rowcount
                await connection.execute(delete(table).where(table.c.at <= rows_before))
            await connection.execute(delete(VOTES).where(VOTES.c.at <= rows_before))
            await connection.execute(delete(CLAIMS).where(CLAIMS.c.until <= now - CLAIMS_KEPT))
            await connection.execute(delete(STATES).where(STATES.c.until <= now))
            await connection.execute(delete(FORGOTTEN).where(FORGOTTEN.c.at <= now - _DAY))
            return erased

        erased = await self._database.write(_erase)
        await self._database.scrub()  # always: a scrub before may have been disturbed
        return erased

    async def export(self, person: Pseudonym | None = None) -> AsyncGenerator[Mapping[str, Any], None]:
        """Every row that is kept, or every row of a person, as plain values with the name of its table.

        Who stops before the end closes it, as with `contextlib.aclosing`: until then it keeps others from tidying up.

        Raises:
            StoreError: it could not be read.
        """
        with told(self._database.store):
            async with self._database.engine.connect() as connection:
                await connection.execution_options(**READS)
                for table in PERSONAL if person else _EXPORTED:
                    rows = select(table).order_by(*table.primary_key)
                    if person:
                        rows = rows.where(table.c.person == person)
                    found = await connection.stream(rows)
                    try:  # no `async with`: SQLAlchemy's cannot be left early from within a generator
                        async for row in found.mappings():
                            yield _plain(table, dict(row))
                    finally:
                        await found.close()


def _plain(table: Table, row: Mapping[str, Any]) -> Mapping[str, Any]:
    at = datetime.fromtimestamp(row["at"] / 1000, UTC).isoformat(timespec="milliseconds")
    return {"table": table.name, **row, "at": at}
