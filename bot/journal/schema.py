"""Brings the tables of a store to what this version of Backchat needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from sqlalchemy import inspect, text

from bot.errors import StoreError
from bot.journal.engine import READS

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

Standing = Literal["empty", "old", "current", "newer"]
"""How the tables of a store compare with what this version needs."""

NEWEST: Final = "0002"
"""The revision of the last migration: a process whose tables have it needs no Alembic, which is 12 MB and 0.2 seconds."""

_LOCK: Final = 0x6261636B
"""The advisory lock of PostgreSQL under which tables are changed: one process at a time."""


async def standing(engine: AsyncEngine) -> Standing:
    """How the tables of a store compare with this version's.

    Raises:
        StoreError: the store cannot be reached.
    """
    async with engine.connect() as connection:
        await connection.execution_options(**READS)
        return await connection.run_sync(_standing)


async def upgrade(engine: AsyncEngine) -> tuple[str, str]:
    """Brings the tables up to date, in one transaction; returns the revision before (empty for none) and after.

    Raises:
        StoreError: the store was written by a newer version.
    """
    async with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        return await connection.run_sync(_upgrade)


def _standing(connection: Connection) -> Standing:
    revision = _revision(connection)
    if not revision:
        return "empty"
    if revision == NEWEST:
        return "current"
    return "old" if _known(connection, revision) else "newer"


def _revision(connection: Connection) -> str:
    """The revision of the tables; empty when there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


def _known(connection: Connection, revision: str) -> bool:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - see NEWEST
    from alembic.util import CommandError  # noqa: PLC0415 - see NEWEST

    try:
        ScriptDirectory.from_config(_config(connection)).get_revision(revision)
    except CommandError:
        return False
    return True


def _upgrade(connection: Connection) -> tuple[str, str]:
    from alembic import command  # noqa: PLC0415 - see NEWEST

    before = _revision(connection)
    if _standing(connection) == "newer":
        raise StoreError(
            "the journal was written by a newer Backchat: install that version, or restore the backup from before"
        )
    command.upgrade(_config(connection), "head")
    return before, _revision(connection)


def _config(connection: Connection) -> Config:
    from alembic.config import Config  # noqa: PLC0415 - see NEWEST

    config = Config()
    config.set_main_option("script_location", "bot.journal:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
