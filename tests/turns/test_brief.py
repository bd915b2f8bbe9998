"""Short answers: what is left out of them, and how people get at it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answer import Answerer
from bot.conversation import ShowEntry, ShowHelp, action_code, parse_action
from bot.journal.engine import Store
from bot.reply import Block, Choices, Heading, Option, Prose, Reply, Sources
from bot.turns.brief import WHOLE, is_short, shortened
from bot.turns.responder import Responder
from bot.wishes import Picked
from tests.services import Bench, bench

BRIEF: Final = {"brief": True, "person": "ada", "thread": "t"}
DOCKER: Final = Option(WHOLE, action_code(ShowEntry("docker", whole=True)))
SHORT: Final = "What is docker?\n\nAll about docker."
ALL: Final = "What is docker?\n\nAll about docker.\n\nThere is more to say of docker."

_texts = st.text("ab ", max_size=5)
_options = st.lists(
    st.builds(Option, _texts, st.sampled_from(["help", "show:a", "whole:a"])), max_size=3
).map(tuple)
_blocks = st.one_of(
    st.builds(Heading, _texts),
    st.builds(Prose, _texts),
    st.builds(Choices, _texts, _options),
    st.builds(Sources, st.lists(_texts, min_size=1, max_size=2).map(tuple)),
)
_replies = st.builds(
    Reply,
    st.lists(_blocks, max_size=7).map(tuple),
    _options,
    st.booleans(),
    st.sampled_from(["", "a", "b"]),
    st.sampled_from(["", "AAAAAAAAAAA"]),
)


@pytest.fixture
async def on(small: Answerer, store: Store) -> AsyncIterator[Bench]:
    """Parts that work, on each database."""
    async with bench(store, lambda: small) as parts:
        yield parts


async def said(parts: Bench, responder: Responder, *told: Any, **more: Any) -> list[Reply]:
    """The replies to what somebody says, one after the other, where answers are short."""
    replies = [await responder.reply(parts.turn(one, **BRIEF | more)) for one in told]
    return [reply for reply in replies if reply]


def _of(kind: type[Block], blocks: tuple[Block, ...]) -> list[Block]:
    return [block for block in blocks if isinstance(block, kind)]


@given(_replies)
def test_a_short_answer_is_a_part_of_the_answer(reply: Reply) -> None:
    """It is the first heading, the first prose and all sources in their order, with all that was there to tap."""
    short = shortened(reply)
    remaining = iter(reply.blocks)

    assert all(block in remaining for block in short.blocks)
    if reply.entry:
        assert [] == _of(Choices, short.blocks)
        for kind, most in ((Heading, 1), (Prose, 1), (Sources, None)):
            assert _of(kind, reply.blocks)[:most] == _of(kind, short.blocks)
    assert reply.buttons == short.buttons[len(short.buttons) - len(reply.buttons) :]
    assert (reply.votes, reply.private, reply.entry) == (short.votes, short.private, short.entry)


@given(_replies)
def test_the_rest_is_offered_where_there_is_one(reply: Reply) -> None:
    """The first button leads to all of the answer if something was left out, and there is no such button if not."""
    short = shortened(reply)
    added = short.buttons[: len(short.buttons) - len(reply.buttons)]

    assert (short.blocks != reply.blocks) == bool(added)
    assert [ShowEntry(reply.entry, whole=True)] * len(added) == [parse_action(one.code) for one in added]


@given(_replies)
def test_what_is_no_answer_stays_as_it_is(reply: Reply) -> None:
    """A reply that is about no entry is not shortened; a short one does not become shorter."""
    short = shortened(reply)

    assert short == shortened(short)
    assert reply.entry or reply == short


def test_a_short_answer_is_known_as_one() -> None:
    """What was shortened says so; an answer in which all is said does not, nor what is about no entry."""
    long, whole = Reply((Prose("a"), Prose("b")), entry="a"), Reply((Prose("a"),), entry="a")

    assert (True, False) == (is_short(shortened(long)), is_short(shortened(whole)))
    assert not is_short(Reply((), (Option("x", "whole:"),)))


@pytest.mark.parametrize("what", ["explain docker", ShowEntry("docker"), Picked("docker")], ids=str)
async def test_answers_are_short_where_they_are_to_be(on: Bench, what: Any) -> None:
    """A question, a tap and a completion are answered in short, with a button to all of the answer before the others."""
    [reply] = await said(on, Responder(on.parts), what)

    assert (SHORT, DOCKER, "docker") == (reply.text, reply.buttons[0], reply.entry)
    assert (2 if reply.asked else 0) == len(reply.votes)


@pytest.mark.parametrize("what", ["explain docker", ShowEntry("docker"), Picked("docker")], ids=str)
async def test_answers_are_whole_elsewhere(on: Bench, what: Any) -> None:
    """Where nothing else was set, all of the answer is said."""
    [reply] = await said(on, Responder(on.parts), what, brief=False)

    assert (ALL, False) == (reply.text, DOCKER in reply.buttons)


async def test_the_whole_answer_is_whole(on: Bench) -> None:
    """The button under a short answer shows all of it, and not itself again."""
    [reply] = await said(on, Responder(on.parts), ShowEntry("docker", whole=True))

    assert (ALL, False) == (reply.text, DOCKER in reply.buttons)


async def test_who_wants_more_of_a_short_answer_gets_the_rest(on: Bench, small: Answerer) -> None:
    """After a short answer "tell me more" is answered with all of it, and only after that with that this was all."""
    replies = await said(on, Responder(on.parts), "explain docker", "tell me more", "tell me more")
    outcomes = [row["outcome"] for row in await on.kept("questions")]

    assert [SHORT, ALL] == [reply.text for reply in replies[:2]]
    assert "That is all I have on **What is docker?**" in replies[2].text
    assert ["answered", "more", "more"] == sorted(outcomes)
    assert all(reply.asked for reply in replies)


async def test_what_is_said_in_between_changes_nothing(on: Bench) -> None:
    """Help, or a question without an answer, does not make the rest of a short answer said."""
    told = ("explain docker", ShowHelp(), "how is the weather", "tell me more")
    replies = await said(on, Responder(on.parts), *told)

    assert [SHORT, ALL] == [replies[0].text, replies[-1].text]


async def test_another_process_shows_the_rest_too(on: Bench) -> None:
    """A process that did not answer cannot know how much was shown, and says all of it."""
    await said(on, Responder(on.parts), "explain docker")
    await on.recorder.flush(5)
    [more] = await said(on, Responder(on.parts), "tell me more")

    assert ALL == more.text


async def test_after_the_whole_answer_there_is_no_more(on: Bench) -> None:
    """Who has tapped for the whole answer is not told it again."""
    told = ("explain docker", ShowEntry("docker", whole=True), "tell me more")
    replies = await said(on, Responder(on.parts), *told)

    assert "That is all I have on" in replies[2].text


async def test_where_all_is_said_there_is_no_rest(walking: Bench) -> None:
    """An entry that is short in itself has no such button, and more of it is not promised."""
    replies = await said(walking, Responder(walking.parts), "explain docker", "tell me more")

    assert ("What is docker?\n\nAll of docker.", ()) == (replies[0].text, replies[0].buttons)
    assert "That is all I have on" in replies[1].text
