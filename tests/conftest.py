"""What all tests share: a small knowledge base, the shipped one, and the command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import settings

from bot.answer import Answerer
from bot.cache import cached_index
from bot.loading import load
from tests.thoroughness import of

if TYPE_CHECKING:
    from bot.journal.engine import Store
    from bot.journal.journal import Journal
    from tests.slack_far_side import FarSide
    from tests.stores import PostgreSQL

ROOT: Final = Path(__file__).resolve().parent.parent

settings.register_profile("facts", max_examples=of(250), derandomize=True, deadline=None, print_blob=False)
settings.load_profile("facts")

Run = Callable[..., subprocess.CompletedProcess[str]]
Write = Callable[[Mapping[str, str]], Path]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where compiled knowledge is kept for all tests: compiling the shipped one takes seconds."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(cache: Path) -> Iterator[None]:
    """Commands that a test runs in this process keep nothing in the cache of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(cache / "home"))
        yield


@pytest.fixture(scope="session")
def shipped(cache: Path) -> Answerer:
    """The answerer over the knowledge base that comes with Backchat."""
    knowledge = load(ROOT / "knowledge")
    return Answerer(knowledge, cached_index(knowledge, cache))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Answerer:
    """An answerer over five entries."""
    from tests.processes import small_knowledge  # noqa: PLC0415 - it needs what serves

    return Answerer(load(small_knowledge(tmp_path_factory.mktemp("small"))))


@pytest.fixture
async def far() -> AsyncIterator[FarSide]:
    """A fake Slack, which must have refused nothing when the test ends."""
    from tests.slack_far_side import FarSide  # noqa: PLC0415 - most tests need no Slack

    async with FarSide() as opened:
        yield opened

    assert [] == opened.refused


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files into a fresh knowledge folder and returns the folder."""

    def _write(texts: Mapping[str, str]) -> Path:
        folder = tmp_path / "knowledge"
        for name, text in texts.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return folder

    return _write


@pytest.fixture
def backchat(tmp_path: Path, cache: Path) -> Run:
    """Runs the `backchat` command as a person would, in an empty folder, and returns what came of it."""

    def _run(
        *arguments: str | bytes, typed: str | bytes = "", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        home = {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        home["BACKCHAT_CACHE"] = str(cache)
        kept = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE")}
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            input=typed if isinstance(typed, bytes) else typed.encode(),
            capture_output=True,
            cwd=tmp_path,
            env={**home, **kept, **(env or {})},
            timeout=60,
            check=False,
        )
        return subprocess.CompletedProcess(
            done.args,
            done.returncode,
            done.stdout.decode(errors="replace"),
            done.stderr.decode(errors="replace"),
        )

    return _run


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A real PostgreSQL for all tests; those that need it are skipped where it cannot be started."""
    from tests.stores import running_postgresql  # noqa: PLC0415 - most runs of a few tests need no database

    with running_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the journal's tables, to be copied."""
    from tests.stores import migrated_file  # noqa: PLC0415 - as above

    return migrated_file(tmp_path_factory.mktemp("journal"))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A store with the journal's tables and nothing in them: a test that asks for it runs once on each database."""
    from tests.stores import copied  # noqa: PLC0415 - as above

    if request.param == "sqlite":
        yield copied(request.getfixturevalue("migrated_file"), tmp_path)
        return
    server: PostgreSQL = request.getfixturevalue("postgresql")
    with server.lent() as lent:
        yield lent


@pytest.fixture
async def journal(store: Store) -> AsyncIterator[Journal]:
    """An open journal, on each database."""
    from bot.journal.journal import opened_journal  # noqa: PLC0415 - as above

    async with opened_journal(store) as opened:
        yield opened
