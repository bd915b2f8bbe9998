"""Ends a process that cannot serve any more, so that whoever started it starts it again.

Two things go wrong without an end of their own: the event loop hangs, and a platform's library tries to connect for ever,
with a token that was revoked for example. A thread watches the loop, for nothing on the loop could; a task watches the parts.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from typing import TYPE_CHECKING, Final

from bot.operations.faults import place
from bot.operations.health import ask
from bot.operations.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import FrameType

    from bot.operations.plug import State

HUNG: Final = 70
"""The exit code of a process whose event loop hangs: EX_SOFTWARE of sysexits.h."""

LOOP_SECONDS: Final = 60.0
"""How long the event loop may stand still."""

PART_SECONDS: Final = 120.0
"""How long a part may be unwell."""

_LOG_SECONDS: Final = 1.0
_log = get_logger()


class LoopWatchdog:
    """A thread that ends the process when the event loop stands still."""

    def __init__(
        self,
        beats: Callable[[], int],
        *,
        limit: float = LOOP_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        leave: Callable[[int], object] = os._exit,
    ) -> None:
        """`beats` counts the beats of the loop (`Heartbeat.beats`); `limit` is in seconds."""
        self._beats = beats
        self._limit = limit
        self._tick = limit / 20
        self._clock = clock
        self._leave = leave
        self._watched = threading.main_thread()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    def start(self) -> None:
        """Begins to watch the loop, which must run in the main thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the watch, which a process that drains no longer needs."""
        self._over.set()

    def _watch(self) -> None:
        seen, still, last = self._beats(), 0.0, self._clock()
        while not self._over.wait(self._tick):
            now = self._clock()
            step, last = (
                min(now - last, 2 * self._tick),
                now,
            )  # a process that was paused as a whole does not hang
            still = still + step if self._beats() == seen else 0.0
            seen = self._beats()
            if still >= self._limit:
                self._end(still)
                return

    def _end(self, still: float) -> None:
        """Leaves at once; the log has a moment for its line, for a full pipe may be what the loop hangs at."""
        frame = sys._current_frames().get(self._watched.ident or 0)  # noqa: SLF001 - the one way to see where it hangs
        teller = threading.Thread(target=_tell, args=(still, frame), daemon=True)
        teller.start()
        teller.join(_LOG_SECONDS)
        self._leave(HUNG)


def _tell(still: float, frame: FrameType | None) -> None:
    frames = []
    while frame is not None:
        frames.append(place(frame, frame.f_lineno))
        frame = frame.f_back
    _log.error("the event loop hangs", seconds=round(still, 1), exit_code=HUNG, frames=frames[:30][::-1])


class Patience:
    """Remembers since when each part has been unwell."""

    def __init__(self, limit: float) -> None:
        """`limit` is how many seconds a part may be unwell."""
        self._limit = limit
        self._since: dict[str, float] = {}

    def lost(self, now: float, states: Mapping[str, State]) -> str:
        """Why the process should end, now that its parts are like this; "" when it should go on."""
        for name, state in states.items():
            if state.ok:
                self._since.pop(name, None)
            elif now - self._since.setdefault(name, now) >= self._limit:
                return f"{name} has not worked for {self._limit:.0f} s" + (
                    state.reason and f": {state.reason}"
                )
        return ""


async def watch_parts(
    parts: Mapping[str, Callable[[], State]],
    end: Callable[[str], object],
    *,
    limit: float = PART_SECONDS,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Calls `end` with a reason, once, when a part has been unwell for `limit` seconds."""
    patience = Patience(limit)
    while not (why := patience.lost(clock(), {name: ask(part) for name, part in parts.items()})):  # noqa: ASYNC110 - a State tells only when asked
        await asyncio.sleep(min(1.0, limit / 20))
    end(why)
