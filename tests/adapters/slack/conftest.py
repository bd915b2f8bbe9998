"""A Slack that refuses nothing of what Backchat sends, and an office with Backchat in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answer import Answerer
from tests.slack_far_side import FarSide
from tests.slack_office import Office, office
from tests.stores import copied


@pytest.fixture
async def at_work(
    far: FarSide, small: Answerer, migrated_file: Path, tmp_path: Path
) -> AsyncIterator[Office]:
    """Backchat with five entries in a workspace, on SQLite."""
    async with office(far, copied(migrated_file, tmp_path), lambda: small) as opened:
        yield opened


@pytest.fixture
async def shipped_at_work(
    far: FarSide, shipped: Answerer, migrated_file: Path, tmp_path: Path
) -> AsyncIterator[Office]:
    """Backchat with all it knows in a workspace, on SQLite."""
    async with office(far, copied(migrated_file, tmp_path), lambda: shipped) as opened:
        yield opened


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is answered is answered before it is acknowledged, however slow the machine is."""
    monkeypatch.setattr("adapters.slack.desk.ACK", 10.0)
