"""What maintainers learn from: the questions of some days without anything of who asked them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, func, select

from bot.journal.records import Kept, Tally
from bot.journal.tables import MISSES, QUESTIONS, VOTES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Row
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.journal.database import Database
    from bot.journal.records import Millis

PATIENCE: Final = 120.0
"""Seconds that reading may take: a year of a large community is a million rows, and nobody waits but a maintainer."""

_COLUMNS: Final = (
    "id",
    "at",
    "platform",
    "text",
    "outcome",
    "entry",
    "after",
    "confidence",
    "evidence",
    "took",
)


class History:
    """What was asked since a time, how it went, and what people wanted instead."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, at: Millis) -> tuple[Kept, ...]:
        """Questions with their votes, and what people wanted instead, from a time on, the earliest first.

        No person, place or conversation is in it.

        Raises:
            StoreError: it could not be read.
        """

        async def _since(connection: AsyncConnection) -> tuple[Kept, ...]:
            votes = await _votes(connection, at)
            kept = [*await _asked(connection, at, votes), *await _missed(connection, at)]
            return tuple(sorted(kept, key=lambda one: (one.at, one.id)))

        return await self._database.read(_since, PATIENCE)


async def _asked(
    connection: AsyncConnection, at: Millis, votes: Mapping[str, tuple[Tally, ...]]
) -> list[Kept]:
    found = select(*(QUESTIONS.c[name] for name in _COLUMNS)).where(QUESTIONS.c.at >= at)
    return [_kept(row, votes.get(row.id, ())) for row in await connection.execute(found)]


def _kept(row: Row[Any], votes: tuple[Tally, ...]) -> Kept:
    known = row._asdict()
    evidence = known.pop("evidence")
    candidates = tuple((str(entry), float(score)) for entry, score in evidence.get("candidates", ()))
    return Kept(**known, candidates=candidates, picked=bool(evidence.get("picked")), votes=votes)


async def _votes(connection: AsyncConnection, at: Millis) -> Mapping[str, tuple[Tally, ...]]:
    """The votes on questions since a time, by question; a vote that came later than its question is among them."""
    up = func.count().filter(VOTES.c.helped)
    found = (
        select(VOTES.c.asked, VOTES.c.entry, up, func.count() - up)
        .join(QUESTIONS, and_(QUESTIONS.c.id == VOTES.c.asked, QUESTIONS.c.at >= at))
        .group_by(VOTES.c.asked, VOTES.c.entry)
        .order_by(VOTES.c.asked, VOTES.c.entry)
    )
    tallies: dict[str, list[Tally]] = defaultdict(list)
    for asked, *counted in await connection.execute(found):
        tallies[asked].append(Tally(*counted))
    return {asked: tuple(some) for asked, some in tallies.items()}


async def _missed(connection: AsyncConnection, at: Millis) -> list[Kept]:
    """What people wanted instead, with the entry that they were shown, if the question is still there."""
    found = (
        select(MISSES.c.id, MISSES.c.at, MISSES.c.platform, MISSES.c.text, MISSES.c.asked, QUESTIONS.c.entry)
        .join(QUESTIONS, QUESTIONS.c.id == MISSES.c.asked, isouter=True)
        .where(MISSES.c.at >= at)
    )
    return [
        Kept(row.id, row.at, row.platform, row.text, "missed", row.entry or "", about=row.asked)
        for row in await connection.execute(found)
    ]
