"""Says whether a process lives, and whether it should be sent work, from what its parts say of themselves.

Parts are asked at the moment somebody wants to know. Most are essential: without them the process is not ready. A part
wrapped in `Minor` only degrades it, such as a knowledge folder that was refused while the last good one still answers.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from bot.operations.plug import State

Ask = Callable[[], State]
"""How a part is asked how it is."""

Status = Literal["ok", "degraded", "failing", "draining"]

_STALLED: Final = 30.0
"""After how many seconds without a beat the event loop counts as dead."""


@dataclass(frozen=True, slots=True)
class Minor:
    """A part without which the process still does its work."""

    state: Ask

    def __call__(self) -> State:
        """How the part is."""
        return self.state()


@dataclass(frozen=True, slots=True)
class Report:
    """How a process is: `live` if it should be left running, `ready` if it should be sent work."""

    live: bool
    ready: bool
    status: Status
    parts: Mapping[str, State]


class Heartbeat:
    """Beats as long as the event loop turns, and knows by how much it was late. Safe to read from any thread."""

    def __init__(
        self, *, interval: float = 0.1, window: float = 10.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Beats every `interval` seconds and remembers the last `window` seconds."""
        self._interval = interval
        self._window = window
        self._clock = clock
        self._late: deque[tuple[float, float]] = deque()
        self._last = clock()
        self.beats = 0

    async def run(self) -> None:
        """Beats until it is cancelled."""
        self.beat()
        while True:
            await asyncio.sleep(self._interval)
            self.beat()

    def beat(self) -> None:
        """Notes that the event loop turns."""
        now = self._clock()
        if self.beats:
            self._note(now, max(0.0, now - self._last - self._interval))
        self._last = now
        self.beats += 1

    def _note(self, now: float, late: float) -> None:
        """Keeps what may still become the worst: an earlier and smaller lateness cannot."""
        while self._late and self._late[-1][1] <= late:
            self._late.pop()
        self._late.append((now, late))
        while self._late[0][0] < now - self._window:
            self._late.popleft()

    def lag(self) -> float:
        """By how many seconds the loop was late at worst within the window, a beat that is overdue included."""
        now = self._clock()
        worst = max((late for at, late in tuple(self._late) if at >= now - self._window), default=0.0)
        return max(worst, now - self._last - self._interval) if self.beats else worst

    def age(self) -> float:
        """Seconds since the last beat, or since the beginning."""
        return self._clock() - self._last


class Health:
    """The health of one process."""

    def __init__(self, parts: Mapping[str, Ask], heartbeat: Heartbeat | None = None) -> None:
        self._parts = dict(parts)
        self._heartbeat = heartbeat
        self._draining = False

    def drain(self) -> None:
        """From now on the process finishes what it has begun and is not ready for more."""
        self._draining = True

    def report(self) -> Report:
        """How the process is at this moment."""
        parts = {name: ask(part) for name, part in self._parts.items()}
        live = self._heartbeat is None or self._heartbeat.age() < _STALLED
        status = self._status(parts) if live else "failing"
        return Report(live, status in {"ok", "degraded"}, status, parts)

    def _status(self, parts: Mapping[str, State]) -> Status:
        failed = [name for name, state in parts.items() if not state.ok]
        if self._draining:
            return "draining"
        if any(not isinstance(self._parts[name], Minor) for name in failed):
            return "failing"
        return "degraded" if failed else "ok"


def ask(part: Ask) -> State:
    """How a part is; one that raises is not well, and the class of what it raised says why."""
    try:
        return part()
    except Exception as error:  # noqa: BLE001 - a broken part must not take the report of the others with it
        return State(ok=False, reason=type(error).__name__)
