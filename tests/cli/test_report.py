"""`backchat report`: what was asked, of a journal on either database, or of none."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.journal.engine import JOURNAL_FILE, Store, file_store
from bot.journal.journal import now, opened_journal
from tests import services
from tests.processes import small_knowledge
from tests.samples import DAY, asked, missed, voted

if TYPE_CHECKING:
    from tests.stores import PostgreSQL

Run = Callable[..., subprocess.CompletedProcess[str]]
MAP: Final = "tools:\n  title: Tools\n  beginner: [git]\n  junior: [docker, linux]\ndata:\n  title: Data\n  junior: [sql, rest]\n"
WORDS: Final = "<script>why is docker blue</script>"


async def fill(store: Store) -> None:
    """A few questions of today, and one of long ago."""
    at = now()
    async with opened_journal(store) as journal:
        await journal.questions.record(
            [
                asked("1", at=at),
                asked("2", at=at, platform="discord", after="git"),
                asked("3", at=at, outcome="unknown", entry="", confidence=0.1, text=WORDS),
                asked("4", at=at, outcome="unsure", entry="", confidence=0.4, text="explain docker"),
                asked("old", at=at - 31 * DAY, entry="linux"),
            ]
        )
        await journal.questions.vote(voted(asked="1", helped=False, at=at))
        await journal.questions.miss(missed(asked="1", at=at, text="pay"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A knowledge folder of five entries with a map."""
    folder = small_knowledge(tmp_path / "knowledge")
    (folder / "map.yaml").write_text(MAP)
    return folder


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str], tmp_path: Path, folder: Path) -> Run:
    """Runs `backchat report` in this process; its data folder is not there yet."""
    command = services.command(capsys, tmp_path)
    env = {
        "BACKCHAT_DATA": str(tmp_path / "data"),
        "BACKCHAT_KNOWLEDGE": str(folder),
        "BACKCHAT_CACHE": str(tmp_path / "cache"),
    }
    return lambda *words, **more: command("report", *words, env={**env, **more})


@pytest.fixture
def journal(tmp_path: Path, migrated_file: Path) -> Store:
    """The journal in the data folder, without anything in it."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / JOURNAL_FILE).write_bytes(migrated_file.read_bytes())
    return file_store(folder / JOURNAL_FILE)


def test_what_was_asked(report: Run, journal: Store) -> None:
    """The report counts what was asked in the last 30 days, and ends with the map."""
    asyncio.run(fill(journal))
    done = report()

    assert (0, "") == (done.returncode, done.stderr)
    assert "\n4 questions: 2 answered (50 %), 1 offered a choice (25 %), 1 refused (25 %).\n" in done.stdout
    assert (
        "\nVoted down, the surest first\n        1 of 1  docker (asked 2, 1 wanted something else)\n"
        in done.stdout
    )
    assert f"        1  '{WORDS}'" in done.stdout
    assert "  1 more: answered today.\n" in done.stdout
    assert "  Nothing yet for beginners: Data.\n" in done.stdout


def test_other_days(report: Run, journal: Store) -> None:
    """With --days the time is longer."""
    asyncio.run(fill(journal))
    done = report("--days", "32", "--json")

    assert (0, 5) == (done.returncode, json.loads(done.stdout)["asked"])


@pytest.mark.parametrize("days", ["0", "401", "-1", "x"])
def test_days_that_cannot_be(report: Run, days: str) -> None:
    """Questions are kept for 400 days: more cannot be looked back on."""
    done = report("--days", days)

    assert (2, "") == (done.returncode, done.stdout)
    assert "--days" in done.stderr


def test_on_postgresql(report: Run, postgresql: PostgreSQL) -> None:
    """A journal in PostgreSQL is read like any other."""
    with postgresql.lent() as store:
        asyncio.run(fill(store))
        done = report("--json", DATABASE_URL=store.url.render_as_string(hide_password=False))
    told = json.loads(done.stdout)

    assert (0, "", "") == (done.returncode, done.stderr, told["note"])
    assert {"answered": 2, "offered": 1, "refused": 1, "more": 0} == told["outcomes"]


def test_no_journal(report: Run, tmp_path: Path) -> None:
    """Without a journal the map is drawn, it is said why there is nothing else, and nothing is made."""
    done = report()

    assert (0, False) == (done.returncode, (tmp_path / "data").exists())
    assert done.stderr.startswith(
        f"there is no journal in {tmp_path / 'data' / JOURNAL_FILE}: set BACKCHAT_DATA"
    )
    assert done.stdout.startswith("Nothing was asked from ")
    assert "The map" in done.stdout


def test_an_empty_journal(report: Run, journal: Store) -> None:
    """A journal without questions is no fault, and nothing is said of it but that."""
    done = report()

    assert (0, "", True) == (done.returncode, done.stderr, done.stdout.startswith("Nothing was asked from "))


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("DROP TABLE alembic_version", "has no tables yet: "),
        (
            "UPDATE alembic_version SET version_num = '0001'",
            "is of an older version: run 'backchat db upgrade'",
        ),
        ("UPDATE alembic_version SET version_num = '9999'", "is of a newer version: install that one"),
    ],
)
def test_a_journal_of_another_version(report: Run, journal: Store, statement: str, expected: str) -> None:
    """A journal of another version is left as it is, and it is said what to do."""
    with closing(sqlite3.connect(str(journal.file), isolation_level=None)) as connection:
        connection.execute(statement)
    done = report()

    assert (0, True) == (done.returncode, done.stdout.startswith("Nothing was asked from "))
    assert done.stderr.startswith(f"the journal in {journal.name} {expected}")


def test_a_damaged_journal(report: Run, journal: Store) -> None:
    """A file that is no journal is told of in a line."""
    assert journal.file is not None
    journal.file.write_bytes(b"this is no database, and longer than a header of one would be" * 20)
    done = report("--json")

    assert (0, 0) == (done.returncode, json.loads(done.stdout)["asked"])
    assert f"the journal in {journal.name} cannot be used: SQLITE_NOTADB\n" == done.stderr


def test_without_what_serves(report: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only the core is installed the map is drawn, and it is said what is missing."""
    monkeypatch.setitem(sys.modules, "structlog", None)
    done = report()

    assert (0, True) == (done.returncode, "The map" in done.stdout)
    assert "the journal was not read: that takes pip install 'backchat[serve]'\n" == done.stderr


