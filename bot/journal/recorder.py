"""Writes what was asked behind the answers' back: nobody waits for it, and nothing piles up without bound."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.errors import StoreError
from bot.journal.journal import now
from bot.journal.records import Asked, Reached
from bot.operations.logs import get_logger
from bot.operations.plug import State

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.journal.journal import Journal
    from bot.journal.records import Millis
    from bot.operations.metrics import Metrics

MOST: Final = 10_000
"""Records that wait while the store is away, some 10 MB; later ones are dropped and counted."""

BATCH: Final = 200
"""Records in one transaction."""

_FIRST_PAUSE: Final = 0.2
_LONGEST_PAUSE: Final = 5.0
"""Seconds between tries while the store is away."""

_log = get_logger()

Record = Asked | Reached


class Recorder:
    """The queue between answers and the journal."""

    def __init__(
        self,
        journal: Journal,
        metrics: Metrics,
        *,
        most: int = MOST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`most` records wait at a time."""
        self._journal = journal
        self._metrics = metrics
        self._most = most
        self._clock = clock
        self._waiting: deque[tuple[Record, float]] = deque()
        self._posted = asyncio.Event()
        self._settled = asyncio.Condition()
        self._failing_since: float | None = None
        metrics.watch_queue(self.__len__, self.lag)

    def __len__(self) -> int:
        """How many records wait."""
        return len(self._waiting)

    def lag(self) -> float:
        """Seconds that the oldest waiting record has waited."""
        return self._clock() - self._waiting[0][1] if self._waiting else 0.0

    def state(self) -> State:
        """Whether the last write worked."""
        if self._failing_since is None:
            return State(ok=True)
        return State(ok=False, reason="the journal cannot be written")

    def post(self, record: Record) -> bool:
        """Takes a record to be written soon; False when too many wait already and it was dropped."""
        if len(self._waiting) >= self._most:
            self._metrics.dropped(1)
            return False
        self._waiting.append((record, self._clock()))
        self._posted.set()
        return True

    async def run(self) -> None:
        """Writes whatever is posted, until it is cancelled; while the store is away it tries again and again."""
        pause = _FIRST_PAUSE
        while True:
            await self._posted.wait()
            if await self._write_some():
                pause = _FIRST_PAUSE
            else:
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)

    async def flush(self, seconds: float) -> int:
        """Waits until all that was posted is written, at most so long; returns how many records still wait.

        Somebody must be running `run`.
        """
        try:
            async with asyncio.timeout(seconds), self._settled:
                await self._settled.wait_for(lambda: not self._waiting)
        except TimeoutError:
            pass
        return len(self._waiting)

    async def probe(self, at: Millis) -> bool:
        """Whether writing works at all, seen by writing; also for when nobody asks anything."""
        try:
            await self._journal.pulse(at)
        except StoreError:
            self._fail()
            return False
        self._failing_since = None
        return True

    async def _write_some(self) -> bool:
        """Whether the first records that wait were written, or given up; if not, the store is away."""
        batch = [record for record, _ in islice(self._waiting, BATCH)]
        if await self._wrote(batch):
            await self._over(batch)
            return True
        return await self.probe(now()) and await self._write_each(batch)

    async def _write_each(self, batch: list[Record]) -> bool:
        """The store writes, but not this batch: whatever in it is at fault must not hold up all that follows."""
        for one in batch:
            if not await self._wrote([one]):
                if not await self.probe(now()):
                    return False
                _log.error("a record was given up: the journal does not take it")
                self._metrics.dropped(1)
            await self._over([one])
        return True

    async def _wrote(self, batch: list[Record]) -> bool:
        began = self._clock()
        try:
            await self._journal.questions.record([one for one in batch if isinstance(one, Asked)])
            for one in batch:
                if isinstance(one, Reached):
                    await self._journal.people.reach(one.person, one.path, one.step, one.at)
        except Exception:  # noqa: BLE001 - a record may be at fault in any way, and must not end the process
            return False
        self._metrics.wrote(len(batch), self._clock() - began)
        return True

    async def _over(self, batch: list[Record]) -> None:
        """These records, the first that wait, do not wait any more."""
        for _ in batch:
            self._waiting.popleft()
        if not self._waiting:
            self._posted.clear()
        self._failing_since = None
        async with self._settled:
            self._settled.notify_all()

    def _fail(self) -> None:
        self._metrics.write_failed()
        self._failing_since = self._failing_since or self._clock()
