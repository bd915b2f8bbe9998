"""Slack over HTTP: its signed requests, and the pages on which workspaces install the app."""

from __future__ import annotations

import hmac
import time
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.responses import Response
from starlette.routing import Route

from adapters.slack.app import SlackApp, plain
from adapters.slack.web import SLACK
from bot.operations.guard import answer
from bot.operations.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from slack_bolt.async_app import AsyncApp
    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from adapters.slack.app import Own
    from bot.operations.plug import State
    from bot.service import Service
    from bot.settings import Settings

EVENTS: Final = "/slack/events"

WINDOW: Final = 300
"""Seconds that a signed request is good for: https://docs.slack.dev/authentication/verifying-requests-from-slack"""

_log = get_logger()


class SlackHttp:
    """Slack over HTTP, as a part of a serving process."""

    name = "slack"

    def __init__(self, settings: Settings, own: Own | None) -> None:
        """`own` is the bot token of the settings, if there is one; with a client id, workspaces can install the app."""
        self._app = SlackApp(settings, own, several=bool(settings.slack_client_id))
        self._at_slack = settings.slack_api_url == SLACK
        self._secret = plain(settings.slack_signing_secret).encode()

    def routes(self, service: Service) -> Sequence[BaseRoute]:
        """Where Slack sends everything, and where the app is installed."""
        app = self._app.bolt(service)

        async def _events(request: Request) -> Response:
            body = await request.body()
            if not genuine(request.headers, body, self._secret):
                _log.warning("a request with a bad signature was refused", platform="slack")
                return answer(HTTPStatus.UNAUTHORIZED)
            asked = _readable(request.headers, body)
            if asked is None or (self._at_slack and not _leads_home(asked.body)):
                return answer(HTTPStatus.BAD_REQUEST)
            return await _dispatched(app, asked)

        return [Route(EVENTS, _events, methods=["POST"]), *self._app.pages]

    def state(self) -> State:
        """Whether it works."""
        return self._app.state()

    async def run(self, service: Service) -> None:  # noqa: ARG002 - messages come over HTTP
        """Looks after the token until it is cancelled."""
        await self._app.watch()

    async def aclose(self) -> None:
        """Closes what sending needed."""
        await self._app.aclose()


async def _dispatched(app: AsyncApp, asked: AsyncBoltRequest) -> Response:
    """What Bolt answers to a request, or what we do where it lacks what Bolt reads without a look."""
    try:
        told = await app.async_dispatch(asked)
    except (AttributeError, LookupError, TypeError):
        return answer(HTTPStatus.BAD_REQUEST)
    kind = told.headers.get("content-type", ["text/plain"])[0]
    return Response(told.body, told.status, media_type=kind)


def genuine(headers: Mapping[str, str], body: bytes, secret: bytes) -> bool:
    """Whether Slack signed these bytes within the last five minutes; nothing of them is looked at before."""
    stamp = headers.get("x-slack-request-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= len(str(2**63))):
        return False
    if abs(time.time() - int(stamp)) > WINDOW:
        return False
    signed = hmac.new(secret, b"v0:" + stamp.encode() + b":" + body, sha256).hexdigest()
    return hmac.compare_digest(f"v0={signed}".encode(), headers.get("x-slack-signature", "").encode())


def _readable(headers: Mapping[str, str], body: bytes) -> AsyncBoltRequest | None:
    """A request as Bolt takes it; None when it is not what Slack sends, however well it is signed."""
    told: dict[str, Any] = {name: [value] for name, value in headers.items()}
    try:
        request = AsyncBoltRequest(body=body.decode(), headers=told)
    except Exception:  # noqa: BLE001 - Bolt looks into what it has not checked: any shape but Slack's may raise anything
        return None
    return request if _of_slack(request.body) else None


def _of_slack(body: Mapping[str, Any]) -> bool:
    """Whether a body says what it is, as all that Slack sends does: its type or its command, and of an event its type."""
    kind = body.get("type") or body.get("command") or body.get("ssl_check")
    event = body.get("event", {} if kind == "event_callback" else {"type": "no event"})
    return isinstance(kind, str) and isinstance(event, dict) and isinstance(event.get("type"), str)


def _leads_home(body: Mapping[str, Any]) -> bool:
    """Whether the address to answer at is Slack's, if there is one: who stole the secret must not send us elsewhere."""
    try:
        url = urlsplit(str(body.get("response_url") or "https://hooks.slack.com"))
    except ValueError:
        return False
    return url.scheme == "https" and (url.hostname or "").endswith(".slack.com")
