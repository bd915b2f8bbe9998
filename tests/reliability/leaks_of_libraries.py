"""Ways into the log that lead through real libraries: a database, Slack's SDK, the web server."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import socket
import threading
import time
from typing import Any, NoReturn
from urllib.parse import quote

import sqlalchemy
import uvicorn
from aiohttp import ClientError
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route

from bot.operations.health import Health
from bot.operations.metrics import Metrics
from bot.operations.plug import State
from bot.operations.web import web_app


def fails(canary: str) -> NoReturn:
    """Raises with a canary in the message, in a variable, in a note and in the cause."""
    question = {"text": canary}
    try:
        raise KeyError(canary)  # noqa: TRY301 - it is the cause that is wanted
    except KeyError as cause:
        error = ValueError(canary, question)
        error.add_note(canary)
        raise error from cause


def databases(log: Any, canary: str) -> None:
    """A real database, which puts parameters into its errors and echoes them."""
    engine = sqlalchemy.create_engine("sqlite://", echo="debug")
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text("create table t (a text primary key)"))
        for _ in range(2):
            try:
                connection.execute(sqlalchemy.text("insert into t values (:a)"), {"a": canary})
            except sqlalchemy.exc.IntegrityError as error:
                log.exception("write failed")
                logging.getLogger("journal").warning("failed: %s", error, exc_info=True)
    engine.dispose()


def slack(log: Any, canary: str) -> None:
    """Slack's libraries: a call that fails, and a request with a wrong signature."""

    async def _main() -> None:
        client = AsyncWebClient(token=canary, base_url="http://127.0.0.1:9/", retry_handlers=[])
        try:
            await client.chat_postMessage(channel=canary, text=canary)
        except (ClientError, SlackClientError):
            log.exception("sending failed")
            logging.getLogger("adapters.slack").exception("sending %s failed", canary)
        app = AsyncApp(signing_secret=canary, token=canary)
        wrong: Any = {
            "x-slack-signature": [f"v0={canary}"],
            "x-slack-request-timestamp": [str(int(time.time()))],
        }
        await app.async_dispatch(AsyncBoltRequest(body=json.dumps({"token": canary}), headers=wrong))

    asyncio.run(_main())


def requests(_log: Any, canaries: list[str]) -> None:
    """A real server with routes that fail, asked with canaries in every part of a request, and with garbage."""
    now = [""]

    async def _raises(request: Request) -> NoReturn:
        fails(f"{now[0]} {request.url}")

    async def _refuses(_request: Request) -> NoReturn:
        raise HTTPException(418, now[0])

    def _broken() -> State:
        fails(now[0])

    async def _returns(_scope: object, _receive: object, _send: object) -> str:
        return now[0]

    routes = [
        Route("/refuses", _refuses),
        Route("/x/{rest:path}", _raises, methods=["GET", "POST"]),
        Route("/y", _returns),
    ]
    app: Any = web_app(Health({"journal": _broken}), Metrics(), token="x", plugs_routes=routes)  # noqa: S106 - of this test
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="trace", lifespan="off", ws="none")
    )  # with its own log settings
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        for canary in canaries:
            now[0] = canary
            for request in questions(canary):
                ask(listener, request)
        server.should_exit = True
        thread.join(20)


def questions(canary: str) -> list[bytes]:
    """Requests with a canary in address, headers and body, and such as are none."""
    coded, secret = quote(canary, safe=""), base64.b64encode(canary.encode()).decode()
    headers = f"Host: {coded}\r\nX-A: {coded}\r\nAuthorization: Basic {secret}\r\nCookie: a={coded}\r\nConnection: close\r\n"
    body = f"Content-Length: {len(canary.encode())}\r\n\r\n{canary}"
    paths = ("/x/", "/refuses?code=", "/metrics?", "/health?", "/y?", "/nothing/")
    lines = [f"POST {path}{coded} HTTP/1.1\r\n{headers}{body}" for path in paths]
    lines += [f"GET {path}{coded} HTTP/1.1\r\n{headers}Upgrade: websocket\r\n\r\n" for path in paths]
    lines += [
        canary,
        f"GET / HTTP/9\r\n{canary}",
        f"GET {canary} ",
        f"GET / HTTP/1.1\r\nX: {canary}\x00",
        f"\x00{canary}",
    ]
    return [line.encode() + b"\r\n\r\n" for line in lines]


def ask(listener: socket.socket, request: bytes) -> None:
    """Sends raw bytes and reads until the server closes."""
    with socket.create_connection(listener.getsockname(), timeout=5) as line:
        line.sendall(request)
        line.shutdown(socket.SHUT_WR)
        while line.recv(65536):
            pass
