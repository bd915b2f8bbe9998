"""Runs pieces of work on a store: each in one transaction, again when the store was only away for a moment.

A piece of work that was committed may be run a second time, when the answer to the commit was lost: whatever is written here
is written so that twice is the same as once.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import StoreError
from bot.journal.engine import PATIENCE, READS, Store, make_engine
from bot.journal.together import AWAY, Together

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Table
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

T = TypeVar("T")
Work = Callable[["AsyncConnection"], Awaitable[T]]

_FIRST_PAUSE: Final = 0.05
_LONGEST_PAUSE: Final = 0.5
"""Seconds between tries: doubled from the first to the longest."""

_REFUSALS: Final = (
    ("Connection refused", "nothing listens there"),
    ("No such file or directory", "nothing listens there"),
    ("failed to resolve host", "there is no such host"),
    ("authentication failed", "the user or the password is wrong"),
    ("no password supplied", "a password is needed"),
    ("does not exist", "there is no such database or user"),
    ("not permitted to log in", "the user may not log in"),
    ("no pg_hba.conf entry", "the server takes no such connection from here"),
    ("invalid connection option", "DATABASE_URL has an option that PostgreSQL does not know"),
)
"""What PostgreSQL's client says when there is no connection, in part, and what is told of it: never its own words."""

_VACUUMED: Final = ("questions", "votes", "misses", "progress", "installations")


class Database:
    """One store as one process uses it."""

    def __init__(self, store: Store, *, durable: bool = True) -> None:
        """`durable` as in `make_engine`."""
        self.store = store
        self.engine: AsyncEngine = make_engine(store, durable=durable)
        self._together = Together(self.engine) if store.file is not None else None
        self._running: set[asyncio.Future[Any]] = set()

    async def write(self, work: Work[T], patience: float = PATIENCE) -> T:
        """Does a piece of work in one transaction, for at most `patience` seconds.

        Raises:
            StoreError: the store could not be written in that time.
        """
        return await self._persist(work, patience, reads=False)

    async def read(self, work: Work[T], patience: float = PATIENCE) -> T:
        """Does a piece of work that only reads.

        Raises:
            StoreError: the store could not be read in that time.
        """
        return await self._persist(work, patience, reads=True)

    async def _persist(self, work: Work[T], patience: float, *, reads: bool) -> T:
        pause, why = _FIRST_PAUSE, "no answer"
        try:
            with told(self.store):
                async with asyncio.timeout(patience):
                    while True:
                        try:
                            return await self._undisturbed(work, reads=reads)
                        except AWAY as error:
                            why = _kind(error)
                        await asyncio.sleep(pause)
                        pause = min(2 * pause, _LONGEST_PAUSE)
        except TimeoutError:
            raise StoreError(
                f"the journal in {self.store.name} could not be used for {patience:g} s: {why}"
            ) from None

    async def _undisturbed(self, work: Work[T], *, reads: bool) -> T:
        """Lets a transaction come to its end even if nobody waits for it any more: none is left half open."""
        if self._together is not None and not reads:
            result: T = await self._together.write(work)
            return result
        task = asyncio.ensure_future(self._once(work, reads=reads))
        self._running.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    def _done(self, task: asyncio.Future[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waited has it; if nobody did, it is told by the next one

    async def _once(self, work: Work[T], *, reads: bool) -> T:
        async with self.engine.connect() as connection:
            if reads:
                await connection.execution_options(**READS)
            async with connection.begin():
                return await work(connection)

    async def scrub(self) -> bool:
        """Sees to it that deleted bytes leave the files too; False when others were reading, and it must be tried again.

        SQLite overwrites what is deleted, but its log keeps old pages until it is emptied. PostgreSQL frees the room.
        """
        with suppress(SQLAlchemyError, sqlite3.Error, OSError):
            async with asyncio.timeout(PATIENCE), self.engine.connect() as connection:
                if self.store.file is not None:
                    return await _emptied(connection)
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                for name in _VACUUMED:
                    await connection.execute(text(f"VACUUM {name}"))
                return True
        return False

    async def close(self) -> None:
        """Waits for what is under way, and closes every connection."""
        if self._together is not None:
            await self._together.drained()
        if self._running:
            await asyncio.wait(self._running, timeout=PATIENCE)
        await self.engine.dispose()


@contextmanager
def told(store: Store) -> Iterator[None]:
    """Turns what a store's driver raises into one line without anything that was written."""
    try:
        yield
    except TimeoutError:
        raise
    except (SQLAlchemyError, OSError, UnicodeError) as error:
        raise StoreError(f"the journal in {store.name} cannot be used: {_kind(error)}") from None


def insert(connection: AsyncConnection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the words of the store at hand."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def upsert(
    connection: AsyncConnection, table: Table, row: Mapping[str, Any], *, latest: bool = False
) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that changes the row with the same key if there is one; with `latest` unless that one is of a later time."""
    new = insert(connection, table).values(**row)
    keys = table.primary_key.columns
    changed = {name: new.excluded[name] for name in row if name not in keys}
    earlier = table.c.at <= new.excluded.at if latest else None
    return new.on_conflict_do_update(index_elements=table.primary_key, set_=changed, where=earlier)


async def _emptied(connection: AsyncConnection) -> bool:
    """Empties SQLite's log; needs that nobody reads from it at that moment, so it tries for a while.

    Each try is short: all writing waits for it, and would wait as long as somebody reads an export.
    """
    raw: Any = (await connection.get_raw_connection()).driver_connection
    await raw.execute(f"PRAGMA busy_timeout={int(_FIRST_PAUSE * 1000)}")
    try:
        for _ in range(20):
            async with raw.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
                busy, *_rest = await cursor.fetchone()
            if not busy:
                return True
            await asyncio.sleep(_FIRST_PAUSE)
        return False
    finally:
        await raw.execute(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}")


def _kind(error: Exception) -> str:
    """What went wrong, in words that hold nothing of what was written: ours, SQLite's name for it, or the driver's class."""
    original = error.orig if isinstance(error, DBAPIError) else error
    if getattr(original, "sqlstate", "") is None:  # of PostgreSQL's client, which reached no server
        said = str(original)
        return next((why for part, why in _REFUSALS if part in said), type(original).__name__)
    return str(getattr(original, "sqlite_errorname", type(original).__name__))
