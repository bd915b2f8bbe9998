"""From a DATABASE_URL, or none, to an engine that loses nothing: what SQLite and PostgreSQL must be told each time.

SQLite: a write-ahead log, five seconds of patience for a lock, every write begun with the lock in hand (a read that turns
into a write fails at once when another process writes), deleted bytes overwritten. PostgreSQL: connections are tried before
they are used, and no statement is prepared on the server, which poolers such as PgBouncer do not allow.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import ConfigurationError
from bot.settings import data_folder

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from bot.settings import Settings

JOURNAL_FILE: Final = "journal.sqlite3"

PATIENCE: Final = 5.0
"""Seconds that SQLite waits for another process's write, and PostgreSQL's driver for a connection."""

READS: Final = {"reads": True}
"""The execution option of a transaction that only reads: SQLite then takes no lock."""

_POSTGRESQL: Final = frozenset({"postgres", "postgresql", "postgresql+psycopg"})
_PSYCOPG: Final = {
    "connect_timeout": int(PATIENCE),
    "tcp_user_timeout": int(PATIENCE * 1000),
    "prepare_threshold": None,
    "application_name": "backchat",
    "client_encoding": "utf8",
}
_OLDEST_SQLITE: Final = (3, 35, 0)
"""The first that has RETURNING."""


@dataclass(frozen=True, slots=True)
class Store:
    """Where the journal lies."""

    url: URL = field(repr=False)  # its options may hold a password
    file: Path | None = None

    @property
    def name(self) -> str:
        """The address as it may be shown: without user, password and options."""
        if self.file is not None:
            return str(self.file)
        return f"postgresql://{self.url.host or 'localhost'}/{self.url.database or ''}"


def store_of(settings: Settings) -> Store:
    """The store that the settings name.

    Raises:
        ConfigurationError: the address is none of PostgreSQL's or SQLite's.
    """
    if settings.database_url is None:
        return file_store(data_folder(settings) / JOURNAL_FILE)
    remedy = "it must look like postgresql://user:password@host:5432/name"
    try:
        url = make_url(settings.database_url.get_secret_value())
    except (ArgumentError, ValueError):
        raise ConfigurationError(f"DATABASE_URL cannot be used: {remedy}") from None
    if (
        url.drivername not in _POSTGRESQL or "@" in f"{url.host}{url.database}"
    ):  # part of a password, not quoted
        raise ConfigurationError(f"DATABASE_URL cannot be used: {remedy}")
    return Store(url.set(drivername="postgresql+psycopg"))


def file_store(file: Path) -> Store:
    """The store of a SQLite file."""
    return Store(URL.create("sqlite+aiosqlite", database=str(file)), file)


def make_engine(store: Store, *, durable: bool = True) -> AsyncEngine:
    """An engine for a store.

    With `durable` a commit is on the disk when it returns; without, a power cut (not a crash of ours) or a crash of the
    database server may undo the last ones, which is right for what matters for minutes only.

    Raises:
        ConfigurationError: this Python's SQLite is too old.
    """
    if store.file is None:
        engine = create_async_engine(store.url, **_common(), pool_pre_ping=True, connect_args=_PSYCOPG)
        if not durable:
            event.listen(engine.sync_engine, "begin", _hurry)
        return engine
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise ConfigurationError(
            f"SQLite {sqlite3.sqlite_version} is too old: use a Python with SQLite 3.35 or newer"
        )
    engine = create_async_engine(store.url, **_common(), connect_args={"timeout": PATIENCE})
    event.listen(engine.sync_engine, "connect", _Prepare(durable=durable))
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _common() -> dict[str, Any]:
    """Small pools, because one process asks little at once; parameters never in an error's text."""
    return {
        "pool_size": 4,
        "max_overflow": 4,
        "pool_timeout": PATIENCE,
        "hide_parameters": True,
    }


class _Prepare:
    """Tells every new connection to SQLite how to behave."""

    def __init__(self, *, durable: bool) -> None:
        self._durable = durable

    def __call__(self, connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we begin transactions ourselves
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={int(PATIENCE * 1000)}",
            "journal_mode=WAL",
            f"synchronous={'FULL' if self._durable else 'NORMAL'}",
            "secure_delete=ON",
            "temp_store=MEMORY",
            "trusted_schema=OFF",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _hurry(connection: Connection) -> None:
    """This transaction alone does not wait for the disk: a setting of the session would stay behind in a pooler."""
    connection.exec_driver_sql("SET LOCAL synchronous_commit = off")
