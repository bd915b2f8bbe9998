"""`backchat db`: the tables, the state and the backup of the journal."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.journal.engine import JOURNAL_FILE, file_store
from bot.journal.journal import opened_journal
from tests import services
from tests.processes import SECRET
from tests.samples import asked, voted

if TYPE_CHECKING:
    from tests.stores import PostgreSQL

Run = Callable[..., subprocess.CompletedProcess[str]]
Db = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs the command in this process."""
    return services.command(capsys, tmp_path)


@pytest.fixture
def data(tmp_path: Path, migrated_file: Path) -> Path:
    """A data folder whose journal has a few rows."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / JOURNAL_FILE).write_bytes(migrated_file.read_bytes())

    async def _fill() -> None:
        async with opened_journal(file_store(folder / JOURNAL_FILE)) as journal:
            await journal.questions.record([asked(str(number)) for number in range(3)])
            await journal.questions.vote(voted())

    asyncio.run(_fill())
    return folder


@pytest.fixture
def db(command: Run, tmp_path: Path) -> Db:
    """Runs `backchat db` on the data folder of the test."""
    env = {"BACKCHAT_DATA": str(tmp_path / "data")}
    return lambda *words, **more: command("db", *words, env={**env, **more})


def on(postgresql: PostgreSQL) -> dict[str, str]:
    """The settings of a database without tables."""
    return {"DATABASE_URL": postgresql.store().url.render_as_string(hide_password=False)}


def rows(file: Path, table: str) -> int:
    """How many rows a table of a SQLite file has."""
    connection = sqlite3.connect(file)
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - a name of ours
    finally:
        connection.close()


def test_upgrade_makes_the_tables(db: Db, tmp_path: Path) -> None:
    """Where there is nothing it makes the journal, for its owner alone; once more it changes nothing."""
    done = [db("upgrade") for _ in range(2)]
    folder = tmp_path / "data"
    name = folder / JOURNAL_FILE

    assert [(0, ""), (0, "")] == [(one.returncode, one.stderr) for one in done]
    assert f"the journal in {name} went from nothing to 0002\n" == done[0].stdout
    assert f"the journal in {name} is up to date\n" == done[1].stdout
    assert (0o700, 0o600) == (stat.S_IMODE(folder.stat().st_mode), stat.S_IMODE(name.stat().st_mode))


def test_status_before_there_are_tables(db: Db) -> None:
    """It says that there are none, and which command makes them."""
    done = db("status")

    assert (0, True) == (done.returncode, "'backchat db upgrade' makes them" in done.stdout)


def test_status_counts(db: Db, data: Path) -> None:
    """It says where the journal is, that it fits, and how many rows each table has; as JSON, too."""
    done = db("status")
    told = json.loads(db("status", "--json").stdout)

    assert [f"journal  {data / JOURNAL_FILE}", "tables   up to date"] == done.stdout.splitlines()[:2]
    assert "questions              3" in done.stdout
    assert (str(data / JOURNAL_FILE), "current", 3, 1) == (
        told["journal"],
        told["tables"],
        told["rows"]["questions"],
        told["rows"]["votes"],
    )


def test_a_backup_holds_all(db: Db, data: Path, tmp_path: Path) -> None:
    """Copied while somebody writes, the backup has every row that was committed, and works in place of the journal."""
    copy = tmp_path / "copy.sqlite3"
    writer = sqlite3.connect(data / JOURNAL_FILE, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM votes")
    done = db("backup", str(copy))
    writer.close()
    restored = tmp_path / "restored"
    restored.mkdir()
    copy.rename(restored / JOURNAL_FILE)
    told = json.loads(db("status", "--json", BACKCHAT_DATA=str(restored)).stdout)

    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith(f"{data / JOURNAL_FILE} copied to {copy} (")
    assert ("current", 3, 1) == (told["tables"], told["rows"]["questions"], told["rows"]["votes"])
    assert 0o600 == stat.S_IMODE((restored / JOURNAL_FILE).stat().st_mode)


def test_a_backup_overwrites_nothing(db: Db, data: Path, tmp_path: Path) -> None:
    """It refuses a file that is there, also the journal itself, and a folder that is not."""
    taken = tmp_path / "taken"
    taken.write_text("dear diary")
    journal = data / JOURNAL_FILE
    told = {
        taken: f"backchat: {taken} exists already: name another file\n",
        journal: f"backchat: {journal} exists already: name another file\n",
        tmp_path
        / "no/copy": f"backchat: {tmp_path / 'no/copy'} would lie in a folder that does not exist: name another file\n",
    }
    done = {file: db("backup", str(file)) for file in told}

    assert told == {file: one.stderr for file, one in done.items()}
    assert {2} == {one.returncode for one in done.values()}
    assert ("dear diary", 3) == (taken.read_text(), rows(journal, "questions"))


def test_nothing_is_not_backed_up(db: Db, tmp_path: Path) -> None:
    """With a data folder that has no journal, as when a setting is missing, it says so instead of copying nothing."""
    done = db("backup", str(tmp_path / "copy"))

    assert (69, False) == (done.returncode, (tmp_path / "copy").exists())
    assert "BACKCHAT_DATA" in done.stderr


def test_half_a_backup_does_not_stay(db: Db, data: Path, tmp_path: Path) -> None:
    """When the copy fails there is no file that would stand in the way of the next."""
    file = data / JOURNAL_FILE
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    done = db("backup", str(tmp_path / "copy"))

    assert (69, False) == (done.returncode, (tmp_path / "copy").exists())


def test_postgresql_is_backed_up_with_its_own_tool(db: Db, postgresql: PostgreSQL, tmp_path: Path) -> None:
    """For PostgreSQL the backup names pg_dump."""
    done = db("backup", str(tmp_path / "copy"), **on(postgresql))

    assert (2, "backchat: the journal is in PostgreSQL: back it up with pg_dump\n") == (
        done.returncode,
        done.stderr,
    )


def test_postgresql_is_upgraded(db: Db, postgresql: PostgreSQL) -> None:
    """The tables are made by the same command, and the status shows no password."""
    env = on(postgresql) | {"BACKCHAT_SECRET": SECRET}
    before, after = db("status", **env), (db("upgrade", **env), db("status", **env))[1]

    assert ("not made yet" in before.stdout, "up to date" in after.stdout) == (True, True)
    assert SECRET not in before.stdout + after.stdout


@pytest.mark.parametrize("words", [[], ["--help"], ["backup"], ["restore"]])
def test_what_is_not_said_is_asked_for(db: Db, words: list[str]) -> None:
    """The help lists the commands; a word that is missing or wrong ends with 2 and one line."""
    done = db(*words)
    wanted = (0, 0) if words == ["--help"] else (2, 1)

    assert wanted == (done.returncode, done.stderr.count("\n"))
    assert all(name in done.stdout for name in ("upgrade", "status", "backup")) == (words == ["--help"])
