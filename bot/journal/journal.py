"""The journal as the rest of Backchat sees it: opened once, used by everybody, closed at the end."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from bot.errors import StoreError
from bot.journal import schema
from bot.journal.claims import Claims
from bot.journal.database import Database, told, upsert
from bot.journal.history import History
from bot.journal.people import People
from bot.journal.places import Places
from bot.journal.questions import Questions
from bot.journal.states import States
from bot.journal.tables import METADATA, PULSE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.journal.engine import Store
    from bot.journal.records import Millis


class Journal:
    """What was asked, who answers what, what was set, who is awaited back, where people are, what maintainers may see: one attribute each."""

    def __init__(self, store: Store) -> None:
        """Nothing is opened yet: `opened_journal` does that."""
        self.store = store
        self._database = Database(store)
        self._quick = Database(store, durable=False)
        self.claims = Claims(self._quick)
        self.questions = Questions(self._database)
        self.places = Places(self._database)
        self.states = States(self._database)
        self.people = People(self._database)
        self.history = History(self._database)

    async def pulse(self, now: Millis) -> None:
        """Writes one row anew, to see whether writing works.

        Raises:
            StoreError: it does not.
        """

        async def _pulse(connection: AsyncConnection) -> None:
            await connection.execute(upsert(connection, PULSE, {"id": 1, "at": now}))

        await self._database.write(_pulse)

    async def prepare(self) -> None:
        """Sees to it that the tables are there: makes or changes those of a SQLite file, asks for it with PostgreSQL.

        Raises:
            StoreError: the store cannot be reached, or its tables are not this version's.
        """
        standing = await self.standing()
        if standing == "newer":
            raise StoreError(
                f"the journal in {self.store.name} was written by a newer Backchat: install that one"
            )
        if standing != "current":
            if self.store.file is None:
                raise StoreError(
                    f"the journal in {self.store.name} is not ready for this version: run 'backchat db upgrade'"
                )
            await self.upgrade()

    async def standing(self) -> schema.Standing:
        """How the tables compare with what this version needs.

        Raises:
            StoreError: the store cannot be reached.
        """
        with told(self.store):
            return await schema.standing(self._database.engine)

    async def upgrade(self) -> tuple[str, str]:
        """Brings the tables up to date; returns the revision before, empty for none, and after.

        Raises:
            StoreError: the store cannot be reached, or a newer version wrote it.
        """
        with told(self.store):
            return await schema.upgrade(self._database.engine)

    async def counts(self) -> Mapping[str, int]:
        """How many rows each table has.

        Raises:
            StoreError: it could not be read.
        """

        async def _counts(connection: AsyncConnection) -> Mapping[str, int]:
            return {
                name: (await connection.execute(select(func.count()).select_from(table))).scalar_one()
                for name, table in METADATA.tables.items()
            }

        return await self._database.read(_counts)

    async def copy_to(self, file: Path) -> None:
        """Copies a SQLite journal into a new file that nobody else may read, as it is at one moment.

        Raises:
            StoreError: it could not be copied.
        """
        with told(self.store):
            await asyncio.to_thread(file.touch, mode=0o600, exist_ok=False)
            async with self._database.engine.connect() as connection:
                raw = await connection.get_raw_connection()
                await raw.driver_connection.execute("VACUUM INTO ?", (str(file),))  # type: ignore[union-attr]

    async def close(self) -> None:
        """Closes every connection."""
        await asyncio.gather(self._quick.close(), self._database.close())


@asynccontextmanager
async def opened_journal(store: Store, *, prepared: bool = True) -> AsyncIterator[Journal]:
    """The journal of a store, closed at the end; with `prepared` its tables are this version's.

    Raises:
        StoreError: the store cannot be reached or made, or its tables are not this version's.
    """
    if store.file is not None:
        _make_room(store.file)
    journal = Journal(store)
    try:
        if prepared:
            await journal.prepare()
        yield journal
    finally:
        await journal.close()


def _make_room(file: Path) -> None:
    """Makes the folder and the file of a journal, which nobody but its owner may read."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError as error:
        raise StoreError(
            f"the journal cannot be kept in {file} ({error.strerror}): mend the folder or name another with BACKCHAT_DATA"
        ) from None


def now() -> Millis:
    """The time, as the journal keeps it."""
    return time.time_ns() // 1_000_000
