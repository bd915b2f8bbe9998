from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from bench.load import Serving
from bench.soak_fleet import Fleet, Life, Sent
from bench.soak_journal import Kept
from bench.soak_knowledge import Editor
from bench.soak_people import CANARY, Books
from bench.soak_reckoning import Losses, Reckoning
from bot.journal.privacy import Privacy
from bot.loading import inspect
from bot.turns import notices
from tests.conftest import ROOT

PRIVACY = Privacy("a-secret-of-the-tests")
ASKED = "AAAAAAAAAAA"
VERSION = "0123456789ab"
AT = 1_000.0


@dataclass
class Scene:
    """A soak in which one person asked, got an answer, and voted for it, with nothing lost."""

    fleet: Fleet
    books: Books
    kept: Kept
    away: list[tuple[float, float]]

    def losses(self) -> Losses:
        """What the reckoning finds."""
        return Reckoning(self.fleet, self.books, self.away, PRIVACY).losses(self.kept, {VERSION})

    def lost(self) -> dict[str, int]:
        """How much was lost of what, without what was not."""
        return {what: len(examples) for what, examples in self.losses().lost.items() if examples}

    def reply(
        self, key: str, *, life: int = 0, at: float = AT, text: str = "An answer.", asked: str = ""
    ) -> None:
        """A reply that arrived."""
        line = {"key": key, "person": "ann", "text": text, "asked": asked, "at": at}
        self.fleet.replies[key].append(Sent(life, at, line))

    def log(self, line: str, life: int = 0) -> None:
        """A line in the log of a process."""
        with self.fleet.lives[life].serving.log.open("a") as log:
            log.write(f"{line}\n")


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Nothing was lost."""
    fleet = Fleet(tmp_path, {}, 2)
    for number in range(2):
        log = tmp_path / f"{number}.log"
        log.write_text('{"level": "info", "event": "serving"}\n')
        process = subprocess.Popen(["true"])
        process.wait()
        serving = Serving(process, tmp_path / f"{number}.far", log, time.monotonic())
        fleet.lives.append(Life(number, serving, 0, code=0))
    person = PRIVACY.pseudonym("person", "loopback", "ann")
    books = Books()
    books.messages["q"] = {"key": "q", "person": "ann", "text": "what does a back-end developer do"}
    books.messages["v"] = {"key": "v", "person": "ann", "code": f"vote:docker:up:{ASKED}"}
    vote = {"asked": ASKED, "person": person, "entry": "docker", "helped": True}
    kept = Kept({"questions": [{"id": ASKED, "knowledge": VERSION}], "votes": [vote]}, 0, "ok")
    made = Scene(fleet, books, kept, [])
    made.reply("q", asked=ASKED)
    made.reply("v", text=notices.thanks(helped=True).text)
    return made


def _without(scene: Scene, table: str) -> None:
    scene.kept = replace(scene.kept, rows={**scene.kept.rows, table: []})


def _other_vote(scene: Scene) -> None:
    [vote] = scene.kept.rows["votes"]
    scene.kept = replace(scene.kept, rows={**scene.kept.rows, "votes": [{**vote, "helped": False}]})


def _other_version(scene: Scene) -> None:
    row = {"id": ASKED, "knowledge": "never good"}
    scene.kept = replace(scene.kept, rows={**scene.kept.rows, "questions": [row]})


def _other_code(scene: Scene) -> None:
    scene.fleet.lives[1].code = 70


def _grown(scene: Scene) -> None:
    scene.fleet.lives[0].memory += [(second, 100.0 + 10 * second) for second in range(30)]


LOSSES: dict[str, Callable[[Scene], object]] = {
    "votes thanked for, but not kept": lambda scene: _without(scene, "votes"),
    "questions answered, but without a row": lambda scene: _without(scene, "questions"),
    "messages never answered": lambda scene: scene.fleet.replies.pop("q"),
    "messages answered twice": lambda scene: scene.reply("q", life=1, at=AT + 1),
    "messages that ended in a fault": lambda scene: scene.books.endings.update(["error"]),
    "answers from knowledge that was never good": _other_version,
    "rows of people who were forgotten": lambda scene: setattr(
        scene, "kept", replace(scene.kept, unforgotten=1)
    ),
    "processes that left with another code": _other_code,
    "lines of faults in logs": lambda scene: scene.log('{"level": "error", "event": "a turn failed"}'),
    "texts and ids in logs": lambda scene: scene.log(json.dumps({"level": "info", "event": CANARY})),
    "journals that are damaged": lambda scene: setattr(
        scene, "kept", replace(scene.kept, sound="row 3 missing")
    ),
    "growth of more than 100 MB": _grown,
}


def test_a_soak_that_lost_nothing_says_so(scene: Scene) -> None:
    """Nothing is found where nothing is missing."""
    assert {} == scene.lost()


@pytest.mark.parametrize("what", LOSSES)
def test_every_kind_of_loss_is_found(scene: Scene, what: str) -> None:
    """One thing that went wrong is found, under its own name and no other."""
    LOSSES[what](scene)

    assert {what: 1} == scene.lost()


def test_a_vote_that_was_changed_to_another_is_a_loss(scene: Scene) -> None:
    """What is kept must be what was said last."""
    _other_vote(scene)

    assert {"votes thanked for, but not kept": 1} == scene.lost()


def test_a_text_that_was_asked_is_found_in_a_log(scene: Scene) -> None:
    """Questions without a canary count as well."""
    scene.log(json.dumps({"level": "info", "event": "what does a back-end developer do"}))

    assert {"texts and ids in logs": 1} == scene.lost()


def test_a_process_that_was_killed_excuses_its_last_moments_only(scene: Scene) -> None:
    """Answered twice is excused right before the kill, and a loss a minute earlier."""
    life = scene.fleet.lives[0]
    life.killed, life.wanted, life.code = AT + 0.5, -9, -9
    scene.reply("q", life=1, at=AT + 50)

    assert ({}, 1) == (
        scene.lost(),
        scene.losses().excused["answered twice: killed between sending and settling"],
    )

    life.killed = AT + 60

    assert {"messages answered twice": 1} == scene.lost()


def test_a_kill_excuses_no_second_answer_before_the_lease_has_ended(scene: Scene) -> None:
    """The claim of a killed process holds until its lease ends: whoever answers sooner did not respect it."""
    life = scene.fleet.lives[0]
    life.killed, life.wanted, life.code = AT + 0.5, -9, -9
    scene.reply("q", life=1, at=AT + 5)

    assert {"messages answered twice": 1} == scene.lost()


def test_silence_is_an_answer_to_what_was_said_to_nobody(scene: Scene) -> None:
    """A process that was killed may have decided to be silent: the settled claim shows it, and only to such a message."""
    scene.fleet.replies.pop("q")
    settled = frozenset({PRIVACY.pseudonym("message", "loopback", "q")})
    scene.kept = replace(scene.kept, settled=settled)

    assert {"messages never answered": 1} == scene.lost()

    scene.books.messages["q"]["addressed"] = False

    assert {} == scene.lost()


def test_a_store_that_was_away_excuses_that_time_only(scene: Scene) -> None:
    """Answered twice while no process could ask the other is counted apart."""
    scene.reply("q", life=1, at=AT + 2)
    scene.away.append((AT - 1, AT + 1))

    assert ({}, 1) == (scene.lost(), scene.losses().excused["answered twice: the store was away"])

    scene.away[:] = [(AT + 100, AT + 101)]

    assert {"messages answered twice": 1} == scene.lost()


def test_a_row_may_go_with_a_killed_process_but_a_vote_may_not(scene: Scene) -> None:
    """Records are written behind the answers' back; a vote is thanked for when it is on the disk."""
    life = scene.fleet.lives[0]
    life.killed, life.wanted, life.code = AT + 0.5, -9, -9
    _without(scene, "questions")

    assert ({}, 1) == (scene.lost(), scene.losses().excused["questions whose row went with a killed process"])

    _without(scene, "votes")

    assert {"votes thanked for, but not kept": 1} == scene.lost()


async def test_good_edits_are_good_and_change_the_version(tmp_path: Path) -> None:
    """Every state that an editor means is sound knowledge of a version of its own."""
    editor = Editor(tmp_path / "knowledge", ROOT / "knowledge", Random(1))  # noqa: S311 - edits need no secrecy
    for _ in range(4):
        await editor.edit()

    assert ((), 5) == (inspect(tmp_path / "knowledge")[1], len(editor.versions))
