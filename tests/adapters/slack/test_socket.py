"""Over Socket Mode everything arrives, is answered once and acknowledged once."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest

from adapters.slack import desk, listeners
from bot.answer import Answerer
from bot.turns import notices
from tests.slack_far_side import FarSide
from tests.slack_payloads import (
    Scene,
    app_mention,
    callback,
    direct_scene,
    message,
)
from tests.slack_processes import Plugged, eventually, plugged
from tests.slack_records import CHANNEL, USER
from tests.slack_taps import pressable
from tests.stores import copied

HERE: Final = Scene()
SOON: Final = 0.3
"""Seconds in which an ack would have come."""

ODD: Final[tuple[tuple[str, Mapping[str, Any]], ...]] = (
    ("events_api", callback(HERE, {"type": "reaction_added", "user": USER, "item": {}})),
    ("events_api", callback(HERE, {"type": "no_such_event"})),
    ("events_api", callback(HERE, {"type": "function_executed", "function": {}, "inputs": {}})),
    ("events_api", callback(HERE, message(HERE, "edited", subtype="message_changed"))),
    ("events_api", {"type": "app_rate_limited", "team_id": HERE.team}),
    ("events_api", {"type": "event_callback", "event": None}),
    ("events_api", {}),
    ("interactive", {"type": "view_closed", "view": {"callback_id": "missing"}, "user": {"id": USER}}),
    ("interactive", {"type": "shortcut", "callback_id": "other", "user": {"id": USER}}),
    ("interactive", {"type": "block_suggestion", "user": {"id": USER}}),
    ("interactive", {"type": "block_actions", "actions": [], "user": {"id": USER}}),
    ("interactive", {"type": "view_submission", "view": {"callback_id": "missing"}, "user": {"id": USER}}),
    ("news", {"type": "news"}),
)


@pytest.fixture
async def on_line(
    far: FarSide, small: Answerer, migrated_file: Path, tmp_path: Path
) -> AsyncIterator[Plugged]:
    """Backchat with five entries, connected over Socket Mode."""
    async with plugged(far, copied(migrated_file, tmp_path), lambda: small) as opened:
        yield opened


async def test_whatever_people_ask_is_answered_and_acknowledged_once(on_line: Plugged, far: FarSide) -> None:
    """A mention, a direct message, a command and a shortcut each get one answer, and one ack without a payload."""
    line, direct = on_line.line, direct_scene()
    names = [
        await line.event(app_mention(HERE, "explain docker")),
        await line.event(message(direct, "explain git"), direct),
        await line.command("explain linux"),
        await line.shortcut(far.said("explain sql").payload()),
    ]
    acks = await line.acked(*names)
    await far.wait_for("response_url", 2)
    said = [one.text for one in (*far.messages(), *far.messages(direct.channel), *far.ephemerals())]
    found = {subject for subject in ("docker", "git", "linux", "sql") for one in said if subject in one}

    assert [(name, None) for name in names] == [(ack.envelope_id, ack.payload) for ack in acks]
    assert sorted(names) == sorted(ack.envelope_id for ack in far.sockets.acks)
    assert {"docker", "git", "linux", "sql"} == found
    assert 5 == len(said), "the message of the shortcut, and one answer each"


async def test_taps_and_forms_come_through_the_socket(on_line: Plugged, far: FarSide) -> None:
    """A vote is thanked for; a tap opens the form, whose ack carries what the form shows next."""
    line = on_line.line
    await line.event(app_mention(HERE, "explain docker"))
    await far.wait_for("chat.postMessage")
    [answer] = far.messages()
    [vote] = [
        element["positive_button"]["value"]
        for block in answer.blocks
        for element in block.get("elements", ())
        if element.get("type") == "feedback_buttons"
    ]
    voted = await line.tap(answer, "vote", vote)
    await far.wait_for("response_url")
    opened = await line.tap(answer, "missing")
    await far.wait_for("views.open")
    [form] = far.views()
    sent = await line.submit(form, "how do volumes work")
    acks = await line.acked(voted, opened, sent)

    assert {"vote", "missing"} <= set(pressable(answer.blocks))
    assert [None, None, "update"] == [ack.payload and ack.payload["response_action"] for ack in acks]
    assert 1 == len(await on_line.parts.kept("votes"))
    assert ["how do volumes work"] == [row["text"] for row in await on_line.parts.kept("misses")]


async def test_what_nobody_wants_is_acknowledged(on_line: Plugged, far: FarSide) -> None:
    """Envelopes and events of types that we do not know, or without what they should hold, are acknowledged all the same."""
    line = on_line.line
    names = [await far.sockets.deliver(kind, dict(payload)) for kind, payload in ODD]
    acks = await line.acked(*names)

    assert names == [ack.envelope_id for ack in acks]
    assert [] == [call.method for call in far.calls if call.method.startswith(("chat.", "views."))]
    assert {"slack"} == {where for where, _ in on_line.parts.faults}, "what Bolt cannot read is told"


async def test_an_answered_event_is_not_answered_again(on_line: Plugged, far: FarSide) -> None:
    """Deliveries of an answered event, with a new envelope and a number, are acknowledged and nothing more."""
    event = app_mention(HERE, "explain docker")
    first = await on_line.line.event(event, event_id="Ev1")
    await far.wait_for("chat.postMessage")
    again = [await on_line.line.event(event, event_id="Ev1", retry=number) for number in (1, 2, 3)]
    acks = await on_line.line.acked(first, *again)

    assert [first, *again] == [ack.envelope_id for ack in acks]
    assert 1 == len(far.messages())


async def test_an_event_that_could_not_be_answered_is_not_acknowledged(
    on_line: Plugged, far: FarSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While Slack takes no message there is no ack; the retry is answered and acknowledged."""
    monkeypatch.setattr(desk, "ACK", 3.0)
    event = app_mention(HERE, "explain docker")
    far.fail("chat.postMessage", error="fatal_error")
    name = await on_line.line.event(event)
    await eventually(lambda: on_line.parts.faults)
    lost = await on_line.line.acked(name, patience=SOON)
    acks = await on_line.line.acked(await on_line.line.event(event, retry=1))

    assert ([], 1, 1) == (lost, len(acks), len(far.messages()))


