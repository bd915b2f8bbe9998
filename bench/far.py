"""A platform of the tests in a process of its own, so that it takes no time of the process that asks and measures.

Both sides speak over a Unix socket: orders and news are lines of JSON; times are of the monotonic clock, which all processes
of a machine share.
"""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any, Final, Protocol, Self, TypeVar

from bench.data import ROOT

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


class Serves(Protocol):
    """What a host has in it."""

    async def start(self) -> None:
        """Serves on a port of its own."""

    async def stop(self) -> None:
        """Ends."""


class FarHost:
    """The platform's side of the Unix socket: does what it is told by its methods `do_…`, and tells what it hears."""

    def __init__(self, server: Serves) -> None:
        """It hosts `server`."""
        self._server = server
        self._writer: asyncio.StreamWriter | None = None
        self._over = asyncio.Event()

    def hello(self) -> Told:
        """What a visitor must know."""
        return {}

    def say(self, **told: object) -> None:
        """Tells the visitor something."""
        if self._writer:
            self._writer.write(json.dumps(told).encode() + b"\n")

    async def host(self, socket: str) -> None:
        """Serves until its one visitor at the Unix socket leaves."""
        await self._server.start()
        async with await asyncio.start_unix_server(self._visit, socket, limit=_LINE):
            print("listening", flush=True)
            await self._over.wait()
        await self._server.stop()

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self.say(news="hello", **self.hello())
        async with asyncio.TaskGroup() as group:
            while line := await reader.readline():
                group.create_task(self._obey(json.loads(line)))
        self._over.set()

    async def _obey(self, order: Told) -> None:
        number, name = order.pop("number"), order.pop("order")
        try:
            self.say(number=number, result=await getattr(self, f"do_{name}")(**order))
        except TimeoutError as error:
            self.say(number=number, error=str(error))


class Far:
    """Our side: a platform in another process, as an async context manager; `refused` is all that broke a rule."""

    def __init__(self, folder: Path, module: str, heard: Callable[[Told], None], *arguments: str) -> None:
        """`module` is run with the address of the socket and `arguments`; `heard` is told of every news but refusals."""
        name = module.rpartition(".")[2]
        self._socket, self._log = folder / f"{name}.sock", folder / f"{name}.log"
        self._command = (sys.executable, "-m", module, str(self._socket), *arguments)
        self._heard = heard
        self._numbers = count()
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self.refused: list[Told] = []

    async def __aenter__(self) -> Self:
        """Starts it, and connects."""
        with self._log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command, cwd=ROOT, stdout=PIPE, stderr=log
            )
        if self._process.stdout is None:
            raise RuntimeError("a process without a standard output")
        async with asyncio.timeout(_STARTING):
            await self._process.stdout.readline()  # it listens
            reader, self._writer = await asyncio.open_unix_connection(self._socket, limit=_LINE)
            self.greeted(json.loads(await reader.readline()))
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

    def greeted(self, hello: Told) -> None:
        """Takes what a visitor must know."""

    async def do(self, order: str, **told: object) -> Any:
        """Has it do something; returns what came of it.

        Raises:
            TimeoutError: what it waited for did not come.
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
