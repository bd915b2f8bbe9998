"""The Socket Mode of the fake Slack, with the real client of slack_sdk at the other end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_far_side import FarSide
from tests.slack_payloads import Payload, app_mention, callback, command, scene_of

Answer = Callable[[SocketModeRequest], Payload | None]
INTERVAL = 0.2
"""Seconds between the client's pings."""


@pytest.fixture
async def far() -> AsyncIterator[FarSide]:
    """A fake Slack."""
    async with FarSide() as opened:
        yield opened


@asynccontextmanager
async def client_of(far: FarSide, answer: Answer = lambda _: None) -> AsyncIterator[list[SocketModeRequest]]:
    """The real client, connected, which acknowledges all that it hears."""
    heard: list[SocketModeRequest] = []

    async def listen(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        heard.append(request)
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer(request)))

    web = AsyncWebClient(base_url=far.api, retry_handlers=[])
    client = SocketModeClient(far.world.app_token, web_client=web, ping_interval=INTERVAL)
    client.socket_mode_request_listeners.append(listen)
    try:
        await client.connect()  # type: ignore[no-untyped-call]
        yield heard
    finally:
        await client.close()  # type: ignore[no-untyped-call]


def mention() -> Payload:
    """An event."""
    return callback(scene_of(), app_mention(scene_of(), "what is git"))


def slash(far: FarSide) -> Payload:
    """A command."""
    fields = command(scene_of(), "git", response_url=far.response_url(), trigger_id=far.trigger_id())
    return dict[str, Any](fields)


async def test_far_side_delivers_envelopes_and_hears_acks(far: FarSide) -> None:
    """An envelope arrives as it was sent, with its retry; its ack comes back through the same connection."""
    event = mention()
    async with client_of(far) as heard:
        name = await far.sockets.deliver("events_api", event, retry_attempt=1, retry_reason="timeout")
        ack = await far.sockets.acked(name)

    assert [(name, event, 1)] == [(one.envelope_id, one.payload, one.retry_attempt) for one in heard]
    assert ack is not None
    assert (None, [ack.connection]) == (ack.payload, [one.connection for one in far.sockets.acks])
    assert [] == far.sockets.open
    assert [] == far.refused


async def test_far_side_checks_what_an_ack_carries(far: FarSide) -> None:
    """A command may be answered in its ack, by the rules of messages; an event may not."""
    answers: list[Payload] = [{"text": "Git is…"}, {"text": ""}, {"text": "Git is…"}]
    async with client_of(far, lambda _: answers.pop(0)):
        for kind, payload in (
            ("slash_commands", slash(far)),
            ("slash_commands", slash(far)),
            ("events_api", mention()),
        ):
            assert await far.sockets.acked(await far.sockets.deliver(kind, payload))

    assert ["no_text", "payload_not_accepted"] == [one.error for one in far.refused]


@pytest.mark.parametrize("reason", ["refresh_requested", "warning", "too_many_websockets", "link_disabled"])
async def test_far_side_has_connections_replaced(far: FarSide, reason: str) -> None:
    """After a disconnect of any reason the client is there again, through another connection, and hears on."""
    async with client_of(far):
        first = await far.sockets.connected()
        await far.sockets.refresh(reason)
        await _until(lambda: far.sockets.open not in ([first], []))
        ack = await far.sockets.acked(await far.sockets.deliver("events_api", mention()))

    assert ack is not None
    assert ack.connection != first


async def test_far_side_drops_connections_and_is_out(far: FarSide) -> None:
    """A dropped connection is opened again only when the outage of the API is over."""
    async with client_of(far):
        await far.sockets.connected()
        far.sockets.outage(0.6)
        began = time.monotonic()
        far.sockets.abort()
        await far.sockets.connected()
        passed = time.monotonic() - began
        ack = await far.sockets.acked(await far.sockets.deliver("events_api", mention()))

    assert passed >= 0.5
    assert ack is not None
    assert "dropped" in {call.result.get("error") for call in far.calls}


async def test_far_side_rejects_handshakes_and_old_tickets(far: FarSide) -> None:
    """While handshakes are rejected no connection opens; a ticket is good once."""
    opened = await AsyncWebClient(base_url=far.api).apps_connections_open(app_token=far.world.app_token)
    url = str(opened["url"])
    async with aiohttp.ClientSession() as session:
        far.sockets.reject_handshake()
        rejected = await _status(session, url)
        far.sockets.reject_handshake(rejecting=False)
        states = [rejected, await _status(session, url), await _status(session, url)]

    assert [403, 101, 403] == states
    assert ["invalid_ticket"] == [one.error for one in far.refused]


async def test_far_side_says_hello_and_answers_pings_unless_silent(far: FarSide) -> None:
    """A connection begins with hello and answers pings; where the far side is silent, the client notices."""
    async with client_of(far):
        first = await far.sockets.connected()
        await asyncio.sleep(INTERVAL * 6)
        steady = far.sockets.open
        far.sockets.silent = True
        await _until(lambda: far.sockets.opened > 1)

    assert [first] == steady


async def test_far_side_refuses_an_eleventh_connection(far: FarSide) -> None:
    """An app has ten connections at most; the eleventh is told so, and closed."""
    async with aiohttp.ClientSession() as session:
        links = [f"ws://127.0.0.1:{far.port}/link?ticket={far.sockets.ticket()}" for _ in range(11)]
        sockets = [await session.ws_connect(link) for link in links]
        hello, told = await sockets[10].receive_json(), await sockets[10].receive_json()
        await _until(lambda: len(far.sockets.open) == 10)

    assert ("hello", 11) == (hello["type"], hello["num_connections"])
    assert ("disconnect", "too_many_websockets") == (told["type"], told["reason"])


async def _status(session: aiohttp.ClientSession, url: str) -> int:
    try:
        async with session.ws_connect(url):
            return 101
    except aiohttp.WSServerHandshakeError as error:
        return error.status


async def _until(true: Callable[[], bool], patience: float = 10.0) -> None:
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not become true")
        await asyncio.sleep(0.01)
