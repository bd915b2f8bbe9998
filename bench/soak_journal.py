"""What the journal of a soak has at the end, read when no process uses it any more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text, update

from bot.journal.claims import LEASE
from bot.journal.engine import Store, make_engine
from bot.journal.journal import opened_journal
from bot.journal.tables import CLAIMS, FORGOTTEN, METADATA, PERSONAL


@dataclass(frozen=True, slots=True)
class Kept:
    """What the journal has: rows of the personal tables, rows that outlived their person's wish, and messages with a claim.

    Those are `settled`, or `held` by a process that is not done with them, or died before it was.
    """

    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    unforgotten: int
    sound: str
    settled: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()


async def kept(store: Store) -> Kept:
    """Everything that the journal has; whether it is sound is said by SQLite's own check, or by indexes built anew."""
    rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    async with opened_journal(store) as journal:
        async for row in journal.people.export():
            rows[row["table"]].append(row)
    engine = make_engine(store)
    unforgotten = 0
    async with engine.connect() as connection:
        for table in PERSONAL:
            late = select(table.c.at).where(
                table.c.person == FORGOTTEN.c.person, table.c.at <= FORGOTTEN.c.at
            )
            unforgotten += len((await connection.execute(late)).all())
    async with engine.connect() as connection:
        if store.file is not None:
            sound = str((await connection.execute(text("PRAGMA integrity_check"))).scalar())
        else:
            for name in METADATA.tables:
                await connection.execute(text(f"REINDEX TABLE {name}"))
            sound = "ok"
    await engine.dispose()
    settled, held = [await claimed(store, settled=one) for one in (True, False)]
    return Kept(rows, unforgotten, sound, settled, held)


async def claimed(store: Store, *, settled: bool) -> frozenset[str]:
    """The messages whose claims are settled, or those whose are not."""
    engine = make_engine(store)
    async with engine.connect() as connection:
        found = select(CLAIMS.c.message).where(CLAIMS.c.settled.is_(settled))
        messages = frozenset((await connection.execute(found)).scalars())
    await engine.dispose()
    return messages


async def pass_leases(store: Store) -> None:
    """Takes the leases of all open claims as having passed, so that nobody need wait for them."""
    engine = make_engine(store)
    async with engine.begin() as connection:
        await connection.execute(update(CLAIMS).values(until=CLAIMS.c.until - LEASE).where(~CLAIMS.c.settled))
    await engine.dispose()
