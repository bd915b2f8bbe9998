"""When a serving process ends, and with which exit code: because of a signal, or because a part of it cannot go on."""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bot.errors import BackchatError, ServingError
from bot.operations.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Iterator

CRASHED: Final = 70
"""The exit code after a fault of our own: EX_SOFTWARE of sysexits.h."""

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)

_log = get_logger()


class Ending:
    """The end of a process, once it has come."""

    def __init__(self) -> None:
        self._come = asyncio.Event()
        self.code = 0

    async def wait(self) -> None:
        """Waits for the end."""
        await self._come.wait()

    def lost(self, why: str) -> None:
        """A part has not worked for too long; whoever started the process should start it again."""
        _log.error("a part is lost: the process ends", part=why.partition(" ")[0])
        self._end(ServingError.exit_code)

    def over(self, task: asyncio.Task[None]) -> None:
        """A task that should never end has ended."""
        if task.cancelled() or self._come.is_set():
            return
        error = task.exception()
        if isinstance(error, BackchatError):
            _log.error("the process ends", part=task.get_name(), exc_info=error)
            self._end(error.exit_code)
        else:
            _log.error("a task crashed: the process ends", part=task.get_name(), exc_info=error)
            self._end(CRASHED)

    @contextmanager
    def on_signals(self) -> Iterator[None]:
        """Ends the process when it is told to, as long as the context lasts."""
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            loop.add_signal_handler(number, self._told, number)
        try:
            yield
        finally:
            for number in _SIGNALS:
                loop.remove_signal_handler(number)

    def _told(self, number: signal.Signals) -> None:
        _log.info("told to stop", signal=number.name)
        self._end(0)

    def _end(self, code: int) -> None:
        if not self._come.is_set():
            self.code = code
            self._come.set()
