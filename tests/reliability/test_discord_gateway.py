"""Checks 24 and 25: what happens to the connection with Discord, and to answers, when it breaks, is refused or makes no sense."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final
from unittest.mock import AsyncMock

import pytest
import yarl

from adapters.discord import app, gateway, wire
from bot.answer import Answerer
from bot.errors import ConfigurationError, ServingError
from bot.journal.engine import Store
from tests.discord_far_side import FarSide
from tests.discord_processes import Plugged, answers, asked, back, plugged
from tests.discord_records import server

Tell = Callable[[str], None]

AGAIN: Final = 10.0
"""Seconds after which it is connected again at the latest."""
EACH: Final = 4
"""Questions before, while and after the connection is away."""
OUTAGE: Final = 1.5
"""Seconds for which no new connection can be had; what was measured with 12 is told in docs/reliability.md."""

WAYS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("reconnect", {}),
    *(("close", {"code": code}) for code in (1000, 4000, 4001, 4008)),
    ("abort", {}),
    ("invalidate", {"resumable": True}),
)


@pytest.mark.parametrize(("how", "more"), WAYS, ids=str)
async def test_what_was_said_meanwhile_is_answered(
    on_line: Plugged, tell: Tell, how: str, more: dict[str, Any]
) -> None:
    """Check 25: cut off in any way that a session outlives, it resumes, and all are answered once."""
    side = on_line.far
    questions = [asked(side, number) for number in range(EACH)]
    opened = len(side.gateway.connections)
    getattr(side.gateway, how)(**more)
    questions += [asked(side, number) for number in range(EACH, 2 * EACH)]
    took = await back(on_line.far, opened)
    questions += [asked(side, number) for number in range(2 * EACH, 3 * EACH)]
    await side.posted(count=len(questions))
    tell(f"{how} {more or ''}: resumed after {took:.2f} s, {len(questions)} questions, all answered")

    assert [1] * 3 * EACH == answers(side, questions)
    assert ([True], 1) == ([one.ok for one in side.gateway.resumed], len(side.gateway.identified))
    assert took < AGAIN
    assert [] == on_line.parts.faults


async def test_what_was_said_in_an_outage_is_answered(on_line: Plugged, tell: Tell) -> None:
    """Check 25: dropped while no other connection can be had, it resumes after that, and nothing of it is lost."""
    side = on_line.far
    side.gateway.outage(OUTAGE)
    side.gateway.abort()
    await on_line.reaches(ok=False)
    questions = [asked(side, number) for number in range(EACH)]
    took = await back(on_line.far, 1)
    await side.posted(count=EACH)
    tell(
        f"dropped, with an outage of {OUTAGE:g} s: resumed {took:.1f} s later, {EACH} questions, all answered"
    )

    assert [1] * EACH == answers(side, questions)
    assert ([True], 1) == ([one.ok for one in side.gateway.resumed], len(side.gateway.identified))
    assert took < OUTAGE + AGAIN


async def test_a_session_that_is_over_is_begun_anew(on_line: Plugged, tell: Tell) -> None:
    """Check 25: op 9 for good: it identifies within ten seconds, and answers what is said then; what was said is gone."""
    side = on_line.far
    side.gateway.invalidate()
    asked(side, 1)
    took = await back(on_line.far, 1)
    question = asked(side, 2)
    await side.posted()
    tell(
        f"op 9, not to be resumed: a new session after {took:.1f} s; what was said before it is told to nobody"
    )

    assert ([1], 2) == (answers(side, [question]), len(side.gateway.identified))
    assert took < AGAIN


async def test_a_silent_connection_is_replaced(
    side: FarSide, small: Answerer, journal_file: Store, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """Check 37: a line over which nothing comes any more is given up and told of, and resumed as soon as that can be."""
    for module, name in ((app, "SILENCE"), (wire, "BEAT"), (wire, "PAUSE")):
        monkeypatch.setattr(module, name, 0.4 if name == "SILENCE" else 0.1)
    async with plugged(side, journal_file, lambda: small) as opened:
        await asyncio.sleep(0.6)
        beaten = opened.plug.state().ok
        side.gateway.silence()
        side.gateway.outage(0.8)
        question, began = asked(side), time.monotonic()
        await opened.reaches(ok=False)
        noticed = time.monotonic() - began
        await opened.reaches(ok=True)
        await side.posted()
    tell(f"silent: noticed after {noticed:.1f} s, of 0.4 s of patience, and resumed after an outage of 0.8 s")

    assert (True, [1], True) == (beaten, answers(side, [question]), 0.2 < noticed < 2)
    assert [True] == [one.ok for one in side.gateway.resumed]


async def test_nobody_waits_for_the_goodbye_of_a_dead_line(
    on_line: Plugged, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """Check 25: told to connect anew by one who says nothing more, it is back soon; discord.py would wait half a minute."""
    goodbye, side = wire.GOODBYE, on_line.far
    monkeypatch.setattr(wire, "GOODBYE", 0.3)
    side.gateway.reconnect()
    side.gateway.silence()
    question = asked(side)
    took = await back(side, 1)
    await side.posted()
    tell(f"op 7, and no goodbye: resumed after {took:.1f} s, of 0.3 s for the goodbye instead of {goodbye:g}")

    assert ([1], True) == (answers(side, [question]), 0.3 <= took < 3)


async def test_one_of_two_shards_is_enough_to_be_unwell(
    side: FarSide, small: Answerer, journal_file: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check 37: while a shard is away the process says so, the servers of the other are answered, and its own afterwards."""
    monkeypatch.setattr(app.DiscordApp, "before_identify_hook", AsyncMock())
    side.gateway.least_shards = 2
    side.world.guild(server(1))
    side.world.channel("77", guild=server(1))
    async with plugged(side, journal_file, lambda: small) as opened:
        side.gateway.outage(0.8)
        side.gateway.abort(1)
        await opened.reaches(ok=False)
        away, there = asked(side, 1, channel="77"), asked(side, 2)
        await side.posted()
        meanwhile = opened.plug.state()
        await opened.reaches(ok=True)
        await side.posted("77")

    assert (False, "1 shard connected") == (meanwhile.ok, meanwhile.reason)
    assert [1] == answers(side, [there])
    assert [away.id] == [one.reference for one in side.own("77")]