def test_a_wrong_setting(report: Run) -> None:
    """A setting that cannot be used ends with 78, as everywhere."""
    done = report(DATABASE_URL="mysql://here")

    assert (78, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))


def test_a_page(report: Run, journal: Store, tmp_path: Path) -> None:
    """With --html a page is written that nobody else may read; on the screen stands where."""
    asyncio.run(fill(journal))
    file = tmp_path / "report.html"
    done = report("--html", str(file))
    text = file.read_text()

    assert (0, "", 0o600) == (done.returncode, done.stdout, stat.S_IMODE(file.stat().st_mode))
    assert done.stderr.startswith(f"written to {file}; ")
    assert text.startswith("<!doctype html>\n<html")
    assert "&lt;script&gt;why is docker blue&lt;/script&gt;" in text
    assert WORDS not in text


def test_a_page_that_was_open_to_others_is_no_more(report: Run, journal: Store, tmp_path: Path) -> None:
    """Written over a file that everybody may read, the page is readable by its owner alone as well."""
    asyncio.run(fill(journal))
    file = tmp_path / "report.html"
    file.touch(mode=0o644)
    report("--html", str(file))

    assert 0o600 == stat.S_IMODE(file.stat().st_mode)


def test_a_page_and_json(report: Run, journal: Store, tmp_path: Path) -> None:
    """Both can be had at once."""
    file = tmp_path / "report.html"
    done = report("--html", str(file), "--json")

    assert (0, True) == (json.loads(done.stdout)["asked"], file.exists())
    assert f"written to {file}\n" == done.stderr


@pytest.mark.parametrize("name", ["missing/report.html", "knowledge"])
def test_a_page_that_cannot_be_written(report: Run, tmp_path: Path, folder: Path, name: str) -> None:
    """A folder, or a file in no folder, is told of in a line."""
    done = report("--html", str(tmp_path / name))

    assert (2, "") == (done.returncode, done.stdout)
    assert (
        f"backchat: {tmp_path / name} cannot be written: name a file in a folder that exists\n" == done.stderr
    )


@pytest.mark.parametrize(("no_color", "colorful"), [("", True), ("1", False)])
def test_colors_on_a_terminal(
    report: Run, monkeypatch: pytest.MonkeyPatch, no_color: str, *, colorful: bool
) -> None:
    """A terminal gets colors, unless NO_COLOR is set."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    done = report(NO_COLOR=no_color)

    assert colorful == ("\x1b[1m" in done.stdout)
