"""One connection to the fake gateway: frames in their order, compressed where the client asked for it."""

from __future__ import annotations

import asyncio
import json
import time
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from aiohttp import WSMsgType, web

from tests.discord_records import Json

if TYPE_CHECKING:
    from tests.discord_sessions import Session

ZLIB: Final = "zlib-stream"
LARGEST: Final = 4096
"""Bytes that a client may send at a time."""
MOST: Final = 120
"""Payloads that a client may send in a minute."""


@dataclass(frozen=True, slots=True)
class _Goodbye:
    code: int
    reason: str


@dataclass(eq=False)
class Connection:
    """An open connection, or one that was; nothing comes out of one that is `silent`, as of a line that is cut.

    `beats` are the times of its heartbeats (`time.monotonic()`), `left` is the code with which the client closed it.
    """

    number: int
    socket: web.WebSocketResponse = field(repr=False)
    transport: asyncio.Transport = field(repr=False)
    resume_url: bool
    compress: str
    session: Session | None = field(default=None, repr=False)
    silent: bool = False
    polite: bool = False
    open: bool = True
    left: int = 0
    opened: float = field(default_factory=time.monotonic)
    beats: list[float] = field(default_factory=list, repr=False)
    heard: list[float] = field(default_factory=list, repr=False)

    def __post_init__(self) -> None:
        self._leaving = False
        self._out: asyncio.Queue[str | bytes | _Goodbye] = asyncio.Queue()
        self._zlib = zlib.compressobj() if self.compress == ZLIB else None

    def send(self, frame: str | bytes) -> None:
        """Sends a frame behind all that wait; bytes go out as they are."""
        if not self.silent:
            self._out.put_nowait(frame)

    def payload(self, op: int, data: object = None) -> None:
        """Sends a payload that is no event."""
        self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    def close(self, code: int, reason: str = "") -> None:
        """Closes it, behind all that wait."""
        self._out.put_nowait(_Goodbye(code, reason))

    def abort(self) -> None:
        """Cuts it off: the client gets no close frame."""
        self.transport.abort()

    async def pump(self) -> None:
        """Sends what waits, until it is cancelled or the line is cut."""
        with suppress(ConnectionError):
            while True:
                match await self._out.get():
                    case _Goodbye(code, reason):
                        self._leaving = True
                        await self.socket.close(code=code, message=reason.encode())
                        return
                    case bytes() as raw:
                        await self.socket.send_bytes(raw)
                    case str() as frame:
                        await self._say(frame)

    async def finish(self, pump: asyncio.Task[None]) -> None:
        """Ends the sending, as soon as a goodbye that is under way is out."""
        if not self._leaving:
            pump.cancel()
        with suppress(asyncio.CancelledError):
            await pump

    async def _say(self, frame: str) -> None:
        if self._zlib is None:
            await self.socket.send_str(frame)
            return
        packed = self._zlib.compress(frame.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
        await self.socket.send_bytes(packed)

    async def payloads(self) -> AsyncIterator[Json | int]:
        """What the client says, until the connection ends; a number is the code with which it must be closed."""
        async for message in _messages(self.socket):
            if message is None:
                await self._bid_farewell()
                return
            self.heard.append(time.monotonic())
            yield self._read(message)

    async def _bid_farewell(self) -> None:
        self.left = self.socket.close_code or 1005
        while self.silent and not self.polite and not self.transport.is_closing():  # noqa: ASYNC110 - transports tell nobody
            await asyncio.sleep(0.02)
        await self.socket.close(code=self.left)

    def _read(self, text: str | bytes) -> Json | int:
        minute = [at for at in self.heard[-MOST - 1 :] if at > self.heard[-1] - 60]
        if len(minute) > MOST:
            return 4008
        if not isinstance(text, str) or len(text.encode()) > LARGEST:
            return 4002
        try:
            read = json.loads(text)
        except ValueError:
            return 4002
        return read if isinstance(read, dict) and isinstance(read.get("op"), int) else 4002


async def _messages(socket: web.WebSocketResponse) -> AsyncIterator[str | bytes | None]:
    """What comes: None is that the client closes."""
    while True:
        message = await socket.receive()
        match message.type:
            case WSMsgType.TEXT | WSMsgType.BINARY:
                yield message.data
            case WSMsgType.CLOSE:
                yield None
                return
            case _:
                return