@pytest.mark.parametrize("why", ["rejected", "dropped", "hanging"])
async def test_a_connection_that_cannot_be_had_ends_the_process(
    side: FarSide,
    small: Answerer,
    journal_file: Store,
    monkeypatch: pytest.MonkeyPatch,
    tell: Tell,
    why: str,
) -> None:
    """Check 24: where discord.py would try for ever it gives up after its patience, with one line that says what to do."""
    monkeypatch.setattr(gateway, "PATIENCE", 1.0)
    line = r"^Discord could not be reached for 1 s: start the process again$"
    async with plugged(side, journal_file, lambda: small) as opened, _mute() as nowhere:
        side.gateway.outage(60 if why == "dropped" else 0)
        side.gateway.rejecting = 503
        if why == "hanging":
            opened.plug._app.shards[0]._parent.ws.gateway = nowhere  # type: ignore[union-attr] # noqa: SLF001 - it is told but once
        side.gateway.abort()
        began = time.monotonic()
        with pytest.raises(ServingError, match=line):
            await asyncio.wait_for(opened.running, 10)
        took = time.monotonic() - began
        tell(f"{why}: given up after {took:.1f} s, of 1 s of patience")

    assert took < 5
    assert not opened.plug.state().ok
    assert 69 == ServingError.exit_code


@asynccontextmanager
async def _mute() -> AsyncIterator[yarl.URL]:
    """The address of somebody who takes connections, and never says a word."""

    async def _nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async with await asyncio.start_server(_nothing, "127.0.0.1", 0) as server:
        yield yarl.URL(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/")


@pytest.mark.parametrize("code", [4004, 4010, 4011, 4013, 4014])
async def test_what_no_patience_mends_ends_it_at_once(on_line: Plugged, code: int) -> None:
    """A token that was taken back, and shards and intents that Discord does not have, are told in one line."""
    on_line.far.gateway.close(code)
    with pytest.raises(ConfigurationError, match=r"^Discord [^\n]+$"):
        await asyncio.wait_for(on_line.running, 5)


async def test_many_shards_may_take_longer_than_the_patience(
    side: FarSide, small: Answerer, journal_file: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shards connect one after the other: as long as another one comes, nobody gives up."""
    monkeypatch.setattr(gateway, "PATIENCE", 1.2)

    async def _wait(*_: object, initial: bool = False) -> None:
        await asyncio.sleep(0 if initial else 0.5)

    monkeypatch.setattr(app.DiscordApp, "before_identify_hook", _wait)
    side.gateway.least_shards = 4
    began = time.monotonic()
    async with plugged(side, journal_file, lambda: small) as opened:
        took, there = time.monotonic() - began, opened.plug.state().ok

    assert (True, True) == (took > 1.2, there)
