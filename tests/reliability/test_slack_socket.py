"""Checks 22, 23 and 24: what happens to the connection with Slack, and to answers, when it breaks or Slack is too busy."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Final

import pytest
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState

from adapters import insisting
from adapters.slack import app, desk, socket
from adapters.slack import web as calls
from bot.answer import Answerer
from bot.errors import ServingError
from bot.journal.engine import Store
from tests.slack_far_side import FarSide
from tests.slack_office import office
from tests.slack_payloads import Scene, app_mention
from tests.slack_processes import Line, Plugged, eventually, plugged
from tests.stores import copied

Tell = Callable[[str], None]

PEOPLE: Final = 24
OUTAGE: Final = 2.0
"""Seconds for which no new connection can be had; the check itself, with 12, is told in docs/reliability.md."""

AGAIN: Final = 20.0
"""Seconds after which it is connected again at the latest."""


@pytest.fixture
def journal_file(migrated_file: Path, tmp_path: Path) -> Store:
    """A journal without anything in it."""
    return copied(migrated_file, tmp_path)


@pytest.fixture
async def on_line(far: FarSide, small: Answerer, journal_file: Store) -> AsyncIterator[Plugged]:
    """Backchat, connected over Socket Mode."""
    async with plugged(far, journal_file, lambda: small) as opened:
        yield opened


async def _asked(line: Line, number: int) -> int:
    """Somebody asks, and Slack delivers it until it is acknowledged, four times at most; returns how often it did."""
    event = app_mention(Scene(user=f"U{number:04}"), "explain docker")
    for retry in range(4):
        name = await line.event(event, event_id=f"Ev{number}", retry=retry)
        if await line.acked(name):
            return retry + 1
    return 0


async def _again(far: FarSide, opened: int) -> float:
    """After how many seconds another connection is open."""
    began = time.monotonic()
    await eventually(lambda: far.sockets.opened > opened, AGAIN)
    await far.sockets.connected(patience=AGAIN)
    return time.monotonic() - began


async def test_no_answer_is_lost_when_the_connection_is(on_line: Plugged, far: FarSide, tell: Tell) -> None:
    """Check 23: refreshed, dropped, and dropped while no other can be had: connected again, and all are answered once."""
    asking, took = [], []
    for number in range(PEOPLE):
        asking.append(asyncio.create_task(_asked(on_line.line, number)))
        await asyncio.sleep(0.02)
        if number in {6, 12, 18}:
            opened = far.sockets.opened
            if number == 18:
                far.sockets.outage(OUTAGE)
            await (far.sockets.refresh() if number == 6 else asyncio.to_thread(far.sockets.abort))
            took.append(await _again(far, opened))
    deliveries = await asyncio.gather(*asking)
    await eventually(
        lambda: len(far.messages()) >= PEOPLE
    )  # what takes long is acknowledged before its answer
    answered = Counter(one.thread_ts for one in far.messages())
    seconds = f"{took[0]:.2f}, {took[1]:.1f} and {took[2]:.1f} s"
    tell(
        f"refreshed, dropped, and dropped with an outage of {OUTAGE:g} s: connected again after {seconds}; "
        f"{PEOPLE} questions, {sum(deliveries)} deliveries, {answered.total()} answers"
    )

    assert 0 not in deliveries
    assert [1] * PEOPLE == list(answered.values())
    assert took[2] >= OUTAGE


@pytest.mark.parametrize("why", ["the handshake is rejected", "the token is refused"])
async def test_a_connection_that_cannot_be_had_ends_the_process(
    on_line: Plugged, far: FarSide, monkeypatch: pytest.MonkeyPatch, tell: Tell, why: str
) -> None:
    """Check 24: where the SDK would try for ever it gives up after its patience, with one line that says what to do."""
    monkeypatch.setattr(socket, "PATIENCE", 1.0)
    if why == "the handshake is rejected":
        far.sockets.reject_handshake()
        await far.sockets.refresh()
    else:
        far.fail("apps.connections.open", None, error="invalid_auth")
        far.sockets.abort()
    began = time.monotonic()
    with pytest.raises(ServingError, match=r"^Slack could not be reached for 1 s: start the process again$"):
        await asyncio.wait_for(on_line.running, 10)
    tell(f"{why}: given up after {time.monotonic() - began:.1f} s, of 1 s of patience")

    assert not on_line.plug.state().ok
    assert 69 == ServingError.exit_code


async def test_a_silent_connection_is_noticed(
    far: FarSide, small: Answerer, journal_file: Store, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """A connection over which no pong comes is replaced, and the next question is answered through the new one."""
    ping = 0.2
    monkeypatch.setattr(socket, "_PING", ping)
    async with plugged(far, journal_file, lambda: small) as opened:
        far.sockets.silent = True
        took = await _again(far, far.sockets.opened)
        far.sockets.silent = False
        first = far.sockets.opened
        deliveries = await _asked(opened.line, 1)
    tell(f"silent: replaced after {took:.1f} s, with a ping every {ping:g} s")

    assert first >= 2
    assert (True, 1) == (deliveries > 0, len(far.messages()))


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        *(("1", 1), ("2", 2), ("30", 30), ("31", 30), ("3600", 30), ("9" * 400, 30), (["7"], 7)),
        *(("0", 1), ("-5", 1), ("", 1), ("soon", 1), ("1e9", 1), ("٣٠", 1), ("²", 1), ("\x00", 1)),
        *((None, 1), ([], 1), ([None], 1), ({}, 1)),
    ],
)
def test_waits_are_as_told_and_capped(told: object, seconds: float) -> None:
    """Check 22: a Retry-After is read whatever it holds, and no wait is longer than 30 s or shorter than 1."""
    assert seconds == calls.told_wait(told)


@pytest.mark.parametrize("name", ["Retry-After", "retry-after", "RETRY-AFTER"])
async def test_every_retry_waits_as_it_is_told(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check 22: however the header is spelt, the wait is taken, a next attempt is asked for, and there are two at most."""
    slept: list[float] = []

    async def _sleep(seconds: float) -> None:
        slept.append(seconds)

    handler, state = calls.WaitAsTold(max_retry_count=2), RetryState()
    request = HttpRequest(method="POST", url="http://127.0.0.1:1", headers={})
    response = HttpResponse(status_code=429, headers={name: "3600"})
    tries = []
    for _ in range(3):
        tries.append(await handler.can_retry_async(state=state, request=request, response=response))
        if tries[-1]:
            with monkeypatch.context() as patch:
                patch.setattr(asyncio, "sleep", _sleep)
                await handler.prepare_for_next_attempt_async(state=state, request=request, response=response)

    assert ([True, True, False], [30.0, 30.0], True) == (tries, slept, state.next_attempt_requested)


