"""How a place is while nobody can look it up: as it was known last, at once."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from bot.answer import Answerer
from bot.errors import StoreError
from bot.journal.journal import Journal, opened_journal
from bot.place_settings import AWAY, FRESH, LOOK, PlaceSettings
from bot.service import Service
from tests.places import HERE, THERE, Clock, book, bring_back, take_away
from tests.services import bench, refuse
from tests.slowness import slowness
from tests.stores import PostgreSQL, copied

PLAIN: Final = PlaceSettings()


@pytest.fixture
def clock() -> Clock:
    """A clock of this test alone."""
    return Clock()


@pytest.fixture
async def sqlite(migrated_file: Path, tmp_path: Path) -> AsyncIterator[Journal]:
    """A journal in a SQLite file."""
    async with opened_journal(copied(migrated_file, tmp_path)) as opened:
        yield opened


async def test_without_the_store_the_last_known_count(sqlite: Journal, clock: Clock) -> None:
    """While the store is away a place is as it was known last, and one that nobody knows as places are by default."""
    one = book(sqlite, clock)
    await one.change(*HERE, {"brief": True})
    take_away(sqlite)
    clock.now += 2 * FRESH

    assert (PlaceSettings(brief=True), PLAIN) == (await one.settings(*HERE), await one.settings(*THERE))


async def test_a_store_that_is_away_is_left_alone_for_a_while(sqlite: Journal, clock: Clock) -> None:
    """For five seconds it is not asked, though it is back; after them it counts."""
    one = book(sqlite, clock)
    take_away(sqlite)
    await one.settings(*HERE)
    bring_back(sqlite)
    await book(sqlite, clock).change(*HERE, {"brief": True})
    clock.now += AWAY - 0.01
    unasked = await one.settings(*HERE)
    clock.now += 0.01

    assert (PLAIN, PlaceSettings(brief=True)) == (unasked, await one.settings(*HERE))


async def test_a_change_that_was_not_kept_is_told(sqlite: Journal, clock: Clock) -> None:
    """When the store is away a change fails, and the place stays as it was."""
    one = book(sqlite, clock)
    await one.change(*HERE, {"private": True})
    refuse(sqlite.store, "places")
    with pytest.raises(StoreError):
        await one.change(*HERE, {"brief": True})

    assert PlaceSettings(private=True) == await one.settings(*HERE)


async def test_a_store_that_hangs_holds_nobody_up(postgresql: PostgreSQL, clock: Clock) -> None:
    """With a database that does not answer there are settings after a second, and then at once."""
    with postgresql.lent() as store:
        async with opened_journal(store) as opened:
            one = book(opened, clock)
            await one.change(*HERE, {"brief": True})
            clock.now += FRESH
            with postgresql.hung():
                times = [time.monotonic()]
                found = []
                for _ in range(2):
                    found.append(await one.settings(*HERE))
                    times.append(time.monotonic())

    assert [PlaceSettings(brief=True)] * 2 == found
    assert times[1] - times[0] < LOOK + 0.5 * slowness()
    assert times[2] - times[1] < 0.1 * slowness()


async def test_the_service_tells_what_was_not_kept(
    small: Answerer, migrated_file: Path, tmp_path: Path
) -> None:
    """Through the service, too, a change that failed is told, and the place is as by default."""
    store = copied(migrated_file, tmp_path)
    refuse(store, "places")
    async with bench(store, lambda: small) as parts:
        service = Service(parts.parts)
        with pytest.raises(StoreError):
            await service.set_up(*HERE, private=True)

        assert PLAIN == await service.place(*HERE)
