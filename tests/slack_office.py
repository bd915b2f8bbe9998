"""A workspace with Backchat in it, in the test's own process: real Bolt, real service, real journal, signed requests; only Slack is not real."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from pydantic import SecretStr
from starlette.types import ASGIApp, Message

from adapters.slack.app import own_token
from adapters.slack.http import SlackHttp
from bot.answer import Answerer
from bot.journal.engine import Store
from bot.operations.health import Health
from bot.operations.metrics import Metrics
from bot.operations.web import web_app
from bot.service import Service
from bot.settings import Settings
from tests import slack_payloads as sent
from tests import slack_taps as taps
from tests.services import Bench, bench
from tests.slack_far_side import FarSide
from tests.slack_payloads import FORM, JSON, SECRET, Scene
from tests.slack_reading import found
from tests.slack_records import Posted

ALLOWED: Final = 5.0
"""Seconds that a message may take to arrive."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an HTTP request got."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        """The body, where it is JSON."""
        return json.loads(self.body)


class Office:
    """Says and taps things as Slack tells them, over HTTP."""

    def __init__(self, far: FarSide, app: ASGIApp, parts: Bench, service: Service) -> None:
        self.far = far
        self.parts = parts
        self.service = service
        self._app = app

    async def post(
        self, body: str | bytes, headers: Mapping[str, str], path: str = "/slack/events"
    ) -> Answer:
        """Sends any request."""
        return await asked(self._app, path, body.encode() if isinstance(body, str) else body, headers)

    async def event(
        self, event: Mapping[str, Any], scene: Scene | None = None, *, event_id: str = "", retry: int = 0
    ) -> Answer:
        """Delivers an event, as a retry where a number says so."""
        body = json.dumps(sent.callback(scene or Scene(), dict(event), event_id=event_id))
        return await self.post(body, sent.signed(body) | (sent.retried(retry) if retry else {}))

    async def command(self, text: str, scene: Scene | None = None) -> Answer:
        """Somebody types /backchat and a text."""
        scene = scene or Scene()
        url, trigger = self._ways(scene)
        body = sent.form(sent.command(scene, text, response_url=url, trigger_id=trigger))
        return await self.post(body, sent.signed(body, content_type=FORM))

    async def interact(self, payload: Mapping[str, Any]) -> Answer:
        """Delivers a tap, a shortcut or a submission."""
        body = sent.interaction(dict(payload))
        return await self.post(body, sent.signed(body, content_type=FORM))

    async def tap(
        self, posted: Posted, action_id: str, scene: Scene | None = None, value: str | None = None
    ) -> Answer:
        """Somebody presses something in a message, whoever sees it."""
        scene = scene or Scene()
        payload = posted.payload()
        action = taps.pressed(payload["blocks"], action_id, value)
        url, trigger = self._ways(scene, payload["ts"])
        if posted.only:
            told = taps.tap_on_ephemeral(scene, payload["ts"], action, response_url=url, trigger_id=trigger)
        else:
            told = taps.tap(scene, payload, action, response_url=url, trigger_id=trigger)
        return await self.interact(told)

    async def mention(self, text: str, scene: Scene | None = None, *, thread_ts: str = "") -> str:
        """Somebody names the bot in a channel and is answered; returns the timestamp of what they wrote."""
        scene = scene or Scene()
        ts = self._written(scene, f"<@{scene.bot_user}> {text}", thread_ts)
        await self.event(sent.app_mention(scene, text, ts=ts, thread_ts=thread_ts), scene)
        await self.settled()
        return ts

    async def say(self, text: str, scene: Scene | None = None, *, thread_ts: str = "", **more: Any) -> str:
        """Somebody writes in the hearing of the bot; `more` is as in `slack_payloads.message`. Returns the timestamp."""
        scene = scene or Scene()
        ts = self._written(scene, text, thread_ts)
        await self.event(sent.message(scene, text, ts=ts, thread_ts=thread_ts, **more), scene)
        await self.settled()
        return ts

    async def type(self, text: str, scene: Scene | None = None) -> Posted:
        """Somebody types /backchat and a text; returns the message that they alone see then."""
        await self.command(text, scene)
        await self.settled()
        return self.whispered(scene)

    async def use_shortcut(self, posted: Posted, scene: Scene | None = None) -> Posted:
        """Somebody has a message answered; returns the message that they alone see then."""
        scene = scene or Scene()
        url, trigger = self._ways(scene)
        await self.interact(taps.shortcut(scene, posted.payload(), response_url=url, trigger_id=trigger))
        await self.settled()
        return self.whispered(scene)

    async def press(self, posted: Posted, label: str, scene: Scene | None = None) -> None:
        """Somebody presses what is called so in a message."""
        action_id, value = found(posted.blocks, label)
        await self.tap(posted, action_id, scene, value)
        await self.settled()

    async def press_in(
        self, view: Mapping[str, Any], label: str, scene: Scene | None = None, typed: str | None = None
    ) -> None:
        """Somebody presses what is called so in a view, or types into a field of it and presses Enter."""
        scene = scene or Scene()
        action = taps.pressed(view["blocks"], found(view["blocks"], label)[0], typed)
        trigger = self.far.trigger_id(scene.user, scene.team, view["id"])
        await self.interact(taps.tap_in_view(scene, dict(view), action, trigger_id=trigger))
        await self.settled()

    async def send(self, view: Mapping[str, Any], text: str, scene: Scene | None = None) -> Answer:
        """Somebody writes into the form and sends it; returns what Slack is told to do with the form."""
        scene = scene or Scene()
        typed = {"wanted": {"wanted": text}}
        trigger = self.far.trigger_id(scene.user, scene.team, view["id"])
        return await self.interact(taps.submission(scene, dict(view), typed, trigger_id=trigger))

    async def open_home(self, scene: Scene | None = None, tab: str = "home") -> None:
        """Somebody opens the app, at one of its tabs."""
        scene = scene or Scene()
        await self.event(sent.app_home_opened(scene, tab), scene)

    def home(self, scene: Scene | None = None) -> dict[str, Any]:
        """What somebody sees at the app's Home; empty where nothing was published."""
        scene = scene or Scene()
        return self.far.home(scene.user, scene.team) or {}

    async def settled(self) -> None:
        """Waits until nothing is under way."""
        idle = self.service._idle  # noqa: SLF001 - nobody else knows, and silence cannot be awaited
        await asyncio.wait_for(idle.wait(), ALLOWED)

    async def recorded(self) -> None:
        """Waits until all that was asked is in the journal."""
        await self.parts.recorder.flush(ALLOWED)

    def said(self, channel: str = Scene().channel) -> list[Posted]:
        """What the bot has said in a channel, before everybody."""
        return [one for one in self.far.messages(channel) if one.bot_id]

    def whispered(self, scene: Scene | None = None) -> Posted:
        """The last message that somebody alone sees in a channel."""
        scene = scene or Scene()
        return self.far.ephemerals(scene.channel, scene.user)[-1]

    def _written(self, scene: Scene, text: str, thread_ts: str) -> str:
        place = {"channel": scene.channel, "user": scene.user, "team": scene.team}
        return self.far.said(text, **place, thread_ts=thread_ts).ts

    def _ways(self, scene: Scene, ts: str = "") -> tuple[str, str]:
        url = self.far.response_url(scene.channel, scene.user, ts, scene.team)
        return url, self.far.trigger_id(scene.user, scene.team)


