"""Facts about what is said in a thread that the bot has answered in, and about what people wanted to know instead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.answer import Answerer
from bot.journal.engine import Store, file_store
from bot.service import Service
from bot.turns.context import JOINED, Context
from bot.turns.responder import Responder
from bot.wishes import Wanted
from tests.samples import NOON, THREAD, asked
from tests.services import Bench, Far, bench, message, refuse
from tests.stores import copied

IN_THREAD: dict[str, Any] = {"thread": "t", "addressed": False, "following": True}


@pytest.fixture
async def on(small: Answerer, store: Store) -> AsyncIterator[Bench]:
    """Parts that work, on each database."""
    async with bench(store, lambda: small) as parts:
        yield parts


async def test_a_follow_up_needs_no_name(on: Bench) -> None:
    """In a thread that the bot has answered in, what it knows is answered without being named."""
    service, far = Service(on.parts), Far()
    first = await service.serve(message("explain docker", thread="t"), far)
    second = await service.serve(message("explain linux", **IN_THREAD), far)

    assert ("answered", "answered", ["docker", "linux"]) == (
        first,
        second,
        [reply.entry for reply in far.arrived],
    )


async def test_another_process_knows_the_thread_too(on: Bench) -> None:
    """A thread that another process has answered in is found in the journal."""
    first, second, far = Service(on.parts), Service(on.parts), Far()
    await first.serve(message("explain docker", thread="t"), far)
    await on.recorder.flush(5)

    assert "answered" == await second.serve(message("tell me more", **IN_THREAD), far)


@pytest.mark.parametrize("text", ["explain docker", "lunch?"])
async def test_other_threads_are_nobody_s_business(on: Bench, text: str) -> None:
    """In a thread without the bot nothing is answered, kept or claimed, whatever is said."""
    ending = await Service(on.parts).serve(message(text, **IN_THREAD), Far())

    assert ("silent", []) == (ending, await on.kept("questions"))
    assert {} == on.counted("turned_away")


async def test_a_conversation_is_left_after_a_day(on: Bench) -> None:
    """Within a day of an answer the bot is part of a conversation, and later it is not."""
    context = Context(on.journal.questions)
    await on.journal.questions.record([asked("q", thread=THREAD)])

    assert await context.joined(THREAD, NOON + JOINED)
    assert not await context.joined(THREAD, NOON + JOINED + 1)


async def test_a_store_that_is_away_keeps_it_quiet(tmp_path: Path, small: Answerer) -> None:
    """Where it cannot be found out whether the bot is part of a conversation, it stays out of it."""
    async with bench(file_store(tmp_path / "none.sqlite3"), lambda: small, writing=False) as parts:
        ending = await Service(parts.parts).serve(message("explain docker", **IN_THREAD), Far())

    assert "silent" == ending


@pytest.mark.parametrize(
    ("addressed", "entries"), [(True, ["thanks"]), (False, [])], ids=["to us", "to another"]
)
async def test_thanks_to_somebody_else_are_not_answered(
    shipped: Answerer, migrated_file: Path, tmp_path: Path, *, addressed: bool, entries: list[str]
) -> None:
    """Small talk is answered when it is said to the bot, and not when people say it to each other."""
    async with bench(copied(migrated_file, tmp_path), lambda: shipped) as parts:
        reply = await Responder(parts.parts).reply(parts.turn("thanks", addressed=addressed))

    assert entries == ([reply.entry] if reply else [])


async def test_what_was_wanted_is_kept(on: Bench) -> None:
    """What a person wanted to know instead is kept in their words, with the question that was answered."""
    reply = await Responder(on.parts).reply(on.turn(Wanted(" how do I learn kafka ", "AAAAAAAAAAA")))
    [row] = await on.kept("misses")

    assert ("how do I learn kafka", "AAAAAAAAAAA", "slack") == (row["text"], row["asked"], row["platform"])
    assert reply is not None
    assert reply.private
    assert reply.text.startswith("Thank you.")


@pytest.mark.parametrize("text", ["", " \n", "x" * 4001])
async def test_what_is_nothing_is_not_kept(on: Bench, text: str) -> None:
    """An empty or endless wish is answered with what to do instead."""
    reply = await Responder(on.parts).reply(on.turn(Wanted(text)))

    assert (True, []) == (reply is not None and reply.private, await on.kept("misses"))


async def test_words_are_not_kept_where_none_may_be(small: Answerer, store: Store) -> None:
    """Where no words may be kept, that something was missing is kept without them."""
    async with bench(store, lambda: small, keep_days=0) as parts:
        await Responder(parts.parts).reply(parts.turn(Wanted("kafka")))
        [row] = await parts.kept("misses")

    assert row["text"] is None


async def test_a_wish_that_was_not_kept_is_told(small: Answerer, migrated_file: Path, tmp_path: Path) -> None:
    """When the store is away the person is told to send it again."""
    away = copied(migrated_file, tmp_path)
    refuse(away, "misses")
    async with bench(away, lambda: small, writing=False) as parts:
        reply = await Responder(parts.parts).reply(parts.turn(Wanted("kafka")))

    assert reply is not None
    assert reply.text.startswith("I could not keep that just now.")
