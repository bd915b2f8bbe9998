"""The processes of a soak of Slack: one over Socket Mode and others over HTTP, on one journal, and Slack's way to them."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, Final, Literal

from bench.far import Told
from bench.load import Serving
from bench.slack_far import Slack
from bench.slack_processes import Wire, started
from bench.soak_fleet import Fleet, Life
from tests import slack_payloads as sent
from tests.slack_payloads import FORM

SOCKET: Final = 0
"""The place of the process that is connected over Socket Mode."""

PATIENCE: Final = 3.0
"""Seconds that Slack waits for an acknowledgement."""

_GONE: Final = (OSError, EOFError, TimeoutError, ValueError)


@dataclass(frozen=True, slots=True)
class Parcel:
    """Something that Slack delivers."""

    kind: Literal["events_api", "interactive", "slash_commands"]
    payload: Told

    def request(self, retry: int) -> tuple[str, Mapping[str, str]]:
        """It as a signed request; with a number it is delivered once more."""
        if self.kind == "events_api":
            body = json.dumps(self.payload)
            return body, sent.signed(body) | (sent.retried(retry) if retry else {})
        body = sent.interaction(self.payload) if self.kind == "interactive" else sent.form(self.payload)
        return body, sent.signed(body, content_type=FORM)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came back for a parcel: when it was acknowledged, in seconds of the monotonic clock, if it was, and by which life.

    `spoke` is whether the acknowledgement said something.
    """

    at: float | None = None
    life: int = -1
    spoke: bool = False


class SlackFleet(Fleet):
    """Some places, each disturbed; the first is connected over Socket Mode."""

    def __init__(self, folder: Path, settings: Mapping[str, str], size: int) -> None:
        super().__init__(folder, settings, size)
        self.slack = Slack(folder, self._heard)
        self.calls: list[Told] = []
        self.statuses: Counter[str] = Counter()
        self.posts: dict[str, list[Told]] = defaultdict(list)
        self._responses: dict[str, list[str]] = defaultdict(list)
        self._acks: dict[str, asyncio.Future[Receipt]] = {}

    def started(self, place: int, name: str) -> Serving:
        """A new process, of the kind that belongs to the place."""
        command: Literal["serve", "slack"] = "slack" if place == SOCKET else "serve"
        return started(self.folder, name, command, self.slack, self.settings)

    def disturbed(self, random: Random) -> int:
        """Any place."""
        return random.randrange(self.size)

    async def deliver(self, parcel: Parcel, random: Random, retry: int = 0) -> Receipt:
        """Hands a parcel to some process that lives."""
        places = self.places()
        if not places:
            return Receipt()
        place, life = random.choice(sorted(places.items()))
        by = self._by_socket(parcel, retry) if place == SOCKET else self._by_http(life, parcel, retry)
        try:
            return replace(await by, life=life.number)
        except _GONE:
            self.statuses["no answer"] += 1
            return Receipt()

    async def _by_http(self, life: Life, parcel: Parcel, retry: int) -> Receipt:
        wire = Wire(life.port, PATIENCE)
        try:
            status, body = await wire.slack(*parcel.request(retry))
        finally:
            await wire.aclose()
        self.statuses[f"HTTP {status}"] += 1
        good = status == 200  # noqa: PLR2004 - the status that acknowledges
        return Receipt(time.monotonic() if good else None, spoke=good and bool(body))

    async def _by_socket(self, parcel: Parcel, retry: int) -> Receipt:
        name, _ = await self.slack.do(
            "deliver", kind=parcel.kind, payload=parcel.payload, retry=retry, patience=PATIENCE
        )
        receipt = await asyncio.wait_for(self._ack(name), PATIENCE)
        self.statuses["acknowledged over the socket"] += 1
        return receipt

    def _ack(self, envelope: str) -> asyncio.Future[Receipt]:
        return self._acks.setdefault(envelope, asyncio.get_running_loop().create_future())

    def _heard(self, told: dict[str, Any]) -> None:
        if told["news"] == "ack":
            waits = self._ack(told["envelope"])
            if not waits.done():
                waits.set_result(Receipt(told["at"], spoke=bool(told["payload"])))
            return
        self.calls.append(told)
        if told["method"] == "response_url" and told["ok"]:
            self._responses[told["user"]].append(json.dumps(told["arguments"]))
        if told["method"] == "chat.postMessage" and told["ok"]:
            arguments = told["arguments"]
            self.posts[arguments.get("thread_ts") or arguments["channel"]].append(told)

    async def posted(self, thread: str, count: int, patience: float = 6.0) -> Told | None:
        """The answer that comes last in a thread, once there are so many; None if there are not in some seconds."""
        until = time.monotonic() + patience
        while len(self.posts.get(thread, ())) < count:
            if time.monotonic() > until:
                return None
            await asyncio.sleep(0.02)
        return self.posts[thread][-1]

    async def responded(self, user: str, text: str, patience: float = 6.0) -> bool:
        """Whether somebody is told something with this text in some seconds, at the address of a tap or a command."""
        until = time.monotonic() + patience
        while not any(text in told for told in self._responses[user]):
            if time.monotonic() > until:
                return False
            await asyncio.sleep(0.02)
        return True
