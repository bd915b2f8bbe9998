"""What was asked and how it went: questions, votes, and what people wanted to know instead."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select

from bot.journal.database import insert, upsert
from bot.journal.tables import MISSES, QUESTIONS, VOTES, forgotten_since

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.journal.database import Database
    from bot.journal.records import Asked, Millis, Missed, Pseudonym, Voted

LOOKING_BACK: Final = 0.2
"""Seconds that finding what was said last may take: a person waits, and most questions stand alone."""

_ODD: Final = re.compile("[\x00\ud800-\udfff]")


class Questions:
    """What was asked and how it went."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, asked: Sequence[Asked]) -> None:
        """Keeps questions; those that are there already stay as they are, those of people just forgotten are left out.

        Raises:
            StoreError: they could not be written.
        """
        rows = [{**asdict(one), "text": storable(one.text)} for one in asked]
        ids = [one.id for one in asked]
        unwanted = delete(QUESTIONS).where(QUESTIONS.c.id.in_(ids), forgotten_since(QUESTIONS))

        async def _record(connection: AsyncConnection) -> None:
            await connection.execute(insert(connection, QUESTIONS).on_conflict_do_nothing(), rows)
            await connection.execute(unwanted)

        if rows:
            await self._database.write(_record)

    async def vote(self, vote: Voted) -> None:
        """Keeps a vote; a person's last vote on an answer counts. Of people just forgotten none is kept.

        Raises:
            StoreError: it was not kept.
        """
        unwanted = delete(VOTES).where(VOTES.c.person == vote.person, forgotten_since(VOTES))

        async def _vote(connection: AsyncConnection) -> None:
            await connection.execute(upsert(connection, VOTES, asdict(vote), latest=True))
            await connection.execute(unwanted)

        await self._database.write(_vote)

    async def miss(self, missed: Missed) -> None:
        """Keeps what a person wanted to know instead; of people just forgotten nothing.

        Raises:
            StoreError: it was not kept.
        """
        row = {**asdict(missed), "text": storable(missed.text)}
        unwanted = delete(MISSES).where(MISSES.c.id == missed.id, forgotten_since(MISSES))

        async def _miss(connection: AsyncConnection) -> None:
            await connection.execute(insert(connection, MISSES).values(**row).on_conflict_do_nothing())
            await connection.execute(unwanted)

        await self._database.write(_miss)

    async def last_entry(self, thread: Pseudonym, since: Millis) -> str:
        """The entry shown last in a conversation since a time, also when questions without one followed; empty for none.

        Raises:
            StoreError: it could not be found out in time.
        """
        shown = (
            select(QUESTIONS.c.entry)
            .where(QUESTIONS.c.thread == thread, QUESTIONS.c.at >= since, QUESTIONS.c.entry != "")
            .order_by(QUESTIONS.c.at.desc())
            .limit(1)
        )

        async def _last(connection: AsyncConnection) -> str:
            return (await connection.execute(shown)).scalar() or ""

        return await self._database.read(_last, LOOKING_BACK)

    async def any_since(self, thread: Pseudonym, since: Millis) -> bool:
        """Whether anything was asked in a conversation since a time.

        Raises:
            StoreError: it could not be found out in time.
        """
        asked = select(QUESTIONS.c.id).where(QUESTIONS.c.thread == thread, QUESTIONS.c.at >= since).limit(1)

        async def _any(connection: AsyncConnection) -> bool:
            return (await connection.execute(asked)).scalar() is not None

        return await self._database.read(_any, LOOKING_BACK)


def storable(text: str | None) -> str | None:
    """Text that every database takes: lone surrogates and NUL, which arrive through JSON, become U+FFFD."""
    return None if text is None else _ODD.sub("\ufffd", text)
