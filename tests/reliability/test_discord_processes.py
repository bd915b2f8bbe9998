"""Checks 5, 7, 27 and 37 over Discord: real processes with one token, of which some are killed, told to stop and cut off."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pytest

from adapters.discord.incoming import PLATFORM
from bot.journal.privacy import Privacy
from tests.clients import healthy
from tests.discord_clients import eventually
from tests.discord_far_side import FarSide
from tests.discord_processes import Processes, answers, asked
from tests.discord_records import CHANNEL, GUILD, LOADING, Interaction, Posted, server
from tests.processes import SECRET, Loopbacks, Process, until

Tell = Callable[[str], None]

EACH: Final = 3
PROCESSES: Final = 4
LOAD: Final = 0.8
"""Seconds of load before the end."""
SLOWEST_END: Final = 15.0


@pytest.fixture
def processes(side: FarSide, tmp_path: Path) -> Processes:
    """Processes with five entries, on one SQLite file."""
    return Processes(side, tmp_path)


def _errors(*processes: Process) -> list[str]:
    """What processes have complained of."""
    lines = [json.loads(line) for process in processes for line in process.log.splitlines()]
    return [line["event"] for line in lines if line["level"] in {"error", "critical"}]


def _commands(side: FarSide, number: int) -> list[Interaction]:
    """So many people ask by a command."""
    people = [side.world.person(str(800_000_000_000_000 + one)).id for one in range(number)]
    return [side.command("ask", {"question": "explain sql"}, by=one) for one in people]


async def test_everything_is_answered_once_by_four_processes(
    processes: Processes, side: FarSide, tell: Tell
) -> None:
    """Check 5: messages, commands and taps that are told to each of four processes get one answer each."""
    async with processes.discord(PROCESSES) as running:
        questions, commands = [asked(side, number) for number in range(EACH)], _commands(side, EACH)
        said = await side.posted(count=2 * EACH)
        under = [one for one in said if one.reference]
        taps = [
            side.tap(one, one.ids[0], by=asker.author) for one, asker in zip(under, questions, strict=True)
        ]
        shown = [await side.shown(one) for one in taps]
        await asyncio.sleep(1.2)  # until those who left it to others have looked once more
        heard = len(side.gateway.open())
        errors = _errors(*running)
    tried = [one for one in side.called("POST /*") if one.status < 300]
    tell(f"{3 * EACH} messages, commands and taps, told to {heard} processes each: {len(tried)} answers")

    assert ([], [1] * EACH, 3 * EACH) == (errors, answers(side, questions), len(tried))
    assert {True} == {"All about sql" in side.world.messages[one.original].content for one in commands}
    assert {True} == {"Good to hear" in one.content for one in shown}


async def test_a_crash_between_claim_and_reply_costs_no_answer(
    processes: Processes, side: FarSide, tell: Tell
) -> None:
    """Check 7: a process is killed before its reply: another that heard the same answers once, after the lease has ended."""
    journal = Loopbacks(processes.folder)
    side.fail("POST /channels/*", delay=60)
    async with processes.discord() as [dying]:
        question = asked(side)
        await asyncio.to_thread(until, lambda: bool(journal.rows("SELECT * FROM claims")))
        told = side.gateway.sessions[0].sent[-1]
        async with processes.discord() as [other]:
            await asyncio.to_thread(dying.kill)
            await eventually(lambda: len(side.gateway.open()) == 1)
            side.gateway.raw(told)
            await asyncio.sleep(0.3)
            during = answers(side, [question])
            journal.rows(f"UPDATE claims SET until = {time.time_ns() // 1_000_000}")  # noqa: S608 - a number
            await side.posted()
            await asyncio.sleep(0.1)
            errors = _errors(other)
    tell(f"killed before its reply: {during[0]} answers while the lease lasts, {len(side.own())} after it")

    assert ([0], [1], []) == (during, answers(side, [question]), errors)


async def _asking(side: FarSide, until_ended: asyncio.Task[object]) -> list[Posted]:
    """People ask every hundredth of a second, until something is over."""
    said: list[Posted] = []
    while not until_ended.done():
        said.append(asked(side, len(said)))
        await asyncio.sleep(0.01)
    return said


async def _stopped(process: Process) -> tuple[int, float]:
    """How a process ends that is told to after some load."""
    await asyncio.sleep(LOAD)
    return await asyncio.to_thread(process.stop)


async def test_a_process_gives_over_to_the_next_without_a_loss(
    processes: Processes, side: FarSide, tell: Tell
) -> None:
    """Check 27: with another one connected, SIGTERM under load costs no answer and doubles none."""
    side.fail("POST /channels/*", None, delay=0.1)
    async with processes.discord(2) as [leaving, staying]:
        ended = asyncio.create_task(_stopped(leaving))
        questions = await _asking(side, ended)
        code, seconds = await ended
        await side.posted(count=len(questions), patience=20)
        await asyncio.sleep(0.2)
        errors = _errors(leaving, staying)
    tell(
        f"SIGTERM for one of two under {len(questions)} questions: exit {code} in {seconds:.1f} s, "
        f"{sum(answers(side, questions))} answers"
    )

    assert (0, []) == (code, errors)
    assert [1] * len(questions) == answers(side, questions)
    assert seconds < SLOWEST_END


async def test_what_was_begun_is_finished(processes: Processes, side: FarSide, tell: Tell) -> None:
    """Check 27: SIGTERM for the only one closes the connection cleanly first; then all that it had begun is answered, once."""
    side.fail("POST /*", None, delay=0.4)
    async with processes.discord() as [process]:
        ended = asyncio.create_task(_stopped(process))
        asking = asyncio.create_task(_asking(side, ended))
        await asyncio.sleep(LOAD - 0.1)
        commands = _commands(side, EACH)
        await eventually(lambda: not side.gateway.open())
        closed = time.monotonic()
        (code, seconds), questions = await ended, await asking
        errors = _errors(process)
    begun = _begun(processes, questions)
    found = answers(side, begun)
    after = [one for one in side.own() if one.at > closed and one.reference]
    unheard = [one for one in questions if one.at < closed and one not in begun]
    tell(
        f"SIGTERM under {len(questions)} questions: exit {code} in {seconds:.1f} s, {len(begun)} begun and answered, "
        f"{len(after)} of them after the connection was closed; {len(unheard)} said before that were not heard"
    )

    assert (0, [], 1000) == (code, errors, side.gateway.connections[0].left)
    assert ([1] * len(begun), len(begun)) == (found, sum(answers(side, questions)))
    assert [] == [
        one for one in commands if one.original and side.world.messages[one.original].flags & LOADING
    ]
    assert seconds < SLOWEST_END
    assert len(begun) > 5
    assert len(after) > 0


def _begun(processes: Processes, questions: Sequence[Posted]) -> list[Posted]:
    """The questions that a process has claimed."""
    claimed = {row[0] for row in Loopbacks(processes.folder).rows("SELECT message FROM claims")}
    privacy = Privacy(SECRET)
    return [one for one in questions if privacy.pseudonym("message", PLATFORM, one.id) in claimed]


async def test_health_tells_that_the_connection_is_lost(
    processes: Processes, side: FarSide, tell: Tell
) -> None:
    """Check 37: `/health` is 503 soon after the connection is lost, and 200 again by itself once it is back."""
    async with processes.discord() as [process]:
        await healthy(process.port, 200)
        side.gateway.outage(2)
        side.gateway.abort()
        lost = await healthy(process.port, 503)
        back = await healthy(process.port, 200)
        code, _ = await asyncio.to_thread(process.stop)
    tell(
        f"/health 503 after {lost:.1f} s without the gateway, 200 again {back:.1f} s later, after an outage of 2 s"
    )

    assert (True, 0) == (lost < 30, code)


async def test_each_process_answers_its_own_servers(processes: Processes, side: FarSide, tell: Tell) -> None:
    """Of two processes with a shard each, each hears and answers its own servers; who writes to the bot alone is of the first."""
    side.world.guild(server(1))
    side.world.channel("77", guild=server(1))
    alone = side.world.direct(str(900_000_000_000_000)).id
    async with (
        processes.discord(1, "--shards", "2", "--shard-ids", "0"),
        processes.discord(1, "--shards", "2", "--shard-ids", "1") as [second],
    ):
        questions = [
            asked(side, number, channel=place) for number, place in enumerate((CHANNEL, "77", alone))
        ]
        found = [await side.posted(place) for place in (CHANNEL, "77", alone)]
        await asyncio.to_thread(second.kill)
        await eventually(lambda: len(side.gateway.open()) == 1)
        unheard = asked(side, 5, channel="77")
        last = asked(side, 6)
        await side.posted(count=2)
        shards = {one.shard for one in side.gateway.identified}
    tell(
        f"shards {sorted(shards)} in two processes: each answered the servers of its own, {GUILD} and {server(1)}"
    )

    assert [[one.id] for one in questions] == [[one.reference for one in each] for each in found]
    assert ({(0, 2), (1, 2)}, [1]) == (shards, answers(side, [last]))
    assert [questions[1].id] == [one.reference for one in side.own("77")], unheard
