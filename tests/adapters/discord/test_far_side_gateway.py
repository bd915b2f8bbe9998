"""The gateway of the fake Discord takes in and turns away as Discord's does, and goes wrong as a test will have it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest

from tests.discord_clients import Client, ended, eventually, identify, link, logged_in, running
from tests.discord_far_side import FarSide
from tests.discord_people import MENTION
from tests.discord_records import CHANNEL, GUILD, USER, server
from tests.discord_sessions import CONTENT, Event

PRESENCE = {"op": 3, "d": {"status": "online", "activities": [], "afk": False, "since": None}}


@pytest.fixture
async def side() -> AsyncIterator[FarSide]:
    """A fake Discord."""
    async with FarSide() as opened:
        yield opened


async def heard(client: Client, count: int = 1) -> list[str]:
    """What so many messages say that the client hears."""
    await eventually(lambda: len(client.heard) >= count)
    return [one.content for one in client.heard]


async def test_a_client_is_greeted(side: FarSide) -> None:
    """A client learns who it is and where; what it asked for is known, and its heartbeats are seen."""
    side.gateway.heartbeat = 0.03
    async with running(side) as client:
        await asyncio.wait_for(client.wait_until_ready(), 5)
        await eventually(lambda: len(side.gateway.connections[0].beats) > 2)
        (session,) = side.gateway.open()

    assert [int(GUILD)] == [one.id for one in client.guilds]
    assert ((0, 1), 4609, "zlib-stream") == (
        session.shard,
        session.intents,
        side.gateway.connections[0].compress,
    )
    assert (1000, [], []) == (side.gateway.connections[0].left, side.gateway.sessions, side.refused)


@pytest.mark.parametrize("how", ["reconnect", "abort", "close", "silence"])
async def test_what_was_missed_is_told_again(side: FarSide, how: str) -> None:
    """A client that was cut off resumes its session by the URL for that, and hears all of it once."""
    cut: dict[str, Any] = {"close": {"code": 4000}, "silence": {"polite": True}}
    if how == "silence":
        side.gateway.heartbeat = 0.05
    async with running(side, heartbeat_timeout=0.2 if how == "silence" else 60.0) as client:
        side.say(f"{MENTION} one")
        await heard(client)
        getattr(side.gateway, how)(**cut.get(how, {}))
        side.say(f"{MENTION} two")
        told = await heard(client, 2)
        await eventually(lambda: side.gateway.resumed)

    assert [f"{MENTION} one", f"{MENTION} two"] == told
    assert {(True, True)} == {(one.ok, one.properly) for one in side.gateway.resumed}
    assert (1, []) == (len(side.gateway.identified), side.refused)


@pytest.mark.parametrize(
    ("how", "resumed", "identified"), [("invalid", [], 2), ("again", [True], 1), ("over", [False], 2)]
)
async def test_a_session_may_be_over(side: FarSide, how: str, resumed: list[bool], identified: int) -> None:
    """A client whose session is invalid begins anew, after it has tried to resume if it may."""
    async with running(side):
        if how == "over":
            side.gateway.close(4009)
        else:
            side.gateway.invalidate(resumable=how == "again")
        await eventually(lambda: len(side.gateway.resumed) >= len(resumed))
        await eventually(lambda: len(side.gateway.identified) >= identified)
        await side.gateway.connected()

    assert resumed == [one.ok for one in side.gateway.resumed]
    assert identified == len(side.gateway.identified)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("{", 4002),
        ({"op": 3, "d": {}, "more": "x" * 4096}, 4002),
        ({"op": 99}, 4001),
        (PRESENCE, 4003),
        ({"op": 2, "d": None}, 4002),
        ({"token": "another"}, 4004),
        ({"shard": [2, 2]}, 4010),
        ({"shard": [0, 1]}, 4011),
        ({"intents": 1 << 30, "shard": [0, 2]}, 4013),
        ({"intents": CONTENT, "shard": [0, 2]}, 4014),
        ({"op": 6, "d": {"token": "another", "session_id": "x", "seq": 1}}, 4004),
    ],
)
async def test_who_breaks_a_rule_is_turned_away(side: FarSide, sent: Any, code: int) -> None:
    """What Discord's gateway does not take closes the connection with its code, and is kept."""
    side.gateway.least_shards = 2
    payload = identify(side, **sent) if isinstance(sent, dict) and "op" not in sent else sent
    async with link(side) as socket:
        await socket.send_str(payload if isinstance(payload, str) else json.dumps(payload))

        assert code == await ended(socket)
    assert [code] == [one.code for one in side.refused]


