from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bot.service
from bot.answer import Answerer
from bot.conversation import ShowHelp
from bot.journal.engine import Store
from bot.service import MOST_UNDER_WAY, Service
from bot.turns.cooldown import QUESTIONS
from bot.turns.message import Ending
from tests.services import Bench, Far, bench, message
from tests.stores import copied

SAME: Final = {"key": "same", "person": "ada"}
RUNS: Final = count(1)
EACH_WAY: Final = ("sent", "broken", "cut off")


@pytest.fixture
def sqlite(migrated_file: Path, tmp_path: Path) -> Store:
    """A SQLite file."""
    return copied(migrated_file, tmp_path)


@pytest.fixture
async def on(small: Answerer, sqlite: Store) -> AsyncIterator[Bench]:
    """Parts that work."""
    async with bench(sqlite, lambda: small) as parts:
        yield parts


async def ask(service: Service, far: Far, text: str = "explain docker", **more: Any) -> Ending:
    """How the turn of a question ends."""
    return await service.serve(message(text, **more), far)


async def claims(parts: Bench) -> int:
    """How many claims the journal holds."""
    return (await parts.journal.counts())["claims"]


async def test_a_message_is_answered_once(on: Bench) -> None:
    """A second delivery of a message gets no answer, and is counted."""
    service, far = Service(on.parts), Far()
    endings = [await ask(service, far, **SAME) for _ in range(3)]

    assert (["answered", "duplicate", "duplicate"], 1) == (endings, len(far.arrived))
    assert {'platform="slack",why="duplicate"': 2.0} == on.counted("turned_away")


async def test_of_two_services_one_answers(on: Bench) -> None:
    """Deliveries at the same time to two processes are answered once; the other process is told that it is in hand."""
    services, far = [Service(on.parts) for _ in range(2)], Far()
    endings = await asyncio.gather(*(ask(one, far, **SAME) for one in services for _ in range(2)))

    others = endings.count("duplicate") + endings.count("held")

    assert (1, 3, 1) == (endings.count("answered"), others, len(far.arrived))


async def test_a_hundred_at_once(on: Bench) -> None:
    """A hundred different messages at the same time are all answered and kept."""
    service, far = Service(on.parts), Far(0.01)
    endings = await asyncio.gather(*(ask(service, far) for _ in range(100)))
    kept = await on.kept("questions")

    assert {"answered": 100} == Counter(endings)
    assert {reply.asked for reply in far.arrived} == {row["id"] for row in kept}
    assert (100, 0) == (len(kept), await service.drain(0))


async def test_more_than_can_be_answered_are_turned_away(on: Bench) -> None:
    """Beyond the most that may be under way a message is told busy, leaves no trace, and is answered when it comes again."""
    service, slow, far = Service(on.parts), Far(60), Far()
    under_way = [asyncio.create_task(ask(service, slow)) for _ in range(MOST_UNDER_WAY)]
    await slow.begun.wait()
    turned_away = await ask(service, far, **SAME)
    for task in under_way:
        task.cancel()
    cut_off = await asyncio.gather(*under_way, return_exceptions=True)

    assert ("busy", "answered") == (turned_away, await ask(service, far, **SAME))
    assert {asyncio.CancelledError} == {type(one) for one in cut_off}
    assert (1, 1) == (len(far.arrived), await claims(on))


async def test_a_reply_that_fails_can_be_tried_again(on: Bench) -> None:
    """When the reply does not arrive, the fault is told, and the next delivery is answered, here or elsewhere."""
    error = ConnectionError("the platform is away")
    for other in (False, True):
        service, far = Service(on.parts), Far(0, error)
        first = await ask(service, far, key=f"k{other}")
        second = await ask(Service(on.parts) if other else service, far, key=f"k{other}")

        assert ("failed", "answered", 1) == (first, second, len(far.arrived))
    assert [("send", error)] * 2 == on.faults


