"""What discord.py calls an error in the log, and is none: nobody is to be called out of bed for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answer import Answerer
from bot.journal.engine import Store
from bot.matching.complete import Completion
from bot.service import Service
from tests.discord_clients import eventually
from tests.discord_far_side import FarSide
from tests.discord_processes import installed, plugged
from tests.stores import copied

TAKEN = 40060
"""What Discord says to who answers second."""


@pytest.fixture
async def side() -> AsyncIterator[FarSide]:
    """A Discord that has our commands, and has refused nothing but second answers when the test ends."""
    async with FarSide() as opened:
        yield await installed(opened)

    opened.forgive(TAKEN)

    assert [] == opened.refused


@pytest.fixture
def store(migrated_file: Path, tmp_path: Path) -> Store:
    """A journal without anything in it."""
    return copied(migrated_file, tmp_path)


def _errors(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [one for one in caplog.records if one.levelno >= logging.ERROR]


async def test_completions_that_two_processes_offer(
    side: FarSide, store: Store, small: Answerer, caplog: pytest.LogCaptureFixture
) -> None:
    """During a deployment both offer something; the one that comes second says nothing of it."""
    async with plugged(side, store, lambda: small), plugged(side, store, lambda: small):
        await side.gateway.connected(2)
        offered = await side.answered(side.autocomplete("ask", "question", "explain d"))
        calls = await side.came("POST /interactions/*", 2)

    assert [0, TAKEN] == sorted(one.code for one in calls)
    assert offered.data["choices"]
    assert [] == _errors(caplog)


async def test_completions_that_two_processes_offer_while_they_leave(
    side: FarSide,
    store: Store,
    small: Answerer,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was under way when it was told to stop is no fault either."""
    typed: list[str] = []

    def _complete(_: Service, text: str) -> tuple[Completion, ...]:
        typed.append(text)
        return ()

    monkeypatch.setattr(Service, "complete", _complete)
    side.fail("POST /interactions/*", 2, delay=0.2)
    async with plugged(side, store, lambda: small) as one, plugged(side, store, lambda: small) as other:
        await side.gateway.connected(2)
        side.autocomplete("ask", "question", "explain d")
        await eventually(lambda: 2 == len(typed))
        await asyncio.gather(one.leave(), other.leave())
        calls = await side.came("POST /interactions/*", 2)

    assert [0, TAKEN] == sorted(one.code for one in calls)
    assert [] == _errors(caplog)


async def test_connections_that_do_not_come_about(
    side: FarSide, store: Store, small: Answerer, caplog: pytest.LogCaptureFixture
) -> None:
    """Every try of an outage is a warning."""
    async with plugged(side, store, lambda: small) as there:
        side.gateway.outage(0.5)
        side.gateway.abort()
        await there.reaches(ok=False)
        await there.reaches(ok=True)

    assert "discord.shard" in {one.name for one in caplog.records if one.levelno == logging.WARNING}
    assert [] == _errors(caplog)
