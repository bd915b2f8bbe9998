from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.journal.claims import LEASE
from bot.journal.engine import Store
from bot.journal.journal import Journal, opened_journal
from bot.journal.records import Pseudonym
from tests.samples import NOON

MESSAGE = Pseudonym("message")


@pytest.fixture
async def journals(store: Store) -> AsyncIterator[list[Journal]]:
    """Five journals on one store, as five processes have them."""
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(opened_journal(store)) for _ in range(5)]


async def test_the_first_who_claims_gets_it(journal: Journal) -> None:
    """A message is its first claimant's, and nobody else's while the lease lasts."""
    answers = [await journal.claims.claim(MESSAGE, who, NOON) for who in ("a", "b", "c")]

    assert [True, False, False] == answers


async def test_other_messages_are_not_concerned(journal: Journal) -> None:
    """A claim holds for its message alone."""
    await journal.claims.claim(MESSAGE, "a", NOON)

    assert await journal.claims.claim(Pseudonym("another"), "b", NOON)


async def test_the_holder_may_ask_again(journal: Journal) -> None:
    """Whoever claims twice is told the same, as happens when the first answer was lost on its way."""
    answers = [await journal.claims.claim(MESSAGE, "a", NOON) for _ in range(3)]

    assert [True, True, True] == answers
    assert not await journal.claims.claim(MESSAGE, "b", NOON)


async def test_asking_again_renews_the_lease(journal: Journal) -> None:
    """The lease counts from the last time the holder asked."""
    await journal.claims.claim(MESSAGE, "a", NOON)
    await journal.claims.claim(MESSAGE, "a", NOON + LEASE)

    assert not await journal.claims.claim(MESSAGE, "b", NOON + LEASE + 1)


@pytest.mark.parametrize(("late", "free"), [(-1, False), (0, False), (1, True)])
async def test_a_lease_ends(journal: Journal, late: int, *, free: bool) -> None:
    """To the millisecond of its end a claim holds; after it, another gets the message."""
    await journal.claims.claim(MESSAGE, "a", NOON)

    assert free == await journal.claims.claim(MESSAGE, "b", NOON + LEASE + late)


async def test_a_message_taken_over_is_lost_to_its_first_holder(journal: Journal) -> None:
    """Who was too slow can neither settle nor release nor claim what another holds by now."""
    await journal.claims.claim(MESSAGE, "slow", NOON)
    await journal.claims.claim(MESSAGE, "quick", NOON + LEASE + 1)
    await journal.claims.settle(MESSAGE, "slow")
    await journal.claims.release(MESSAGE, "slow")

    assert not await journal.claims.claim(MESSAGE, "slow", NOON + LEASE + 2)
    assert await journal.claims.claim(MESSAGE, "quick", NOON + LEASE + 2)


@pytest.mark.parametrize("who", ["a", "b"])
@pytest.mark.parametrize("later", [0, LEASE + 1, 365 * 86_400_000])
async def test_what_is_settled_stays_settled(journal: Journal, who: str, later: int) -> None:
    """An answered message is nobody's to answer again, not even its holder's, whenever they ask."""
    await journal.claims.claim(MESSAGE, "a", NOON)
    await journal.claims.settle(MESSAGE, "a")
    await journal.claims.settle(MESSAGE, "a")

    assert not await journal.claims.claim(MESSAGE, who, NOON + later)


async def test_a_released_message_is_free_at_once(journal: Journal) -> None:
    """Who could not answer makes way for the next delivery; releasing twice is releasing once."""
    await journal.claims.claim(MESSAGE, "a", NOON)
    await journal.claims.release(MESSAGE, "a")
    await journal.claims.release(MESSAGE, "a")

    assert await journal.claims.claim(MESSAGE, "b", NOON)


async def test_a_settled_message_is_not_released(journal: Journal) -> None:
    """Releasing after settling changes nothing."""
    await journal.claims.claim(MESSAGE, "a", NOON)
    await journal.claims.settle(MESSAGE, "a")
    await journal.claims.release(MESSAGE, "a")

    assert not await journal.claims.claim(MESSAGE, "b", NOON)


async def test_what_nobody_claimed_can_be_settled_and_released(journal: Journal) -> None:
    """Settling and releasing an unknown message do nothing, and it can be claimed afterwards."""
    await journal.claims.settle(MESSAGE, "a")
    await journal.claims.release(MESSAGE, "a")

    assert await journal.claims.claim(MESSAGE, "b", NOON)


async def test_of_fifty_at_once_one_gets_it(journals: list[Journal]) -> None:
    """Fifty claimants of one message through five journals, all at once: exactly one is told to answer."""
    tries = [
        one.claims.claim(MESSAGE, f"{number}-{turn}", NOON)
        for number, one in enumerate(journals)
        for turn in range(10)
    ]

    assert {True: 1, False: 49} == Counter(await asyncio.gather(*tries))


async def test_of_fifty_at_once_one_takes_over(journals: list[Journal]) -> None:
    """When a lease has ended, exactly one of fifty takes the message over."""
    await journals[0].claims.claim(MESSAGE, "dead", NOON)
    tries = [
        one.claims.claim(MESSAGE, f"{number}-{turn}", NOON + LEASE + 1)
        for number, one in enumerate(journals)
        for turn in range(10)
    ]

    assert {True: 1, False: 49} == Counter(await asyncio.gather(*tries))
