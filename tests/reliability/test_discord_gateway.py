"""Checks 24 and 25: what happens to the connection with Discord, and to answers, when it breaks, is refused or makes no sense."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import pytest
import yarl

from adapters.discord import app, gateway, wire
from bot.answer import Answerer
from bot.errors import ConfigurationError, ServingError
from bot.journal.engine import Store
from tests.discord_far_side import FarSide
from tests.discord_processes import Plugged, answers, asked, back, plugged

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
    """A line that is cut without a word is given up, without waiting for an answer to the goodbye, and resumed."""
    for module, name in ((app, "SILENCE"), (wire, "BEAT"), (wire, "GOODBYE")):
        monkeypatch.setattr(module, name, 0.3 if name == "SILENCE" else 0.1)
    async with plugged(side, journal_file, lambda: small):
        side.gateway.silence()
        question = asked(side)
        took = await back(side, 1)
        await side.posted()
    tell(f"silent: resumed after {took:.1f} s, with a beat every 0.1 s and 0.3 s of patience")

    assert [1] == answers(side, [question])
    assert [True] == [one.ok for one in side.gateway.resumed]


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
        tell(f"{why}: given up after {time.monotonic() - began:.1f} s, of 1 s of patience")

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