async def test_a_command_that_could_not_be_answered_says_so(
    on_line: Plugged, far: FarSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command comes only once: its ack itself says that it went wrong."""
    monkeypatch.setattr(desk, "ACK", 3.0)
    far.fail("response_url", None, status=400)
    [ack] = await on_line.line.acked(await on_line.line.command("explain docker"))

    assert {"response_type": "ephemeral", "text": notices.trouble().text} == ack.payload


@pytest.mark.parametrize("channel", [CHANNEL, "D0ADA"])
async def test_a_fault_of_ours_is_told_in_one_line(
    on_line: Plugged, far: FarSide, monkeypatch: pytest.MonkeyPatch, channel: str
) -> None:
    """Where a listener crashes the person alone is told, in one line, and the event is acknowledged."""

    def _crash(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(listeners, "heard", _crash)
    scene = direct_scene() if channel[0] == "D" else HERE
    acks = await on_line.line.acked(await on_line.line.event(message(scene, "explain docker"), scene))
    told = far.messages(channel) if channel[0] == "D" else far.ephemerals(channel)

    assert (1, [notices.trouble().text]) == (len(acks), [one.text for one in told])
    assert [("slack", ZeroDivisionError)] == [(where, type(one)) for where, one in on_line.parts.faults]


async def test_its_state_is_that_of_the_socket(on_line: Plugged, far: FarSide) -> None:
    """It is well while the socket is open, and says that it is not connected once it is lost, and when it has left."""
    await on_line.reaches(ok=True)
    states = [on_line.plug.state()]
    far.sockets.outage(60)
    far.sockets.abort()
    await on_line.reaches(ok=False)
    states.append(on_line.plug.state())
    await on_line.leave()

    assert [(True, ""), (False, "not connected")] == [(one.ok, one.reason) for one in states]
    assert not on_line.plug.state().ok


async def test_after_the_end_nothing_new_is_taken(on_line: Plugged, far: FarSide) -> None:
    """Once it was told to leave no connection is open, and an answer that is under way still arrives."""
    far.fail("chat.postMessage", delay=1.0)
    event = app_mention(HERE, "explain docker")
    await on_line.line.event(event)
    await eventually(lambda: on_line.parts.counted("answers"))
    await on_line.leave()
    before = list(far.messages())
    open_now = list(far.sockets.open)
    left = await on_line.service.drain(5)

    assert ([], [], 0, 1) == (before, open_now, left, len(far.messages()))


async def test_at_the_end_no_session_is_open(
    far: FarSide, small: Answerer, migrated_file: Path, tmp_path: Path
) -> None:
    """When it is closed every session with Slack is, and no task is left."""

    def _open() -> int:
        return sum(type(one) is aiohttp.ClientSession and not one.closed for one in gc.get_objects())

    tasks, sessions = asyncio.all_tasks(), _open()
    async with plugged(far, copied(migrated_file, tmp_path), lambda: small) as opened:
        await opened.line.event(app_mention(HERE, "explain docker"))
        await far.wait_for("chat.postMessage")
        meanwhile = _open()
    await asyncio.sleep(0.1)

    assert meanwhile > sessions
    assert (sessions, set()) == (_open(), asyncio.all_tasks() - tasks)


async def test_a_dead_connection_does_not_hold_the_end_up(on_line: Plugged, far: FarSide) -> None:
    """Where the other side has fallen silent it is not waited for: the end comes within seconds, and nothing is left open."""
    tasks = asyncio.all_tasks()
    [connection] = far.sockets._open  # noqa: SLF001 - nothing else makes it read no more
    assert isinstance(connection.transport, asyncio.ReadTransport)
    connection.transport.pause_reading()
    began = time.monotonic()
    await on_line.leave()
    took = time.monotonic() - began
    connection.transport.resume_reading()
    await asyncio.sleep(0.1)

    assert 0.5 < took < 4
    assert set() == asyncio.all_tasks() - tasks
    assert [] == far.sockets.open


async def test_it_leaves_while_it_tries_to_connect(on_line: Plugged, far: FarSide) -> None:
    """Told to leave while no connection can be had, it leaves at once."""
    far.fail("apps.connections.open", None, delay=5)
    await far.sockets.refresh()
    await asyncio.sleep(0.1)
    began = time.monotonic()
    await on_line.leave()

    assert time.monotonic() - began < 4
