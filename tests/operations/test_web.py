from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, NoReturn

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message

from bot.operations.health import Health, Minor
from bot.operations.metrics import Metrics
from bot.operations.plug import State
from bot.operations.web import web_app

CANARY = "xoxb-canary-in-a-message"
HERE = ("127.0.0.1", 50000)


@dataclass(frozen=True)
class Got:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


def call(
    app: ASGIApp,
    path: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    client: tuple[str, int] | None = HERE,
) -> Got:
    """One request to an application in this process, as a server would make it."""
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in (headers or {}).items()]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "headers": raw,
        "client": client,
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    sent: list[Message] = []

    async def _receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def _send(message: Message) -> None:
        sent.append(message)

    async def _run() -> None:
        await app(scope, _receive, _send)

    asyncio.run(_run())
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Got(sent[0]["status"], answered, b"".join(message.get("body", b"") for message in sent[1:]))


async def raises(_request: Request) -> NoReturn:
    """A route that fails, with a secret in its message."""
    raise ValueError(CANARY)


async def refuses(_request: Request) -> NoReturn:
    """A route that refuses, with a secret in what it says."""
    raise HTTPException(418, CANARY, {"Retry-After": "7"})


async def echoes(request: Request) -> Response:
    """A route of an adapter."""
    return PlainTextResponse(await request.body())


def app(*, token: str | None = None, metrics: Metrics | None = None, **states: State) -> ASGIApp:
    """An application with parts in these states; what begins with `minor` is minor."""
    parts = {name: partial(State, state.ok, state.reason) for name, state in states.items()}
    asked = {name: Minor(part) if name.startswith("minor") else part for name, part in parts.items()}
    routes = [
        Route("/raises", raises),
        Route("/refuses", refuses),
        Route("/slack/events", echoes, methods=["POST"]),
    ]
    return web_app(Health(asked), metrics or Metrics(), token=token, plugs_routes=routes)


def test_health_tells_of_every_part() -> None:
    """GET /health has the status and each part with its reason, and must not be kept by anybody."""
    got = call(app(journal=State(ok=True), minor_disk=State(ok=False, reason="nearly full")), "/health")

    assert (200, "no-store") == (got.status, got.headers["cache-control"])
    assert {
        "status": "degraded",
        "ready": True,
        "live": True,
        "parts": {"journal": {"ok": True}, "minor_disk": {"ok": False, "reason": "nearly full"}},
    } == got.json


def test_health_is_503_when_not_ready_and_live_stays_200() -> None:
    """A process without its journal is not ready and should still be left running."""
    failing = app(journal=State(ok=False))

    assert [503, 200] == [call(failing, "/health").status, call(failing, "/health/live").status]


def test_the_front_door_is_friendly() -> None:
    """GET / says in one line who is there."""
    got = call(app(), "/")

    assert (200, 1) == (got.status, got.body.count(b"\n"))
    assert b"Backchat" in got.body


@pytest.mark.parametrize(
    ("method", "path", "status", "body"),
    [
        ("GET", "/nothing", 404, {"error": "not found"}),
        ("GET", "/health/", 404, {"error": "not found"}),
        ("GET", "//health", 404, {"error": "not found"}),
        ("GET", "/\ufffd\x00", 404, {"error": "not found"}),
        ("POST", "/health", 405, {"error": "method not allowed"}),
        ("GET", "/slack/events", 405, {"error": "method not allowed"}),
        ("GET", "/refuses", 418, {"error": "i'm a teapot"}),
        ("GET", "/raises", 500, {"error": "internal server error"}),
    ],
)
def test_what_is_not_served_gets_a_small_fixed_answer(
    method: str, path: str, status: int, body: dict[str, str]
) -> None:
    """Whatever a route raises or says, the client gets one of our own short texts."""
    got = call(app(), path, method=method)

    assert (status, body) == (got.status, got.json)


