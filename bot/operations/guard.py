"""Stands before every route: bounds what a request may send, and answers when a route fails."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse

from bot.operations.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY: Final = 1024 * 1024
"""The largest body that is taken, in bytes."""

BODY_SECONDS: Final = 10.0
"""How long a client may take to send its body."""

_ADDED: Final = ((b"x-content-type-options", b"nosniff"), (b"referrer-policy", b"no-referrer"))
"""Nobody guesses types, and nobody is told our addresses: those of OAuth hold codes."""

_CLOSE: Final = {"Connection": "close"}
_log = get_logger()


class _GoneError(Exception):
    """The client has left before its request was whole."""


class _RefusedError(Exception):
    """The body is not taken, with the status that says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Guard:
    """An ASGI application around another."""

    def __init__(
        self, app: ASGIApp, *, failed: Callable[[], None] = lambda: None, body_seconds: float = BODY_SECONDS
    ) -> None:
        """`failed` is told of every request at which the application failed."""
        self._app = app
        self._failed = failed
        self._seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; other kinds of connections pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        adding = _Adding(send)
        try:
            async with asyncio.timeout(self._seconds):
                body = await _whole(scope, receive)
        except _GoneError:
            return
        except _RefusedError as error:
            await answer(error.status, _CLOSE)(scope, receive, adding)
        except TimeoutError:
            await answer(HTTPStatus.REQUEST_TIMEOUT, _CLOSE)(scope, receive, adding)
        else:
            await self._pass_on(scope, _again(body, receive), adding)

    async def _pass_on(self, scope: Scope, receive: Receive, send: _Adding) -> None:
        try:
            await self._app(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - whatever a route raises, the client gets an answer
            _log.error("a route failed", exc_info=error)
            self._failed()
            if not send.begun:
                await answer(HTTPStatus.INTERNAL_SERVER_ERROR)(scope, receive, send)


class _Adding:
    """Sends what it is given, with the headers that every answer has."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            message = {**message, "headers": [*message.get("headers", ()), *_ADDED]}
        await self._send(message)


def answer(status: HTTPStatus, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """A small answer for a request that is not served."""
    return JSONResponse({"error": status.phrase.lower()}, status, headers)


async def _whole(scope: Scope, receive: Receive) -> bytes:
    """The body of a request.

    Raises:
        _GoneError: the client has left.
        _RefusedError: the body is too large.
    """
    if _declared(scope["headers"]) > MAX_BODY:
        raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _GoneError
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if not message.get("more_body", False):
            return bytes(body)


def _declared(headers: Iterable[tuple[bytes, bytes]]) -> int:
    """The length of the body as the request tells it; 0 if it does not, and then its bytes are counted alone."""
    told = next((value for name, value in headers if name == b"content-length"), b"")
    return int(told[:20]) if told[:20].isdigit() else 0


def _again(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was taken to the application, and then whatever comes after it."""
    kept: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def _receive() -> Message:
        return kept.pop() if kept else await receive()

    return _receive
