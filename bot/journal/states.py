"""Once back: whoever is sent to a platform to allow an installation takes a state along, and it counts once.

Without it a stranger could have somebody else's browser finish an installation. Only its hash is kept, so that whoever reads
the journal cannot use it.
"""

from __future__ import annotations

import secrets
from hashlib import blake2s
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete

from bot.journal.database import insert
from bot.journal.tables import STATES

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.journal.database import Database
    from bot.journal.records import Millis

LASTS: Final = 600_000
"""How long a state can be brought back, in milliseconds: ten minutes, as long as Slack takes a code."""

_MADE: Final = 32
"""Bytes of a state."""


class States:
    """Who is awaited back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def issue(self, now: Millis) -> str:
        """A new state, which nobody can guess.

        Raises:
            StoreError: it was not kept.
        """
        state = secrets.token_urlsafe(_MADE)

        async def _issue(connection: AsyncConnection) -> None:
            new = insert(connection, STATES).values(state=_hash(state), until=now + LASTS)
            await connection.execute(new.on_conflict_do_nothing())

        await self._database.write(_issue)
        return state

    async def consume(self, state: str, now: Millis) -> bool:
        """Whether the state is one of ours that is still good; True once, whoever asks.

        Where the store's answer was lost, it may be False although nobody was told True: the person begins again.

        Raises:
            StoreError: nobody knows.
        """
        gone = delete(STATES).where(STATES.c.state == _hash(state), STATES.c.until > now)

        async def _consume(connection: AsyncConnection) -> bool:
            return (await connection.execute(gone.returning(STATES.c.state))).scalar() is not None

        return await self._database.write(_consume)


def _hash(state: str) -> str:
    return blake2s(state.encode(errors="surrogatepass"), digest_size=16).hexdigest()
