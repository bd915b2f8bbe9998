"""What the fake Slack sends is what Slack's own framework understands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_far_side import FarSide
from tests.slack_parts import Block, button, modal, row, trash, vote
from tests.slack_payloads import (
    FORM,
    JSON,
    SECRET,
    app_home_opened,
    app_mention,
    app_uninstalled,
    bot_message,
    callback,
    direct_scene,
    form,
    interaction,
    message,
    message_changed,
    message_deleted,
    new_ts,
    retried,
    scene_of,
    signed,
    tokens_revoked,
    webhook_message,
)
from tests.slack_payloads import command as slash
from tests.slack_records import CHANNEL
from tests.slack_taps import pressable, pressed, shortcut, submission, tap, tap_in_view, tap_on_ephemeral

BLOCKS: list[Block] = [row(button()), row(vote(), trash(), kind="context_actions")]


def listening(client: AsyncWebClient, heard: list[str]) -> AsyncApp:
    """An app that listens to all, and says what it heard."""
    app = AsyncApp(signing_secret=SECRET, client=client, process_before_response=True)

    async def listen(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        event = body.get("event", body)
        heard.append(event.get("subtype") or event.get("type") or body["command"])

    for kind in ("app_mention", "app_home_opened", "tokens_revoked", "app_uninstalled"):
        app.event(kind)(listen)
    for subtype in (None, "message_changed", "message_deleted", "bot_message"):
        app.event({"type": "message", "subtype": subtype})(listen)
    app.command("/backchat")(listen)
    app.action("vote")(listen)
    app.action("a")(listen)
    app.message_shortcut("answer")(listen)
    app.view("")(listen)
    return app


async def status(app: AsyncApp, body: str, secret: str = SECRET) -> int:
    """The status that a signed request is answered with."""
    kind = JSON if body.startswith("{") else FORM
    headers = signed(body, secret, content_type=kind) | retried()
    answered = await app.async_dispatch(AsyncBoltRequest(body=body, headers={**headers}))
    return int(answered.status)


async def test_far_side_sends_events_that_bolt_understands() -> None:
    """Bolt takes each signed event for what it is, and refuses a forged one; the bot's own messages it leaves out."""
    scene, heard = scene_of(), list[str]()
    events = [
        app_mention(scene, "what is git"),
        message(direct_scene(), "what is git"),
        bot_message(scene, "I am another bot"),
        bot_message(scene, "I am you", scene.bot_id),
        webhook_message(scene, "I am a hook"),
        message_changed(scene, "what is docker", new_ts()),
        message_deleted(scene, new_ts()),
        app_home_opened(scene),
        tokens_revoked(scene),
        app_uninstalled(),
    ]
    async with FarSide() as far:
        app = listening(AsyncWebClient(token=far.workspace().bot_token, base_url=far.api), heard)
        bodies = [json.dumps(callback(scene, event)) for event in events]
        states = {await status(app, body) for body in bodies}
        forged = await status(app, bodies[0], "another secret")

    messages = ["message", "message", "bot_message", "message_changed", "message_deleted"]
    assert ["app_mention", *messages, "app_home_opened", "tokens_revoked", "app_uninstalled"] == heard
    assert ({200}, 401) == (states, forged)


async def test_far_side_sends_taps_that_bolt_understands() -> None:
    """Bolt takes commands, taps, shortcuts and submissions for what they are."""
    scene, heard = scene_of(), list[str]()
    async with FarSide() as far:
        client = AsyncWebClient(token=far.workspace().bot_token, base_url=far.api)
        links = {"response_url": far.response_url(), "trigger_id": far.trigger_id()}
        await client.chat_postMessage(channel=CHANNEL, text="x", blocks=BLOCKS)
        view = (await client.views_open(trigger_id=far.trigger_id(), view=modal()))["view"]
        posted, go = far.messages()[0].payload(), pressed(BLOCKS, "a")
        payloads = [
            tap(scene, posted, pressed(BLOCKS, "vote", "up"), **links),
            tap_on_ephemeral(scene, new_ts(), go, **links),
            tap_in_view(scene, view, go, trigger_id=far.trigger_id()),
            shortcut(scene, posted, **links),
            submission(scene, view, {"i": {"wanted": "more of Git"}}, trigger_id=far.trigger_id()),
        ]
        app = listening(client, heard)
        bodies = [form(slash(scene, "git", **links)), *map(interaction, payloads)]
        states = {await status(app, body) for body in bodies}

    assert ["/backchat", *["block_actions"] * 3, "message_action", "view_submission"] == heard
    assert {200} == states
    assert [] == far.refused


def test_far_side_presses_only_what_is_there() -> None:
    """Only an element that was posted can be pressed, and feedback only with a value of its own."""
    assert ["a", "vote", "x"] == pressable(BLOCKS)
    for action_id, value in (("b", None), ("vote", "maybe")):
        with pytest.raises(LookupError):
            pressed(BLOCKS, action_id, value)
