"""A server for benchmarks: who asks there, and waits until the answer has arrived in the Discord that stands in for Discord."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from bench.asking import Ask, settings
from bench.discord_far import Discord
from bench.discord_processes import announced, started
from bench.far import Told
from bench.load import Serving
from tests.discord_people import MENTION
from tests.discord_records import DEFERRED

MESSAGES: Final = "/channels/{channel_id}/messages"
CALLBACK: Final = "/interactions/{interaction_id}/{token}/callback"

_PATIENCE: Final = 60.0
_PEOPLE: Final = count(900_000_000_000_000_001)
_GOOD: Final = 300
"""Statuses below this say that it was done."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message with its answer: times of the monotonic clock. `took` is what that Discord took to tell of it, in seconds."""

    id: str
    at: float
    took: float
    arrived: float


class Stage:
    """A server and those who wait for something there; `put_off` counts what was said to take longer."""

    def __init__(self, folder: Path, knowledge: Path) -> None:
        """What processes and Discord write goes to `folder`; they answer from `knowledge`."""
        self.folder = folder
        self._knowledge = knowledge
        self.discord = Discord(folder, self._heard, strict=False)
        self.put_off = 0
        self._firsts: dict[str, asyncio.Future[float]] = {}
        self._answers: dict[str, asyncio.Future[float]] = {}

    @property
    def ways(self) -> Mapping[str, Ask]:
        """How people can ask, by what it is called."""
        return {"mentions": self._mention, "/ask": self._ask}

    async def announce(self) -> None:
        """Has the commands there."""
        await announced(self.folder, self.discord, settings(self.folder, "sync", self._knowledge))

    def process(self, name: str) -> Serving:
        """A process with a journal of its own, on knowledge that was compiled before."""
        return started(self.folder, name, self.discord, settings(self.folder, name, self._knowledge))

    async def say(self, text: str) -> Said:
        """Somebody who has never asked before asks something in a channel."""
        said = await self.discord.do("say", text=f"{MENTION} {text}", by=_somebody())
        arrived = await _within(self._answer(said["id"]))
        return Said(said["id"], said["at"], said["took"], arrived)

    async def complete(self, text: str) -> tuple[float, float]:
        """Somebody has typed so much of a question; what is offered is the answer."""
        told = await self.discord.do("complete", name="ask", option="question", text=text, by=_somebody())
        return await self._took(told)

    async def _mention(self, text: str) -> tuple[float, float]:
        said = await self.say(text)
        return said.arrived - said.at, said.arrived - said.at

    async def _ask(self, text: str) -> tuple[float, float]:
        told = await self.discord.do("command", name="ask", options={"question": text}, by=_somebody())
        return await self._took(told)

    async def _took(self, told: Told) -> tuple[float, float]:
        first = await _within(self._first(told["id"]))
        return await _within(self._answer(told["id"])) - told["at"], first - told["at"]

    def _first(self, name: str) -> asyncio.Future[float]:
        return self._firsts.setdefault(name, asyncio.get_running_loop().create_future())

    def _answer(self, name: str) -> asyncio.Future[float]:
        return self._answers.setdefault(name, asyncio.get_running_loop().create_future())

    def _heard(self, told: Told) -> None:
        if told["news"] != "call" or told["status"] >= _GOOD or told["method"] not in {"POST", "PATCH"}:
            return
        body, name, at = told["body"] or {}, told["interaction"], told["at"]
        if told["route"] == MESSAGES:
            _came(self._answer(str(body.get("message_reference", {}).get("message_id", ""))), at)
        elif told["route"] == CALLBACK and body["type"] == DEFERRED:
            self.put_off += 1
            _came(self._first(name), at)
        elif name:
            _came(self._first(name), at)
            _came(self._answer(name), at)


def _somebody() -> str:
    return str(next(_PEOPLE))


def _came(waits: asyncio.Future[float], at: float) -> None:
    if not waits.done():
        waits.set_result(at)


async def _within(waits: asyncio.Future[float]) -> float:
    return await asyncio.wait_for(waits, _PATIENCE)
