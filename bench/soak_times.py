"""When the processes of a soak were killed, and when they could not ask the store, on the clock that all platforms use."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from typing import Final

from bench.soak_fleet import Life
from bench.soak_logs import guessing
from bot.journal.claims import PATIENCE
from bot.turns.once import AWAY

SETTLING: Final = 3.0
"""Seconds between a reply and its claim's being on the disk, at the most: as long as a claim may take, twice."""


NOTICED: Final = 0.25
"""Seconds after a kill in which something of the process may still arrive, or it may pass for one that lives."""

WAITING: Final = 20.0
"""Seconds that something may wait for a store that is away: until it is back, and somebody looks."""


class Times:
    """Times in seconds of the monotonic clock."""

    def __init__(self, lives: Sequence[Life], away: Iterable[tuple[float, float]] = ()) -> None:
        """`away` is when the store was, from and to, in seconds since 1970."""
        offset = time.time() - time.monotonic()
        self.killed = {life.number: life.killed - offset for life in lives if life.killed is not None}
        self._alone = [(began - SETTLING - offset, ended - offset) for began, ended in away]
        guesses = (at - offset for life in lives for at in guessing(life))
        self._alone += [(at - SETTLING, at + AWAY + 2 * PATIENCE) for at in guesses]

    def killed_within(self, at: float, seconds: float = SETTLING) -> bool:
        """Whether a process was killed so soon after a time."""
        return any(0 <= killed - at < seconds for killed in self.killed.values())

    def gone(self, at: float) -> bool:
        """Whether what waited to be written at a time went with a process that was killed; it waits while the store is away."""
        return self.killed_within(at - NOTICED, (WAITING if self.alone(at) else SETTLING) + NOTICED)

    def alone(self, at: float) -> bool:
        """Whether some process could not know then of what others did."""
        return any(began < at < ended for began, ended in self._alone)
