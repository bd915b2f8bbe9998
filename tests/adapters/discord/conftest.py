"""Servers with Backchat on them, in which nothing may go wrong that Discord or a person would mind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answer import Answerer
from tests.discord_guild import Guild, guild
from tests.stores import copied


@pytest.fixture
async def at_home(small: Answerer, migrated_file: Path, tmp_path: Path) -> AsyncIterator[Guild]:
    """Backchat with five entries on a server, on SQLite."""
    async with guild(copied(migrated_file, tmp_path), lambda: small) as opened:
        yield opened


@pytest.fixture
async def shipped_at_home(shipped: Answerer, migrated_file: Path, tmp_path: Path) -> AsyncIterator[Guild]:
    """Backchat with all it knows on a server, on SQLite."""
    async with guild(copied(migrated_file, tmp_path), lambda: shipped) as opened:
        yield opened


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is answered is answered at once and never put off, however slow the machine is."""
    monkeypatch.setattr("adapters.discord.desk.PUT_OFF", 10.0)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not answered at once is put off."""
    monkeypatch.setattr("adapters.discord.desk.PUT_OFF", 0.0)
