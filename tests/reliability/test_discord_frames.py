"""Frames of Discord that come twice, make no sense or come from a gateway that turns everybody away: the process goes on."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Final

import pytest

from tests.discord_processes import Plugged, answers, asked, back

Tell = Callable[[str], None]

MALFORMED: Final[tuple[str | bytes, ...]] = (
    *("{", "[]", "null", "5", '"x"', "", "\x00", "[" * 100_000, '{"op": 99}', '{"op": "x"}', '{"op": 0}'),
    *('{"op": 10, "d": null}', '{"op": 11}', '{"op": 1}', '{"op": 0, "t": ["x"], "d": {}}'),
    *(
        json.dumps({"op": 0, "t": name, "s": None, "d": data})
        for name in (
            "MESSAGE_CREATE",
            "INTERACTION_CREATE",
            "GUILD_CREATE",
            "READY",
            "RESUMED",
            "A_NEW_EVENT",
        )
        for data in (None, {}, [1], {"id": "x", "channel_id": 5, "type": 3, "data": None, "token": None})
    ),
)
BROKEN: Final = (b"garbage", b"\xff\xff\x00\x00\xff\xff")
"""What breaks the compression of a connection."""


async def test_what_is_told_twice_is_answered_once(on_line: Plugged) -> None:
    """Check 7: events that Discord tells again after a RESUME, though they were heard, get no second answer."""
    side, user = on_line.far, "900000000000001"
    question, command = asked(side, 1), side.command("help", by=side.world.person(user).id)
    await side.posted()
    await side.shown(command)
    heard = [frame for frame in side.gateway.sessions[0].sent if '"t": "READY"' not in frame]
    side.gateway.reconnect()
    await back(on_line.far, 1)
    for frame in heard * 3:
        side.gateway.raw(frame)
    last = asked(side, 2)
    await side.posted(count=2)
    await asyncio.sleep(0.1)

    assert [1, 1] == answers(side, [question, last])
    assert 1 == len(side.called("POST /interactions/*"))


async def test_frames_that_make_no_sense_are_passed_over(on_line: Plugged, tell: Tell) -> None:
    """What is malformed, unknown or of wrong types neither ends the connection nor costs an answer."""
    side, questions = on_line.far, []
    for number, frame in enumerate(MALFORMED):
        side.gateway.raw(frame)
        questions.append(asked(side, number))
    await side.posted(count=len(questions))
    tell(
        f"{len(MALFORMED)} malformed frames: one connection, {len(on_line.parts.faults)} faults told, "
        f"{len(questions)} questions answered"
    )

    assert [1] * len(questions) == answers(side, questions)
    assert (1, {"discord event"}) == (len(side.gateway.connections), {one for one, _ in on_line.parts.faults})


@pytest.mark.parametrize("frame", BROKEN)
async def test_a_broken_stream_is_begun_anew(on_line: Plugged, frame: bytes) -> None:
    """Where the compression is broken nothing can be read any more: it resumes by another connection."""
    side = on_line.far
    side.gateway.raw(frame)
    question = asked(side)
    await side.posted()

    assert ([1], [True]) == (answers(side, [question]), [one.ok for one in side.gateway.resumed])


async def test_who_is_turned_away_at_once_does_not_storm(on_line: Plugged, tell: Tell) -> None:
    """A gateway that closes every connection as soon as it is open is tried about once a second."""
    side, until = on_line.far, time.monotonic() + 2.0
    while time.monotonic() < until:
        side.gateway.close(4000)
        await asyncio.sleep(0.005)
    tries = len(side.gateway.connections) - 1
    tell(f"closed at once for 2 s: {tries} tries")

    assert 1 <= tries <= 3
