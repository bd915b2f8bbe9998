from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.errors import StoreError
from bot.journal import schema
from bot.journal.engine import Store, file_store, make_engine
from bot.journal.journal import opened_journal
from bot.journal.tables import METADATA
from tests.conftest import ROOT

if TYPE_CHECKING:
    from tests.stores import PostgreSQL

HEAD: Final = schema.NEWEST
OPENED: Final = """
import asyncio, sys
from pathlib import Path
from bot.journal.engine import file_store
from bot.journal.journal import opened_journal
async def main():
    async with opened_journal(file_store(Path(sys.argv[1]))) as journal:
        print(await journal.standing())
print("ready", flush=True)
sys.stdin.readline()
asyncio.run(main())
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """A store without tables, on each database."""
    if request.param == "sqlite":
        return file_store(tmp_path / "new.sqlite3")
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.store()


@pytest.fixture
async def engine(empty: Store) -> AsyncIterator[AsyncEngine]:
    """An engine on an empty store."""
    made = make_engine(empty)
    yield made
    await made.dispose()


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    return list(compare_metadata(context, METADATA))


def _tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def _downgrade(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(lambda one: command.downgrade(schema._config(one), "base"))  # noqa: SLF001 - no command needs it


async def test_the_steps_lead_to_the_tables(engine: AsyncEngine) -> None:
    """What the migrations make, `bot.journal.tables` describes: no table, column, type or index differs."""
    await schema.upgrade(engine)
    async with engine.connect() as connection:
        assert [] == await connection.run_sync(_differences)
        assert set(METADATA.tables) | {"alembic_version"} == await connection.run_sync(_tables)


async def test_a_difference_would_be_found(engine: AsyncEngine) -> None:
    """The comparison sees a column and an index too few."""
    await schema.upgrade(engine)
    async with engine.begin() as connection:
        await connection.execute(text("DROP INDEX ix_votes_person"))
        await connection.execute(text("ALTER TABLE votes DROP COLUMN helped"))

        assert 2 == len(await connection.run_sync(_differences))


async def test_the_second_upgrade_does_nothing(engine: AsyncEngine) -> None:
    """From nothing to the newest and again: the second time there is nothing to do."""
    assert "empty" == await schema.standing(engine)
    assert [("", HEAD), (HEAD, HEAD)] == [await schema.upgrade(engine), await schema.upgrade(engine)]
    assert "current" == await schema.standing(engine)


async def test_upgrades_at_once_do_not_meet(empty: Store) -> None:
    """Of four journals that upgrade at once, one makes the tables and the others find them made."""

    async def upgrade() -> tuple[str, str]:
        async with opened_journal(empty, prepared=False) as journal:
            return await journal.upgrade()

    async with asyncio.timeout(30):
        told = await asyncio.gather(*(upgrade() for _ in range(4)))

    assert [("", HEAD), *[(HEAD, HEAD)] * 3] == sorted(told)


def test_processes_may_start_at_once(tmp_path: Path) -> None:
    """Four processes open a new SQLite journal at the same time, and all find it ready."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPENED, str(tmp_path / "new.sqlite3")],
            env={"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for one in processes:
        assert one.stdout
        assert "ready\n" == one.stdout.readline()
    for one in processes:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()

    assert ["current\n"] * 4 == [one.communicate(timeout=60)[0] for one in processes]


async def test_a_newer_journal_is_left_alone(empty: Store, engine: AsyncEngine) -> None:
    """What a later version of Backchat wrote is refused in one line, whether it is opened or upgraded."""
    await schema.upgrade(engine)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer" == await schema.standing(engine)

    async with opened_journal(empty, prepared=False) as journal:
        with pytest.raises(StoreError, match=r"was written by a newer Backchat: install that one$"):
            await journal.prepare()
        with pytest.raises(
            StoreError, match="was written by a newer Backchat: install that version, or restore"
        ):
            await journal.upgrade()


async def test_every_step_can_be_undone(engine: AsyncEngine) -> None:
    """Down to nothing no table of ours is left, and up again all are there."""
    await schema.upgrade(engine)
    await _downgrade(engine)
    async with engine.connect() as connection:
        assert {"alembic_version"} == await connection.run_sync(_tables)
    assert ("", HEAD) == await schema.upgrade(engine)


async def test_an_upgrade_that_fails_leaves_nothing_behind(empty: Store, engine: AsyncEngine) -> None:
    """A step that cannot be finished is undone whole, and told in one line."""
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE votes (in_the_way INTEGER)"))
    async with opened_journal(empty, prepared=False) as journal:
        with pytest.raises(StoreError, match="cannot be used"):
            await journal.upgrade()
    async with engine.connect() as connection:
        assert {"votes"} == await connection.run_sync(_tables)
