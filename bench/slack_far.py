"""The strict Slack of the tests in a process of its own, and how it is told what to do.

`python -m bench.slack_far SOCKET` serves until its one visitor at the Unix socket leaves.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.far import Far, FarHost, Heard, Told
from tests.slack_records import CHANNEL, DROPPED, USER, Call, Refused, Trouble
from tests.slack_server import Server
from tests.slack_sockets import Ack


class Host(FarHost):
    """Slack's side of the Unix socket."""

    def __init__(self) -> None:
        self.server = Server()
        super().__init__(self.server)
        self.server.calls = Heard[Call](self._call)
        self.server.sockets.acks = Heard[Ack](self._ack)
        self._space = self.server.world.workspace()
        self._seen = 0

    def hello(self) -> Told:
        """The port, and the tokens of the bot and the app."""
        return {
            "port": self.server.port,
            "bot": self._space.bot_token,
            "app": self.server.world.app_token,
        }

    async def do_deliver(
        self, kind: str, payload: Told, retry: int = 0, patience: float = 10.0
    ) -> tuple[str, float]:
        """Sends an envelope; returns its id and when it was sent."""
        began = time.monotonic()
        reason = "timeout" if retry else ""
        name = await self.server.sockets.deliver(
            kind, payload, retry_attempt=retry, retry_reason=reason, patience=patience
        )
        return name, began

    async def do_connected(self, patience: float = 30.0) -> int:
        """Waits for a connection of Socket Mode."""
        return await self.server.sockets.connected(patience=patience)

    async def do_fail(self, method: str, **trouble: Any) -> None:
        """Arms a fault of a method, once."""
        self.server.troubles.append(Trouble(method, 1, **trouble))

    async def do_drop(self, method: str) -> None:
        """The next call of a method finds its connection dropped."""
        self.server.troubles.append(Trouble(method, 1, DROPPED))

    async def do_refresh(self, reason: str) -> None:
        """Tells every connection of Socket Mode to be replaced."""
        await self.server.sockets.refresh(reason)

    async def do_abort(self) -> None:
        """Drops every connection of Socket Mode."""
        self.server.sockets.abort()

    async def do_person(self, user: str) -> None:
        """Somebody joins the workspace."""
        self._space.person(user)

    async def do_ways(self, ts: str, user: str = USER) -> tuple[str, str]:
        """A response URL about a message, and a trigger id."""
        path = self.server.world.link(CHANNEL, user, ts)
        return f"http://127.0.0.1:{self.server.port}/{path}", self.server.world.trigger(user)

    async def do_posted(self, ts: str) -> Told | None:
        """A message as Slack tells it to whom it tells of a tap."""
        found = (one.payload() for one in self._space.messages if one.ts == ts)
        return next(found, None)

    async def do_forget(self) -> None:
        """Lets everything go that was posted, called and acknowledged: Slack is not to grow slow."""
        for one in (self._space.messages, self.server.calls, self.server.sockets.acks):
            one.clear()

    def _call(self, call: Call) -> None:
        told = {"method": call.method, "at": call.at, "ok": call.ok, "status": call.status}
        more = {key: call.result.get(key, "") for key in ("ts", "user")}
        self.say(news="call", **told, **more, arguments=call.arguments)
        self._refusals()

    def _ack(self, ack: Ack) -> None:
        self.say(news="ack", envelope=ack.envelope_id, at=time.monotonic(), payload=ack.payload)
        self._refusals()

    def _refusals(self) -> None:
        """Tells what broke a rule since the last time."""
        new: list[Refused] = self.server.refused[self._seen :]
        self._seen += len(new)
        for one in new:
            self.say(news="refused", method=one.method, error=one.error, messages=one.messages)


class Slack(Far):
    """Our side: a Slack in another process, as an async context manager; `refused` is all that broke a rule."""

    def __init__(self, folder: Path, heard: Callable[[Told], None]) -> None:
        """`heard` is told of every call and every acknowledgement."""
        super().__init__(folder, "bench.slack_far", heard)
        self.port, self.bot, self.app = 0, "", ""

    @property
    def api(self) -> str:
        """Where the Web API is."""
        return f"http://127.0.0.1:{self.port}/api/"

    def greeted(self, hello: Told) -> None:
        """Takes the port, and the tokens of the bot and the app."""
        self.port, self.bot, self.app = hello["port"], hello["bot"], hello["app"]


if __name__ == "__main__":
    asyncio.run(Host().host(sys.argv[1]))
