from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from pydantic import SecretStr

from bot.errors import ConfigurationError
from bot.journal.privacy import KEY_FILE, Privacy, privacy_of
from bot.settings import Settings
from tests.conftest import ROOT

SECRET: Final = "0123456789abcdef"  # noqa: S105 - a made-up one
NONE: Final = Settings(secret=None, database_url=None)

STARTED: Final = """
import sys
from pathlib import Path
from bot.journal.privacy import privacy_of
from bot.settings import Settings
settings, folder = Settings(), Path(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
print(privacy_of(settings, folder).pseudonym("person", "slack", "U1"))
"""


def told(privacy: Privacy) -> str:
    """What tells two privacies apart."""
    return privacy.pseudonym("person", "slack", "U1")


def files(folder: Path) -> list[str]:
    """The names of what lies in a folder."""
    return sorted(file.name for file in folder.iterdir())


def test_the_secret_that_is_set_counts(tmp_path: Path) -> None:
    """With BACKCHAT_SECRET no file is read or written."""
    settings = Settings(secret=SecretStr(SECRET))

    assert told(Privacy(SECRET)) == told(privacy_of(settings, tmp_path))
    assert [] == files(tmp_path)


def test_a_secret_is_made_once(tmp_path: Path) -> None:
    """Where none is set, the first start makes one that nobody else may read, and all others use it."""
    folder = tmp_path / "a" / "b"
    first = told(privacy_of(NONE, folder))
    kept = (folder / KEY_FILE).read_text()

    assert first == told(privacy_of(NONE, folder))
    assert [KEY_FILE] == files(folder)
    assert (0o600, 0o700) == ((folder / KEY_FILE).stat().st_mode & 0o777, folder.stat().st_mode & 0o777)
    assert 43 == len(kept)


def test_two_installations_have_two_secrets(tmp_path: Path) -> None:
    """The secret is made of chance."""
    assert told(privacy_of(NONE, tmp_path / "a")) != told(privacy_of(NONE, tmp_path / "b"))


def test_processes_that_start_at_once_get_the_same(tmp_path: Path) -> None:
    """Eight processes ask for the secret of a new folder at the same time: one is made, all have it, no half is left."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", STARTED, str(tmp_path / "new")],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    for one in processes:
        assert one.stdout
        assert "ready\n" == one.stdout.readline()
    for one in processes:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()
    answers = [one.communicate(timeout=60)[0] for one in processes]

    assert 1 == len(set(answers))
    assert [KEY_FILE] == files(tmp_path / "new")


def test_with_postgresql_a_secret_must_be_set(tmp_path: Path) -> None:
    """Processes on several machines share no folder: one line says what to set and how to make it, nothing is written."""
    settings = Settings(secret=None, database_url=SecretStr("postgresql://localhost/journal"))
    with pytest.raises(ConfigurationError, match="set it to what 'openssl rand -hex 32' prints"):
        privacy_of(settings, tmp_path)

    assert [] == files(tmp_path)


@pytest.mark.parametrize(
    "left", ["", "\n", "short", " " * 40, "\x00"], ids=["empty", "line", "short", "blanks", "nul"]
)
def test_a_file_without_a_secret_is_told(tmp_path: Path, left: str) -> None:
    """An empty or short file is not replaced silently, for what was hashed would be lost: one line says what to do."""
    (tmp_path / KEY_FILE).write_text(left)
    with pytest.raises(
        ConfigurationError, match="holds no secret any more: restore it from a backup, or delete"
    ):
        privacy_of(NONE, tmp_path)

    assert left == (tmp_path / KEY_FILE).read_text()


@pytest.mark.parametrize("taken", ["folder", "file"])
def test_a_file_that_cannot_be_kept_is_told(tmp_path: Path, taken: str) -> None:
    """Where the file or its folder cannot be, one line names it and the remedy."""
    folder = tmp_path / "data"
    if taken == "folder":
        folder.write_text("")
    else:
        (folder / KEY_FILE).mkdir(parents=True)
    with pytest.raises(
        ConfigurationError, match=r"cannot be kept .*: set BACKCHAT_SECRET or mend BACKCHAT_DATA"
    ):
        privacy_of(NONE, folder)


def test_the_secret_shows_nowhere(tmp_path: Path) -> None:
    """Neither the settings nor the privacy show the secret when they are printed."""
    settings = Settings(secret=SecretStr(SECRET))

    assert SECRET not in f"{settings!r} {settings} {privacy_of(settings, tmp_path)!r}"
