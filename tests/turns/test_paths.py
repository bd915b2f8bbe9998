"""Learning paths, as one person walks them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

import pytest

from bot.answer import Answerer
from bot.conversation import FollowPath
from bot.journal.engine import Store
from bot.knowledge import Knowledge
from bot.reply import Choices, Heading, Prose, Reply
from bot.turns.responder import Responder
from bot.wishes import QuizMe, Resume, wish_code
from tests.services import Bench, bench
from tests.slowness import slowness
from tests.stores import PostgreSQL
from tests.walks import ADA, kept, reached, said

BACK: Final = Prose("You were here last time.")
LOST: Final = Prose("I cannot look up how far you were just now, so this is the beginning.")


def offered(reply: Reply) -> list[tuple[str, str]]:
    """What the list of the paths begins with, under its heading."""
    heading, first, *_rest = reply.blocks
    assert isinstance(heading, Heading)
    return [(one.label, one.code) for one in first.options] if isinstance(first, Choices) else []


@pytest.mark.parametrize("name", ["far", "FAR"])
async def test_a_path_goes_on_where_the_person_is(walking: Bench, walked: Answerer, name: str) -> None:
    """Who comes back is at the step they saw last, and told so in a line above it."""
    await reached(walking, {"near": 2, "far": 3})
    reply = await said(walking, Resume(name))
    step = walked(FollowPath("far", 3))

    assert ((BACK, *step.blocks), step.buttons, True) == (reply.blocks, reply.buttons, reply.private)
    assert {"far": 3, "near": 2} == await kept(walking)


async def test_a_step_just_taken_counts(walking: Bench, walked: Answerer) -> None:
    """Nobody is sent back a step because the journal is a moment late."""
    responder = Responder(walking.parts)
    await responder.reply(walking.turn(FollowPath("far", 2), **ADA))
    reply = await responder.reply(walking.turn(Resume("far"), **ADA))

    assert reply is not None
    assert walked(FollowPath("far", 2)).blocks == reply.blocks[1:]


@pytest.mark.parametrize("steps", [{}, {"near": 2}, {"far": 1}], ids=["nothing", "another", "its beginning"])
async def test_a_path_begins_with_its_first_step(
    walking: Bench, walked: Answerer, steps: Mapping[str, int]
) -> None:
    """Who has not begun a path, or only opened it, is shown its first step, which is where they are then."""
    await reached(walking, steps)

    assert walked(FollowPath("far")) == await said(walking, Resume("far"))
    assert {**steps, "far": 1} == await kept(walking)


async def test_everybody_walks_alone(walking: Bench, walked: Answerer) -> None:
    """Where one person is says nothing of another."""
    await reached(walking, {"far": 3})

    assert walked(FollowPath("far")) == await said(walking, Resume("far"), person="bob")
    assert [] == offered(await said(walking, FollowPath(), person="carl"))


@pytest.mark.parametrize("step", [5, 9], ids=["finished", "beyond what is left of it"])
async def test_a_finished_path_stays_finished(walking: Bench, walked: Answerer, step: int) -> None:
    """Behind the last step there is the word about it, also when the path had more steps once."""
    await reached(walking, {"far": step})

    assert walked(FollowPath("far", 5)) == await said(walking, Resume("far"))
    assert {"far": 5} == await kept(walking)


async def test_a_path_that_grew_goes_on(walking: Bench) -> None:
    """Who had finished a path of three steps, which has a fourth now, goes on with that one."""
    await reached(walking, {"far": 4})

    assert "Far, step 4 of 4: What is git?" in (await said(walking, Resume("far"))).text


@pytest.mark.parametrize("name", ["none", ""])
async def test_a_path_that_there_is_not_is_told(walking: Bench, walked: Answerer, name: str) -> None:
    """A name of no path gets the list of those there are, and nothing is kept."""
    assert walked(FollowPath(name)) == await said(walking, Resume(name))
    assert {} == await kept(walking)


async def test_without_the_journal_a_path_can_be_begun(lost: Bench, walked: Answerer) -> None:
    """When nobody knows where somebody is, they are told so, begin at the first step, and keep the place they had."""
    step = walked(FollowPath("far"))
    reply = await said(lost, Resume("far"))

    assert ((LOST, *step.blocks), step.buttons) == (reply.blocks, reply.buttons)
    assert 0 == len(lost.recorder)


async def test_a_journal_that_hangs_holds_nobody_up(walked: Answerer, postgresql: PostgreSQL) -> None:
    """With a database that does not answer a path begins, and the list is there, after little more than a second."""
    with postgresql.lent() as store:
        async with bench(store, lambda: walked) as parts:
            await reached(parts, {"far": 3})
            with postgresql.hung():
                times = [time.monotonic()]
                replies = []
                for what in (Resume("far"), FollowPath(), QuizMe()):
                    replies.append(await said(parts, what))
                    times.append(time.monotonic())
            at = await kept(parts)

    assert [LOST, *walked(FollowPath()).blocks[:1]] == [reply.blocks[0] for reply in replies[:2]]
    assert max(after - before for before, after in pairwise(times)) < 1.5 * slowness()
    assert {"far": 3} == at


@pytest.mark.parametrize(("step", "kept_step"), [(1, 1), (4, 4), (5, 5), (6, 5), (999, 5)])
async def test_nobody_gets_farther_than_the_end(walking: Bench, step: int, kept_step: int) -> None:
    """A forged step beyond the end is kept as the end."""
    await said(walking, FollowPath("far", step))

    assert {"far": kept_step} == await kept(walking)


async def test_the_list_begins_with_what_was_begun(walking: Bench, walked: Answerer) -> None:
    """The paths somebody has begun come first, the latest before the others; then the list is as for everybody."""
    await reached(walking, {"far": 3, "gone": 2, "near": 1})
    reply, plain = await said(walking, FollowPath()), walked(FollowPath())

    assert [
        ("Go on: Near (step 1 of 2)", wish_code(Resume("near"))),
        ("Go on: Far (step 3 of 4)", wish_code(Resume("far"))),
    ] == offered(reply)
    assert plain.blocks == (reply.blocks[0], *reply.blocks[2:])
    assert (plain.buttons, plain.private) == (reply.buttons, reply.private)


async def test_a_finished_path_is_not_gone_on_with(walking: Bench) -> None:
    """What somebody has finished is offered as to everybody else."""
    await reached(walking, {"far": 5, "near": 2})

    assert ["Go on: Near (step 2 of 2)"] == [label for label, _ in offered(await said(walking, FollowPath()))]


async def test_without_the_journal_the_list_is_for_everybody(lost: Bench, walked: Answerer) -> None:
    """When nobody knows what somebody has begun, the list has all paths and says nothing of it."""
    assert walked(FollowPath()) == await said(lost, FollowPath())


async def test_where_there_is_no_path_nothing_is_offered(store: Store, walked: Answerer) -> None:
    """What was begun of paths that are gone leaves no trace in the list."""
    empty = Answerer(Knowledge(entries=walked.knowledge.entries))
    async with bench(store, lambda: empty) as parts:
        await reached(parts, {"far": 3})
        replies = [await said(parts, what) for what in (FollowPath(), Resume("far"))]

    assert [empty(FollowPath())] * 2 == replies


async def test_a_look_at_the_beginning_loses_no_place(walking: Bench, walked: Answerer) -> None:
    """Who is further on and opens the first step again is offered to go on, and stays where they are."""
    await reached(walking, {"far": 3})
    reply = await said(walking, FollowPath("far"))
    first = walked(FollowPath("far"))

    assert (first.blocks, ("Go on: Far (step 3 of 4)", "resume:far")) == (
        reply.blocks,
        (reply.buttons[-1].label, reply.buttons[-1].code),
    )
    assert {"far": 3} == await kept(walking)


async def test_who_is_through_begins_anew(walking: Bench, walked: Answerer) -> None:
    """Who has finished a path and opens its first step walks it again."""
    await reached(walking, {"near": 3})
    reply = await said(walking, FollowPath("near"))

    assert walked(FollowPath("near")) == reply
    assert {"near": 1} == await kept(walking)
