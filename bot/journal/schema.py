"""Brings the tables of a store to what this version of Backchat needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import text

from bot.errors import StoreError
from bot.journal.engine import READS

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

Standing = Literal["empty", "old", "current", "newer"]
"""How the tables of a store compare with what this version needs."""

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
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        return "empty"
    scripts = ScriptDirectory.from_config(_config(connection))
    if revision == scripts.get_current_head():
        return "current"
    try:
        scripts.get_revision(revision)
    except CommandError:
        return "newer"
    return "old"


def _upgrade(connection: Connection) -> tuple[str, str]:
    before = MigrationContext.configure(connection).get_current_revision() or ""
    if _standing(connection) == "newer":
        raise StoreError(
            "the journal was written by a newer Backchat: install that version, or restore the backup from before"
        )
    command.upgrade(_config(connection), "head")
    return before, MigrationContext.configure(connection).get_current_revision() or ""


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.journal:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
