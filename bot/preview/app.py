"""The web application of the preview: pages, two files, and the news of each new state.

It is for this machine alone. Whatever the request, it is only read; no other site may ask, frame or script its pages, and a
name of another site that leads here is refused.
"""

from __future__ import annotations

from http import HTTPStatus
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.preview.pages.asking import ask_page
from bot.preview.pages.entries import entry_page, family_page, path_page
from bot.preview.pages.others import failed_page, findings_page, home_page, missing_page, tap_page
from bot.preview.pages.shell import html

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from bot.preview.drawing import Platforms
    from bot.preview.live import Live
    from bot.preview.pages.shell import Page

_NAMES: Final = frozenset({"127.0.0.1", "localhost"})
"""What this machine is called by a browser on it; a port may follow, also another one that leads here."""

_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_FILES: Final = {"preview.css": "text/css", "preview.js": "text/javascript"}


def preview_app(live: Live, platforms: Platforms) -> ASGIApp:
    """The application, guard and all."""
    site = _Site(live, platforms)
    routes = [
        Route("/", site.home),
        Route("/ask", site.ask),
        Route("/entry/{name}", site.entry),
        Route("/path/{name}", site.path),
        Route("/family/{name}", site.family),
        Route("/findings", site.findings),
        Route("/tap", site.tap),
        Route("/events", site.events),
        *(Route(f"/{name}", _file(name, kind)) for name, kind in _FILES.items()),
    ]
    app = Starlette(routes=routes, exception_handlers={HTTPException: site.missing, Exception: site.failed})
    app.router.redirect_slashes = False
    return _Guard(app)


class _Site:
    """Answers each address with the page of the moment."""

    def __init__(self, live: Live, platforms: Platforms) -> None:
        self._live, self._platforms = live, platforms

    async def home(self, request: Request) -> Response:
        return self._shown(home_page(self._live.state, request.query_params.get("wanted", "")))

    async def ask(self, request: Request) -> Response:
        asked, after = (request.query_params.get(name, "") for name in ("q", "after"))
        if not asked.strip():
            return RedirectResponse("/", HTTPStatus.SEE_OTHER)
        return self._shown(ask_page(self._live.state, asked, self._platforms, after))

    async def entry(self, request: Request) -> Response:
        return self._shown(entry_page(self._live.state, request.path_params["name"], self._platforms))

    async def path(self, request: Request) -> Response:
        typed = request.query_params.get("step", "1")
        step = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len("1000") else 1
        return self._shown(path_page(self._live.state, request.path_params["name"], step, self._platforms))

    async def family(self, request: Request) -> Response:
        return self._shown(family_page(self._live.state, request.path_params["name"], self._platforms))

    async def findings(self, _request: Request) -> Response:
        return self._shown(findings_page(self._live.state))

    async def tap(self, request: Request) -> Response:
        code = request.query_params.get("code", "")
        return self._shown(tap_page(self._live.state, code, self._platforms))

    async def events(self, _request: Request) -> Response:
        return StreamingResponse(self._news(), media_type="text/event-stream")

    async def missing(self, _request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
        return self._shown(None, status)

    async def failed(self, _request: Request, error: Exception) -> Response:
        """What is shown where a page could not be made; the traceback goes to the terminal besides."""
        return self._shown(failed_page(error), HTTPStatus.INTERNAL_SERVER_ERROR)

    async def _news(self) -> AsyncIterator[str]:
        """Every stamp, from that of the moment on."""
        yield "retry: 500\n\n"
        async for stamp in self._live.stamps():
            yield f"data: {stamp}\n\n"

    def _shown(self, page: Page | None, status: int = HTTPStatus.OK) -> Response:
        if page is None:
            page, status = missing_page(), HTTPStatus.NOT_FOUND
        return HTMLResponse(html(page, self._live.state, self._live.stamp), status)


def _file(name: str, kind: str) -> ASGIApp:
    """Serves a file of ours, read once."""
    return Response((files("bot.preview") / "static" / name).read_bytes(), media_type=kind)


class _Guard:
    """Refuses what does not come from a browser on this machine, and gives every answer the headers that keep it here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return None

        async def _guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        return await (_refusal(scope) or self._app)(scope, receive, _guarded)


def _refusal(scope: Scope) -> Response | None:
    """What is said to a request that is not taken; None where it is."""
    if scope["method"] not in {"GET", "HEAD"}:
        told = "Here one can only read.\n"
        return PlainTextResponse(told, HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": "GET, HEAD"})
    host = Headers(scope=scope).get("host", "")
    name, colon, port = host.partition(":")
    if name.lower() not in _NAMES or (colon and not port.isdigit()):
        told = "The preview is for this machine alone: open it as http://127.0.0.1.\n"
        return PlainTextResponse(told, HTTPStatus.MISDIRECTED_REQUEST)
    return None
