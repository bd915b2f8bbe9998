"""Slack's side of an installation, as a small server of our own, and a browser that goes from the one side to the other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import count
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import encode_basic_auth, web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.types import Message

from adapters.slack.installing import BACK, INSTALL, Workspaces
from bot.installations import Installations
from bot.operations.guard import Guard

CLIENT: Final = ("824731905467.canary", "canary5ecretofclient")
SCOPES: Final = ("chat:write", "commands")
_NUMBERS: Final = count(1)


@dataclass
class FarSlack:
    """Gives tokens for codes, each once, and new tokens for refresh tokens, each once."""

    url: str = ""
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    refreshable: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    wait: float = 0.0

    def allowed(self, team: str | None = "T1", enterprise: str | None = None, **more: Any) -> str:
        """Somebody allowed an installation: the code that the browser brings back; None leaves a field of the answer out."""
        number = next(_NUMBERS)
        code = f"code.canary{number}"
        told = {
            "ok": True,
            "access_token": f"xoxb-canary-{number}",
            "token_type": "bot",
            "scope": ",".join(SCOPES),
            "bot_user_id": f"UBOT{number}",
            "app_id": "A1",
            "team": {"id": team, "name": "Canary & Sons"} if team else None,
            "enterprise": {"id": enterprise, "name": "Canary Group"} if enterprise else None,
            "is_enterprise_install": team is None,
            "authed_user": {"id": "UINSTALLER1"},
        }
        self.codes[code] = {name: value for name, value in {**told, **more}.items() if value is not None}
        return code

    def renewable(self, ends_in: int, **more: Any) -> str:
        """The same for a token that ends in so many seconds."""
        refresh = f"xoxe-canary-{next(_NUMBERS)}"
        code = self.allowed(refresh_token=refresh, expires_in=ends_in, **more)
        self.refreshable[refresh] = self.codes[code]
        return code

    def called(self, method: str) -> int:
        """How often a method was called."""
        return [name for name, _ in self.calls].count(method)

    async def answer(self, request: web.Request) -> web.Response:
        """Answers a call of the Web API."""
        method, told = request.match_info["method"], {k: str(v) for k, v in (await request.post()).items()}
        self.calls.append((method, told))
        await asyncio.sleep(self.wait)
        if method == "auth.test":
            return web.json_response({"ok": True, "bot_id": "B1", "user_id": "UBOT", "team_id": "T1"})
        if request.headers.get("Authorization") != encode_basic_auth(*CLIENT):
            return web.json_response({"ok": False, "error": "bad_client_secret"})
        if told.get("grant_type") == "refresh_token":
            return web.json_response(self._renewed(told["refresh_token"]))
        return web.json_response(self.codes.pop(told["code"], {"ok": False, "error": "invalid_code"}))

    def _renewed(self, refresh: str) -> dict[str, Any]:
        old = self.refreshable.pop(refresh, None)
        if old is None:
            return {"ok": False, "error": "invalid_refresh_token"}
        number = next(_NUMBERS)
        new = {"access_token": f"xoxb-canary-{number}", "refresh_token": f"xoxe-canary-{number}"}
        self.refreshable[new["refresh_token"]] = old | new
        return old | new | {"expires_in": 43_200}


@asynccontextmanager
async def far_slack() -> AsyncIterator[FarSlack]:
    """The server, while in here."""
    slack = FarSlack()
    app = web.Application()
    app.router.add_post("/api/{method}", slack.answer)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server(access_log=None)
    slack.url = f"http://127.0.0.1:{server.port}/api/"
    yield slack
    await server.close()


def workspaces(slack: FarSlack, installations: Installations, **more: Any) -> Workspaces:
    """The workspaces of an app that this Slack knows."""
    told = {"client_id": CLIENT[0], "client_secret": CLIENT[1], "api_url": slack.url} | more
    client = AsyncWebClient(base_url=slack.url, retry_handlers=[])
    return Workspaces(client=client, scopes=SCOPES, installations=installations, **told)


@dataclass(frozen=True)
class Page:
    """What a browser got."""

    status: int
    headers: Mapping[str, list[str]]
    body: str

    @property
    def location(self) -> str:
        """Where it is sent to."""
        return self.headers["location"][0]


@dataclass
class Browser:
    """Somebody's browser, with its cookies, at our side of an installation."""

    of: Workspaces
    cookies: dict[str, str] = field(default_factory=dict)

    async def begin(self, query: str = "") -> str:
        """Begins an installation; returns the state that Slack is to give back."""
        page = await self.get(INSTALL, query)
        return parse_qs(urlsplit(page.location).query)["state"][0]

    async def back(self, **told: str) -> Page:
        """Comes back from Slack."""
        return await self.get(BACK, urlencode(told))

    async def install(self, code: str) -> Page:
        """Goes the whole way."""
        return await self.back(code=code, state=await self.begin())

    async def get(self, path: str, query: str = "") -> Page:
        """One request, through what stands before every route."""
        sent: list[Message] = []
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items()).encode()
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "scheme": "https",
            "headers": [(b"host", b"bot.example"), *([(b"cookie", cookie)] if cookie else [])],
            "client": ("127.0.0.1", 1),
            "server": ("bot.example", 443),
            "state": {},
        }

        async def _receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def _send(message: Message) -> None:
            sent.append(message)

        await Guard(Starlette(routes=self.of.routes()))(scope, _receive, _send)
        headers: dict[str, list[str]] = {}
        for name, value in sent[0]["headers"]:
            headers.setdefault(name.decode(), []).append(value.decode())
        for one in headers.get("set-cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(one).items()}
        return Page(sent[0]["status"], headers, b"".join(one.get("body", b"") for one in sent[1:]).decode())


@dataclass(frozen=True)
class Context:
    """What Bolt tells of an event, as far as it matters here."""

    is_enterprise_install: bool = False


async def token(
    of: Workspaces, team: str | None, enterprise: str | None = None, *, whole: bool = False
) -> Any:
    """The token for an event of a workspace, if there is one."""
    found = await of.authorize(context=Context(whole), enterprise_id=enterprise, team_id=team, user_id="U1")
    return found and found.bot_token
