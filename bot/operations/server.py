"""The web server of a serving process: uvicorn, without its signals, its logs, its banner."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import uvicorn

from bot.errors import ServingError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp

_LEAVING: Final = 1
"""Seconds that open requests get when the server stops: messages have had theirs by then."""

_CONNECTIONS: Final = 500
"""Connections that are served at a time; more are told to come back."""

_WAITING: Final = 512
"""Connections that may wait to be accepted."""


class Server(uvicorn.Server):
    """A uvicorn that leaves signals to the process it runs in."""

    def __init__(self, app: ASGIApp, opened: socket.socket) -> None:
        """`opened` is the socket that listens."""
        super().__init__(
            uvicorn.Config(
                app,
                access_log=False,
                log_config=None,
                lifespan="off",
                ws="none",
                limit_concurrency=_CONNECTIONS,
                server_header=False,
                date_header=False,
                timeout_keep_alive=15,
                timeout_graceful_shutdown=_LEAVING,
                h11_max_incomplete_event_size=32_768,
            )
        )
        self._opened = opened

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Takes no signal: the process decides when to stop."""
        yield

    @property
    def port(self) -> int:
        """The port that it listens on."""
        port: int = self._opened.getsockname()[1]
        return port

    async def run_until_stopped(self) -> None:
        """Serves until `stop`."""
        await self.serve([self._opened])

    def stop(self) -> None:
        """Stops once open requests are answered."""
        self.should_exit = True


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens at an address; port 0 takes any that is free.

    Raises:
        ServingError: the address cannot be had.
    """
    try:
        family, *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        opened = socket.create_server((host, port), family=family, backlog=_WAITING)
    except (OSError, UnicodeError) as error:  # the second for what cannot be a host's name
        told = getattr(error, "strerror", None) or "no host can be called that"
        why = told.partition(" (while")[0]  # Python adds the address, which we name ourselves
        raise ServingError(
            f"cannot listen on {host} port {port} ({why}): name another with --host and --port"
        ) from None
    # asyncio leaves it out for a socket that is handed to it: the body of every answer would wait 40 ms for its head
    opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    opened.setblocking(False)  # noqa: FBT003 - the socket module's own signature
    return opened
