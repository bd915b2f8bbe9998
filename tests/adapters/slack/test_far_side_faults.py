"""The fake Slack fails as a test arms it, limits its response URLs, and tells what came."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.slack_clients import client_of, error_of
from tests.slack_far_side import FarSide
from tests.slack_parts import home, section
from tests.slack_records import CHANNEL, DROPPED, USER


@pytest.fixture
async def far() -> AsyncIterator[FarSide]:
    """A fake Slack."""
    async with FarSide() as opened:
        yield opened


@pytest.fixture
def client(far: FarSide) -> AsyncWebClient:
    """The real client of its first workspace."""
    return client_of(far)


async def test_far_side_limits_rates_as_armed(far: FarSide) -> None:
    """An armed 429 says when to come again; the real client comes again, and then it is served."""
    far.fail("chat.postMessage", retry_after=1)
    plain = await error_of(client_of(far).chat_postMessage(channel=CHANNEL, text="x"))
    far.fail("chat.postMessage", retry_after=1)
    patient = client_of(far, retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=1)])
    await patient.chat_postMessage(channel=CHANNEL, text="y")
    calls = far.called(lambda call: call.method == "chat.postMessage")

    assert "ratelimited" == plain
    assert [429, 429, 200] == [call.status for call in calls]
    assert calls[2].at - calls[1].at >= 0.9
    assert [] == far.refused


async def test_far_side_fails_as_armed(far: FarSide) -> None:
    """An error, a status, a dropped connection and a delay come as armed, and only for their method."""
    client = client_of(far, retry_handlers=[])
    far.fail("users.info", 2, error="fatal_error")
    far.fail("auth.test", status=DROPPED)
    far.fail("conversations.open", status=503)
    far.fail("views.publish", delay=0.2)
    errors = [await error_of(client.users_info(user=USER)) for _ in range(3)]
    with pytest.raises(aiohttp.ClientError):
        await client.auth_test()
    began = time.monotonic()
    await client.views_publish(user_id=USER, view=home())

    assert time.monotonic() - began >= 0.19
    assert ["fatal_error", "fatal_error", "ok"] == errors
    assert "internal_error" == await error_of(client.conversations_open(users=USER))
    assert [] == far.refused


async def test_far_side_takes_five_responses_in_half_an_hour(far: FarSide, client: AsyncWebClient) -> None:
    """A response URL posts, replaces and deletes, five times, for 30 minutes."""
    ts = (await client.chat_postMessage(channel=CHANNEL, text="old"))["ts"]
    hook, late = AsyncWebhookClient(far.response_url(ts=ts)), AsyncWebhookClient(far.response_url())
    bodies: list[dict[str, Any]] = [
        {"text": "psst"},
        {"text": "all", "response_type": "in_channel"},
        {"text": "new", "replace_original": True},
        {"blocks": [section()]},
        {"delete_original": True},
        {"text": "too many"},
    ]
    states = [(await hook.send_dict(body)).status_code for body in bodies]
    far.pass_time(1801)

    assert [200, 200, 200, 400, 200, 404] == states
    assert 404 == (await late.send(text="late")).status_code
    assert ["ephemeral", "in_channel", "replace_original", "delete_original"] == [
        call.result["kind"] for call in far.called("response_url")
    ]
    assert (["all"], ["psst"]) == (
        [one.text for one in far.messages()],
        [one.text for one in far.ephemerals()],
    )


async def test_far_side_serves_another_process(far: FarSide) -> None:
    """A process that is told SLACK_API_URL reaches the fake, while the test's loop waits for it."""
    script = (
        "import os; from slack_sdk import WebClient;"
        "WebClient(os.environ['TOKEN'], base_url=os.environ['SLACK_API_URL']).chat_postMessage(channel='U0ADA', text='x')"
    )
    env = {"SLACK_API_URL": far.api, "TOKEN": far.workspace().bot_token}
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", script, env=env)
    code = await process.wait()

    assert (0, ["x"]) == (code, [one.text for one in far.messages("D0ADA")])


async def test_far_side_waits_for_calls(far: FarSide, client: AsyncWebClient) -> None:
    """Waiting gives the calls that came, and tells what came instead when they do not."""
    await client.auth_test()

    assert [{}] == [call.arguments for call in await far.wait_for("auth.test")]
    with pytest.raises(TimeoutError, match=r"0 of 1 came; all: \[\('auth.test', 'ok'\)\]"):
        await far.wait_for("chat.postMessage", patience=0.05)
