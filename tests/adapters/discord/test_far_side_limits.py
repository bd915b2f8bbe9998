"""The far side of Discord fails as a test has armed it, and limits as Discord does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import discord
import pytest

from tests.discord_clients import Client, code_of, logged_in
from tests.discord_far_side import FarSide
from tests.discord_records import CHANNEL, DROPPED

WRITING = "POST /channels/*/messages"


@pytest.fixture
async def side() -> AsyncIterator[FarSide]:
    """A fake Discord."""
    async with FarSide() as opened:
        yield opened


@pytest.fixture
async def client(side: FarSide) -> AsyncIterator[Client]:
    """The real client, without a gateway."""
    async with logged_in(side) as made:
        yield made


def statuses(side: FarSide) -> list[int]:
    """How the messages went that were sent."""
    return [one.status for one in side.called(WRITING)]


@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_a_429_is_waited_for(side: FarSide, client: Client, scope: str) -> None:
    """discord.py sends once more what was one too many, as late as it was told."""
    side.fail(WRITING, retry_after=0.1, scope=scope)
    began = time.monotonic()
    await client.room(CHANNEL).send("hello")

    assert ([429, 200], []) == (statuses(side), side.refused)
    assert time.monotonic() - began >= 0.1


async def test_a_429_of_cloudflare_is_a_ban(side: FarSide, client: Client) -> None:
    """Without the header of a proxy of Discord's nothing is sent again."""
    side.fail(WRITING, retry_after=0.1, via=False)

    assert 429 == await code_of(client.room(CHANNEL).send("hello"))
    assert [429] == statuses(side)


async def test_a_429_may_be_too_long(side: FarSide, client: Client) -> None:
    """A client that waits for 30 s at most gives up before."""
    side.fail(WRITING, retry_after=31.0)
    with pytest.raises(discord.RateLimited):
        await client.room(CHANNEL).send("hello")

    assert [429] == statuses(side)


@pytest.mark.parametrize(("status", "code"), [(403, 50013), (403, 50001), (404, 10003), (503, 0)])
async def test_an_error_can_be_had(side: FarSide, client: Client, status: int, code: int) -> None:
    """Any error of Discord's can be armed, so many times, and is nobody's fault."""
    side.fail(WRITING, times=2, status=status, code=code)
    told = [await code_of(client.room(CHANNEL).send("hello")) for _ in range(3)]

    assert ([code or status, code or status, 0], []) == (told, side.refused)


async def test_a_server_error_is_tried_again(side: FarSide, client: Client) -> None:
    """discord.py sends once more where Discord's proxy has failed."""
    side.fail(WRITING, status=502)
    await client.room(CHANNEL).send("hello")

    assert [502, 200] == statuses(side)


@pytest.mark.parametrize(("done", "there"), [(False, 0), (True, 1)])
async def test_a_connection_can_be_dropped(side: FarSide, client: Client, *, done: bool, there: int) -> None:
    """A connection may break before or after what was asked is done; which of both the client cannot know."""
    side.fail(WRITING, status=DROPPED, done=done)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.room(CHANNEL).send("hello")

    assert there == len(side.own())


async def test_an_answer_can_be_late(side: FarSide, client: Client) -> None:
    """A request that is late is done all the same, and tells how long it took."""
    side.fail(WRITING, delay=0.1)
    await client.room(CHANNEL).send("hello")

    assert side.called(WRITING)[0].took >= 0.1


async def test_faults_are_healed(side: FarSide, client: Client) -> None:
    """A fault that strikes for ever does so until it is healed."""
    side.fail("*", times=None, status=503)
    failed = [await code_of(client.room(CHANNEL).send("hello")) for _ in range(3)]
    side.heal()

    assert ([503] * 3, 0) == (failed, await code_of(client.room(CHANNEL).send("hello")))


async def test_a_limit_is_kept(side: FarSide, client: Client) -> None:
    """discord.py keeps to a limit from the headers alone, without a single refusal."""
    side.limit(WRITING, 2, per=0.2)
    began = time.monotonic()
    await asyncio.gather(*(client.room(CHANNEL).send("hello") for _ in range(5)))

    assert [200] * 5 == statuses(side)
    assert time.monotonic() - began >= 0.4


async def test_a_limit_is_one_of_a_channel(side: FarSide) -> None:
    """Who does not keep to a limit gets 429 in that channel, and only there."""
    side.limit("GET /channels/*", 1, per=60.0)
    headers, got = {"Authorization": f"Bot {side.token}"}, []
    async with aiohttp.ClientSession(headers=headers) as session:
        for channel in (CHANNEL, CHANNEL, side.thread("another").id):
            async with session.get(f"{side.api}/channels/{channel}") as answer:
                got.append(
                    (answer.status, answer.headers["X-RateLimit-Remaining"], answer.headers.get("Via", ""))
                )

    assert [(200, "0", ""), (429, "0", "1.1 google"), (200, "0", "")] == got


async def test_a_global_limit_counts_all(side: FarSide) -> None:
    """All requests together may be limited, whatever they are about; the refusal says that it is for all."""
    side.limit("*", 1, per=60.0)
    headers = {"Authorization": f"Bot {side.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.get(f"{side.api}/users/@me") as first:
            pass
        async with session.get(f"{side.api}/gateway/bot") as second:
            told = await second.json()

    assert (200, 429, True) == (first.status, second.status, told["global"])
