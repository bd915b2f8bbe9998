"""Checks 5, 7, 27 and 37 over Slack: real processes, which are delivered everything several times, killed and told to stop."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Final

import pytest

from tests.clients import healthy
from tests.processes import Loopbacks, Process, until
from tests.slack_far_side import FarSide
from tests.slack_payloads import Payload, Scene, app_mention
from tests.slack_processes import Line, Poster, Processes, eventually

Tell = Callable[[str], None]

EVENTS: Final = 2
PROCESSES: Final = 4
DELIVERIES: Final = 4
LEFT: Final = 1_000
"""Milliseconds of a lease that a test waits for: the rest is taken as having passed."""
LOAD: Final = 1.0
"""Seconds of load before the end."""
SLOWEST_END: Final = 15.0


@pytest.fixture
def processes(far: FarSide, tmp_path: Path) -> Processes:
    """Processes with five entries, on one SQLite file."""
    return Processes(far, tmp_path)


def _question(number: int = 0) -> Payload:
    return app_mention(Scene(user=f"U{number:04}"), "explain docker")


def _errors(process: Process) -> list[str]:
    """What a process has complained of."""
    return [line for line in process.log.splitlines() if json.loads(line)["level"] in {"error", "critical"}]


def _answers(far: FarSide) -> Counter[str]:
    """How many answers each question has."""
    return Counter(one.thread_ts for one in far.messages())


async def test_every_event_is_answered_once_by_four_processes(
    processes: Processes, far: FarSide, tell: Tell
) -> None:
    """Check 5: events that are delivered 4 times to each of 4 processes at the same time get one answer each."""
    events = [_question(number) for number in range(EVENTS)]
    async with processes.serve(PROCESSES) as running, Poster() as poster:
        statuses = await asyncio.gather(
            *(
                poster.post(one, event, event_id=f"Ev{number}", retry=retry)
                for number, event in enumerate(events)
                for one in running
                for retry in range(DELIVERIES)
            )
        )
        again = await asyncio.gather(
            *(poster.post(one, event, retry=1) for one in running for event in events)
        )
        found = _answers(far)
    told = ", ".join(f"{status}: {number}" for status, number in sorted(Counter(statuses).items()))
    tell(f"{EVENTS} events x {PROCESSES * DELIVERIES} deliveries ({told}): {found.total()} answers")

    assert {event["ts"]: 1 for event in events} == found
    assert {200, 503} >= set(statuses)
    assert [200] * len(again) == again


async def test_a_crash_between_claim_and_reply_costs_no_answer(
    processes: Processes, far: FarSide, tell: Tell
) -> None:
    """Check 7: while the lease of a killed process lasts Slack is told to come again; after it there is one answer."""
    event, journal = _question(), Loopbacks(processes.folder)
    far.fail("chat.postMessage", delay=60)
    async with processes.serve(3) as [dying, *others], Poster() as poster:
        lost = asyncio.create_task(poster.post(dying, event))
        await asyncio.to_thread(until, lambda: bool(journal.rows("SELECT * FROM claims")))
        await asyncio.to_thread(dying.kill)
        far.heal()
        before = await lost
        during = [await poster.post(one, event, retry=1) for one in others]
        journal.rows(f"UPDATE claims SET until = {time.time_ns() // 1_000_000 + LEFT}")  # noqa: S608 - a number
        began = time.monotonic()
        while 200 not in (after := await _posted(poster, others, event)):  # noqa: ASYNC110 - the others tell only when asked
            await asyncio.sleep(0.3)  # faster than ten in ten seconds is nobody's retry
        waited = time.monotonic() - began
        await far.wait_for("chat.postMessage")
        after += await _posted(poster, others, event)
    tell(f"killed before its reply: {during} while the lease lasts, {len(far.messages())} answer after it")

    assert before in {0, 200}, "an answer that takes longer than Slack waits is acknowledged before"
    assert [503, 503] == during
    assert {event["ts"]: 1} == _answers(far)
    assert LEFT / 1000 <= waited < 5
    assert [200, 200] == after[-2:]


async def _posted(poster: Poster, processes: list[Process], event: Payload) -> list[int]:
    return list(await asyncio.gather(*(poster.post(one, event, retry=2) for one in processes)))


async def test_a_retry_after_a_restart(processes: Processes, far: FarSide, tell: Tell) -> None:
    """What a killed process had answered is not answered again; what it had not heard the next one answers, by the retry."""
    line, answered, unheard = Line(far), _question(1), _question(2)
    journal = Loopbacks(processes.folder)
    async with processes.slack() as first:
        await line.acked(await line.event(answered, event_id="Ev1"))
        await asyncio.to_thread(until, lambda: bool(journal.rows("SELECT * FROM claims WHERE settled")))
        await asyncio.to_thread(first.running.send_signal, signal.SIGSTOP)
        lost = await line.acked(await line.event(unheard, event_id="Ev2"), patience=0.3)
        await asyncio.to_thread(first.kill)
    async with processes.slack():
        again = [await line.event(event, retry=1) for event in (answered, unheard)]
        acks = await line.acked(*again)
        await far.wait_for("chat.postMessage", 2)
    tell(
        f"killed and started again: {len(acks)} retries acknowledged, {_answers(far).total()} answers to 2 questions"
    )

    assert ([], 2) == (lost, len(acks))
    assert {answered["ts"]: 1, unheard["ts"]: 1} == _answers(far)


async def test_told_to_stop_under_load_over_the_socket(
    processes: Processes, far: FarSide, tell: Tell
) -> None:
    """Check 27: SIGTERM under load ends it with 0; what it acknowledged is answered, and the rest by the next process."""
    line, sent = Line(far), dict[str, Payload]()
    far.fail("chat.postMessage", None, delay=0.4)  # longer than an ack waits for an answer
    async with processes.slack() as process:
        ended = asyncio.create_task(_stopped(process))
        for number in count():
            if ended.done() or not far.sockets.open:
                break
            event = _question(number)
            sent[await line.event(event)] = event
            await asyncio.sleep(0.01)
        code, seconds = await ended
        errors = _errors(process)
    acked = {sent[ack.envelope_id]["ts"] for ack in far.sockets.acks}
    far.heal()
    first, lost = _answers(far), [event for event in sent.values() if event["ts"] not in acked]
    async with processes.slack() as process:
        acks = [ack for event in lost for ack in await line.acked(await line.event(event, retry=1))]
        await eventually(lambda: len(_answers(far)) == len(sent))
        errors += _errors(process)
    tell(
        f"SIGTERM over the socket under {len(sent)} questions: exit {code} in {seconds:.1f} s, {len(acked)} acknowledged "
        f"and answered, {len(lost)} left to the next process"
    )

    assert (0, []) == (code, errors)
    assert seconds < SLOWEST_END
    assert set() == acked - set(first)
    assert len(lost) == len(acks)
    assert {event["ts"]: 1 for event in sent.values()} == _answers(far)
    assert len(acked) > 20


async def _stopped(process: Process) -> tuple[int, float]:
    """How a process ends that is told to after some load."""
    await asyncio.sleep(LOAD)
    return await asyncio.to_thread(process.stop)


async def test_told_to_stop_under_load_over_http(processes: Processes, far: FarSide, tell: Tell) -> None:
    """Check 27: over HTTP too; what got a 200 is answered, and what did not is by the next process."""
    far.fail("chat.postMessage", None, delay=0.4)
    posts: dict[asyncio.Task[int], Payload] = {}
    async with processes.serve() as [process], Poster() as poster:
        ended = asyncio.create_task(_stopped(process))
        for number in count():
            if ended.done():
                break
            event = _question(number)
            posts[asyncio.create_task(poster.post(process, event))] = event
            await asyncio.sleep(0.01)
        code, seconds = await ended
        statuses = Counter(await asyncio.gather(*posts))
        errors = _errors(process)
    taken = {event["ts"] for post, event in posts.items() if post.result() == 200}
    far.heal()
    first, lost = _answers(far), [event for event in posts.values() if event["ts"] not in taken]
    async with processes.serve() as [process], Poster() as poster:
        again = [await poster.post(process, event, retry=1) for event in lost]
        await eventually(lambda: len(_answers(far)) == len(posts))
        errors += _errors(process)
    tell(
        f"SIGTERM over HTTP under {len(posts)} questions: exit {code} in {seconds:.1f} s, {len(taken)} taken and answered, "
        f"{len(lost)} left to the next process"
    )

    assert (0, []) == (code, errors)
    assert seconds < SLOWEST_END
    assert set() == taken - set(first)
    assert {0, 200, 503} >= set(statuses)
    assert {200} >= set(again)
    assert {event["ts"]: 1 for event in posts.values()} == _answers(far)
    assert len(taken) > 20


async def test_health_tells_that_the_socket_is_lost(processes: Processes, far: FarSide, tell: Tell) -> None:
    """Check 37: `/health` is 503 soon after the connection is lost, and 200 again once it is back."""
    async with processes.slack() as process:
        await healthy(process.port, 200)
        far.sockets.outage(2)
        far.sockets.abort()
        lost = await healthy(process.port, 503)
        back = await healthy(process.port, 200)
        code, _ = await asyncio.to_thread(process.stop)
    tell(
        f"/health 503 after {lost:.1f} s without the socket, 200 again {back:.1f} s later, after an outage of 2 s"
    )

    assert lost < 30
    assert 0 == code