@asynccontextmanager
async def office(
    far: FarSide, store: Store, answerer: Callable[[], Answerer], **more: Any
) -> AsyncIterator[Office]:
    """An office with one workspace's token; `more` are settings besides."""
    settings = settings_of(far, **more)
    async with bench(store, answerer) as parts:
        service = Service(parts.parts)
        plug = SlackHttp(settings, None if settings.slack_client_id else await own_token(settings))
        app = web_app(Health({}), Metrics(), plugs_routes=plug.routes(service))
        try:
            yield Office(far, app, parts, service)
            await service.drain(ALLOWED)
        finally:
            await plug.aclose()


def settings_of(far: FarSide, **more: Any) -> Settings:
    """Settings that lead to the far side."""
    return Settings(
        slack_api_url=far.api,
        slack_bot_token=SecretStr(far.workspace().bot_token),
        slack_signing_secret=SecretStr(SECRET),
        **more,
    )


async def asked(
    app: ASGIApp, path: str, body: bytes, headers: Mapping[str, str], method: str = "POST"
) -> Answer:
    """What an ASGI application answers to one request."""
    told: list[Message] = []
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()
        ],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8080),
    }

    async def _receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def _send(message: Message) -> None:
        told.append(message)

    await app(scope, _receive, _send)
    head = {name.decode(): value.decode("latin-1") for name, value in told[0].get("headers", ())}
    return Answer(told[0]["status"], b"".join(one.get("body", b"") for one in told[1:]), head)


__all__ = ["JSON", "Answer", "Office", "asked", "office", "settings_of"]
