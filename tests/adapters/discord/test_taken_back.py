"""An answer that has arrived stays, whatever its sender believes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answer import Answerer
from tests.discord_far_side import FarSide
from tests.discord_processes import Plugged, installed, plugged
from tests.discord_records import DROPPED
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
async def on_line(
    side: FarSide, small: Answerer, migrated_file: Path, tmp_path: Path
) -> AsyncIterator[Plugged]:
    """Backchat, connected."""
    async with plugged(side, copied(migrated_file, tmp_path), lambda: small) as opened:
        yield opened


async def test_an_answer_is_not_taken_back_by_who_does_not_know_that_it_arrived(on_line: Plugged) -> None:
    """The line is cut after Discord took the answer: the regret that follows does not take its place."""
    side = on_line.far
    side.fail("POST /interactions/*", status=DROPPED, done=True)
    asked = side.command("ask", {"question": "explain docker"})
    shown = await side.shown(asked)
    await side.came("* /webhooks/*")

    assert ("All about docker." in shown.content, []) == (True, shown.was)
