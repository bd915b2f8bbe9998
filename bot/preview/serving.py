"""Runs the preview until it is told to stop: reads the files, watches them, and serves the pages on this machine."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from bot.errors import ServingError
from bot.operations.server import Server, listening
from bot.preview.app import preview_app
from bot.preview.live import Live
from bot.reloads import Refused
from bot.watching import watch

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from pathlib import Path

    from bot.preview.drawing import Platforms
    from bot.reloads import Outcome, Tell

HOST: Final = "127.0.0.1"


async def serve(
    folder: Path, cache: Path | None, platforms: Platforms, port: int, began: Callable[[str], None]
) -> None:
    """Serves until it is cancelled; `began` is told the address once pages are there. Port 0 takes any that is free.

    Raises:
        KnowledgeMissingError: there is no such folder, it cannot be read, or it holds no YAML file.
        ServingError: the address cannot be had.
    """
    live = Live(folder, cache, platforms.measure)
    with _opened(port) as opened:
        server = Server(preview_app(live, platforms), opened)
        await live.reload()
        watching = asyncio.create_task(watch(live, folder, _teller(live)), name="watching the knowledge")
        serving = asyncio.create_task(server.run_until_stopped(), name="serving the preview")
        began(f"http://{HOST}:{server.port}/")
        try:
            await asyncio.shield(serving)
        finally:
            watching.cancel()
            await live.aclose()
            server.stop()
            await asyncio.wait([watching, serving])


def _opened(port: int) -> socket.socket:
    try:
        return listening(HOST, port)
    except ServingError:
        remedy = "name another with --port, or --port 0 for any that is free"
        raise ServingError(f"port {port} cannot be had, another preview may have it: {remedy}") from None


def _teller(live: Live) -> Tell:
    async def _tell(outcome: Outcome) -> None:
        if isinstance(outcome, Refused):
            live.refused(outcome.reason)

    return _tell
