"""What all tests share: a small knowledge base, the shipped one, and the command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

from bot.answer import Answerer
from bot.cache import cached_index
from bot.loading import load

ROOT: Final = Path(__file__).resolve().parent.parent

settings.register_profile("facts", derandomize=True, deadline=None, print_blob=False)
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
