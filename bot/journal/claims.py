"""Once only: of all processes that are handed the same message, one gets to answer it.

A claim has a lease. Whoever answers settles it; whoever dies in between leaves a claim that ends, so that the platform's
next delivery is answered. Clocks of several machines must agree within a few seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, or_, select, update

from bot.journal.database import insert
from bot.journal.tables import CLAIMS

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.journal.database import Database
    from bot.journal.records import Millis, Pseudonym

LEASE: Final = 45_000
"""How long a claim holds, in milliseconds: longer than answering takes, shorter than Slack's minute to its second retry."""

PATIENCE: Final = 1.5
"""Seconds that a claim may take: half of what Slack and Discord wait for a sign of life."""


class Claims:
    """Who answers which message."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, message: Pseudonym, holder: str, now: Millis, lease: Millis = LEASE) -> bool:
        """Whether the message is the holder's to answer, until the lease ends; asking again gives the same answer.

        Raises:
            StoreError: nobody knows.
        """

        async def _claim(connection: AsyncConnection) -> bool:
            new = insert(connection, CLAIMS).values(
                message=message, holder=holder, until=now + lease, settled=False
            )
            free = or_(CLAIMS.c.until < now, CLAIMS.c.holder == holder)
            taken = new.on_conflict_do_update(
                index_elements=[CLAIMS.c.message],
                set_={"holder": new.excluded.holder, "until": new.excluded.until},
                where=CLAIMS.c.settled.is_(False) & free,
            )
            return (await connection.execute(taken.returning(CLAIMS.c.holder))).scalar() is not None

        return await self._database.write(_claim, PATIENCE)

    async def settled(self, message: Pseudonym) -> bool:
        """Whether a message was answered, by whomever.

        Raises:
            StoreError: nobody knows.
        """
        found = select(CLAIMS.c.settled).where(CLAIMS.c.message == message)

        async def _settled(connection: AsyncConnection) -> bool:
            return bool((await connection.execute(found)).scalar())

        return await self._database.read(_settled, PATIENCE)

    async def settle(self, message: Pseudonym, holder: str) -> None:
        """The message was answered: nobody may answer it again.

        Raises:
            StoreError: it could not be written; the lease holds on.
        """
        change = update(CLAIMS).where(_theirs(message, holder)).values(settled=True)
        await self._database.write(lambda connection: connection.execute(change), PATIENCE)

    async def release(self, message: Pseudonym, holder: str) -> None:
        """The message could not be answered: the next delivery may be, at once.

        Raises:
            StoreError: it could not be written; the lease ends by itself.
        """
        gone = delete(CLAIMS).where(_theirs(message, holder), CLAIMS.c.settled.is_(False))
        await self._database.write(lambda connection: connection.execute(gone), PATIENCE)


def _theirs(message: Pseudonym, holder: str) -> ColumnElement[bool]:
    return (CLAIMS.c.message == message) & (CLAIMS.c.holder == holder)
