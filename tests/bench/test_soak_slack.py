from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from adapters.slack.incoming import PLATFORM, Spot
from bench.load import Serving
from bench.soak_fleet import Life
from bench.soak_journal import Kept
from bench.soak_people import CANARY
from bench.soak_slack_fleet import Parcel, Receipt, SlackFleet
from bench.soak_slack_people import Asked, SlackBooks, Tapped
from bench.soak_slack_reckoning import AGAIN, AWAY, EARLY, SlackReckoning
from bench.soak_walks import Step, Walk
from bot.conversation import ShowHelp
from bot.journal.privacy import Privacy
from bot.turns import notices
from bot.wishes import Vote
from tests import slack_payloads as sent
from tests.slack_records import CHANNEL, TEAM

PRIVACY = Privacy("a-secret-of-the-tests")
QUESTION = "what does a back-end developer do"
AT = 1_000.0
VOTE = Vote("docker", helped=True, asked="AAAAAAAAAAA")


@dataclass
class Scene:
    """A soak in which one person asked, got an answer, and voted for it, with nothing lost."""

    fleet: SlackFleet
    books: SlackBooks
    kept: Kept
    passed: float = AT + 100
    excused: dict[str, int] = field(default_factory=dict)
    away: list[tuple[float, float]] = field(default_factory=list)

    def lost(self) -> dict[str, int]:
        """How much was lost of what, without what was not; what is excused is noted."""
        offset = time.time() - time.monotonic()
        away = [(began + offset, ended + offset) for began, ended in self.away]
        found = SlackReckoning(self.fleet, self.books, self.passed, PRIVACY, away).losses(self.kept)
        self.excused = {what: count for what, count in found.excused.items() if count}
        return {what: len(examples) for what, examples in found.lost.items() if examples}

    def post(self, at: float, text: str = "An answer.") -> None:
        """An answer that arrives in the thread."""
        arguments = {"channel": CHANNEL, "thread_ts": "1.1", "text": text}
        call = {"method": "chat.postMessage", "ok": True, "at": at, "ts": f"{at}", "arguments": arguments}
        self.fleet.calls.append(call)
        self.fleet.posts["1.1"].append(call)

    def respond(self, at: float, text: str) -> None:
        """What arrives at the address of a tap."""
        call: dict[str, Any] = {"method": "response_url", "ok": True, "at": at, "user": "U1"}
        self.fleet.calls.append(call | {"arguments": {"text": text}})

    def log(self, line: str) -> None:
        """A line in the log of the process."""
        with self.fleet.lives[0].serving.log.open("a") as log:
            log.write(f"{line}\n")

    def kill(self, at: float) -> None:
        """The process was killed then."""
        life = self.fleet.lives[0]
        life.killed, life.wanted, life.code = at + time.time() - time.monotonic(), -9, -9


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """Nothing was lost."""
    fleet, log = SlackFleet(tmp_path, {}, 3), tmp_path / "log"
    log.write_text('{"level": "info", "event": "serving"}\n')
    process = subprocess.Popen(["true"])
    process.wait()
    fleet.lives.append(Life(0, Serving(process, tmp_path / "far", log, AT), 0, code=0))
    fleet.slack.bot, fleet.slack.app = "xoxb-home", "xapp-1"
    told = sent.callback(sent.Scene(), sent.app_mention(sent.Scene(), QUESTION))
    asked = Asked(Parcel("events_api", told), "1.1", "U1", [Receipt(AT, 0)])
    books = SlackBooks([asked], [Tapped("U1", f"{AT}", VOTE, Receipt(AT, 0))])
    who = PRIVACY.pseudonym("person", PLATFORM, Spot(TEAM, CHANNEL, "U1").message(ShowHelp()).person)
    row = {"asked": VOTE.asked, "person": who, "entry": "docker", "helped": True}
    made = Scene(fleet, books, Kept({"votes": [row]}, 0, "ok"))
    made.post(AT)
    made.respond(AT, notices.thanks(helped=True).text)
    return made


def _other_vote(scene: Scene) -> None:
    scene.kept = replace(scene.kept, rows={"votes": [{**scene.kept.rows["votes"][0], "helped": False}]})


