"""A completion that was picked counts as a question; a suggestion is nobody's question."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

import pytest

from bot.answer import Answerer
from bot.conversation import ShowEntry
from bot.journal.engine import Store
from bot.reply import Choices
from bot.turns.responder import Responder
from bot.wishes import Picked, Suggest, Vote, parse_code
from tests.services import Bench, bench

SAME: Final = {"person": "ada", "thread": "t"}


@pytest.fixture
async def on(small: Answerer, store: Store) -> AsyncIterator[Bench]:
    """Parts that work, on each database."""
    async with bench(store, lambda: small) as parts:
        yield parts


async def test_what_was_picked_is_answered_and_kept(on: Bench, small: Answerer) -> None:
    """The entry is shown, people can vote on it, and the journal has a question in the words of its title."""
    reply = await Responder(on.parts).reply(on.turn(Picked("docker")))
    [row] = await on.kept("questions")

    assert reply is not None
    assert small(ShowEntry("docker")).blocks == reply.blocks
    assert ("What is docker?", "answered", "docker", 1.0, {"picked": True}, "", "abc") == tuple(
        row[name] for name in ("text", "outcome", "entry", "confidence", "evidence", "after", "knowledge")
    )
    assert [Vote("docker", helped, row["id"]) for helped in (True, False)] == [*map(parse_code, reply.votes)]
    assert {'outcome="answered",platform="slack"': 1.0} == on.counted("answers")


async def test_what_was_picked_can_be_followed_up(on: Bench) -> None:
    """A completion is part of the conversation like any question."""
    responder = Responder(on.parts)
    await responder.reply(on.turn(Picked("git"), **SAME))
    more = await responder.reply(on.turn("tell me more", **SAME))

    assert more is not None
    assert "git" in more.text


async def test_what_is_not_there_any_more_cannot_be_picked(on: Bench, small: Answerer) -> None:
    """A completion of an entry that is gone is told as such, and is no question."""
    reply = await Responder(on.parts).reply(on.turn(Picked("gone")))

    assert (small(ShowEntry("gone")), [], {}) == (reply, await on.kept("questions"), on.counted("answers"))


async def test_what_was_picked_is_kept_without_words_where_none_may_be(small: Answerer, store: Store) -> None:
    """With keep_days 0 a completion is kept without its title."""
    async with bench(store, lambda: small, keep_days=0) as parts:
        await Responder(parts.parts).reply(parts.turn(Picked("docker")))
        [row] = await parts.kept("questions")

    assert (None, "docker") == (row["text"], row["entry"])


async def test_small_talk_that_was_picked_has_no_votes(shipped: Answerer, store: Store) -> None:
    """Whether a greeting helped is not asked."""
    async with bench(store, lambda: shipped) as parts:
        reply = await Responder(parts.parts).reply(parts.turn(Picked("thanks")))

    assert reply is not None
    assert ("thanks", ()) == (reply.entry, reply.votes)


@pytest.mark.parametrize("brief", [True, False])
async def test_a_suggestion_names_what_may_help(on: Bench, *, brief: bool) -> None:
    """A post is answered with entries to choose from, for all to see, with nothing to vote on."""
    reply = await Responder(on.parts).reply(on.turn(Suggest("explain docker"), addressed=False, brief=brief))

    assert reply is not None
    [choices] = reply.blocks
    assert isinstance(choices, Choices)
    assert "This may help while you wait:" == choices.prompt
    assert ["show:docker"] == [option.code for option in choices.options]
    assert ((), (), False, "") == (reply.buttons, reply.votes, reply.private, reply.entry)


@pytest.mark.parametrize("title", ["explain docker", "how is the weather", "", "x" * 5000])
async def test_a_suggestion_leaves_no_trace(on: Bench, title: str) -> None:
    """Whoever posts something has not asked us: nothing of it is kept or counted, and we are no part of it."""
    responder = Responder(on.parts)
    await responder.reply(on.turn(Suggest(title), **SAME))
    tables = [await on.kept(table) for table in ("questions", "progress", "misses")]

    assert ([[]] * 3, {}) == (tables, on.counted("answers"))
    assert not await responder.joined(on.turn("so?", **SAME))
