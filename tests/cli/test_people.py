"""`backchat forget` and `backchat export`: what an operator does who is asked by a person."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.journal.engine import JOURNAL_FILE, file_store
from bot.journal.journal import Journal, opened_journal
from bot.journal.privacy import Privacy
from bot.journal.records import Pseudonym
from tests import services
from tests.processes import SECRET
from tests.samples import HERE, NOON, asked, missed, voted

if TYPE_CHECKING:
    from tests.stores import PostgreSQL

Run = Callable[..., subprocess.CompletedProcess[str]]
ADA: Final = "discord:80351110224678912"
BOB: Final = "slack:T012AB3C4/U012AB3CD"
TOKEN: Final = b"xoxb-sealed-token"


def pseudonym(user: str) -> Pseudonym:
    """What stands for a person in the journal of the test."""
    platform, _, id_ = user.partition(":")
    return Privacy(SECRET).pseudonym("person", platform, id_)


async def fill(journal: Journal) -> None:
    """Two people use everything there is, and a workspace installs it."""
    for user in (ADA, BOB):
        person = pseudonym(user)
        await journal.questions.record([asked(f"{user[:4]}{number}", person=person) for number in range(2)])
        await journal.questions.vote(voted(person=person))
        await journal.questions.miss(missed(f"m{user[:4]}", person=person, text="na\u00efve"))
        await journal.people.reach(person, "first", 2, NOON)
    await journal.places.change(HERE, {"language": "en"}, NOON)
    await journal.places.install(HERE, TOKEN, NOON)


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs the command in this process."""
    return services.command(capsys, tmp_path)


@pytest.fixture
def people(command: Run, tmp_path: Path, migrated_file: Path) -> Run:
    """Runs a command on a journal of two people."""
    data = tmp_path / "data"
    data.mkdir()
    (data / JOURNAL_FILE).write_bytes(migrated_file.read_bytes())

    async def _fill() -> None:
        async with opened_journal(file_store(data / JOURNAL_FILE)) as journal:
            await fill(journal)

    asyncio.run(_fill())
    env = {"BACKCHAT_DATA": str(data), "BACKCHAT_SECRET": SECRET}
    return lambda *words, **more: command(*words, env={**env, **more})


def tables(text: str) -> Counter[str]:
    """How many lines of an export are of which table."""
    return Counter(json.loads(line)["table"] for line in text.splitlines())


def test_everything_is_exported(people: Run) -> None:
    """Every row is an object on a line of its own, in plain letters; tokens and claims are not there."""
    done = people("export")

    assert (0, "") == (done.returncode, done.stderr)
    assert {"questions": 4, "votes": 2, "misses": 2, "progress": 2, "places": 1} == tables(done.stdout)
    assert TOKEN.decode() not in done.stdout
    assert '"na\u00efve"' in done.stdout


def test_one_person_is_exported(people: Run) -> None:
    """With a person only what is kept of them is there, by their pseudonym."""
    done = people("export", "--person", ADA)
    found = {json.loads(line)["person"] for line in done.stdout.splitlines()}

    assert {"questions": 2, "votes": 1, "misses": 1, "progress": 1} == tables(done.stdout)
    assert {pseudonym(ADA)} == found
    assert ADA.partition(":")[2] not in done.stdout


def test_a_person_is_forgotten(people: Run) -> None:
    """What was deleted is counted, nothing is found afterwards, and others keep theirs."""
    done = people("forget", ADA)
    again = people("forget", ADA)

    assert (0, "deleted: 2 questions, 1 vote, 1 remark and 1 path\n") == (done.returncode, done.stdout)
    assert (0, True) == (again.returncode, again.stdout.startswith("nothing was kept of that person"))
    assert ("", 5) == (
        people("export", "--person", ADA).stdout,
        tables(people("export", "--person", BOB).stdout).total(),
    )


def test_a_platform_has_no_capitals(people: Run) -> None:
    """Discord is discord: nobody is missed because of a capital letter."""
    done = people("forget", ADA.replace("discord", "Discord"))

    assert (0, True) == (done.returncode, done.stdout.startswith("deleted: 2 questions"))


def test_what_was_forgotten_as_json(people: Run) -> None:
    """The counts can be read by a program."""
    done = people("forget", BOB, "--json")

    assert {"questions": 2, "votes": 1, "misses": 1, "paths": 1} == json.loads(done.stdout)


def test_another_secret_finds_nobody(people: Run) -> None:
    """With another secret nothing is deleted, and the answer says that this may be why."""
    done = people("forget", ADA, BACKCHAT_SECRET=SECRET[::-1])

    assert (0, True) == (done.returncode, "another secret" in done.stdout)
    assert 5 == tables(people("export", "--person", ADA).stdout).total()


@pytest.mark.parametrize("user", ["80351110224678912", "discord:", ":80351110224678912", ""])
@pytest.mark.parametrize("words", [["forget"], ["export", "--person"]])
def test_a_person_has_a_platform_and_an_id(command: Run, tmp_path: Path, words: list[str], user: str) -> None:
    """Anything else ends with 2, one line and an example, before a journal is touched."""
    done = command(*words, user, env={"BACKCHAT_DATA": str(tmp_path / "data")})

    assert (2, "", False) == (done.returncode, done.stdout, (tmp_path / "data").exists())
    assert done.stderr.endswith("for example discord:80351110224678912\n")


def test_a_new_journal_holds_nobody(command: Run, tmp_path: Path) -> None:
    """Where nothing was ever kept both commands say so at once, without a fault."""
    env = {"BACKCHAT_DATA": str(tmp_path / "data"), "BACKCHAT_SECRET": SECRET}
    done = [command("export", env=env), command("forget", ADA, env=env)]

    assert [0, 0] == [one.returncode for one in done]
    assert "" == done[0].stdout
    assert done[1].stdout.startswith(f"nothing was kept of that person in {tmp_path / 'data' / JOURNAL_FILE}")


@pytest.mark.parametrize("words", [["export"], ["forget", ADA]])
def test_postgresql_without_tables(command: Run, postgresql: PostgreSQL, words: list[str]) -> None:
    """Where the tables are missing both name the command that makes them."""
    url = postgresql.store().url.render_as_string(hide_password=False)
    done = command(*words, env={"DATABASE_URL": url, "BACKCHAT_SECRET": SECRET})

    assert (69, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert "run 'backchat db upgrade'" in done.stderr