LOSSES: dict[str, Callable[[Scene], object]] = {
    "questions never acknowledged": lambda scene: scene.books.asked.append(
        Asked(scene.books.asked[0].parcel, "2.2", "U2")
    ),
    "questions acknowledged, but not answered": lambda scene: scene.fleet.posts.clear(),
    "questions answered twice": lambda scene: scene.post(AT + 1),
    "taps and commands acknowledged, but not answered": lambda scene: scene.books.tapped.append(
        Tapped("U1", receipt=Receipt(AT, 0))
    ),
    "taps and commands answered twice": lambda scene: scene.respond(AT + 1, "Again."),
    "votes thanked for, but not kept": _other_vote,
    "steps of paths that are not where their people are": lambda scene: scene.books.walks.append(
        Walk("slack", "ada", "from-zero", [Step(1, AT, seen=True)])
    ),
    "live mentions in what was posted": lambda scene: scene.fleet.calls[0]["arguments"].update(
        text="<!channel>"
    ),
    "calls that break a rule of Slack": lambda scene: scene.fleet.slack.refused.append({"error": "x"}),
    "processes that left with another code": lambda scene: setattr(scene.fleet.lives[0], "code", 70),
    "lines of faults in logs": lambda scene: scene.log("Traceback (most recent call last):"),
    "texts, ids and tokens in logs": lambda scene: scene.log(
        json.dumps({"level": "info", "event": f"U{CANARY.upper()}1"})
    ),
    "journals that are damaged": lambda scene: setattr(
        scene, "kept", replace(scene.kept, sound="row 3 missing")
    ),
}


def test_a_soak_of_slack_that_lost_nothing_says_so(scene: Scene) -> None:
    """Nothing is found where nothing is missing."""
    assert ({}, {}) == (scene.lost(), scene.excused)


@pytest.mark.parametrize("what", LOSSES)
def test_every_kind_of_loss_in_slack_is_found(scene: Scene, what: str) -> None:
    """One thing that went wrong is found, under its own name and no other."""
    LOSSES[what](scene)

    assert {what: 1} == scene.lost()


@pytest.mark.parametrize("secret", ["xoxb-home", "xapp-1", QUESTION, sent.SECRET])
def test_tokens_and_questions_in_logs_of_slack_are_found(scene: Scene, secret: str) -> None:
    """A log tells neither who may act for the bot nor what somebody asked."""
    scene.log(json.dumps({"level": "info", "event": secret}))

    assert {"texts, ids and tokens in logs": 1} == scene.lost()


def test_an_element_that_calls_somebody_is_a_live_mention(scene: Scene) -> None:
    """Rich text calls people without any bracket."""
    scene.fleet.calls[0]["arguments"]["blocks"] = [{"type": "broadcast", "range": "channel"}]

    assert {"live mentions in what was posted": 1} == scene.lost()


def test_a_kill_excuses_what_it_acknowledged_too_early(scene: Scene) -> None:
    """A process that was killed after its acknowledgement took the answer with it; one that was killed before did not."""
    scene.fleet.posts.clear()
    scene.kill(AT + 1)

    assert ({}, {EARLY: 1}) == (scene.lost(), scene.excused)

    scene.kill(AT - 1)

    assert {"questions acknowledged, but not answered": 1} == scene.lost()


def test_a_kill_excuses_a_second_answer_once_the_lease_has_passed(scene: Scene) -> None:
    """Whoever answers sooner did not respect the claim of the process that was killed."""
    scene.kill(AT + 1)
    scene.post(AT + 101)

    assert ({}, {AGAIN: 1}) == (scene.lost(), scene.excused)

    scene.passed = AT + 200
    scene.fleet.posts["1.1"][-1]["at"] = AT + 30

    assert {"questions answered twice": 1} == scene.lost()


def test_a_store_that_was_away_excuses_a_second_answer_in_slack(scene: Scene) -> None:
    """While no process could ask the others, each answered by itself."""
    scene.post(AT + 1)
    scene.away.append((AT, AT + 2))

    assert ({}, {AWAY: 1}) == (scene.lost(), scene.excused)

    scene.away[:] = [(AT + 100, AT + 101)]

    assert {"questions answered twice": 1} == scene.lost()