async def test_a_reply_that_takes_too_long_has_failed(on: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the limit a reply is given up, and its message is free."""
    monkeypatch.setattr(bot.service, "SENDING", 0.05)
    service = Service(on.parts)
    slow = await ask(service, Far(60), **SAME)

    assert ("failed", "answered") == (slow, await ask(service, Far(), **SAME))
    assert ["send"] == [where for where, _ in on.faults]


async def test_a_turn_that_is_cut_off_frees_its_message(on: Bench) -> None:
    """A cancellation while the reply is on its way ends the turn at once and frees the message."""
    service, far = Service(on.parts), Far(60)
    task = asyncio.create_task(ask(service, far, **SAME))
    await far.begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert ("answered", []) == (await ask(service, Far(), **SAME), on.faults)


async def test_a_turn_that_is_cut_off_before_its_reply_frees_its_message(on: Bench) -> None:
    """A cancellation at any moment before the reply frees the message, also while the journal is asked."""
    service, far = Service(on.parts), Far()
    for turns in range(8):
        task = asyncio.create_task(ask(service, far, key=f"k{turns}"))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    assert 0 == await service.drain(0)
    service = Service(on.parts)
    assert ["answered"] * 8 == [await ask(service, far, key=f"k{turns}") for turns in range(8)]


async def test_draining_waits_for_what_is_under_way(on: Bench) -> None:
    """While it drains a service takes nothing new, and what was begun is answered."""
    service, far = Service(on.parts), Far(0.1)
    task = asyncio.create_task(ask(service, far))
    await far.begun.wait()
    draining = asyncio.create_task(service.drain(5))
    await asyncio.sleep(0)

    assert "busy" == await ask(service, Far())
    assert (0, "answered", 1) == (await draining, await task, len(far.arrived))


async def test_draining_cuts_off_what_does_not_end(on: Bench) -> None:
    """What is still under way when the time is over is counted, cut off, and free for another process."""
    service, far = Service(on.parts), Far(60)
    task = asyncio.create_task(ask(service, far, **SAME))
    await far.begun.wait()

    assert (1, True) == (await service.drain(0.05), task.cancelled() or task.cancelling() > 0)
    assert "answered" == await ask(Service(on.parts), Far(), **SAME)
    await asyncio.gather(task, return_exceptions=True)


async def test_a_fault_of_ours_is_told(sqlite: Store) -> None:
    """When the core fails the person gets a kind word at once, the fault is told, and the message is done."""

    def _broken() -> Answerer:
        raise RuntimeError("no answerer")

    async with bench(sqlite, _broken) as parts:
        service, far = Service(parts.parts), Far()
        endings = [await ask(service, far, **SAME), await ask(service, far, **SAME)]
        faults = [(where, str(error)) for where, error in parts.faults]

    assert ["answered", "duplicate"] == endings
    assert [("answer", "no answerer")] == faults
    assert "Something went wrong on my side" in far.arrived[0].text
    assert far.arrived[0].private


async def test_too_many_questions_of_one_person(on: Bench) -> None:
    """The eleventh question gets one notice and those after it nothing; taps and other people are not concerned."""
    service, far = Service(on.parts), Far()
    endings = [await ask(service, far, person="ada") for _ in range(QUESTIONS + 3)]
    tap = await service.serve(message(ShowHelp(), person="ada"), far)

    assert ["answered"] * QUESTIONS + ["notice", "cooldown", "cooldown"] == endings
    assert ("answered", "answered") == (tap, await ask(service, far, person="bob"))
    assert "That was a lot at once. Ask again in 10 seconds" in far.arrived[QUESTIONS].text
    assert {'platform="slack",why="cooldown"': 3.0} == on.counted("turned_away")


async def test_talk_among_people_uses_nothing_up(on: Bench) -> None:
    """Who chats with others gets no notice and may still ask; what is known is answered unasked, but not without end."""
    service, far = Service(on.parts), Far()
    chat = [
        await ask(service, far, person="ada", text="lunch?", addressed=False) for _ in range(QUESTIONS + 5)
    ]
    known = [await ask(service, far, person="bob", addressed=False) for _ in range(QUESTIONS + 5)]

    assert ["silent"] * QUESTIONS + ["cooldown"] * 5 == chat
    assert ["answered"] * QUESTIONS + ["cooldown"] * 5 == known
    assert ["answered"] * 2 == [await ask(service, far, person=person) for person in ("ada", "bob")]


async def test_silence_is_done_too(on: Bench) -> None:
    """A message that nobody wants answered is not looked at again."""
    service = Service(on.parts)
    endings = [await ask(service, Far(), text="lunch?", addressed=False, **SAME) for _ in range(2)]

    assert ["silent", "duplicate"] == endings
    assert "duplicate" == await ask(Service(on.parts), Far(), addressed=False, **SAME)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(EACH_WAY)), max_size=12))
async def test_nothing_under_way_is_ever_left_over(on: Bench, turns: list[tuple[int, str]]) -> None:
    """However turns end, in whatever order, nothing stays under way, and each message reached its person at most once."""
    service, far = Service(on.parts), Far()
    run = next(RUNS)

    async def _one(key: int, how: str) -> None:
        side = {"sent": far, "broken": Far(0, OSError("broken")), "cut off": Far(60)}[how]
        task = asyncio.create_task(ask(service, side, key=f"{run}-{key}"))
        if how == "cut off":
            await asyncio.wait([task], timeout=0.01)
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    await asyncio.gather(*(_one(key, how) for key, how in turns))

    assert 0 == await service.drain(0)
    assert len(far.arrived) <= len({key for key, _ in turns})
