"""The far side of Discord refuses what Discord refuses of discord.py's requests, and keeps what it refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord
import pytest
from discord import http

from tests.discord_clients import Client, code_of, logged_in
from tests.discord_far_side import FarSide
from tests.discord_records import CHANNEL, FORUM, USER, Posted

QUIET: dict[str, Any] = {"allowed_mentions": {"parse": []}}
BUTTON = {"type": 2, "style": 1, "label": "Go", "custom_id": "go"}


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


async def sent(client: Client, body: Any, channel: str = CHANNEL) -> int:
    """How a message goes that is sent as it is: 0 if well."""
    route = http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
    return await code_of(client.http.request(route, json=body))


async def test_a_message_is_there_until_it_is_deleted(side: FarSide, client: Client) -> None:
    """What a bot writes, changes and deletes can be followed."""
    written = await client.room(CHANNEL).send("first")
    await written.edit(content="second")
    (there,) = side.own()

    assert ("second", ["first"]) == (there.content, there.was)

    await written.delete()

    assert ([], [there], []) == (side.own(), side.deleted(), side.refused)


async def test_a_token_is_needed(side: FarSide) -> None:
    """Another token is refused as Discord does it, and none too."""
    with pytest.raises(discord.LoginFailure):
        async with logged_in(side, "another"):
            pass
    async with aiohttp.ClientSession() as session, session.get(f"{side.api}/users/@me") as answer:
        status = answer.status

    assert (401, [401, 401]) == (status, [one.code for one in side.refused])


async def test_answers_need_no_token(side: FarSide) -> None:
    """A webhook of an interaction is known by its own token alone."""
    url = f"{side.api}/webhooks/{side.application_id}/unknown"
    async with aiohttp.ClientSession() as session, session.post(url, json={"content": "a"} | QUIET) as answer:
        told = await answer.json()

    assert (404, 10015) == (answer.status, told["code"])


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"content": "a" * 2001}, "2001"),
        ({"content": ""}, "empty"),
        ({"content": "a", "contents": "b"}, "contents"),
        ({"content": "a", "components": [{"type": 1, "components": [BUTTON, BUTTON]}]}, "twice"),
        ({"content": "a", "components": [{"type": 1, "components": [BUTTON | {"label": ""}]}]}, "label"),
        ({"content": "a", "allowed_mentions": None}, "allowed_mentions"),
        ({"content": "a", "allowed_mentions": {"parse": ["users"]}}, "pinged"),
    ],
)
async def test_a_wrong_message_is_refused(side: FarSide, client: Client, body: Any, told: str) -> None:
    """What breaks a rule of Discord or of the house is not posted, and is told."""
    code = await sent(client, QUIET | body)
    (refused,) = side.refused

    assert code in {50035, 50006}
    assert told in " ".join(refused.messages)
    assert [] == side.own()


async def test_what_may_ping_is_refused(side: FarSide) -> None:
    """A client that does not say whom it may ping says nothing."""
    async with logged_in(side, allowed_mentions=None) as client:
        code = await code_of(client.room(CHANNEL).send("hello"))

    assert (50035, "POST /channels/{channel_id}/messages") == (code, side.refused[0].what)


@pytest.mark.parametrize("body", [b"{", b'"\\ud800"', b'{"content": "\\ud800"}'])
async def test_a_body_is_json(side: FarSide, body: bytes) -> None:
    """Neither broken JSON nor half a character is read."""
    url = f"{side.api}/channels/{CHANNEL}/messages"
    headers = {"Authorization": f"Bot {side.token}", "Content-Type": "application/json"}
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        told = await answer.json()

    assert (400, 50109) == (answer.status, told["code"])


async def test_an_unknown_request_is_kept(side: FarSide, client: Client) -> None:
    """What the far side does not know cannot go unnoticed."""
    code = await code_of(client.fetch_guild_preview(1))

    assert (404, ["GET /guilds/1/preview"]) == (code, [one.what for one in side.refused])


@pytest.mark.parametrize(("state", "code"), [("hidden", 50001), ("locked", 50013), ("archived", 50083)])
async def test_a_channel_may_be_closed(side: FarSide, client: Client, state: str, code: int) -> None:
    """A channel that a test has closed refuses messages, which is nobody's fault."""
    side.world.channel(CHANNEL, **{state: True})

    assert (code, []) == (await sent(client, {"content": "a"} | QUIET), side.refused)


