from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest

from bot.journal.claims import LEASE, Claims
from bot.journal.journal import Journal, opened_journal
from bot.journal.records import Pseudonym
from bot.operations.metrics import Metrics
from bot.turns.once import ASKING, REMEMBERED, Once
from tests.samples import NOON
from tests.services import accept, refuse
from tests.stores import copied

MESSAGE: Final = Pseudonym("message")
AWAY: Final = 5.0


class Clock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """The time in seconds."""
        return self.now


@pytest.fixture
async def sqlite(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Journal]:
    """A journal in a SQLite file."""
    async with opened_journal(copied(migrated_file, tmp_path)) as opened:
        yield opened


@pytest.fixture
def away(sqlite: Journal) -> Journal:
    """A journal that takes no claims."""
    refuse(sqlite.store, "claims")
    return sqlite


def once(claims: Claims, clock: Clock | None = None) -> Once:
    """One process's view."""
    return Once(claims, Metrics(), clock=clock or Clock())


def failures(metrics: Metrics) -> float:
    """How many claims were counted as failed."""
    page = metrics.exposition()[0].decode().splitlines()
    return float(next(line for line in page if line.startswith("backchat_claim_failures_total")).split()[1])


async def test_a_process_sees_a_message_once(sqlite: Journal) -> None:
    """A message is new the first time, and others are not concerned."""
    one = once(sqlite.claims)

    assert [True, False, False, True] == [
        one.new(MESSAGE),
        one.new(MESSAGE),
        one.new(MESSAGE),
        one.new(Pseudonym("b")),
    ]


async def test_the_latest_messages_are_remembered(sqlite: Journal) -> None:
    """Ten thousand messages are remembered; one more makes the first of them new again."""
    one = once(sqlite.claims)
    for number in range(REMEMBERED + 1):
        one.new(Pseudonym(f"m{number}"))

    assert (False, True) == (one.new(Pseudonym("m1")), one.new(Pseudonym("m0")))


async def test_of_two_processes_one_begins(sqlite: Journal) -> None:
    """The second to begin is told that the first holds the message, and later that it is done."""
    first, second = once(sqlite.claims), once(sqlite.claims)
    begun = [await first.begin(MESSAGE, NOON), await second.begin(MESSAGE, NOON)]
    await first.done(MESSAGE)

    assert ["ours", "held", "done"] == [*begun, await second.begin(MESSAGE, NOON + 2 * LEASE)]


async def test_a_message_of_another_may_become_ours(sqlite: Journal) -> None:
    """Who was told no sees the next delivery as new, and gets the message when the other's lease has ended."""
    dead, alive = once(sqlite.claims), once(sqlite.claims)
    await dead.begin(MESSAGE, NOON)
    first = (alive.new(MESSAGE), await alive.begin(MESSAGE, NOON))
    second = (alive.new(MESSAGE), await alive.begin(MESSAGE, NOON + LEASE + 1))

    assert ((True, "held"), (True, "ours"), False) == (first, second, alive.new(MESSAGE))


async def test_what_is_undone_is_free(sqlite: Journal) -> None:
    """After a failure the message is new again here, and another process may begin at once."""
    one, other = once(sqlite.claims), once(sqlite.claims)
    one.new(MESSAGE)
    await one.begin(MESSAGE, NOON)
    await one.undone(MESSAGE)

    assert (True, "ours") == (one.new(MESSAGE), await other.begin(MESSAGE, NOON))


async def test_a_store_that_is_away_stops_nobody(away: Journal) -> None:
    """Without a store a message is each process's to answer, once each by its own memory; and that is counted."""
    metrics = Metrics()
    one = Once(away.claims, metrics, clock=Clock())
    one.new(MESSAGE)

    assert await one.begin(MESSAGE, NOON) == "ours"
    assert (False, 1.0) == (one.new(MESSAGE), failures(metrics))


async def test_a_store_that_failed_is_left_alone_for_a_while(away: Journal) -> None:
    """For five seconds the store is not asked, though it is back; after them it decides again."""
    clock = Clock()
    one, other = once(away.claims, clock), once(away.claims)
    await one.begin(Pseudonym("first"), NOON)
    accept(away.store, "claims")
    await other.begin(MESSAGE, NOON)
    clock.now += AWAY - 0.01
    unasked = await one.begin(MESSAGE, NOON)
    clock.now += 0.01

    assert ("ours", "held") == (unasked, await one.begin(MESSAGE, NOON))


async def test_a_burst_without_a_store_is_told_once(away: Journal, caplog: pytest.LogCaptureFixture) -> None:
    """Of many that ask a store at once which is away each answers, and the log has one line of it for each spell."""
    clock, metrics = Clock(), Metrics()
    one = Once(away.claims, metrics, clock=clock)
    whose = []
    for spell in range(2):
        begun = [one.begin(Pseudonym(f"m{spell}-{number}"), NOON) for number in range(2 * ASKING)]
        whose += await asyncio.gather(*begun)
        clock.now += AWAY

    assert ["ours"] * 4 * ASKING == whose
    assert (2, 2.0 * ASKING) == (caplog.text.count("nobody knows who answers"), failures(metrics))


async def test_in_a_burst_nobodys_patience_is_spent_on_waiting(sqlite: Journal) -> None:
    """However many messages come at once, the store is asked for so many that each is answered in time."""

    class _Counted(Claims):
        under_way = most = 0

        async def claim(self, *asked: Any, **more: Any) -> bool:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            try:
                return await super().claim(*asked, **more)
            finally:
                self.under_way -= 1

    claims = _Counted(sqlite._quick)  # noqa: SLF001 - the same store, asked by one who counts
    one = once(claims)
    whose = await asyncio.gather(*(one.begin(Pseudonym(f"m{number}"), NOON) for number in range(5 * ASKING)))

    assert (["ours"] * 5 * ASKING, ASKING) == (whose, claims.most)


async def test_without_a_store_done_and_undone_do_no_harm(away: Journal) -> None:
    """When the store is away a message can be ended either way, and nobody waits for it or is told of a fault."""
    one = once(away.claims)
    one.new(MESSAGE)
    await one.begin(MESSAGE, NOON)
    await one.done(MESSAGE)
    await one.undone(MESSAGE)

    assert one.new(MESSAGE)


async def test_processes_have_names_of_their_own(sqlite: Journal) -> None:
    """Two processes with the same given name are one holder; without a name each is another."""
    named = [Once(sqlite.claims, Metrics(), holder="a") for _ in range(2)]

    begun = [await one.begin(MESSAGE, NOON) for one in (*named, once(sqlite.claims))]

    assert ["ours", "ours", "held"] == begun
