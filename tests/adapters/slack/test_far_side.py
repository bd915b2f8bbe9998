"""The fake Slack serves the real client, and answers as Slack does when something is wrong."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_clients import client_of, error_of
from tests.slack_far_side import FarSide
from tests.slack_parts import home, modal, section
from tests.slack_payloads import new_ts
from tests.slack_records import CHANNEL, TEAM, USER


@pytest.fixture
async def far() -> AsyncIterator[FarSide]:
    """A fake Slack."""
    async with FarSide() as opened:
        yield opened


@pytest.fixture
def client(far: FarSide) -> AsyncWebClient:
    """The real client of its first workspace."""
    return client_of(far)


async def test_far_side_tells_who_a_token_is(far: FarSide, client: AsyncWebClient) -> None:
    """`auth.test` names the workspace and the bot of each token."""
    away = client_of(far, far.workspace("T0AWAY").bot_token)
    told = [await one.auth_test() for one in (client, away)]

    assert [(TEAM, "U0HOMEBOT"), ("T0AWAY", "U0AWAYBOT")] == [
        (one["team_id"], one["user_id"]) for one in told
    ]
    assert "chat:write" in told[0].headers["x-oauth-scopes"]


async def test_far_side_refuses_tokens(far: FarSide) -> None:
    """No token, an unknown one, one of the wrong kind and a revoked one are refused, each by its name."""
    spare = far.workspace("T0AWAY")
    await client_of(far, spare.bot_token).auth_revoke()
    without = AsyncWebClient(base_url=far.api)

    errors = [
        await error_of(without.auth_test()),
        await error_of(client_of(far, "xoxb-no").auth_test()),
        await error_of(client_of(far, far.world.app_token).auth_test()),
        await error_of(client_of(far, spare.bot_token).auth_test()),
        await error_of(without.apps_connections_open(app_token="xapp-no")),  # noqa: S106 - it protects nothing
        await error_of(without.apps_connections_open(app_token=far.workspace().bot_token)),
    ]

    kind = "not_allowed_token_type"
    assert ["not_authed", "invalid_auth", kind, "token_revoked", "invalid_auth", kind] == errors
    assert errors == [one.error for one in far.refused]


async def test_far_side_keeps_messages_and_their_changes(far: FarSide, client: AsyncWebClient) -> None:
    """What is posted stands in its channel and thread; an update and a deletion change it."""
    root = far.said("What is Git?")
    first = await client.chat_postMessage(channel=CHANNEL, text="one", thread_ts=root.ts, unfurl_links=False)
    second = await client.chat_postMessage(channel=CHANNEL, text="two", thread_ts=root.ts)
    await client.chat_postEphemeral(channel=CHANNEL, user=USER, text="psst")
    await client.chat_postMessage(channel=USER, text="direct")
    await client.chat_update(channel=CHANNEL, ts=first["ts"], text="three", blocks=[section()])
    await client.chat_delete(channel=CHANNEL, ts=second["ts"])

    assert ["What is Git?", "three"] == [one.text for one in far.thread(CHANNEL, root.ts)]
    assert ["psst"] == [one.text for one in far.ephemerals()]
    assert ["direct"] == [one.text for one in far.messages("D0ADA")]
    assert [] == far.refused


async def test_far_side_refuses_places_people_and_messages(far: FarSide, client: AsyncWebClient) -> None:
    """Unknown channels, people and messages are refused, and so are messages of others."""
    far.workspace().channel("C0OUT", joined=False)
    theirs, reply = far.said("Mine"), far.said("Yours", thread_ts="1700000000.000001")
    none = new_ts()

    errors = [
        await error_of(client.chat_postMessage(channel="C0NONE", text="x")),
        await error_of(client.chat_postMessage(channel="C0OUT", text="x")),
        await error_of(client.chat_postMessage(channel=CHANNEL, text="x", thread_ts=reply.ts)),
        await error_of(client.chat_postEphemeral(channel=CHANNEL, user="U0NONE", text="x")),
        await error_of(client.chat_update(channel=CHANNEL, ts=none, text="x")),
        await error_of(client.chat_update(channel=CHANNEL, ts=theirs.ts, text="x")),
        await error_of(client.chat_delete(channel=CHANNEL, ts=theirs.ts)),
        await error_of(client.users_info(user="U0NONE")),
        await error_of(client.api_call("chat.shout")),
    ]

    message = ["message_not_found", "cant_update_message", "cant_delete_message"]
    places = ["channel_not_found", "not_in_channel", "cannot_reply_to_message"]
    assert [*places, "user_not_found", *message, "user_not_found", "unknown_method"] == errors


async def test_far_side_opens_a_view_once_and_in_time(far: FarSide, client: AsyncWebClient) -> None:
    """A trigger is good once, for three seconds, in its workspace."""
    good, late = far.trigger_id(), far.trigger_id()
    opened = await client.views_open(trigger_id=good, view=modal())
    await client.views_update(view_id=opened["view"]["id"], view=modal(section("New")))
    again = await error_of(client.views_open(trigger_id=good, view=modal()))
    far.pass_time(3.1)

    assert "exchanged_trigger_id" == again
    assert "expired_trigger_id" == await error_of(client.views_open(trigger_id=late, view=modal()))
    assert "invalid_trigger_id" == await error_of(client.views_open(trigger_id="1.2.3", view=modal()))
    assert "not_found" == await error_of(client.views_update(view_id="V0", view=modal()))
    assert ["New"] == [view["blocks"][0]["text"]["text"] for view in far.views()]


async def test_far_side_pushes_views_onto_modals_alone(far: FarSide, client: AsyncWebClient) -> None:
    """A view is pushed with a trigger of a modal, and two at most lie on the first."""
    page = (await client.views_publish(user_id=USER, view=home()))["view"]["id"]
    top = (await client.views_open(trigger_id=far.trigger_id(), view=modal()))["view"]["id"]
    errors = [
        await error_of(client.views_push(trigger_id=far.trigger_id(view=view), view=modal()))
        for view in ("", page, top, top, top)
    ]

    assert ["not_found", "not_found", "ok", "ok", "push_limit_reached"] == errors
    assert [top] * 3 == [view["root_view_id"] for view in far.views()]


async def test_far_side_publishes_homes_and_knows_admins(far: FarSide, client: AsyncWebClient) -> None:
    """An App Home is kept for the person it was published for; roles are what the test says."""
    far.workspace().person(USER, is_admin=True)
    await client.views_publish(user_id=USER, view=home())
    told = await client.users_info(user=USER)
    channel = await client.conversations_open(users=USER)

    assert ["home"] == [view["type"] for view in (far.home(),) if view]
    assert (True, False) == (told["user"]["is_admin"], told["user"]["is_owner"])
    assert "D0ADA" == channel["channel"]["id"]


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")  # slack_sdk still uses it
async def test_far_side_exchanges_a_code_once(far: FarSide) -> None:
    """OAuth gives the bot token of a new workspace for its code, to the app alone, once."""
    code, secret = far.code("T0NEW"), far.world.client_secret
    client = AsyncWebClient(base_url=far.api)

    async def exchanged(secret: str) -> Any:
        return await client.oauth_v2_access(client_id="111.222", client_secret=secret, code=code)

    wrong = await error_of(exchanged("guess"))
    token = (await exchanged(secret))["access_token"]

    assert ("bad_client_secret", "invalid_code") == (wrong, await error_of(exchanged(secret)))
    assert "T0NEW" == (await client_of(far, token).auth_test())["team_id"]
