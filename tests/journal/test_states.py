from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import Connection, text

from bot.journal import schema
from bot.journal.engine import Store, make_engine
from bot.journal.journal import Journal, opened_journal
from bot.journal.states import LASTS
from tests.samples import NOON, asked, texts


async def _rows(journal: Journal) -> int:
    return (await journal.counts())["states"]


async def test_a_state_counts_once(journal: Journal) -> None:
    """Who comes back with a state is let in, and whoever brings it again is not."""
    state = await journal.states.issue(NOON)

    assert [True, False, False] == [await journal.states.consume(state, NOON + 1) for _ in range(3)]
    assert 0 == await _rows(journal)


async def test_states_do_not_mix(journal: Journal) -> None:
    """Each state counts by itself, in whatever order they come back, and no two are the same."""
    states = [await journal.states.issue(NOON) for _ in range(5)]

    assert 5 == len(set(states))
    assert [True] * 5 == [await journal.states.consume(state, NOON) for state in reversed(states)]


@pytest.mark.parametrize("forged", ["", "x", "\x00", "\ud800", "' OR 1=1 --", "%", "é" * 10_000, "a" * 43])
async def test_a_forged_state_does_not_count(journal: Journal, forged: str) -> None:
    """What we did not make is refused, whatever it is, and uses nothing up."""
    state = await journal.states.issue(NOON)

    assert not await journal.states.consume(forged, NOON)
    assert not await journal.states.consume(state + forged + "x", NOON)
    assert await journal.states.consume(state, NOON)


@pytest.mark.parametrize(("later", "counts"), [(LASTS - 1, True), (LASTS, False), (LASTS + 1, False)])
async def test_a_state_lasts_ten_minutes(journal: Journal, later: int, *, counts: bool) -> None:
    """After ten minutes, to the millisecond, a state counts no more."""
    state = await journal.states.issue(NOON)

    assert 600_000 == LASTS
    assert counts == await journal.states.consume(state, NOON + later)


@pytest.mark.parametrize(("later", "left"), [(-1, 1), (0, 0)])
async def test_those_that_had_their_time_are_erased(journal: Journal, later: int, left: int) -> None:
    """The hourly erasure takes the states that can count no more, and those alone; it tells of texts, not of them."""
    await journal.states.issue(NOON)
    await journal.questions.record([asked(at=NOON)])

    assert 0 == await journal.people.erase(NOON + LASTS + later, 30)
    assert left == await _rows(journal)
    assert 1 == len(await texts(journal))


async def test_of_many_who_bring_it_at_once_one_is_let_in(store: Store) -> None:
    """Ten states are brought back forty times each at once, through four journals of one store: each counts once."""
    async with AsyncExitStack() as stack:
        journals = [await stack.enter_async_context(opened_journal(store)) for _ in range(4)]
        states = [await journals[0].states.issue(NOON) for _ in range(10)]
        told = await asyncio.gather(
            *(journals[number % 4].states.consume(state, NOON) for state in states for number in range(40))
        )

    assert [1] * 10 == [sum(told[first : first + 40]) for first in range(0, 400, 40)]


async def test_the_journal_does_not_hold_the_state(store: Store, journal: Journal) -> None:
    """Who reads the table finds a hash, and cannot come back with it."""
    state = await journal.states.issue(NOON)
    engine = make_engine(store)
    async with engine.connect() as connection:
        kept = (await connection.execute(text("SELECT state FROM states"))).scalar_one()
    await engine.dispose()

    assert 43 == len(state)
    assert 32 == len(kept)
    assert state not in kept
    assert not await journal.states.consume(kept, NOON)


def _to_the_first(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - as where it is used

    command.downgrade(schema._config(connection), "0001")  # noqa: SLF001 - no command needs it


async def test_a_journal_of_the_version_before_is_brought_up_to_date(store: Store) -> None:
    """The tables get one more, and what is in the others stays."""
    async with opened_journal(store) as journal:
        await journal.questions.record([asked()])
    engine = make_engine(store)
    async with engine.begin() as connection:
        await connection.run_sync(_to_the_first)
    await engine.dispose()

    async with opened_journal(store, prepared=False) as journal:
        assert "old" == await journal.standing()
        assert ("0001", "0002") == await journal.upgrade()
        assert ["what is docker"] == await texts(journal)
        assert await journal.states.consume(await journal.states.issue(NOON), NOON)
