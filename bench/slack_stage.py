"""A workspace for benchmarks: who asks there, and waits until the answer has arrived in the Slack that stands in for Slack."""

from __future__ import annotations

import asyncio
import html
import json
from http import HTTPStatus
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Final

from bench.asking import settings
from bench.far import Told
from bench.load import Serving
from bench.slack_far import Slack
from bench.slack_processes import Command, Wire, started
from tests import slack_payloads as sent

_PATIENCE: Final = 60.0
_PEOPLE: Final = count(1)


class Stage:
    """A workspace and those who wait for something there."""

    def __init__(self, folder: Path, knowledge: Path) -> None:
        """What processes and Slack write goes to `folder`; they answer from `knowledge`."""
        self.folder = folder
        self._knowledge = knowledge
        self.slack = Slack(folder, self._heard)
        self._waiting: dict[str, asyncio.Future[float]] = {}

    def comes(self, name: str) -> asyncio.Future[float]:
        """When something comes: an answer in a thread, or an acknowledgement of an envelope."""
        return self._waiting.setdefault(name, asyncio.get_running_loop().create_future())

    def _heard(self, told: Told) -> None:
        if told["news"] == "ack":
            name = told["envelope"]
        elif told["method"] == "chat.postMessage" and told["ok"]:
            name = told["arguments"].get("thread_ts", "")
        else:
            return
        if not (waits := self.comes(name)).done():
            waits.set_result(told["at"])

    async def over_socket(self, text: str) -> tuple[float, float]:
        """Delivers a question by Socket Mode."""
        event, callback = mention(text)
        answer = self.comes(event["ts"])
        envelope, began = await self.slack.do("deliver", kind="events_api", payload=callback)
        acked = await asyncio.wait_for(self.comes(envelope), _PATIENCE)
        return await asyncio.wait_for(answer, _PATIENCE) - began, acked - began

    async def over_http(self, wire: Wire, text: str) -> tuple[float, float]:
        """Delivers a question by a signed request."""
        event, callback = mention(text)
        answer, body = self.comes(event["ts"]), json.dumps(callback)
        headers = sent.signed(body)
        began = monotonic()
        if (await wire.slack(body, headers))[0] != HTTPStatus.OK:
            raise RuntimeError("a question was not acknowledged")
        acked = monotonic()
        return await asyncio.wait_for(answer, _PATIENCE) - began, acked - began

    def process(self, name: str, command: Command) -> Serving:
        """A process with a journal of its own, on knowledge that was compiled before."""
        return started(self.folder, name, command, self.slack, settings(self.folder, name, self._knowledge))


def mention(text: str) -> tuple[Told, Told]:
    """Somebody who has never asked before asks something in a channel: the event, and what Slack delivers."""
    scene = sent.Scene(user=f"U{next(_PEOPLE):09d}")
    event = sent.app_mention(scene, html.escape(text, quote=False))
    return event, sent.callback(scene, event)
