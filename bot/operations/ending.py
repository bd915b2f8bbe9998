"""When a serving process ends, and with which exit code: because of a signal, or because a part of it cannot go on."""

from __future__ import annotations

import asyncio
import signal
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

from bot.errors import BackchatError, ServingError
from bot.operations.logs import get_logger
from bot.operations.signals import on_signal

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterable

CRASHED: Final = 70
"""The exit code after a fault of our own: EX_SOFTWARE of sysexits.h."""

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)

T = TypeVar("T")

_log = get_logger()


class Ending:
    """The end of a process, once it has come."""

    def __init__(self) -> None:
        self._come = asyncio.Event()
        self.code = 0
        self.error: BackchatError | None = None
        """Why a part cannot go on, in words that are meant to be read."""

    async def wait(self) -> None:
        """Waits for the end."""
        await self._come.wait()

    async def unless_come(self, work: Coroutine[Any, Any, T]) -> T | None:
        """What a piece of work returns; None when the end comes first, and the work is cut off."""
        task, come = asyncio.ensure_future(work), asyncio.ensure_future(self.wait())
        try:
            await asyncio.wait((task, come), return_when=asyncio.FIRST_COMPLETED)
        finally:
            cut_off = task.cancel()
            come.cancel()
            await asyncio.wait((task, come))
        return None if cut_off and task.cancelled() else task.result()

    def lost(self, why: str) -> None:
        """A part has not worked for too long; whoever started the process should start it again."""
        _log.error("a part is lost: the process ends", part=why.partition(" ")[0])
        self._end(ServingError.exit_code)

    def over(self, task: asyncio.Task[None]) -> None:
        """A task that should never end has ended."""
        if self._come.is_set():
            return
        error = None if task.cancelled() else task.exception()
        if isinstance(error, BackchatError):
            self.error = error
            _log.error("the process ends", part=task.get_name(), exc_info=error)
            self._end(error.exit_code)
        else:
            _log.error("a task crashed: the process ends", part=task.get_name(), exc_info=error)
            self._end(CRASHED)

    def heed_signals(self) -> None:
        """Ends the process when it is told to, however often it is told."""
        for number in _SIGNALS:
            on_signal(number, partial(self._told, number))

    def _told(self, number: signal.Signals) -> None:
        _log.info("told to stop", signal=number.name)
        self._end(0)

    def _end(self, code: int) -> None:
        if not self._come.is_set():
            self.code = code
            self._come.set()


async def stop(tasks: Iterable[asyncio.Task[None]], seconds: float) -> None:
    """Cancels tasks and waits at most so long: one that does not let go must not cost what is yet to be written."""
    running = [task for task in tasks if not task.done()]
    for task in running:
        task.cancel()
    if running:
        await asyncio.wait(running, timeout=seconds)
    for task in running:
        if not task.done():
            _log.warning("a part does not stop", part=task.get_name())
        elif not task.cancelled() and (error := task.exception()):
            _log.warning("a part failed while it was stopped", part=task.get_name(), exc_info=error)
