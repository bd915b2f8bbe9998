"""People on learning paths, with a journal and without one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answer import Answerer
from bot.journal.engine import Store, file_store
from tests.services import Bench, bench
from tests.walks import two_paths


@pytest.fixture(scope="session")
def walked() -> Answerer:
    """An answerer over five entries, with a path of four of them and one of two."""
    return two_paths()


@pytest.fixture
async def walking(walked: Answerer, store: Store) -> AsyncIterator[Bench]:
    """Parts that work, on each database."""
    async with bench(store, lambda: walked) as parts:
        yield parts


@pytest.fixture
async def lost(walked: Answerer, tmp_path: Path) -> AsyncIterator[Bench]:
    """Parts whose journal cannot be read or written."""
    async with bench(file_store(tmp_path / "none.sqlite3"), lambda: walked, writing=False) as parts:
        yield parts
