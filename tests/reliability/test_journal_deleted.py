from __future__ import annotations

import re
import subprocess
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from bot.journal.engine import file_store
from bot.journal.journal import Journal, opened_journal
from bot.journal.records import Pseudonym
from tests.reliability.conftest import Tell
from tests.samples import ADA, BOB, DAY, NOON, asked, missed, texts, voted
from tests.writers import hold_open, started

if TYPE_CHECKING:
    from tests.stores import PostgreSQL

LENGTHS: Final = (10, 60, 900, 4_000)
"""Characters of a text: one that fits in a corner, and one that needs pages of its own."""

CANARY: Final = re.compile(rb"#[0-9]{8}#")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The journal's file, in a folder where nothing else is."""
    return tmp_path / "data" / "journal.sqlite3"


@pytest.fixture
async def journal(file: Path) -> AsyncIterator[Journal]:
    """A journal in a SQLite file."""
    async with opened_journal(file_store(file)) as opened:
        yield opened


def canary(number: int, length: int) -> str:
    """A text of some length that says one number again and again."""
    return (f"#{number:08}#" * (length // 10 + 1))[:length]


def found(file: Path) -> set[bytes]:
    """All canaries in the bytes of the file, its log and its index.

    Another process reads them: a file that is closed here would lose the locks that SQLite has on it.
    """
    parts = subprocess.run(["cat", *file.parent.iterdir()], capture_output=True, check=True)
    return set(CANARY.findall(parts.stdout))


async def told(journal: Journal) -> int:
    """How many canaries Ada and Bob told each: questions and misses of every length, among other things of theirs."""
    for number, length in enumerate(LENGTHS * 6):
        await journal.questions.record(
            [
                asked(f"a{number}", text=canary(number, length)),
                asked(f"b{number}", text=canary(1_000 + number, length), person=BOB, at=NOON + DAY),
            ]
        )
        await journal.questions.miss(missed(f"a{number}", text=canary(2_000 + number, length)))
        await journal.questions.vote(voted(asked=f"a{number}"))
    return 2 * 6 * len(LENGTHS)


def of_ada(canaries: set[bytes]) -> set[bytes]:
    """The canaries that are not Bob's."""
    return {one for one in canaries if not one.startswith(b"#00001")}


async def test_what_is_forgotten_is_in_no_file(file: Path, journal: Journal, tell: Tell) -> None:
    """The bytes of a forgotten person's words are in none of the journal's files, where all of them were before."""
    number = await told(journal)
    before = found(file)
    await journal.people.forget(ADA, NOON)
    after = found(file)
    tell(
        f"{len(of_ada(before))} texts in the files before, {len(of_ada(after))} after; {len(after)} of others kept"
    )

    assert number == len(of_ada(before))
    assert set() == of_ada(after)
    assert before - of_ada(before) == after


async def test_what_had_its_time_is_in_no_file(file: Path, journal: Journal) -> None:
    """When the days of a text are over by the clock that is given, its bytes are in none of the journal's files."""
    number = await told(journal)
    await journal.people.erase(NOON + 30 * DAY - 1, 30)
    before = found(file)
    await journal.people.erase(NOON + 30 * DAY, 30)

    assert number == len(of_ada(before))
    assert before - of_ada(before) == found(file)


async def test_another_process_that_has_the_file_open_makes_no_difference(
    file: Path, journal: Journal
) -> None:
    """Also while another process has the journal open, deleted bytes leave the files at once."""
    number = await told(journal)
    with started(hold_open, file_store(file)) as (_, pipe):
        assert "ready" == pipe.recv()
        before = of_ada(found(file))
        await journal.people.forget(ADA, NOON)
        pipe.send("go on")

        assert set() == of_ada(found(file))
    assert number == len(before)


async def test_a_long_read_only_delays_it(file: Path, journal: Journal) -> None:
    """While somebody reads an export the bytes may stay; the next run of the retention job removes them."""
    await told(journal)
    async with opened_journal(file_store(file)) as other, aclosing(other.people.export()) as export:
        await anext(export)
        await journal.people.forget(ADA, NOON)

        assert of_ada(found(file))
    assert 0 == await journal.people.erase(NOON + DAY, 3_650)
    assert set() == of_ada(found(file))


async def test_no_copy_is_left_when_rows_have_moved(file: Path, journal: Journal, tell: Tell) -> None:
    """Rows of many people that were moved between pages as others came and went leave no copy: only what is kept is there."""
    chance, people = Random(39), [Pseudonym(f"person{number}") for number in range(20)]  # noqa: S311 - no secret
    for turn in range(10):
        rows = [
            asked(
                f"q{turn * 60 + number}", person=chance.choice(people), text=canary(turn * 60 + number, size)
            )
            for number, size in enumerate(chance.choices(LENGTHS, (5, 5, 3, 1), k=60))
        ]
        await journal.questions.record(rows)
        for gone in chance.sample(people, 2):
            await journal.people.forget(gone, NOON - DAY)
    kept = {one.encode()[:10] for one in await texts(journal) if one}
    tell(f"{600 - len(kept)} of 600 texts deleted, {len(found(file) - kept)} of them in the files")

    assert kept == found(file)
    assert 100 < len(kept) < 500


async def test_postgresql_shows_none_of_it(postgresql: PostgreSQL, tell: Tell) -> None:
    """In PostgreSQL the rows are gone and their room is free for others; how many texts are in its files is told."""
    with postgresql.lent() as store:
        async with opened_journal(store) as journal:
            number = await told(journal)
            postgresql.run("CHECKPOINT")
            before = heaped(postgresql)
            await journal.people.forget(ADA, NOON)
            postgresql.run("CHECKPOINT")
            left = heaped(postgresql)
            rows = [text for text in await texts(journal) if text]
            tell(f"{number} texts, {before} of them in PostgreSQL's tables before, {left} after VACUUM")

    assert len(LENGTHS) * 6 == len(rows)
    assert all(text.startswith("#00001") for text in rows)


def heaped(postgresql: PostgreSQL) -> int:
    """How many of Ada's canaries are in the files of PostgreSQL's tables."""
    files = (file for file in (postgresql.data / "base").rglob("*") if file.is_file())
    return len(of_ada({one for file in files for one in CANARY.findall(file.read_bytes())}))
