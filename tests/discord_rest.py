"""The web server of the fake Discord: it reads requests, checks them, answers, and keeps what came."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests import discord_answers, discord_routes
from tests.discord_gateway import Gateway
from tests.discord_limits import Answer, Limits
from tests.discord_records import DROPPED, Call, DeniedError, Refused
from tests.discord_requests import API, Asked, Route, authorize, check, read
from tests.discord_stage import Stage
from tests.discord_world import World


@dataclass(frozen=True, slots=True)
class _Came:
    """A request, as far as it was read."""

    asked: Asked
    route: Route | None
    at: float


class Rest:
    """The API of one bot, and its gateway."""

    def __init__(self, *, strict: bool) -> None:
        """Serves nothing before `start`; to be `strict` is to hold bodies against Discord's description of its API."""
        self._strict = strict
        self.world = World()
        self.calls: list[Call] = []
        self.refused: list[Refused] = []
        self.limits = Limits()
        self.gateway = Gateway(self.world, self.refused.append)
        self.stage = Stage(self.world, self.gateway)
        self.port = 0
        self._routes = [*discord_routes.routes(), *discord_answers.routes()]
        app = web.Application()
        app.router.add_get("/gateway", self.gateway.link)
        app.router.add_get("/gateway/resume", self.gateway.link)
        app.router.add_route("*", "/{path:.*}", self._called)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)

    async def start(self) -> None:
        """Serves on a port of its own."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        self.gateway.url = f"ws://127.0.0.1:{self.port}/gateway"

    async def stop(self) -> None:
        """Ends every connection, then the server."""
        await self.gateway.stop()
        await self._runner.cleanup()

    async def _called(self, request: web.Request) -> web.Response:
        at = time.monotonic()
        path = request.path.removeprefix(API) if request.path.startswith(f"{API}/") else request.path
        body: Any = None
        try:
            body = await read(request)
            came = self._sorted(Asked(request.method, path, {}, dict(request.query), body), at)
            return await self._troubled(request, came) or self._done(request, came)
        except DeniedError as denied:
            asked = Asked(request.method, path, {}, {}, denied.body or body)
            return self._answer(_Came(asked, None, at), self._denied(asked.what, asked.body, denied))

    def _sorted(self, asked: Asked, at: float) -> _Came:
        for route in self._routes:
            names = route.names(asked.method, asked.path)
            if names is not None:
                return _Came(Asked(asked.method, asked.path, names, asked.query, asked.body), route, at)
        return _Came(asked, None, at)

    async def _troubled(self, request: web.Request, came: _Came) -> web.Response | None:
        """What is answered instead, where a fault is armed."""
        trouble = self.limits.struck(came.asked.what)
        if trouble is None:
            return None
        await asyncio.sleep(trouble.delay)
        answer = trouble.answer
        if answer is None:
            return None
        if trouble.done:
            self._perform(request, came)
        if answer.status == DROPPED and request.transport is not None:
            request.transport.abort()
        return self._answer(came, answer)

    def _done(self, request: web.Request, came: _Came) -> web.Response:
        route = came.route
        bucket = route.bucket(came.asked) if route else ""
        if route is not None and (many := self.limits.exceeded(came.asked.what, bucket)):
            return self._answer(came, many)
        answer = self._perform(request, came)
        headers = self.limits.headers(came.asked.what, bucket) if route else {}
        return self._answer(came, Answer(answer.status, answer.body, answer.headers | headers))

    def _perform(self, request: web.Request, came: _Came) -> Answer:
        asked, route = came.asked, came.route
        if route is None:
            unknown = DeniedError(404, 0, "404: Not Found", "the far side does not know this request")
            return self._denied(asked.what, asked.body, unknown)
        try:
            if not route.open_to_all:
                authorize(request, self.world.token)
            if self._strict:
                check(asked)
            return route.handler(self.stage, asked)
        except DeniedError as denied:
            return self._denied(f"{asked.method} {route.template}", asked.body, denied)

    def _denied(self, what: str, body: Any, denied: DeniedError) -> Answer:
        if not denied.meant:
            self.refused.append(Refused(what, body, denied.code or denied.status, denied.details))
        told = {"message": denied.message, "code": denied.code}
        faults = [{"code": "INVALID", "message": one} for one in denied.details]
        return Answer(denied.status, told | ({"errors": {"_errors": faults}} if denied.code == 50035 else {}))

    def _answer(self, came: _Came, answer: Answer) -> web.Response:
        asked, route = came.asked, came.route.template if came.route else ""
        took = time.monotonic() - came.at
        self.calls.append(
            Call(asked.method, asked.path, route, asked.body, answer.status, answer.body, came.at, took)
        )
        status = answer.status or 500
        if answer.body is None or isinstance(answer.body, str):
            return web.Response(status=status, text=answer.body, headers=answer.headers)
        packed = json.dumps(answer.body).encode()
        return web.Response(
            status=status, body=packed, content_type="application/json", headers=answer.headers
        )
