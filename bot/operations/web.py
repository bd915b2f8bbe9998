"""The small web application of a serving process: health, metrics, and the routes that the adapters bring.

Around it stands a guard that no route can forget: it takes the whole body, within a size and a time, before any route
sees the request, and it answers for a route that fails, without a word of why.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bot.operations.guard import Guard, answer

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp

    from bot.operations.health import Health
    from bot.operations.metrics import Metrics

_HELLO: Final = "This is Backchat. It answers questions about the back-end developer's career in chat.\n"
_FRESH: Final = {"Cache-Control": "no-store"}
_NEAR: Final = tuple(
    map(ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"))
)
_PASSED_ON: Final = frozenset({"forwarded", "via", "x-real-ip"})

Endpoint = Callable[["Request"], Awaitable[Response]]


def web_app(
    health: Health, metrics: Metrics, *, token: str | None = None, plugs_routes: Sequence[BaseRoute] = ()
) -> ASGIApp:
    """The application, guard and all; `token` is what a scraper of /metrics must show."""
    routes = (
        Route("/", _hello),
        Route("/health", _health(health)),
        Route("/health/live", _live(health)),
        Route("/metrics", _metrics(metrics, token)),
        *plugs_routes,
    )
    app = Starlette(routes=routes, exception_handlers={HTTPException: _refused, Exception: _failed})
    app.router.redirect_slashes = False
    return Guard(app, failed=lambda: metrics.faulted("web"))


async def _hello(_request: Request) -> Response:
    return PlainTextResponse(_HELLO)


def _health(health: Health) -> Endpoint:
    async def _report(_request: Request) -> Response:
        report = health.report()
        parts = {
            name: {"ok": state.ok} | ({"reason": state.reason} if state.reason else {})
            for name, state in report.parts.items()
        }
        body = {"status": report.status, "ready": report.ready, "live": report.live, "parts": parts}
        return JSONResponse(body, HTTPStatus.OK if report.ready else HTTPStatus.SERVICE_UNAVAILABLE, _FRESH)

    return _report


def _live(health: Health) -> Endpoint:
    async def _report(_request: Request) -> Response:
        live = health.report().live
        return JSONResponse({"live": live}, HTTPStatus.OK if live else HTTPStatus.SERVICE_UNAVAILABLE, _FRESH)

    return _report


def _metrics(metrics: Metrics, token: str | None) -> Endpoint:
    async def _page(request: Request) -> Response:
        if token is not None and not _shows(request, token):
            return answer(HTTPStatus.UNAUTHORIZED, {"WWW-Authenticate": "Bearer"})
        if token is None and not _from_near(request):
            return answer(HTTPStatus.FORBIDDEN)
        page, kind = metrics.exposition()
        return Response(page, media_type=kind, headers=_FRESH)

    return _page


def _shows(request: Request, token: str) -> bool:
    """Whether the request shows the token; compared as bytes, for text that is not ASCII would raise."""
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    same = hmac.compare_digest(shown.strip().encode("latin-1"), token.encode())
    return same and scheme.lower() == "bearer"


def _from_near(request: Request) -> bool:
    """Whether the request comes straight from this machine or a private network, and from no proxy in front of us."""
    if any(name in _PASSED_ON or name.startswith("x-forwarded") for name in request.headers):
        return False
    try:
        peer = ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    peer = (peer.ipv4_mapped if isinstance(peer, IPv6Address) else None) or peer
    return any(peer in network for network in _NEAR)


async def _refused(_request: Request, error: Exception) -> Response:
    """What a client gets for a request that no route takes: a fixed text, whatever the route said."""
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    return answer(HTTPStatus(status), headers)


async def _failed(_request: Request, _error: Exception) -> Response:
    return answer(HTTPStatus.INTERNAL_SERVER_ERROR)
