"""Calls to Slack as they really go: what is tried again, what is let go, and what an operator is told of a token."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.web import call, checked, code_of, respond, web_client
from bot.errors import ConfigurationError, ServingError
from tests.slack_far_side import FarSide
from tests.slack_parts import section
from tests.slack_records import CHANNEL, DROPPED

POST: Final = "chat.postMessage"
BLOCKS: Final = [section("All about docker.")]


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """Connections."""
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def client(far: FarSide, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Our client of the first workspace."""
    return web_client(far.api, far.workspace().bot_token, session)


def _tries(far: FarSide, method: str = POST) -> list[int]:
    """The status of every try of a method."""
    return [call.status for call in far.calls if call.method == method]


async def test_the_base_is_taken_with_a_slash_or_without(
    far: FarSide, session: aiohttp.ClientSession
) -> None:
    """An address of the Web API needs no slash at its end."""
    token = far.workspace().bot_token
    told = [await web_client(base, token, session).auth_test() for base in (far.api, far.api.rstrip("/"))]

    assert [True, True] == [one["ok"] for one in told]


async def test_a_call_says_whether_slack_did_it(far: FarSide, client: AsyncWebClient) -> None:
    """Nothing for what was done, the name of the refusal for what Slack will never do."""
    far.fail(POST, error="is_archived")
    told = [await call(client.chat_postMessage, channel=CHANNEL, text="x") for _ in range(2)]

    assert ["is_archived", ""] == told
    assert 1 == len(far.messages())


@pytest.mark.parametrize(
    "error", ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "block_mismatch"]
)
async def test_a_call_leaves_out_looks_that_are_refused(
    far: FarSide, client: AsyncWebClient, error: str
) -> None:
    """A message goes out again without its blocks, with all else; one whose text is refused as well is let go."""
    far.fail(POST, error=error)
    told = await call(client.chat_postMessage, channel=CHANNEL, text="x", blocks=BLOCKS, unfurl_links=False)
    first, second = (one.arguments for one in far.calls)
    far.fail(POST, None, error=error)

    assert not told
    assert {key: value for key, value in first.items() if key != "blocks"} == second


async def test_a_call_that_is_refused_as_plain_text_too_ends(far: FarSide, client: AsyncWebClient) -> None:
    """A Slack that refuses every look is asked twice, not for ever."""
    far.fail(POST, None, error="invalid_blocks")
    told = await call(client.chat_postMessage, channel=CHANNEL, text="x", blocks=BLOCKS)

    assert ("invalid_blocks", 2) == (told, len(_tries(far)))


async def test_a_view_that_is_refused_is_let_go(far: FarSide, client: AsyncWebClient) -> None:
    """A view has no text to fall back on: it is let go after one try."""
    far.fail("views.publish", None, error="invalid_blocks")
    told = await call(client.views_publish, user_id="U0ADA", view={"type": "home", "blocks": BLOCKS})

    assert ("invalid_blocks", 1) == (told, len(_tries(far, "views.publish")))


@pytest.mark.parametrize(
    "error", ["internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"]
)
async def test_a_call_raises_what_may_work_another_time(
    far: FarSide, client: AsyncWebClient, error: str
) -> None:
    """Errors that pass are the caller's, who lets Slack deliver again."""
    far.fail(POST, error=error)
    with pytest.raises(SlackApiError) as raised:
        await call(client.chat_postMessage, channel=CHANNEL, text="x")

    assert (error, [200]) == (code_of(raised.value), _tries(far))


async def test_an_answer_that_is_none_of_slacks_has_no_name(session: aiohttp.ClientSession) -> None:
    """What a proxy or a page of an outage says is no name of an error, and may work another time."""
    page = aiohttp.web.Application()
    page.router.add_post("/{way:.*}", _outage)
    runner = aiohttp.web.AppRunner(page, access_log=None)
    await runner.setup()
    await aiohttp.web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        api = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        with pytest.raises(SlackApiError) as raised:
            await call(web_client(api, "xoxb-x", session).chat_postMessage, channel=CHANNEL, text="x")
    finally:
        await runner.cleanup()

    assert "" == code_of(raised.value)


async def _outage(_request: aiohttp.web.Request) -> aiohttp.web.Response:
    return aiohttp.web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")


@pytest.mark.parametrize(
    ("response", "code"),
    [({"error": "x"}, "x"), ({"error": None}, ""), ({}, ""), (None, ""), ("x", ""), (["error"], "")],
)
def test_code_of_any_response(response: Any, code: str) -> None:
    """The name of an error is found where Slack puts it, and is empty wherever it is not."""
    assert code == code_of(SlackApiError("x", response))  # type: ignore[no-untyped-call] # the SDK's is untyped


async def test_respond_sends_to_the_address(far: FarSide, session: aiohttp.ClientSession) -> None:
    """What came with a command leads back to its author."""
    await respond(session, far.response_url(), {"response_type": "ephemeral", "text": "x", "blocks": BLOCKS})

    assert ["x"] == [one.text for one in far.ephemerals()]


@pytest.mark.parametrize(("status", "tries"), [(404, 1), (400, 1), (502, 1)])
async def test_respond_raises_what_was_not_taken(
    far: FarSide, session: aiohttp.ClientSession, status: int, tries: int
) -> None:
    """An address that refuses is tried once, and the error tells its status and nothing of the address."""
    far.fail("response_url", None, status=status)
    with pytest.raises(ConnectionError) as raised:
        await respond(session, far.response_url(), {"response_type": "ephemeral", "text": "x"})

    assert f"the response address answered {status}" == str(raised.value)
    assert tries == len(_tries(far, "response_url"))


async def test_respond_tries_a_dropped_connection_again(far: FarSide, session: aiohttp.ClientSession) -> None:
    """The address is as patient as any call."""
    far.fail("response_url", status=DROPPED)
    await respond(session, far.response_url(), {"response_type": "ephemeral", "text": "x"})

    assert [0, 200] == _tries(far, "response_url")


@pytest.mark.parametrize(
    ("fault", "kind", "said"),
    [
        (
            {"error": "invalid_auth"},
            ConfigurationError,
            "Slack refuses SLACK_BOT_TOKEN (invalid_auth): copy it anew",
        ),
        ({"error": "account_inactive"}, ConfigurationError, "(account_inactive)"),
        ({"error": "internal_error"}, ServingError, "try again later"),
        ({"status": 502}, ServingError, "try again later"),
        ({"status": DROPPED, "times": None}, ServingError, "cannot reach Slack at http://127.0.0.1"),
    ],
)
async def test_checked_says_what_to_do(
    far: FarSide, client: AsyncWebClient, fault: dict[str, Any], kind: type[Exception], said: str
) -> None:
    """A token that is refused is a setting to mend, a Slack that does not answer is not; both in one line without the token."""
    far.fail("auth.test", **fault)
    with pytest.raises(kind) as raised:
        await checked(client.auth_test(), "SLACK_BOT_TOKEN", far.api)

    assert said in str(raised.value)
    assert (False, False) == ("\n" in str(raised.value), far.workspace().bot_token in str(raised.value))


async def test_checked_returns_what_slack_tells(far: FarSide, client: AsyncWebClient) -> None:
    """A good token tells whose it is."""
    told = await checked(client.auth_test(), "SLACK_BOT_TOKEN", far.api)

    assert far.workspace().bot_user_id == told["user_id"]
