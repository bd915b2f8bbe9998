"""Socket Mode: Slack's events come over a connection that we open, so nothing need be reachable from outside."""

from __future__ import annotations

import asyncio
import logging
from time import time
from typing import TYPE_CHECKING, Final

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from adapters.slack.app import SlackApp, plain
from adapters.slack.web import web_client
from bot.errors import ServingError
from bot.operations.logs import get_logger
from bot.operations.plug import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.socket_mode.request import SocketModeRequest
    from starlette.routing import BaseRoute

    from adapters.slack.app import Own
    from bot.service import Service
    from bot.settings import Settings

PATIENCE: Final = 45.0
"""Seconds without a connection after which the process ends, to be started anew: the SDK itself would try for ever."""

_LOOK: Final = 0.5
"""Seconds between two looks at the connection."""

_PING: Final = 5.0
"""Seconds between pings; a connection that has not answered four of them is dead."""

_GOODBYE: Final = 1.0
"""Seconds that Slack gets to say goodbye when we leave."""

_quiet: Final = logging.Logger("slack_sdk", logging.CRITICAL)  # noqa: LOG001 - the SDK logs messages and tickets
_log = get_logger()


class SlackSocket:
    """Slack over Socket Mode, as a part of a serving process."""

    name = "slack"

    def __init__(self, settings: Settings, own: Own) -> None:
        """`own` is the bot token that answers."""
        self._settings = settings
        self._app = SlackApp(settings, own)
        self._connected = False

    def routes(self, service: Service) -> Sequence[BaseRoute]:  # noqa: ARG002 - nothing comes over HTTP
        """Nothing: all comes through the socket."""
        return ()

    def state(self) -> State:
        """Whether the socket is open, and the bot token taken."""
        return self._app.state() if self._connected else State(ok=False, reason="not connected")

    async def run(self, service: Service) -> None:
        """Stays connected until it is cancelled.

        Raises:
            ServingError: there was no connection for `PATIENCE` seconds.
        """
        self._app.bolt(service)
        client = self._client(service)
        connecting = asyncio.create_task(client.connect())  # type: ignore[no-untyped-call] # the SDK's is untyped
        watching = asyncio.create_task(self._app.watch())
        try:
            await self._watch(client)
        finally:
            self._connected = False
            watching.cancel()
            connecting.cancel()
            await _leave(client)

    async def aclose(self) -> None:
        """Closes what sending needed."""
        await self._app.aclose()

    def _client(self, service: Service) -> SocketModeClient:
        url, token = self._settings.slack_api_url, plain(self._settings.slack_app_token)
        client = SocketModeClient(
            app_token=token, logger=_quiet, web_client=web_client(url, token), ping_interval=_PING
        )

        async def _listen(socket: SocketModeClient, request: SocketModeRequest) -> None:
            """An event that was not dealt with is not acknowledged: Slack delivers it again, to whoever is there."""
            began = time()
            try:
                answer = await run_async_bolt_app(self._app.bolt(service), request)
            except Exception as error:  # noqa: BLE001 - Bolt looks into what it has not checked: the same again would fail again
                service.fault("slack", error)
                answer = BoltResponse(status=200, body="")
            await send_async_response(socket, request, answer, began)

        client.socket_mode_request_listeners.append(_listen)  # type: ignore[arg-type] # the SDK names its base class
        return client

    async def _watch(self, client: SocketModeClient) -> None:
        clock = asyncio.get_running_loop().time
        seen = clock()
        while clock() < seen + PATIENCE:
            connected = await client.is_connected()
            if connected and not self._connected:
                _log.info("connected", platform="slack")
            if self._connected and not connected:
                _log.warning("not connected any more", platform="slack")
            self._connected = connected
            if connected:
                seen = clock()
            await asyncio.sleep(_LOOK)
        raise ServingError(f"Slack could not be reached for {PATIENCE:.0f} s: start the process again")


async def _leave(client: SocketModeClient) -> None:
    """Closes a connection; one that is dead says no goodbye, and closing it again is over at once."""
    try:
        async with asyncio.timeout(_GOODBYE):
            await client.close()  # type: ignore[no-untyped-call] # the SDK's is untyped
    except TimeoutError:
        await client.close()  # type: ignore[no-untyped-call] # the same
