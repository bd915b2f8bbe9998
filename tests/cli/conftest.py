"""What the tests of commands share: a small repository, the command on it, and a journal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.journal.journal import opened_journal
from bot.journal.records import Asked, Missed
from tests.repositories import SMALL, Repository
from tests.stores import copied

Ended = tuple[int, str, str]
Diff = Callable[..., Ended]
Journal = Callable[..., None]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The seven terms, committed, and no journal."""
    monkeypatch.setenv("BACKCHAT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("BACKCHAT_CACHE", "-")
    made = Repository(tmp_path / "clone")
    made.commit(SMALL)
    monkeypatch.chdir(made.top)
    monkeypatch.setenv("BACKCHAT_KNOWLEDGE", "knowledge")
    return made


@pytest.fixture
def diff(repository: Repository, capsys: pytest.CaptureFixture[str]) -> Diff:
    """Runs `backchat diff` in the top folder: exit code, standard output, standard error."""

    def _diff(*arguments: str | Path) -> Ended:
        code = run(["diff", *map(str, arguments)])
        return (code, *capsys.readouterr())

    return _diff


@pytest.fixture
def journalled(migrated_file: Path, tmp_path: Path) -> Journal:
    """Makes the journal of the settings, with some questions in it."""

    def _journalled(*records: Asked | Missed) -> None:
        (tmp_path / "data").mkdir()
        store = copied(migrated_file, tmp_path / "data")

        async def _record() -> None:
            async with opened_journal(store) as opened:
                await opened.questions.record([one for one in records if isinstance(one, Asked)])
                for one in records:
                    if isinstance(one, Missed):
                        await opened.questions.miss(one)

        asyncio.run(_record())

    return _journalled
