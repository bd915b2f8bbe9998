"""What `discord_guild` stands on, away for a while: tables of the journal, and Discord itself; and what is told twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.discord_guild import Guild
from tests.services import accept, refuse


@asynccontextmanager
async def away(home: Guild, table: str) -> AsyncIterator[None]:
    """While in here, a table of the journal takes nothing."""
    await home.recorded()  # or it would be locked
    refuse(home.parts.journal.store, table)
    yield
    await home.recorded()
    accept(home.parts.journal.store, table)


def fails(home: Guild, method: str, path: str, *, times: int | None = 1) -> None:
    """Discord fails at requests like this, and it is its own fault."""
    told = {"method": method, "path": path, "status": 500, "code": 0, "message": "Internal Server Error"}
    home.world.backend.faults.append(told | {"times": times})


def heals(home: Guild) -> None:
    """Discord works again."""
    home.world.backend.faults.clear()


class Deliveries:
    """The interactions that the bot was told of, to be told again, as to another process."""

    def __init__(self, home: Guild) -> None:
        self._home = home
        self._told: list[Any] = []
        home.world.backend.subscribers.append(self._note)

    def _note(self, event: str, payload: Any) -> None:
        if event == "INTERACTION_CREATE" and payload not in self._told:
            self._told.append(payload)

    async def deliver(self) -> None:
        """Tells the last of them again."""
        self._home.world.backend.emit("INTERACTION_CREATE", self._told[-1])
        await self._home.settled()
