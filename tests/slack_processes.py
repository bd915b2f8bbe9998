"""Backchat in Slack with its real connections: over Socket Mode in the test's own process, or as processes of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final, Self

import aiohttp
from pydantic import SecretStr

from adapters.slack.app import own_token
from adapters.slack.socket import SlackSocket
from bot.answer import Answerer
from bot.errors import ServingError
from bot.journal.engine import Store
from bot.service import Service
from tests import slack_payloads as sent
from tests import slack_taps as taps
from tests.processes import Process, environment, small_knowledge
from tests.services import Bench, bench
from tests.slack_far_side import FarSide
from tests.slack_office import ALLOWED, settings_of
from tests.slack_payloads import Payload, Scene
from tests.slack_records import Posted
from tests.slack_sockets import Ack

CONNECTING: Final = 20.0
"""Seconds that a process may take to connect on a machine that does much else."""


async def eventually(true: Callable[[], object], patience: float = 10.0) -> None:
    """Waits until something is true.

    Raises:
        TimeoutError: it does not become true.
    """
    async with asyncio.timeout(patience):
        while not true():  # noqa: ASYNC110 - it tells only when asked
            await asyncio.sleep(0.01)


@dataclass(frozen=True, slots=True)
class Line:
    """What people do in Slack, as Socket Mode tells it; each returns the id of its envelope."""

    far: FarSide

    async def event(
        self, event: Mapping[str, Any], scene: Scene | None = None, *, event_id: str = "", retry: int = 0
    ) -> str:
        """Something that the app has subscribed to; a retry where a number says so."""
        told = sent.callback(scene or Scene(), dict(event), event_id=event_id)
        reason = "timeout" if retry else ""
        return await self.far.sockets.deliver("events_api", told, retry_attempt=retry, retry_reason=reason)

    async def command(self, text: str, scene: Scene | None = None) -> str:
        """Somebody types /backchat and a text."""
        scene = scene or Scene()
        url, trigger = self._ways(scene)
        fields = sent.command(scene, text, response_url=url, trigger_id=trigger)
        return await self.far.sockets.deliver("slash_commands", dict[str, Any](fields))

    async def shortcut(self, message: Payload, scene: Scene | None = None) -> str:
        """Somebody has a message answered."""
        scene = scene or Scene()
        url, trigger = self._ways(scene)
        return await self.interact(taps.shortcut(scene, message, response_url=url, trigger_id=trigger))

    async def tap(
        self, posted: Posted, action_id: str, value: str | None = None, scene: Scene | None = None
    ) -> str:
        """Somebody presses something in a message that all see."""
        scene, payload = scene or Scene(), posted.payload()
        url, trigger = self._ways(scene, payload["ts"])
        action = taps.pressed(payload["blocks"], action_id, value)
        return await self.interact(taps.tap(scene, payload, action, response_url=url, trigger_id=trigger))

    async def submit(self, view: Payload, text: str) -> str:
        """Somebody says what they wanted to know instead."""
        typed = {"wanted": {"wanted": text}}
        return await self.interact(taps.submission(Scene(), view, typed, trigger_id=self.far.trigger_id()))

    async def interact(self, payload: Payload) -> str:
        """A tap, a shortcut or a submission."""
        return await self.far.sockets.deliver("interactive", payload)

    async def acked(self, *envelopes: str, patience: float = 3.0) -> list[Ack]:
        """What came back for envelopes, as far as anything did in time."""
        acks = [await self.far.sockets.acked(name, patience) for name in envelopes]
        return [ack for ack in acks if ack]

    def _ways(self, scene: Scene, ts: str = "") -> tuple[str, str]:
        url = self.far.response_url(scene.channel, scene.user, ts, scene.team)
        return url, self.far.trigger_id(scene.user, scene.team)


@dataclass(frozen=True, slots=True)
class Plugged:
    """Backchat over Socket Mode in the test's own process."""

    far: FarSide
    plug: SlackSocket
    service: Service
    parts: Bench
    running: asyncio.Task[None]

    @property
    def line(self) -> Line:
        """What people do."""
        return Line(self.far)

    async def reaches(self, *, ok: bool, patience: float = 10.0) -> None:
        """Waits until it says that it is connected, or that it is not.

        Raises:
            TimeoutError: it does not.
        """
        await eventually(lambda: self.plug.state().ok is ok, patience)

    async def leave(self) -> None:
        """Tells it to take nothing more, and waits until it does not."""
        self.running.cancel()
        with suppress(asyncio.CancelledError, ServingError):
            await self.running


@asynccontextmanager
async def plugged(far: FarSide, store: Store, answerer: Callable[[], Answerer]) -> AsyncIterator[Plugged]:
    """Backchat, connected; what it has begun is finished at the end."""
    settings = settings_of(far, slack_app_token=SecretStr(far.world.app_token))
    async with bench(store, answerer) as parts:
        service, plug = Service(parts.parts), SlackSocket(settings, await own_token(settings))
        made = Plugged(far, plug, service, parts, asyncio.create_task(plug.run(service)))
        try:
            await far.sockets.connected()
            yield made
        finally:
            await made.leave()
            await service.drain(ALLOWED)
            await plug.aclose()


@dataclass(slots=True)
class Processes:
    """Processes of Backchat that share a folder and a far side."""

    far: FarSide
    folder: Path
    env: dict[str, str] = field(init=False)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        knowledge = small_knowledge(self.folder / "knowledge")
        self.env = environment(
            self.folder,
            BACKCHAT_KNOWLEDGE=str(knowledge),
            SLACK_API_URL=self.far.api,
            SLACK_BOT_TOKEN=self.far.workspace().bot_token,
        )

    @asynccontextmanager
    async def serve(self, number: int = 1) -> AsyncIterator[list[Process]]:
        """Some that serve Slack over HTTP."""
        async with self._started(number, "serve", SLACK_SIGNING_SECRET=sent.SECRET) as processes:
            yield processes

    @asynccontextmanager
    async def slack(self) -> AsyncIterator[Process]:
        """One that is connected over Socket Mode; no other may be."""
        token = self.far.world.app_token
        async with self._started(1, "slack", "--port", "0", SLACK_APP_TOKEN=token) as [process]:
            await self.far.sockets.connected(patience=CONNECTING)
            yield process

    @asynccontextmanager
    async def _started(self, number: int, *words: str, **more: str) -> AsyncIterator[list[Process]]:
        """They are killed at the end, if they still run; the far side answers meanwhile, for it is in this loop."""
        with ExitStack() as stack:
            made = [
                Process(self.folder / f"log{next(self._numbers)}", self.env | more, "bot", *words)
                for _ in range(number)
            ]
            for one in made:
                stack.callback(one.kill)
            await asyncio.gather(*(asyncio.to_thread(one.__enter__) for one in made))
            yield made


class Poster:
    """Delivers events to processes over HTTP, signed, as an async context manager."""

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_why: object) -> None:
        await self._session.close()

    async def post(self, process: Process, event: Payload, *, event_id: str = "", retry: int = 0) -> int:
        """The status that an event got; 0 where the process went away before it answered."""
        body = json.dumps(sent.callback(Scene(), event, event_id=event_id))
        headers = sent.signed(body) | (sent.retried(retry) if retry else {})
        url = f"http://127.0.0.1:{process.port}/slack/events"
        try:
            async with self._session.post(url, data=body, headers=headers) as answer:
                return answer.status
        except aiohttp.ClientError:
            return 0
