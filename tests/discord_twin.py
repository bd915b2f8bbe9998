"""A Discord that others wrote, discord-digital-twin (MIT), as a second opinion on the wire: run with Node where it is installed.

It was written for discord.js, and lacks a few things that discord.py asks for. `Front` stands before its REST API, adds
those, and can fail requests, which the twin cannot; the gateway is the twin's own.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
from asyncio.subprocess import PIPE
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fnmatch import fnmatchcase
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import aiohttp
from aiohttp import web

RUNNER: Final = Path(__file__).parent / "adapters" / "discord" / "twin.mjs"
API: Final = "/api/v10"
_OWNER: Final = {"id": "1056964608000000023", "username": "linus", "discriminator": "0", "avatar": None}
_STARTING: Final = 30.0
_PATIENCE: Final = 15.0


class Twin:
    """The twin in a process of its own."""

    def __init__(self, node: str, package: str, folder: Path) -> None:
        """Runs `node`; `package` is the folder in which the twin is installed."""
        self._command, self._log = (node, str(RUNNER), package), folder / "twin.log"
        self._turn = asyncio.Lock()
        self.port, self.token, self.bot, self.channel = 0, "", "", ""

    async def __aenter__(self) -> Self:
        """Waits until it serves."""
        with self._log.open("w") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=log,
                env={"PATH": os.environ["PATH"], "TWIN_MUTE": os.environ.get("TWIN_MUTE", "")},
                limit=1 << 24,
            )
        async with asyncio.timeout(_STARTING):
            await self._line()
            hello = await self.do("hello")
        self.port, self.token = hello["port"], hello["token"]
        self.bot, self.channel = hello["bot"], hello["channel"]
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        """Ends it."""
        self._process.kill()
        await self._process.wait()

    async def do(self, order: str, **told: object) -> Any:
        """Has it do something; returns what came of it."""
        async with self._turn, asyncio.timeout(_PATIENCE):
            if self._process.stdin is None:
                raise RuntimeError("a process without a standard input")
            self._process.stdin.write(json.dumps({"order": order, **told}).encode() + b"\n")
            return json.loads(await self._line())["result"]

    async def until(self, order: str, enough: Any, **told: object) -> Any:
        """Does something again and again until what comes of it is `enough`; returns that.

        Raises:
            TimeoutError: it does not become so.
        """
        async with asyncio.timeout(_PATIENCE):
            while not enough(found := await self.do(order, **told)):  # noqa: ASYNC110 - it tells only when asked
                await asyncio.sleep(0.05)
        return found

    async def _line(self) -> bytes:
        if self._process.stdout is None:
            raise RuntimeError("a process without a standard output")
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the twin has ended: {self._log.read_text()}")
        return line


class Front:
    """What stands before the REST API of the twin; `seen` are the requests with their statuses."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin
        self._faults: list[tuple[str, web.Response]] = []
        self._announced: Any = []
        self.seen: Counter[str] = Counter()
        self.api = ""

    def fail(self, where: str, status: int, retry_after: float = 0.0) -> None:
        """Fails the next request that a pattern such as "POST /channels/*" matches."""
        told = {"message": "failed on purpose", "code": 0}
        headers = {"Via": "1.1 google"} if retry_after else {}
        told |= {"retry_after": retry_after, "global": False} if retry_after else {}
        self._faults.append((where, _json(told, status=status, headers=headers)))

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Self]:
        """Serves on a port of its own."""
        app = web.Application()
        app.router.add_route("*", API + "/{path:.*}", self._take)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        async with aiohttp.ClientSession() as self._session:
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.api = f"http://127.0.0.1:{runner.addresses[0][1]}{API}"
            try:
                yield self
            finally:
                await runner.cleanup()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        path = request.path.removeprefix(API)
        answer = self._failure(f"{request.method} {path}") or await self._answer(request, path)
        self.seen[f"{request.method} {path} {answer.status}"] += 1
        return answer

    def _failure(self, what: str) -> web.Response | None:
        place = next((at for at, (where, _) in enumerate(self._faults) if fnmatchcase(what, where)), None)
        return None if place is None else self._faults.pop(place)[1]

    async def _answer(self, request: web.Request, path: str) -> web.Response:
        """The twin's answer, or ours to what it does not know."""
        asks_who = path == "/oauth2/applications/@me"
        path = "/applications/@me" if asks_who else path
        if request.method == "GET" and path.endswith("/commands"):
            return _json(self._announced)
        body = _plain(await request.read())
        url = f"http://127.0.0.1:{self._twin.port}{API}{path}"
        sent = {
            name: request.headers[name]
            for name in ("Authorization", "Content-Type")
            if name in request.headers
        }
        async with self._session.request(request.method, url, data=body or None, headers=sent) as found:
            content = await found.read()
        if asks_who:
            return _json(json.loads(content) | {"owner": _OWNER})
        if found.status == HTTPStatus.OK and request.method == "PUT" and path.endswith("/commands"):
            self._announced = json.loads(body)
        if (
            path.endswith("/callback") and found.status == 204
        ):  # it does not know with_response, and Discord does
            return _json(_told(path, json.loads(body)))
        return web.Response(status=found.status, body=content, content_type=found.content_type)


def _plain(body: bytes) -> bytes:
    """Permissions as text: the twin fails where they are the numbers that Discord's own description asks for."""
    return re.sub(rb'("default_member_permissions":\s*)(\d+)', rb'\1"\2"', body)


def _json(told: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """JSON as Discord sends it: discord.py reads it as nothing else where the type names a charset."""
    content = json.dumps(told).encode()
    return web.Response(status=status, body=content, content_type="application/json", headers=headers)


def _told(path: str, body: Any) -> Any:
    """What Discord tells of an answer to who asks for it."""
    return {"interaction": {"id": path.split("/")[2], "type": 2}} | {"resource": {"type": body["type"]}}