async def test_a_wait_that_slack_asks_for_is_kept(on_line: Plugged, far: FarSide, tell: Tell) -> None:
    """Check 22: after a 429 the answer comes once, after the time that Slack said, and it is acknowledged."""
    far.fail("chat.postMessage", retry_after=2)
    name = await on_line.line.event(app_mention(Scene(), "explain docker"))
    await far.wait_for("chat.postMessage")
    limited, taken = far.called(lambda call: call.method == "chat.postMessage")
    acks = await on_line.line.acked(name)
    tell(f"429 with Retry-After: 2: answered after {taken.at - limited.at:.2f} s")

    assert (429, 200, 1, 1) == (limited.status, taken.status, len(far.messages()), len(acks))
    assert taken.at - limited.at >= 2


@pytest.mark.parametrize(("failures", "answers"), [(3, 1), (4, 0)])
async def test_what_was_acknowledged_is_tried_again(
    on_line: Plugged, far: FarSide, monkeypatch: pytest.MonkeyPatch, failures: int, answers: int
) -> None:
    """Where sending takes longer than an ack may wait and fails then, we try three times more, for Slack does not."""
    monkeypatch.setattr(desk, "ACK", 0.05)
    monkeypatch.setattr(insisting, "LATER", (0.05, 0.05, 0.05))
    far.fail("chat.postMessage", failures, error="fatal_error", delay=0.2)
    acks = await on_line.line.acked(await on_line.line.event(app_mention(Scene(), "explain docker")))
    await eventually(lambda: len(on_line.parts.faults) + len(far.messages()) == 4)
    await asyncio.sleep(0.2)

    assert (1, failures, answers) == (len(acks), len(on_line.parts.faults), len(far.messages()))


async def test_who_is_always_too_fast_has_it_delivered_again(
    on_line: Plugged, far: FarSide, small: Answerer, journal_file: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check 22: a 429 that does not end makes no ack, and a 503 over HTTP; the retry after it is answered."""
    monkeypatch.setattr(calls, "LONGEST_WAIT", 0.01)
    monkeypatch.setattr(desk, "ACK", 3.0)
    far.fail("chat.postMessage", None, retry_after=3600)
    line, events = on_line.line, [app_mention(Scene(), "explain docker") for _ in range(2)]
    async with office(far, journal_file, lambda: small) as at_work:
        name = await line.event(events[0])
        await eventually(lambda: on_line.parts.faults)
        lost = await line.acked(name, patience=0.3)
        tries = len(far.called(lambda call: call.method == "chat.postMessage"))
        busy = await at_work.event(events[1])
        far.heal()
        found = await line.acked(await line.event(events[0], retry=1))
        taken = await at_work.event(events[1], retry=1)

    assert ([], 3, 503) == (lost, tries, busy.status)
    assert (1, 200, 2) == (len(found), taken.status, len(far.messages()))


async def test_a_call_that_hangs_is_given_up(
    far: FarSide, small: Answerer, journal_file: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call that Slack does not answer ends in time: it must not last as long as the library would have it, 5 minutes."""
    monkeypatch.setattr(app, "TIMEOUT", 0.3)
    far.fail("chat.postMessage", delay=8)
    async with plugged(far, journal_file, lambda: small) as opened:
        await opened.line.event(app_mention(Scene(), "explain docker"))
        await eventually(lambda: opened.parts.faults, 5)

    assert [TimeoutError] == [type(error) for _, error in opened.parts.faults]