async def test_direct_messages_may_be_closed(side: FarSide, client: Client) -> None:
    """Somebody who takes no direct messages gets none."""
    side.world.person(USER, closed=True)
    code = await sent(client, {"content": "a"} | QUIET, side.world.direct(USER).id)

    assert (50007, []) == (code, side.refused)


async def test_a_post_begins_with_its_author(side: FarSide, client: Client) -> None:
    """A bot cannot write in a post of a forum before its first message is there, nor in a forum itself."""
    post = side.post("How do I learn SQL?", None)
    early = await sent(client, {"content": "a"} | QUIET, post.id)
    side.begin(post, "I mean it.")
    codes = [await sent(client, {"content": "a"} | QUIET, channel) for channel in (post.id, FORUM, "17")]

    assert (40058, [0, 50008, 10003]) == (early, codes)


async def test_messages_of_others_are_theirs(side: FarSide, client: Client) -> None:
    """What somebody else wrote cannot be changed, or deleted without the permission."""
    theirs = client.room(CHANNEL).get_partial_message(int(side.say("mine").id))

    assert [50005, 50013] == [await code_of(theirs.edit(content="b")), await code_of(theirs.delete())]


@pytest.mark.parametrize(("kind", "deleted", "code"), [(0, False, 0), (0, True, 50035), (7, False, 50035)])
async def test_a_reply_needs_its_message(
    side: FarSide, client: Client, kind: int, *, deleted: bool, code: int
) -> None:
    """A message that is deleted, or one of the system, cannot be replied to."""
    said = side.say("hello", kind=kind)
    if deleted:
        side.delete(said)
    reference = {"message_id": int(said.id), "fail_if_not_exists": True}

    assert code == await sent(client, {"content": "a", "message_reference": reference} | QUIET)


async def test_a_reply_may_do_without(side: FarSide, client: Client) -> None:
    """Where a reply says so, it is posted though the message that it replies to is gone."""
    said = side.say("hello")
    side.delete(said)
    await sent(
        client,
        {"content": "a", "message_reference": {"message_id": said.id, "fail_if_not_exists": False}} | QUIET,
    )

    assert [("a", "")] == [(one.content, one.reference) for one in side.own()]


async def test_a_nonce_is_good_once(side: FarSide, client: Client) -> None:
    """The same message sent twice with an enforced nonce is one message."""
    body = {"content": "a", "nonce": "17", "enforce_nonce": True} | QUIET

    assert [0, 0] == [await sent(client, body), await sent(client, body)]
    assert 1 == len(side.own())


async def test_a_message_can_be_read(side: FarSide, client: Client) -> None:
    """A bot reads its own messages; those of others come without their content where it has no intent for it."""
    own = await client.room(CHANNEL).send("mine")
    theirs: Posted = side.say("secret")
    read = [await client.room(CHANNEL).fetch_message(one) for one in (own.id, int(theirs.id))]

    assert ["mine", ""] == [one.content for one in read]


async def test_commands_keep_their_ids(side: FarSide, client: Client) -> None:
    """Commands that are announced again keep their ids; what they are called elsewhere is told on request alone."""
    command = {"name": "ask", "description": "Ask", "name_localizations": {"de": "frage"}}
    route = http.Route("PUT", "/applications/{id}/commands", id=side.application_id)
    (first,) = await client.http.request(route, json=[command])
    (again,) = await client.http.request(route, json=[command])
    (told,) = await client.http.get_global_commands(int(side.application_id))

    assert first["id"] == again["id"] == told["id"]
    assert ({"de": "frage"}, False) == (again["name_localizations"], "name_localizations" in told)
