"""Checks 5, 6 and 7: however often and to however many processes a message is delivered, it is answered once."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import pytest

from bot.journal.claims import LEASE
from bot.journal.engine import Store
from tests.clients import Client, question
from tests.processes import Loopbacks, Process, small_knowledge, tell, until

EVENTS: Final = 25
PROCESSES: Final = 4
DELIVERIES: Final = 4
LEFT: Final = 1_500
"""Milliseconds of a lease that a test waits for: the rest is taken as having passed."""

_NOT_OUT: Final = "SELECT settled, until FROM claims"


@pytest.fixture
def loopbacks(tmp_path: Path, store: Store) -> Loopbacks:
    """Processes on each database."""
    folder = tmp_path / "process"
    knowledge = small_knowledge(tmp_path / "knowledge")
    folder.mkdir()
    if store.file is not None:
        (folder / "data").mkdir()
        store.file.rename(folder / "data" / store.file.name)
    return Loopbacks(folder, store, BACKCHAT_KNOWLEDGE=str(knowledge))


@pytest.fixture
def four(loopbacks: Loopbacks) -> Iterator[list[Process]]:
    """Four of them that serve."""
    with loopbacks.started(PROCESSES) as running:
        yield running


async def test_each_message_is_answered_once(
    four: list[Process], loopbacks: Loopbacks, record_property: Callable[[str, object], None]
) -> None:
    """Check 5: 25 messages, each delivered 4 times to each of 4 processes at the same time, get 25 answers.

    Check 6: it is the key that makes a message, not its words.
    """
    endings: Counter[str] = Counter()
    async with AsyncExitStack() as stack:
        clients = [
            await stack.enter_async_context(Client(one.port)) for one in four for _ in range(DELIVERIES)
        ]
        for event in range(EVENTS):
            forms = ("explain docker", "<@B1> explain docker")
            posts = (
                client.post(question(f"e{event}", f"person{event}", forms[number % 2]))
                for number, client in enumerate(clients)
            )
            endings.update(await asyncio.gather(*posts))
    arrived = Counter(reply["key"] for reply in loopbacks.replies())
    tell(record_property, f"{EVENTS} messages x {len(clients)} deliveries: {arrived.total()} replies")

    assert {f"e{event}": 1 for event in range(EVENTS)} == arrived
    assert (EVENTS, EVENTS * (len(clients) - 1)) == (
        endings["answered"],
        endings["duplicate"] + endings["held"],
    )


@pytest.mark.parametrize(
    "store", ["sqlite"], indirect=True
)  # claims are one contract for both, tested as such
async def test_a_crash_between_claim_and_reply_costs_no_answer(
    loopbacks: Loopbacks, record_property: Callable[[str, object], None]
) -> None:
    """Check 7: while the lease of a process that was killed lasts nobody answers; after it exactly one of three does."""
    with loopbacks.started(1, delay=10.0) as [dying], loopbacks.started(3) as others:
        async with Client(dying.port) as client:
            lost = asyncio.create_task(client.post(question("e")))
            await asyncio.to_thread(until, lambda: bool(loopbacks.rows(_NOT_OUT)))
            dying.kill()
            with pytest.raises(ConnectionError):
                await lost
        [(settled, ends)] = loopbacks.rows(_NOT_OUT)
        ahead = ends - time.time_ns() // 1_000_000
        during = [await _delivered(others) for _ in range(3)]
        loopbacks.rows(f"UPDATE claims SET until = {time.time_ns() // 1_000_000 + LEFT}")  # noqa: S608 - a number
        began = time.monotonic()
        after: Counter[str] = Counter()
        while not after["answered"] and time.monotonic() < began + 2 * LEFT / 1000:
            await asyncio.sleep(
                0.3
            )  # faster than ten in ten seconds is nobody's retry: the cooldown would take it
            after += await _delivered(others)
        waited = time.monotonic() - began
        after += await _delivered(others)
    arrived = len(loopbacks.replies())
    tell(
        record_property,
        f"killed before its reply: {arrived} reply, {waited:.2f} s later, when {LEFT / 1000:g} s of its lease were left",
    )

    assert not settled
    assert LEASE - 5_000 < ahead <= LEASE
    assert [{"held": 3}] * 3 == during
    assert (1, 1) == (after["answered"], arrived)
    assert waited >= LEFT / 1000


async def _delivered(processes: list[Process]) -> Counter[str]:
    """How the turns of one message ended that is delivered to some processes at once."""
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(Client(one.port)) for one in processes]
        return Counter(await asyncio.gather(*(client.post(question("e")) for client in clients)))
