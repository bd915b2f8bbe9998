"""The web server of the fake Slack: it reads requests, checks them, answers, and keeps what came."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Final

from aiohttp import web

from tests.slack_methods import METHODS, exchanged, rewrite
from tests.slack_records import (
    DROPPED,
    Arguments,
    Call,
    DeniedError,
    Link,
    Refused,
    Result,
    Trouble,
    Workspace,
)
from tests.slack_requests import asked
from tests.slack_rules import RESPONSE_URL, refusal
from tests.slack_sockets import Sockets
from tests.slack_world import World, posted

OPEN: Final = "apps.connections.open"


class Server:
    """The Web API, response URLs and the Socket Mode of one app."""

    def __init__(self) -> None:
        """Serves nothing before `start`."""
        self.world = World()
        self.calls: list[Call] = []
        self.refused: list[Refused] = []
        self.troubles: list[Trouble] = []
        self.sockets = Sockets(self.refused.append)
        self.port = 0
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._called)
        app.router.add_post("/{path:actions/.+}", self._responded)
        app.router.add_get("/link", self.sockets.link)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)

    async def start(self) -> None:
        """Serves on a port of its own."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Ends every connection, then the server."""
        await self.sockets.close()
        await self._runner.cleanup()

    async def _called(self, request: web.Request) -> web.Response:
        method, headers, team = request.match_info["method"], dict[str, str](), ""
        arguments: Arguments = {}
        try:
            token, arguments = await asked(request)
            if troubled := await self._troubled(request, method, arguments):
                return troubled
            space, result = self._result(method, token, arguments)
            result = {"ok": True} | result
            team = space.team_id if space else ""
            headers["x-oauth-scopes"] = self.world.scopes
        except DeniedError as denied:
            self.refused.append(Refused(method, arguments, denied.error, denied.messages))
            result = {"ok": False, "error": denied.error}
            result |= {"response_metadata": {"messages": denied.messages}} if denied.messages else {}
        return self._answer(method, arguments, result, team=team, headers=headers)

    def _result(self, method: str, token: str, arguments: Arguments) -> tuple[Workspace | None, Result]:
        if method == OPEN:
            return None, {"url": self._opened(token)}
        if method == "oauth.v2.access":
            return exchanged(self.world, arguments)
        if method not in METHODS:
            raise DeniedError("unknown_method", method)
        space = self.world.holder(token)
        _checked(method, arguments)
        return space, METHODS[method](self.world, space, arguments)

    def _opened(self, token: str) -> str:
        if token != self.world.app_token:
            space = self.world.holder(token)
            raise DeniedError("not_allowed_token_type", f"a bot token of {space.team_id}")
        return f"ws://127.0.0.1:{self.port}/link?ticket={self.sockets.ticket()}&app_id=1"

    async def _troubled(self, request: web.Request, method: str, arguments: Arguments) -> web.Response | None:
        """What is answered instead, where a fault is armed."""
        trouble = next((one for one in self.troubles if one.strikes(method)), None)
        if trouble is None and method == OPEN and self.sockets.out:
            trouble = Trouble(method, 1, DROPPED)
        if trouble is None:
            return None
        await asyncio.sleep(trouble.delay)
        if trouble.status == DROPPED and request.transport is not None:
            request.transport.abort()
            return self._answer(method, arguments, {"ok": False, "error": "dropped"}, status=DROPPED)
        if trouble.answer is None:
            return None
        limited = trouble.retry_after is not None
        headers = {"Retry-After": f"{trouble.retry_after:g}"} if limited else {}
        return self._answer(
            method, arguments, trouble.answer, status=429 if limited else trouble.status, headers=headers
        )

    def _answer(
        self,
        method: str,
        arguments: Arguments,
        result: Result,
        *,
        status: int = 200,
        team: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> web.Response:
        self.calls.append(Call(method, arguments, time.monotonic(), result, status, team))
        return web.json_response(result, status=status or 500, headers=headers)

    async def _responded(self, request: web.Request) -> web.Response:
        payload: Arguments = {}
        try:
            _, payload = await asked(request)
            if troubled := await self._troubled(request, RESPONSE_URL, payload):
                return troubled
            link = self.world.followed(request.match_info["path"])
            _checked(RESPONSE_URL, payload)
            kind = self._follow(link, payload)
        except DeniedError as denied:
            self.refused.append(Refused(RESPONSE_URL, payload, denied.error, denied.messages))
            status = 404 if denied.error.endswith("_url") else 400
            return self._answer(RESPONSE_URL, payload, {"ok": False, "error": denied.error}, status=status)
        self._answer(RESPONSE_URL, payload, {"ok": True, "kind": kind, "user": link.user}, team=link.team)
        return web.Response(text="ok")

    def _follow(self, link: Link, payload: Arguments) -> str:
        """Does what came to a response URL; returns what it was."""
        space = self.world.workspace(link.team)
        original = next((one for one in space.messages if one.ts == link.ts), None)
        if payload.get("delete_original"):
            space.messages.remove(original) if original else None
            return "delete_original"
        if payload.get("replace_original"):
            rewrite(original, payload) if original else None
            return "replace_original"
        kind = str(payload.get("response_type", "ephemeral"))
        posted(self.world, space, link.channel, payload, "" if kind == "in_channel" else link.user)
        return kind


def _checked(method: str, arguments: Arguments) -> None:
    denied = refusal(method, arguments)
    if denied:
        raise DeniedError(denied.error, *denied.messages)
