from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message

from bot.operations.guard import MAX_BODY, Guard
from bot.operations.health import Health
from bot.operations.metrics import Metrics
from bot.operations.web import web_app

seen: list[int] = []


async def takes(request: Request) -> Response:
    """A route that says how long the body was."""
    seen.append(len(await request.body()))
    return PlainTextResponse(str(seen[-1]))


async def raises_in_the_middle(_request: Request) -> Response:
    """A route that fails when half of its answer is out."""

    async def _half() -> NoReturn:  # type: ignore[misc]
        yield b"half"
        raise ValueError("canary")

    return StreamingResponse(_half())


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A real server on a free port of this machine, whose guard waits half a second for a body."""
    routes = [Route("/takes", takes, methods=["POST", "GET"]), Route("/half", raises_in_the_middle)]
    app: ASGIApp = web_app(Health({}), Metrics(), plugs_routes=routes)
    assert isinstance(app, Guard)
    app = Guard(app._app, body_seconds=0.5)  # noqa: SLF001 - the same application with less patience
    config = uvicorn.Config(app, log_config=None, access_log=False, ws="none", lifespan="off")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(20)


@pytest.fixture(autouse=True)
def _nothing_seen() -> None:
    seen.clear()


def talk(port: int, *pieces: bytes, pause: float = 0.0) -> bytes:
    """Sends pieces of raw bytes and returns all that comes back until the server closes or says no more."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
                time.sleep(pause)
        except OSError:
            pass  # the server has closed: what it said before is still to be read
        got = b""
        try:
            while piece := line.recv(65536):
                got += piece
        except OSError:
            pass
        return got


def status(got: bytes) -> int:
    """The status of a raw answer."""
    return int(got.split(b" ", 2)[1])


HEAD = b"POST /takes HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"


@pytest.mark.parametrize("size", [0, 1, 65_536, MAX_BODY])
def test_a_body_within_the_limit_arrives(port: int, size: int) -> None:
    """A route gets every byte of a body of up to a mebibyte."""
    got = talk(port, HEAD + b"Content-Length: %d\r\n\r\n" % size, b"x" * size)

    assert (200, [size]) == (status(got), seen)


def test_a_body_that_says_that_it_is_too_large_is_refused_at_once(port: int) -> None:
    """413 comes before a byte of the body was sent, and the connection closes."""
    got = talk(port, b"POST /takes HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY + 1))

    assert (413, []) == (status(got), seen)
    assert b'{"error":"' in got
    assert b"connection: close" in got.lower()


def test_a_stream_that_grows_too_large_is_refused(port: int) -> None:
    """A chunked body is counted as it comes, and no route sees it."""
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    got = talk(port, b"POST /takes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", *[chunk] * 17)

    assert (413, []) == (status(got), seen)


def test_a_chunked_body_within_the_limit_arrives(port: int) -> None:
    """A chunked body is put together again."""
    got = talk(port, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"3\r\nabc\r\n", b"2\r\nde\r\n0\r\n\r\n")

    assert (200, [5]) == (status(got), seen)


def test_a_slow_body_is_given_up(port: int) -> None:
    """Who sends a byte now and then is answered 408 when the time is over, however often a byte comes."""
    began = time.monotonic()
    got = talk(
        port, b"POST /takes HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n", *[b"x"] * 8, pause=0.1
    )

    assert (408, []) == (status(got), seen)
    assert time.monotonic() - began < 5


def test_a_slow_body_to_a_route_that_wants_none_is_given_up(port: int) -> None:
    """Nor can a connection be held open at a route that reads no body."""
    got = talk(
        port, b"GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n", *[b"x"] * 8, pause=0.1
    )

    assert 408 == status(got)


def test_a_client_that_leaves_disturbs_nobody(port: int, caplog: pytest.LogCaptureFixture) -> None:
    """Half a body and a closed connection: no answer, no route, no log line, and the next one is served."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"POST /takes HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
    got = talk(port, HEAD + b"Content-Length: 1\r\n\r\nx")

    assert (200, [1], []) == (status(got), seen, caplog.records)


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x00\xff\xfe" * 200 + b"\r\n\r\n",
        b"GET\r\n\r\n",
        b"POST /takes HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /takes HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
        b"POST /takes HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 2\r\n\r\nab",
        b"POST /takes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 1_000_000 + b"\r\n\r\n",
        b"GET /%ff%00%f0%9f HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /metrics HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\r\nVia: \xff\r\nConnection: close\r\n\r\n",
    ],
)
def test_garbage_is_refused_and_no_fault_of_ours(port: int, garbage: bytes) -> None:
    """Bytes that are no request, or a broken one, get 4xx, and the server serves on."""
    got = talk(port, garbage)

    assert got == b"" or 400 <= status(got) < 500
    assert 200 == status(talk(port, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))


@pytest.mark.parametrize("path", ["/", "/health", "/health/live", "/metrics", "/nothing"])
def test_head_is_get_without_the_body(port: int, path: str) -> None:
    """HEAD has the status of GET, a length, and no body."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    answers = []
    for method in ("GET", "HEAD"):
        line.request(method, path)
        got = line.getresponse()
        answers.append((got.status, got.getheader("content-type"), got.read()))
    line.close()

    assert answers[0][:2] == answers[1][:2]
    assert (True, b"") == (bool(answers[0][2]), answers[1][2])


def test_an_answer_that_fails_in_the_middle_is_cut(port: int) -> None:
    """When a route fails with half of its answer out, the connection ends, so that nobody takes it for whole."""
    got = talk(port, b"GET /half HTTP/1.1\r\nHost: x\r\n\r\n")

    assert (200, False) == (status(got), got.endswith(b"0\r\n\r\n"))
    assert b"canary" not in got


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
async def test_other_connections_pass_through(kind: str) -> None:
    """The guard looks at requests only."""
    passed: list[str] = []

    async def _app(scope: object, receive: object, send: object) -> None:
        passed.append(kind)

    nothing: Callable[..., object] = lambda *_: None  # noqa: E731
    await Guard(_app)({"type": kind}, nothing, nothing)  # type: ignore[arg-type]

    assert [kind] == passed


async def test_an_application_that_fails_at_once_is_answered_for() -> None:
    """Where nothing was answered yet, the guard answers 500 itself and tells of the fault."""
    sent: list[Message] = []
    faults: list[bool] = []

    async def _raises(scope: object, receive: object, send: object) -> None:
        raise ValueError("canary")

    async def _receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def _send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "headers": []}
    await Guard(_raises, failed=lambda: faults.append(True))(scope, _receive, _send)

    assert (500, [True]) == (sent[0]["status"], faults)
    assert b'{"error":"internal server error"}' == sent[1]["body"]
