from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bench.soak_discord_faults import Gap
from bench.soak_discord_reckoning import (
    FAILED,
    KILLED,
    LATE,
    ROWLESS,
    STRAYED,
    TAKEN,
    TOO_LATE,
    UNHEARD,
    UNSENT,
)
from tests.discord_soaks import ADA, ASKED, AT, KEY, QUESTION, TOKEN, WHO, Scene, scene_in

TROUBLE = "Something went wrong on my side, and it is noted. Please ask again in a moment."


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Nothing was lost."""
    return scene_in(tmp_path)


def _fails(scene: Scene, name: str) -> None:
    scene.came = replace(scene.came, answers={**scene.came.answers, name: 0})


LOSSES: dict[str, Callable[[Scene], object]] = {
    "messages never answered": lambda scene: scene.untell("11"),
    "messages answered twice": lambda scene: scene.tell("14", "1", "", "An answer."),
    "commands, taps and forms never answered": lambda scene: _fails(scene, "2"),
    "commands, taps and forms answered twice": lambda scene: scene.tell("14", "", "2", "Another answer."),
    "answers that were promised and never came": lambda scene: scene.tell(
        "14", "", "2", "", **{"on its way": True}
    ),
    "answers that were taken back": lambda scene: scene.tell("14", "", "9", TROUBLE, was=["An answer."]),
    "votes thanked for, but not kept": lambda scene: scene.rows("votes"),
    "questions answered, but without a row": lambda scene: scene.tell("14", "", "2", "x", ids=["missing:B"]),
    "answers from knowledge that was never good": lambda scene: scene.rows(
        "questions", {"id": ASKED, "knowledge": "never good", "platform": "discord"}
    ),
    "steps of paths that are not where their people are": lambda scene: scene.rows(
        "progress", {"person": WHO, "path": "from-zero", "step": 1}
    ),
    "live mentions and links in what was posted": lambda scene: scene.tell("14", "", "9", "@everyone"),
    "requests that break a rule of Discord": lambda scene: scene.fleet.discord.refused.append(
        {"code": 50035}
    ),
    "processes that left with another code": lambda scene: setattr(scene.fleet.lives[0], "code", 70),
    "lines of faults in logs": lambda scene: scene.log("Traceback (most recent call last):"),
    "texts, ids and tokens in logs": lambda scene: scene.log(json.dumps({"level": "info", "event": ADA})),
    "journals that are damaged": lambda scene: setattr(scene, "kept", replace(scene.kept, sound="torn")),
}


def test_a_soak_of_discord_that_lost_nothing_says_so(scene: Scene) -> None:
    """Nothing is found where nothing is missing."""
    assert ({}, {}) == (scene.lost(), scene.excused)


@pytest.mark.parametrize("what", LOSSES)
def test_every_kind_of_loss_in_discord_is_found(scene: Scene, what: str) -> None:
    """One thing that went wrong is found, under its own name and no other."""
    LOSSES[what](scene)

    assert {what: 1} == scene.lost()


@pytest.mark.parametrize("secret", [TOKEN, QUESTION, "a-token-of-the-far-side"])
def test_tokens_and_questions_in_logs_of_discord_are_found(scene: Scene, secret: str) -> None:
    """A log tells neither who may act for the bot nor what somebody asked."""
    scene.log(json.dumps({"level": "info", "event": secret}))

    assert {"texts, ids and tokens in logs": 1} == scene.lost()


def test_a_vote_in_discord_that_was_changed_to_another_is_a_loss(scene: Scene) -> None:
    """What is kept must be what was said last."""
    scene.rows("votes", {"asked": ASKED, "person": WHO, "entry": "docker", "helped": False})

    assert {"votes thanked for, but not kept": 1} == scene.lost()


def test_what_nobody_heard_is_excused_and_what_somebody_heard_is_not(scene: Scene) -> None:
    """Discord tells of nothing twice: what is said without a connection, or with a session that ends, is gone."""
    scene.untell("11")
    scene.kept = replace(scene.kept, settled=frozenset())
    scene.books.said[0].hearing = 0

    assert ({}, {UNHEARD: 1}) == (scene.lost(), scene.excused)

    scene.books.said[0].hearing = 1

    assert {"messages never answered": 1} == scene.lost()

    scene.faults.gaps.append(Gap(AT - 1, AT + 1, lost=False))

    assert {"messages never answered": 1} == scene.lost()

    scene.faults.gaps.append(Gap(AT - 1, AT + 1, lost=True))

    assert ({}, {UNHEARD: 1}) == (scene.lost(), scene.excused)


def test_a_kill_excuses_what_the_process_held_and_nothing_that_was_settled(scene: Scene) -> None:
    """Who claimed a message and was killed could not answer it; who settled it said that it had."""
    scene.untell("11")
    scene.kill(AT + 1)

    assert {"messages never answered": 1} == scene.lost()

    scene.kept = replace(scene.kept, settled=frozenset(), held=frozenset({KEY}))

    assert ({}, {KILLED: 1}) == (scene.lost(), scene.excused)

    scene.kill(AT - 1)

    assert {"messages never answered": 1} == scene.lost()


def test_a_command_waits_three_seconds(scene: Scene) -> None:
    """One that fails while the connection is away, or by Discord itself, is told apart from one that we fail."""
    _fails(scene, "2")
    scene.faults.gaps.append(Gap(AT + 1, AT + 2, lost=False))

    assert ({}, {LATE: 1}) == (scene.lost(), scene.excused)

    scene.faults.gaps[:] = [Gap(AT + 20, AT + 21, lost=False)]

    assert {"commands, taps and forms never answered": 1} == scene.lost()

    scene.fleet.failed["2"] += 1

    assert ({}, {FAILED: 1}) == (scene.lost(), scene.excused)


def test_rows_and_steps_may_go_with_a_killed_process_but_a_vote_may_not(scene: Scene) -> None:
    """Records are written behind the answers' back; a vote is thanked for when it is on the disk."""
    scene.kill(AT + 0.5)
    scene.rows("questions")
    scene.rows("progress")

    assert ({}, {ROWLESS: 1, STRAYED: 1}) == (scene.lost(), scene.excused)

    scene.rows("votes")

    assert {"votes thanked for, but not kept": 1} == scene.lost()


def test_an_answer_after_a_gap_may_be_too_late_and_no_other(scene: Scene) -> None:
    """What is told again when the connection is back can be older than three seconds."""
    scene.fleet.discord.refused.append({"code": 10062, "at": AT + 4})

    assert {"requests that break a rule of Discord": 1} == scene.lost()

    scene.faults.gaps.append(Gap(AT, AT + 3.5, lost=False))

    assert ({}, {TOO_LATE: 1}) == (scene.lost(), scene.excused)


def test_what_discord_failed_may_be_done_again_in_vain(scene: Scene) -> None:
    """Who does not know that a form was shown wants to say that it was not, in a message that is not there."""
    scene.fleet.discord.refused.append({"code": 10008, "interaction": "2"})

    assert {"requests that break a rule of Discord": 1} == scene.lost()

    scene.fleet.failed["2"] += 1

    assert ({}, {FAILED: 1}) == (scene.lost(), scene.excused)


def test_second_answers_and_answers_not_taken_are_counted_apart(scene: Scene) -> None:
    """Of two processes that hear the same one is second; and the log tells of what Discord failed."""
    scene.fleet.discord.refused.append({"code": 40060})
    scene.log(json.dumps({"level": "error", "event": "a turn failed", "where": "send"}))

    assert ({}, {TAKEN: 1, UNSENT: 1}) == (scene.lost(), scene.excused)
