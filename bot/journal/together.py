"""Group commit for SQLite: writes that wait at the same time go into one transaction, one after the other.

SQLite has one writer at a time, and most of what a small write costs is beginning and ending it. Whoever waits may give up;
the write itself always comes to its end, so that no transaction is left half open.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    Work = Callable[[AsyncConnection], Awaitable[Any]]
    Waiting = tuple[Work, asyncio.Future[Any]]

AWAY: Final = (OperationalError, InterfaceError, PoolTimeoutError, OSError)
"""What a store raises that is away, busy or full for a moment."""

MOST: Final = 64
"""Writes in one transaction: more would keep other processes waiting."""


class Together:
    """The one writer of a process."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._waiting: deque[Waiting] = deque()
        self._runner: asyncio.Task[None] | None = None

    async def write(self, work: Work) -> Any:
        """What a piece of work returns, once its transaction is committed; raises what it or the store raised."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._runner is None:
            self._runner = asyncio.create_task(self._run())
        return await future

    async def drained(self) -> None:
        """Waits until nothing is under way."""
        if self._runner is not None:
            await asyncio.wait([self._runner])

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._commit([self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))])
        finally:
            self._runner = None

    async def _commit(self, batch: list[Waiting]) -> None:
        """Writes a batch; if one in it is at fault, each by itself, so that it does not stop the others."""
        wanted = [(work, future) for work, future in batch if not future.done()]
        if not wanted:
            return
        try:
            async with self._engine.begin() as connection:
                results = [await work(connection) for work, _ in wanted]
        except AWAY as error:  # all of them would wait for the same lock or disk, one after the other
            _tell(wanted, error)
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever waits
            if len(wanted) == 1:
                _tell(wanted, error)
                return
            for one in wanted:
                await self._commit([one])
        else:
            for (_, future), result in zip(wanted, results, strict=True):
                if not future.done():
                    future.set_result(result)


def _tell(batch: list[Waiting], error: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(error)
