from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adapters.discord.render import Frame, message
from bench.load import Serving
from bench.soak_discord_faults import DiscordFaults, Gap
from bench.soak_discord_fleet import DiscordFleet
from bench.soak_discord_people import DiscordBooks, Done, Said
from bench.soak_discord_reckoning import (
    FAILED,
    KILLED,
    LATE,
    ROWLESS,
    STRAYED,
    TAKEN,
    UNHEARD,
    UNSENT,
    Came,
    DiscordReckoning,
)
from bench.soak_fleet import Life
from bench.soak_journal import Kept
from bench.soak_walks import Step, Walk
from bot.journal.privacy import Privacy
from bot.turns import notices
from bot.wishes import Vote
from tests.discord_records import SAID

TOKEN = "the-token-of-the-bot"  # noqa: S105 - it protects nothing
PRIVACY = Privacy("a-secret-of-the-tests")
QUESTION = "what does a back-end developer do"
ADA = "807000000000000000"
AT = 1_000.0
ASKED = "AAAAAAAAAAA"
VERSION = "0123456789ab"
VOTE = Vote("docker", helped=True, asked=ASKED)
WHO = PRIVACY.pseudonym("person", "discord", ADA)
KEY = PRIVACY.pseudonym("message", "discord", "1")


@dataclass
class Scene:
    """A soak in which one person asked, got an answer, voted for it, typed a command and walked a path; nothing was lost."""

    fleet: DiscordFleet
    books: DiscordBooks
    came: Came
    kept: Kept
    faults: DiscordFaults
    excused: dict[str, int] = field(default_factory=dict)

    def lost(self) -> dict[str, int]:
        """How much was lost of what, without what was not; what is excused is noted."""
        reckoning = DiscordReckoning(self.fleet, self.books, self.came, PRIVACY, self.faults)
        found = reckoning.losses(self.kept, {VERSION})
        self.excused = {what: count for what, count in found.excused.items() if count}
        return {what: len(examples) for what, examples in found.lost.items() if examples}

    def tell(self, name: str, under: str, interaction: str, content: str, **more: Any) -> None:
        """A message of the bot that came to Discord."""
        told = {"id": name, "under": under, "interaction": interaction, "at": AT, "content": content}
        told |= {"was": [], "ids": [], "on its way": False}
        self.came = replace(self.came, messages=[*self.came.messages, told | more])

    def untell(self, name: str) -> None:
        """It did not come."""
        there = [one for one in self.came.messages if one["id"] != name]
        self.came = replace(self.came, messages=there)

    def log(self, line: str) -> None:
        """A line in the log of the process."""
        with self.fleet.lives[0].serving.log.open("a") as log:
            log.write(f"{line}\n")

    def kill(self, at: float) -> None:
        """The process was killed then."""
        life = self.fleet.lives[0]
        life.killed, life.wanted, life.code = at + time.time() - time.monotonic(), -9, -9

    def rows(self, table: str, *rows: dict[str, Any]) -> None:
        """What the journal has in a table."""
        self.kept = replace(self.kept, rows={**self.kept.rows, table: rows})


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Nothing was lost."""
    fleet, log = DiscordFleet(tmp_path, {}, 2), tmp_path / "log"
    log.write_text('{"level": "info", "event": "serving"}\n')
    process = subprocess.Popen(["true"])
    process.wait()
    fleet.lives.append(Life(0, Serving(process, tmp_path / "far", log, AT), 0, code=0))
    fleet.discord.token = TOKEN
    books = DiscordBooks([Said("1", ADA, AT, 1, f"<@1> {QUESTION}")])
    books.done += [Done("2", ADA, AT, 1, "command"), Done("3", ADA, AT, 1, "tap", VOTE)]
    books.walks.append(Walk("discord", ADA, "from-zero", [Step(1, AT, seen=True), Step(2, AT, seen=True)]))
    faults = DiscordFaults(fleet, Random(1))  # noqa: S311 - a soak needs no secrecy
    made = Scene(fleet, books, Came([], {"2": SAID, "3": SAID}), Kept({}, 0, "ok"), faults)
    made.tell("11", "1", "", "An answer.", ids=[f"tap:0:vote:docker:up:{ASKED}", f"missing:{ASKED}"])
    made.tell("12", "", "2", "Another answer.")
    made.tell("13", "11", "3", message(notices.thanks(helped=True), Frame())[0]["content"])
    made.rows("questions", {"id": ASKED, "knowledge": VERSION, "platform": "discord"})
    made.rows("votes", {"asked": ASKED, "person": WHO, "entry": "docker", "helped": True})
    made.rows("progress", {"person": WHO, "path": "from-zero", "step": 2})
    made.kept = replace(made.kept, settled=frozenset({KEY}))
    return made


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


def test_second_answers_and_answers_not_taken_are_counted_apart(scene: Scene) -> None:
    """Of two processes that hear the same one is second; and the log tells of what Discord failed."""
    scene.fleet.discord.refused.append({"code": 40060})
    scene.log(json.dumps({"level": "error", "event": "a turn failed", "where": "send"}))

    assert ({}, {TAKEN: 1, UNSENT: 1}) == (scene.lost(), scene.excused)
