"""What posts messages to serving processes, and asks how they are."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Self

Told = Mapping[str, Any]


class Client:
    """One connection to a process, kept open."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, told: Told) -> str:
        """How the turn of a message ended; a status where the process failed.

        Raises:
            ConnectionError: the process is not there, or went away before it answered.
        """
        status, body = await self.ask("POST", "/loopback", told)
        return str(body["ending"]) if status == HTTPStatus.OK else f"{status}"

    async def ask(self, method: str, path: str, told: object = None) -> tuple[int, Any]:
        """The status and the body of an answer; header and body of the request go out together, or each would wait.

        Raises:
            ConnectionError: the process is not there, or went away before it answered.
        """
        body = b"" if told is None else json.dumps(told).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
        self._streams = self._streams or await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        try:
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", answer.lower())
            found = await reader.readexactly(int(length[1]) if length else 0)
        except asyncio.IncompleteReadError:
            await self.close()
            raise ConnectionResetError from None
        except OSError:
            await self.close()
            raise
        told_json = b"application/json" in answer.lower()
        return int(answer.split()[1]), json.loads(found) if told_json else found

    async def close(self) -> None:
        """Closes the connection; the next request opens another."""
        if self._streams:
            (_, writer), self._streams = self._streams, None
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def __aenter__(self) -> Self:
        """Nothing is opened yet."""
        return self

    async def __aexit__(self, *_why: object) -> None:
        """Closes the connection."""
        await self.close()


def question(key: str, person: str = "ada", text: str = "explain docker", **more: Any) -> Told:
    """A question as the loopback takes it."""
    return {"key": key, "person": person, "text": text, **more}


def tap(key: str, code: str, person: str = "ada", **more: Any) -> Told:
    """A tap on a button."""
    return {"key": key, "person": person, "code": code, **more}


async def health(port: int) -> tuple[int, dict[str, Any]]:
    """What /health says: its status and its body."""
    async with Client(port) as client:
        return await client.ask("GET", "/health")


async def healthy(port: int, status: int, patience: float = 30.0) -> float:
    """After how many seconds /health has a status.

    Raises:
        TimeoutError: not within `patience` seconds.
    """
    began = time.monotonic()
    async with asyncio.timeout(patience):
        while (await health(port))[0] != status:  # noqa: ASYNC110 - another process tells only when asked
            await asyncio.sleep(0.05)
    return time.monotonic() - began
