"""The strict Slack of the tests in a process of its own, and how it is told what to do.

`python -m bench.slack_far SOCKET` serves until its one visitor at the Unix socket leaves. Orders and news are lines of JSON;
times are of the monotonic clock, which all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from bench.data import ROOT
from tests.slack_records import CHANNEL, DROPPED, USER, Call, Refused, Trouble
from tests.slack_server import Server
from tests.slack_sockets import Ack

T = TypeVar("T")
Told = dict[str, Any]

_LINE: Final = 1 << 24
"""The longest line that is read, in bytes."""

_STARTING: Final = 20.0


class Heard(list[T]):
    """A list that tells somebody of everything that is added."""

    def __init__(self, tell: Callable[[T], None]) -> None:
        super().__init__()
        self._tell = tell

    def append(self, one: T) -> None:
        """Adds something, and tells."""
        super().append(one)
        self._tell(one)


class Host:
    """Slack's side of the Unix socket: does what it is told, and tells what it hears."""

    def __init__(self) -> None:
        self.server = Server()
        self.server.calls = Heard[Call](self._call)
        self.server.sockets.acks = Heard[Ack](self._ack)
        self._space = self.server.world.workspace()
        self._seen = 0
        self._writer: asyncio.StreamWriter | None = None
        self.over = asyncio.Event()

    async def visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Takes orders until the visitor leaves."""
        self._writer = writer
        self._say(
            port=self.server.port, bot=self._space.bot_token, app=self.server.world.app_token, news="hello"
        )
        async with asyncio.TaskGroup() as group:
            while line := await reader.readline():
                group.create_task(self._obey(json.loads(line)))
        self.over.set()

    async def _obey(self, order: Told) -> None:
        number, name = order.pop("number"), order.pop("order")
        try:
            self._say(number=number, result=await getattr(self, f"do_{name}")(**order))
        except TimeoutError as error:
            self._say(number=number, error=str(error))

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
        self._say(news="call", **told, **more, arguments=call.arguments)
        self._refusals()

    def _ack(self, ack: Ack) -> None:
        self._say(news="ack", envelope=ack.envelope_id, at=time.monotonic(), payload=ack.payload)
        self._refusals()

    def _refusals(self) -> None:
        """Tells what broke a rule since the last time."""
        new: list[Refused] = self.server.refused[self._seen :]
        self._seen += len(new)
        for one in new:
            self._say(news="refused", method=one.method, error=one.error, messages=one.messages)

    def _say(self, **told: object) -> None:
        if self._writer:
            self._writer.write(json.dumps(told).encode() + b"\n")


class Slack:
    """Our side: a Slack in another process, as an async context manager; `refused` is all that broke a rule."""

    def __init__(self, folder: Path, heard: Callable[[Told], None]) -> None:
        """`heard` is told of every call and every acknowledgement."""
        self._socket = folder / "slack.sock"
        self._heard = heard
        self._numbers = count()
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._log = folder / "slack.log"
        self.refused: list[Told] = []
        self.port, self.bot, self.app = 0, "", ""

    @property
    def api(self) -> str:
        """Where the Web API is."""
        return f"http://127.0.0.1:{self.port}/api/"

    async def __aenter__(self) -> Self:
        """Starts it, and connects."""
        with self._log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bench.slack_far", str(self._socket)),
                cwd=ROOT,
                stdout=PIPE,
                stderr=log,
            )
        if self._process.stdout is None:
            raise RuntimeError("a process without a standard output")
        async with asyncio.timeout(_STARTING):
            await self._process.stdout.readline()  # it listens
            reader, self._writer = await asyncio.open_unix_connection(self._socket, limit=_LINE)
            hello = json.loads(await reader.readline())
        self.port, self.bot, self.app = hello["port"], hello["bot"], hello["app"]
        self._reading = asyncio.create_task(self._read(reader))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leaves, with which it ends."""
        self._writer.close()
        await self._writer.wait_closed()
        try:
            await asyncio.wait_for(self._process.wait(), 5)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)

    async def do(self, order: str, **told: object) -> Any:
        """Has it do something; returns what came of it.

        Raises:
            TimeoutError: there was no connection to do it with.
        """
        number = next(self._numbers)
        self._asked[number] = asyncio.get_running_loop().create_future()
        self._writer.write(json.dumps({"order": order, "number": number, **told}).encode() + b"\n")
        return await self._asked[number]

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            told = json.loads(line)
            if told.get("news") == "refused":
                self.refused.append(told)
            elif "news" in told:
                self._heard(told)
            elif "error" in told:
                self._asked.pop(told["number"]).set_exception(TimeoutError(told["error"]))
            else:
                self._asked.pop(told["number"]).set_result(told["result"])


async def _host(socket: str) -> None:
    host = Host()
    await host.server.start()
    async with await asyncio.start_unix_server(host.visit, socket, limit=_LINE):
        print("listening", flush=True)
        await host.over.wait()
    await host.server.stop()


if __name__ == "__main__":
    asyncio.run(_host(sys.argv[1]))
