"""Facts about messages that another process is answering."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.answer import Answerer
from bot.journal.engine import Store
from bot.journal.journal import now
from bot.service import Service
from bot.turns.message import turn_of
from tests.services import Bench, Far, bench, message


@pytest.fixture
async def on(small: Answerer, store: Store) -> AsyncIterator[Bench]:
    """Parts that work, on each database."""
    async with bench(store, lambda: small) as parts:
        yield parts


async def test_what_another_holds_may_come_again(on: Bench) -> None:
    """A message in the hands of another process is held, however often it comes, until that process lets go of it."""
    service, far, said = Service(on.parts), Far(), message("explain docker")
    key = turn_of(said, on.parts.privacy).key
    await on.journal.claims.claim(key, "another", now())
    held = [await service.serve(said, far) for _ in range(2)]
    await on.journal.claims.release(key, "another")

    assert ["held", "held", "answered"] == [*held, await service.serve(said, far)]
    assert {'platform="slack",why="duplicate"': 2.0} == on.counted("turned_away")


async def test_deliveries_that_overtake_each_other_do_no_harm(on: Bench) -> None:
    """However many deliveries come while one finds that another process holds the message, none of them fails."""
    service, said = Service(on.parts), message("explain docker")
    await on.journal.claims.claim(turn_of(said, on.parts.privacy).key, "another", now())
    endings = set()
    for _ in range(4):
        tasks = [asyncio.create_task(service.serve(said, Far()))]
        while not tasks[0].done():
            await asyncio.sleep(0)
            tasks.append(asyncio.create_task(service.serve(said, Far())))
        endings |= set(await asyncio.gather(*tasks))

    assert {"held", "duplicate"} == endings
