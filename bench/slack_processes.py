"""The real `backchat serve` and `backchat slack`, started for a Slack that stands in for Slack, and requests to them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final, Literal

from bench.load import Serving, launched
from bench.slack_far import Slack
from tests.slack_payloads import SECRET, signed

Command = Literal["serve", "slack"]

EVENTS: Final = "/slack/events"


def started(folder: Path, name: str, command: Command, slack: Slack, settings: Mapping[str, str]) -> Serving:
    """A process that serves a workspace, over signed HTTP or Socket Mode, with these settings and no others."""
    known = {"SLACK_API_URL": slack.api, "SLACK_BOT_TOKEN": slack.bot}
    known |= {"SLACK_SIGNING_SECRET": SECRET} if command == "serve" else {"SLACK_APP_TOKEN": slack.app}
    return launched(folder, name, ("bot", command), {**known, **settings})


def busy(serving: Serving) -> float:
    """Seconds of a processor that a process has used so far (proc(5), utime and stime); what else runs does not change them."""
    stat = Path(f"/proc/{serving.process.pid}/stat").read_text(encoding="ascii")
    used = stat.rpartition(") ")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


class Wire:
    """One kept connection to a web server of this machine, each request in one packet."""

    def __init__(self, port: int, patience: float = 30.0) -> None:
        """`patience` is how many seconds an answer may take."""
        self._port = port
        self._patience = patience
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: str, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Status and body of the answer.

        Raises:
            OSError, EOFError, TimeoutError: there was none.
        """
        try:
            async with asyncio.timeout(self._patience):
                return await self._post(path, body.encode(), headers)
        except BaseException:
            self.close()
            raise

    async def slack(self, body: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
        """Status and body of the answer to something that Slack signed; `headers` are others than those of an event.

        Raises:
            OSError, EOFError, TimeoutError: there was none.
        """
        return await self.post(EVENTS, body, headers or signed(body))

    def close(self) -> None:
        """Closes the connection; the next request opens another."""
        if self._open:
            self._open[1].close()
            self._open = None

    async def aclose(self) -> None:
        """Closes the connection, and waits until it is."""
        writer = self._open[1] if self._open else None
        self.close()
        if writer:
            with suppress(OSError):
                await writer.wait_closed()

    async def _post(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        if self._open is None:
            self._open = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._open
        lines = [f"POST {path} HTTP/1.1", "host: localhost", f"content-length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.partition(b"content-length:")[2].split(b"\r\n")[0])
        content = await reader.readexactly(length)
        if b"connection: close" in answer:
            self.close()
        return int(answer.split()[1]), content


@asynccontextmanager
async def wires(port: int, size: int) -> AsyncIterator[list[Wire]]:
    """Some connections to one server, closed when the context ends."""
    made = [Wire(port) for _ in range(size)]
    try:
        yield [*made]
    finally:
        await asyncio.gather(*(one.aclose() for one in made))
