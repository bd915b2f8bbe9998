from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable
from typing import TYPE_CHECKING

from bot.errors import StoreError
from bot.journal import claims, questions
from bot.journal.engine import PATIENCE
from bot.journal.journal import opened_journal
from tests.reliability.conftest import Tell
from tests.samples import HERE, NOON, THREAD, asked, fresh, kept, voted

if TYPE_CHECKING:
    from tests.stores import PostgreSQL


async def _refused(work: Awaitable[object]) -> float:
    """After how many seconds a piece of work ended in a StoreError."""
    began = time.monotonic()
    try:
        await work
    except StoreError:
        return time.monotonic() - began
    return float("inf")


async def test_a_hung_postgresql_keeps_nobody_waiting(postgresql: PostgreSQL, tell: Tell) -> None:
    """While no process of PostgreSQL moves, each write, read and claim fails when its time is up; then all work again."""
    with postgresql.lent() as store:
        async with opened_journal(store) as journal, opened_journal(store, prepared=False) as new:
            await journal.questions.record([asked("before")])
            with postgresql.hung():
                write, many, claim, back, standing = await asyncio.gather(
                    _refused(journal.questions.vote(voted())),
                    asyncio.gather(
                        *(_refused(journal.questions.record([asked(f"q{n}")])) for n in range(20))
                    ),
                    _refused(journal.claims.claim(fresh(), "a", NOON)),
                    _refused(journal.questions.last_entry(THREAD, 0)),
                    _refused(new.standing()),
                )
            began = time.monotonic()
            await journal.questions.record([asked("after")])
            again = time.monotonic() - began
            tell(
                f"write refused after {write:.1f} s, the last of 20 after {max(many):.1f} s, claim after {claim:.1f} s, "
                f"last entry after {back:.1f} s, opening after {standing:.1f} s; writes again after {again:.2f} s"
            )

            assert max(write, *many) < PATIENCE + 1
            assert claim < claims.PATIENCE + 1
            assert back < questions.LOOKING_BACK + 1
            assert standing < PATIENCE + 2
            assert again < PATIENCE
            assert {"before", "after"} <= {row["id"] for row in await kept(journal, "questions")}
            assert await journal.claims.claim(HERE, "b", NOON)
