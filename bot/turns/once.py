"""Every message is answered once: by one process, and only one time.

The journal's claims decide between processes. While the store is away answers go on: each process then sees to itself, by
what it remembers, and the store is not asked again for a few seconds, so that nobody waits for it.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Literal

from bot.errors import StoreError
from bot.operations.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.journal.claims import Claims
    from bot.journal.records import Millis, Pseudonym
    from bot.operations.metrics import Metrics

REMEMBERED: Final = 10_000
"""How many messages a process remembers by itself."""

AWAY: Final = 5.0
"""Seconds for which a store that failed is not asked."""

ASKING: Final = 32
"""Claims that are asked for at a time: in a burst the others wait here, and their patience begins when they are asked for."""

_log = get_logger()


Whose = Literal["ours", "held", "done"]
"""Whose a message is: ours to answer, in the hands of another process, or answered."""


class Once:
    """Who answers what, as one process sees it."""

    def __init__(
        self,
        claims: Claims,
        metrics: Metrics,
        *,
        holder: str = "",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`holder` names the process; a random name by default."""
        self._claims = claims
        self._metrics = metrics
        self._holder = holder or secrets.token_urlsafe(16)
        self._clock = clock
        self._begun: dict[Pseudonym, None] = {}
        self._away_until = 0.0
        self._asking = asyncio.Semaphore(ASKING)

    def new(self, message: Pseudonym) -> bool:
        """Whether this process sees the message for the first time; from then on it does not."""
        if message in self._begun:
            return False
        self._begun[message] = None
        while len(self._begun) > REMEMBERED:
            del self._begun[next(iter(self._begun))]
        return True

    async def begin(self, message: Pseudonym, now: Millis) -> Whose:
        """Whose the message is; one that another process holds may become ours when the lease has ended."""
        async with self._asking:
            if self._clock() < self._away_until:
                return "ours"
            try:
                if await self._claims.claim(message, self._holder, now):
                    return "ours"
            except StoreError:
                self._away()
                return "ours"
        self._begun.pop(message, None)
        return await self._others(message)

    def _away(self) -> None:
        """The store failed; those who asked it at the same time need not tell of it again."""
        self._metrics.claim_failed()
        if self._clock() >= self._away_until:
            _log.warning("nobody knows who answers: for some seconds this process does not ask", seconds=AWAY)
            self._away_until = self._clock() + AWAY

    async def _others(self, message: Pseudonym) -> Whose:
        """What became of a message that is not ours."""
        try:
            return "done" if await self._claims.settled(message) else "held"
        except StoreError:
            return "held"

    async def done(self, message: Pseudonym) -> None:
        """The message was answered."""
        if self._clock() >= self._away_until:
            with suppress(StoreError):
                await self._claims.settle(message, self._holder)

    async def undone(self, message: Pseudonym) -> None:
        """The message could not be answered: when it is delivered again, whoever gets it may try."""
        self._begun.pop(message, None)
        if self._clock() >= self._away_until:
            with suppress(StoreError):
                await self._claims.release(message, self._holder)
