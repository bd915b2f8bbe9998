"""Hears signals on the event loop, without a moment at the end in which one would kill the process.

asyncio's own handlers are taken away when its loop closes, and until somebody else is asked a signal then has its default
effect. Ours stay: when there is no loop any more, nothing happens.
"""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def on_signal(number: signal.Signals, react: Callable[[], object]) -> Callable[[], object]:
    """Has the running event loop, that of the main thread, react to a signal; returns what puts back what was before."""
    loop = asyncio.get_running_loop()

    def _heard(_number: int, _frame: object) -> None:
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(react)

    before = signal.signal(number, _heard)
    return lambda: signal.signal(number, before)