def test_headers_of_a_refusal_are_kept() -> None:
    """A route that says when to come again is heard."""
    assert "7" == call(app(), "/refuses").headers["retry-after"]


def test_routes_of_plugs_are_served() -> None:
    """A route that an adapter brings answers."""
    got = call(app(), "/slack/events", method="POST")

    assert (200, b"") == (got.status, got.body)


@pytest.mark.parametrize("path", ["/", "/health", "/metrics", "/nothing", "/raises", "/slack/events"])
def test_every_answer_has_the_security_headers(path: str) -> None:
    """No answer may be guessed a type of, or pass its address on."""
    headers = call(app(), path).headers

    assert ("nosniff", "no-referrer") == (headers["x-content-type-options"], headers["referrer-policy"])


def test_a_failing_route_is_logged_by_class_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    """The log has the class and the place of the fault and not its message, and the metrics count it."""
    metrics = Metrics()
    call(app(metrics=metrics), "/raises")
    (record,) = caplog.records

    assert ("a route failed", "ValueError") == (record.msg, vars(record)["backchat_fields"]["fault"])
    assert CANARY not in str(vars(record))
    assert b'backchat_faults_total{where="web"} 1.0' in metrics.exposition()[0]


SHOWN = {
    200: ("Bearer a-long-token", "bearer  a-long-token "),
    401: (
        "Bearer a-long-tokem",
        "Bearer a-long-toke",
        "Bearer ",
        "a-long-token",
        "Basic a-long-token",
        "Bearer \u00e4",
        "",
    ),
}


@pytest.mark.parametrize(
    ("status", "shown"), [(code, text) for code, texts in SHOWN.items() for text in texts]
)
def test_a_token_opens_the_metrics(status: int, shown: str) -> None:
    """With a token set, only who shows exactly it may read, from anywhere."""
    headers = {"X-Forwarded-For": "8.8.8.8", "Authorization": shown}
    locked = app(token="a-long-token")  # noqa: S106 - of this test alone

    assert status == call(locked, "/metrics", headers=headers, client=("8.8.8.8", 1)).status
    assert 401 == call(locked, "/metrics").status


def test_a_token_may_be_any_text() -> None:
    """A token with letters beyond ASCII compares without raising; who does not show it is refused."""
    locked = app(token="schl\u00fcssel")  # noqa: S106 - of this test alone

    assert 401 == call(locked, "/metrics", headers={"Authorization": "Bearer \u00fc"}).status


PEERS = {
    200: "127.0.0.1 127.8.9.1 ::1 10.1.2.3 172.16.0.9 192.168.1.7 fd12::1 ::ffff:10.0.0.1",
    403: "8.8.8.8 172.32.0.1 2001:db8::1 ::ffff:8.8.8.8 0.0.0.0 169.254.169.254 testclient",
}


@pytest.mark.parametrize(
    ("status", "peer"), [(code, one) for code, all_ in PEERS.items() for one in all_.split()]
)
def test_without_a_token_only_neighbours_read_the_metrics(status: int, peer: str) -> None:
    """Loopback and private networks may read; the rest of the world, and what is no address, may not."""
    assert status == call(app(), "/metrics", client=(peer, 1)).status
    assert 403 == call(app(), "/metrics", client=None).status


@pytest.mark.parametrize("name", ["Forwarded", "X-Forwarded-For", "x-forwarded-host", "X-Real-IP", "Via"])
def test_without_a_token_nobody_reads_the_metrics_through_a_proxy(name: str) -> None:
    """A request that a proxy passed on comes from nobody knows where."""
    assert 403 == call(app(), "/metrics", headers={name: "127.0.0.1"}).status


def test_the_metrics_are_in_the_format_of_prometheus() -> None:
    """The page is Prometheus' text, fresh each time."""
    got = call(app(), "/metrics")

    assert "no-store" == got.headers["cache-control"]
    assert got.headers["content-type"].startswith("text/plain; version=")
    assert b"backchat_build_info" in got.body
