"""Where connections go: sessions have an address of their own, which can be gone, and new ones begin where Discord says."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest
import yarl
from discord import gateway

from adapters.discord import app
from bot.answer import Answerer
from tests import discord_links
from tests.discord_clients import eventually
from tests.discord_far_side import FarSide
from tests.discord_links import Attempt
from tests.discord_processes import Plugged, asked, installed, plugged
from tests.discord_sessions import Session, greet
from tests.discord_world import World
from tests.stores import copied

NOWHERE: Final = "ws://127.0.0.1:9/gateway"
"""The port of a service that nobody runs any more."""


@pytest.fixture
async def side() -> AsyncIterator[FarSide]:
    """A Discord that has our commands, and has refused nothing when the test ends."""
    async with FarSide() as opened:
        yield await installed(opened)

    assert [] == opened.refused


@pytest.fixture
async def on_line(
    side: FarSide, small: Answerer, migrated_file: Path, tmp_path: Path
) -> AsyncIterator[Plugged]:
    """Backchat, connected."""
    async with plugged(side, copied(migrated_file, tmp_path), lambda: small) as opened:
        yield opened


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sessions are told an address that is gone when they want to resume."""

    def _greet(world: World, session: Session, _resume_url: str) -> None:
        greet(world, session, NOWHERE)

    monkeypatch.setattr(discord_links, "greet", _greet)


async def _at_once(*_: object, **__: object) -> None:
    """No five seconds before a session is begun."""


async def _answers(on_line: Plugged, *begun: list[Attempt]) -> None:
    """It comes back, as the attempts to begin or to resume a session say; what is said after that is answered."""
    await eventually(lambda: on_line.far.gateway.open() and all(len(one) for one in begun))
    asked(on_line.far)
    await on_line.far.posted()


async def test_a_session_whose_own_address_is_gone_goes_on_at_the_usual_one(
    lost: None, on_line: Plugged
) -> None:
    """A node of Discord's gateway may be gone for good: nobody waits for it, and the session is not lost."""
    links = on_line.far.gateway
    links.abort()
    await _answers(on_line, links.resumed)

    assert ([True], 1) == ([one.ok for one in links.resumed], len(links.identified))


async def test_a_new_session_begins_where_discord_said(
    on_line: Plugged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has only the API behind an address of their own (DISCORD_API_URL) has the gateway where Discord has it."""
    monkeypatch.setattr(gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(NOWHERE))
    monkeypatch.setattr(app.DiscordApp, "before_identify_hook", _at_once)
    links = on_line.far.gateway
    links.identified.clear()
    links.invalidate()
    await _answers(on_line, links.identified)

    assert [True] == [one.ok for one in links.identified]
