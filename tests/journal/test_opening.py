from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from bot.errors import StoreError
from bot.journal.engine import Store, file_store, store_of
from bot.journal.journal import Journal, now, opened_journal
from bot.settings import Settings
from tests.samples import ADA, NOON, asked, texts, voted

if TYPE_CHECKING:
    from tests.stores import PostgreSQL

CANARY = "canary of a person's own words"


async def test_a_new_file_is_ready_at_once(tmp_path: Path) -> None:
    """Where there is no SQLite file yet, opening makes it with its tables, folders included."""
    async with opened_journal(file_store(tmp_path / "a" / "b" / "journal.sqlite3")) as journal:
        assert "current" == await journal.standing()
        await journal.questions.vote(voted())


@pytest.mark.parametrize("name", ["a b", "ü", "50%20", "a?b#c", "file:x", "'q'"])
async def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    """The file lies where it was named, whatever signs the name has."""
    file = tmp_path / name / "journal.sqlite3"
    async with opened_journal(file_store(file)):
        pass

    assert file.stat().st_size > 0


async def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    """The folder, the file and the files beside it can be read by nobody else, also while they are in use."""
    folder = tmp_path / "data"
    async with opened_journal(file_store(folder / "journal.sqlite3")) as journal:
        await journal.questions.vote(voted())

        assert {
            "journal.sqlite3": 0o600,
            "journal.sqlite3-wal": 0o600,
            "journal.sqlite3-shm": 0o600,
        } == {file.name: file.stat().st_mode & 0o777 for file in folder.iterdir()}
        assert 0o700 == folder.stat().st_mode & 0o777


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """Where a file is in the way, one line says so and what to do."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(
        StoreError, match=r"the journal cannot be kept in .*: mend the folder or name another"
    ):
        async with opened_journal(file_store(tmp_path / "taken" / "journal.sqlite3")):
            pass


async def test_a_file_that_is_none_of_ours_is_told(tmp_path: Path) -> None:
    """A file that is no SQLite file is left as it is, and one line says that it cannot be used."""
    file = tmp_path / "journal.sqlite3"
    file.write_text("Dear diary, " * 1_000)
    with pytest.raises(StoreError, match=r"journal\.sqlite3 cannot be used: SQLITE_NOTADB"):
        async with opened_journal(file_store(file)):
            pass

    assert "Dear diary, " * 1_000 == file.read_text()


async def test_an_unreachable_server_is_told_without_its_password(tmp_path: Path) -> None:
    """Where no PostgreSQL listens, one line says so at once, without the user's name and password."""
    url = SecretStr(f"postgresql://ada:hunter2@/journal?host={tmp_path}")
    with pytest.raises(StoreError) as told:
        async with opened_journal(store_of(Settings(database_url=url))):
            pass

    assert str(told.value) == (
        "the journal in postgresql://localhost/journal cannot be used: nothing listens there"
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"database": "nowhere"}, "there is no such database or user"),
        ({"username": "nobody"}, "there is no such database or user"),
        ({"host": "no.such.host.invalid", "query": {}}, "there is no such host"),
        ({"host": "127.0.0.1", "port": 1, "query": {}}, "nothing listens there"),
        ({"query": {"colour": "hunter2"}}, "DATABASE_URL has an option that PostgreSQL does not know"),
    ],
)
async def test_why_there_is_no_connection_is_told(
    postgresql: PostgreSQL, changes: dict[str, Any], why: str
) -> None:
    """An operator reads what to look at, in words of ours."""
    store = Store(postgresql.store().url.set(**changes))
    with pytest.raises(StoreError, match=f"cannot be used: {why}$"):
        async with opened_journal(store):
            pass


async def test_an_empty_postgresql_asks_for_the_upgrade(postgresql: PostgreSQL) -> None:
    """Tables of a PostgreSQL are never made by the way: one line says which command makes them, and then they are there."""
    store = postgresql.store()
    async with opened_journal(store, prepared=False) as journal:
        with pytest.raises(StoreError, match="is not ready for this version: run 'backchat db upgrade'"):
            await journal.prepare()
        await journal.upgrade()
        await journal.prepare()

        assert "current" == await journal.standing()


async def test_the_pulse_shows_that_writing_works(journal: Journal) -> None:
    """The pulse can be written again and again."""
    for later in range(3):
        await journal.pulse(NOON + later)

    assert [] == await texts(journal)


async def test_a_journal_that_was_closed_kept_everything(store: Store) -> None:
    """What was written is there when the journal is opened again."""
    async with opened_journal(store) as first:
        await first.questions.record([asked()])
    async with opened_journal(store) as second:
        assert ["what is docker"] == await texts(second)


async def test_who_gives_up_leaves_the_others_alone(journal: Journal) -> None:
    """A write whose asker was cancelled comes to its end or does nothing, and those beside it are not disturbed."""
    impatient = [asyncio.create_task(journal.questions.record([asked(f"i{one}")])) for one in range(10)]
    patient = [asyncio.create_task(journal.questions.record([asked(f"p{one}")])) for one in range(10)]
    await asyncio.sleep(0)
    for one in impatient:
        one.cancel()
    await asyncio.gather(*patient)
    await journal.questions.vote(voted())

    assert 10 <= len(await texts(journal)) <= 20


async def test_a_locked_file_is_told_in_time_and_used_again(tmp_path: Path) -> None:
    """While another program holds the file, a claim fails within two seconds; when it lets go, all is well at once."""
    file = tmp_path / "journal.sqlite3"
    async with opened_journal(file_store(file)) as journal:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        tries = [journal.claims.claim(ADA, f"h{number}", NOON) for number in range(70)]
        async with asyncio.timeout(2.5):
            told = await asyncio.gather(*tries, return_exceptions=True)
        other.execute("ROLLBACK")
        other.close()

        assert {StoreError} == {type(one) for one in told}
        assert await journal.claims.claim(ADA, "h0", now())


@pytest.mark.parametrize("odd", ["", "\ud800"], ids=["refused", "no-text"])
async def test_what_was_written_is_in_no_error(journal: Journal, odd: str) -> None:
    """A question that the database refuses is told in one line that has nothing of it, and no cause that has."""
    bad = asked(text=CANARY, entry=CANARY + odd, outcome=CANARY if odd else None)
    with pytest.raises(StoreError) as told:
        await journal.questions.record([bad])

    assert CANARY not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__