async def test_only_version_10_is_spoken(side: FarSide) -> None:
    """Another version of the gateway is closed at once."""
    async with link(side, "v=9&encoding=json") as socket:
        assert 4012 == await ended(socket)


async def test_who_is_known_need_not_tell_again(side: FarSide) -> None:
    """A second IDENTIFY on a connection closes it."""
    async with link(side) as socket:
        await socket.send_json(identify(side))
        await socket.send_json(identify(side))

        assert 4005 == await ended(socket)


async def test_too_many_begin_at_once(side: FarSide) -> None:
    """Who begins more sessions in five seconds than it may is told that its session is invalid."""
    side.gateway.concurrency = 1
    ops = []
    for _ in range(2):
        async with link(side) as socket:
            await socket.send_json(identify(side))
            ops.append((await socket.receive_json(timeout=5))["op"])

    assert [0, 9] == ops


async def test_a_privileged_intent_must_be_granted(side: FarSide) -> None:
    """discord.py tells that an intent is not granted."""
    async with logged_in(side, intents=discord.Intents(guilds=True, members=True)) as client:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await client.connect()

    assert [4014] == [one.code for one in side.refused]


async def test_each_shard_has_its_servers(side: FarSide) -> None:
    """A server's events go to its shard, direct messages to the first."""
    side.world.guild(server(1), name="second")
    side.world.channel("77", guild=server(1))
    side.gateway.least_shards = 2
    async with running(side) as client:
        side.say(f"{MENTION} second", channel="77")
        side.say(f"{MENTION} first", channel=CHANNEL)
        side.say("direct", channel=side.world.direct(USER).id)
        await heard(client, 3)
        told = {one.shard: [json.loads(frame)["t"] for frame in one.sent] for one in side.gateway.open()}

    assert {(0, 2): 2, (1, 2): 1} == {shard: names.count("MESSAGE_CREATE") for shard, names in told.items()}


async def test_two_processes_hear_the_same(side: FarSide) -> None:
    """Two clients with one token, as during a deployment, both hear everything."""
    async with running(side) as first, running(side) as second:
        await side.gateway.connected(2)
        side.say(f"{MENTION} hello")

        assert [[f"{MENTION} hello"]] * 2 == [await heard(one) for one in (first, second)]


async def test_new_connections_can_be_kept_out(side: FarSide) -> None:
    """During an outage no connection comes about, and a status may be answered for ever."""
    side.gateway.outage(0.1)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        async with link(side):
            pass
    side.gateway.rejecting = 503
    await asyncio.sleep(0.1)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with link(side):
            pass
    side.gateway.rejecting = 0
    async with link(side):
        pass

    assert 503 == refused.value.status


async def test_silence_is_that_of_a_cut_line(side: FarSide) -> None:
    """On a line that is cut nothing comes any more, not even an answer to its close; a new one is good."""
    async with link(side) as socket, link(side) as other:
        await socket.send_json(identify(side))
        await side.gateway.connected()
        side.gateway.silence()
        await other.send_json(identify(side))
        await socket.send_json({"op": 1, "d": None})
        while (frame := await other.receive_json(timeout=5))["t"] != "GUILD_CREATE":
            pass
        held = [json.loads(one)["t"] for one in side.gateway.sessions[0].sent]
        await eventually(lambda: side.gateway.connections[0].beats)
        got = [(await socket.receive_json(timeout=5))["t"] for _ in held]
        with pytest.raises(asyncio.TimeoutError):
            await socket.receive(timeout=0.05)

    assert ("GUILD_CREATE", held) == (frame["t"], got)


async def test_what_is_unknown_is_passed_over(side: FarSide) -> None:
    """An event that discord.py does not know, and an operation, do not disturb it."""
    async with running(side) as client:
        side.gateway.dispatch(Event("A_NEW_EVENT", {"a": 1}))
        side.gateway.raw('{"op": 42, "d": null, "s": null, "t": null}')
        side.say(f"{MENTION} hello")

        assert [f"{MENTION} hello"] == await heard(client)


async def test_what_is_malformed_ends_a_client(side: FarSide) -> None:
    """A frame that is no JSON ends discord.py's client, so that a test can see who begins it anew."""
    async with running(side) as client:
        side.gateway.raw("{")
        await eventually(client.is_closed)

    assert 1 == len(side.gateway.connections)
