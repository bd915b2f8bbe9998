"""Who wants to be asked is asked about what they have done, and about nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.answer import Answerer
from bot.conversation import FollowPath, Quiz, action_code
from bot.journal.engine import Store
from bot.knowledge import Knowledge
from bot.reply import Heading
from bot.wishes import QuizMe, Resume, parse_code, wish_code
from tests.services import Bench, bench
from tests.walks import kept, reached, said


@pytest.mark.parametrize(
    ("steps", "name", "path", "upto"),
    [
        ({"far": 3}, "", "far", 2),
        ({"far": 3, "near": 2}, "", "near", 1),
        ({"near": 2, "far": 3}, "", "far", 2),
        ({"near": 2, "far": 3}, "near", "near", 1),
        ({"near": 2, "far": 3}, "NEAR", "near", 1),
        ({"far": 3, "near": 1}, "", "far", 2),
        ({"far": 3, "gone": 7}, "", "far", 2),
        ({"far": 5}, "far", "far", 4),
        ({"far": 99}, "far", "far", 4),
    ],
    ids=["one", "last", "other", "named", "capitals", "opened", "gone", "finished", "shorter since"],
)
async def test_a_quiz_is_about_what_was_done(
    walking: Bench, walked: Answerer, steps: Mapping[str, int], name: str, path: str, upto: int
) -> None:
    """It asks about the steps done of the path that is named, or else of the one of which some were done last."""
    await reached(walking, steps)

    assert walked(Quiz(path, upto)) == await said(walking, QuizMe(name))


@pytest.mark.parametrize(
    ("steps", "name", "label", "code"),
    [
        ({}, "", "Learning paths", action_code(FollowPath())),
        ({}, "far", "Begin: Far", wish_code(Resume("far"))),
        ({"far": 3}, "near", "Begin: Near", wish_code(Resume("near"))),
        ({"far": 1}, "", "Go on: Far", wish_code(Resume("far"))),
        ({"far": 1}, "far", "Go on: Far", wish_code(Resume("far"))),
    ],
)
async def test_without_a_step_there_is_nothing_to_ask(
    walking: Bench, steps: Mapping[str, int], name: str, label: str, code: str
) -> None:
    """Who has done no step is told so, for their eyes alone, with the way to the first one."""
    await reached(walking, steps)
    reply = await said(walking, QuizMe(name))

    assert reply.private
    assert reply.text.startswith("I ask you about the steps that you have done, and there is none yet.")
    assert [(label, code)] == [(one.label, one.code) for one in reply.options]


async def test_a_quiz_on_a_path_that_there_is_not(walking: Bench, walked: Answerer) -> None:
    """A name of no path gets the list of those there are."""
    assert walked(FollowPath("none")) == await said(walking, QuizMe("none"))


async def test_without_paths_there_is_no_quiz(walked: Answerer, store: Store) -> None:
    """Where there is no path, that is what is said."""
    empty = Answerer(Knowledge(entries=walked.knowledge.entries))
    async with bench(store, lambda: empty) as parts:
        assert empty(FollowPath()) == await said(parts, QuizMe())


async def test_without_the_journal_there_is_no_quiz(lost: Bench) -> None:
    """When nobody knows what somebody has done, they are asked to try again."""
    reply = await said(lost, QuizMe("far"))

    assert reply.private
    assert reply.text.startswith("I cannot look up how far you are on your path just now.")


async def test_a_quiz_is_walked_by_its_buttons(shipped: Answerer, store: Store) -> None:
    """From the wish to the result every button leads on, for the person alone, and they stay where they are."""
    async with bench(store, lambda: shipped) as parts:
        await reached(parts, {"from-zero": 7})
        replies = [await said(parts, QuizMe("from-zero"))]
        while (code := replies[-1].options[0].code).startswith("quiz:from-zero:6:"):
            replies.append(await said(parts, parse_code(code)))
        at = await kept(parts)
    heads = [head.text for reply in replies for head in reply.blocks[:1] if isinstance(head, Heading)]

    assert heads[0].startswith("Question 1 of ")
    assert heads[-1].endswith(" right")
    assert len(heads) == len(replies) >= 3
    assert all(reply.private for reply in replies)
    assert {"from-zero": 7} == at


async def test_answers_of_a_quiz_are_nobody_s_business(walking: Bench, walked: Answerer) -> None:
    """A question of a quiz, and its answer, are shown and not kept: where the person is stays as it was."""
    await reached(walking, {"far": 4})
    for action in (Quiz("far", 3), Quiz("far", 3, 1, 0, 2), Quiz("far", 999, 7, 3, 1)):
        assert walked(action) == await said(walking, action)

    assert {"far": 4} == await kept(walking)
    assert [] == await walking.kept("questions")
