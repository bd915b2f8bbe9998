from __future__ import annotations

import subprocess
import time
from pathlib import Path
from random import Random

import pytest

from bench.load import Serving
from bench.soak_all import PROCESSES, Crowds
from bench.soak_faults import Blow, Troubles, strike
from bench.soak_fleet import Life
from bench.soak_journal import Kept
from bench.soak_times import Times
from bench.soak_walks import Step, Walk, strayed
from bot.journal.privacy import Privacy
from tests.conftest import ROOT

PRIVACY = Privacy("a-secret-of-the-tests")
AT = 1_000.0


def _kept(step: int) -> Kept:
    person = PRIVACY.pseudonym("person", "slack", "ada")
    return Kept(
        {"progress": [{"person": person, "path": "from-zero", "step": step}] if step else []}, 0, "ok"
    )


def _walk(asked: int, seen: int) -> Walk:
    steps = [Step(number, AT + number, number <= seen) for number in range(1, asked + 1)]
    return Walk("slack", "ada", "from-zero", steps)


def _life(tmp_path: Path, killed: float | None = None, log: str = "") -> Life:
    (tmp_path / "log").write_text(log)
    process = subprocess.Popen(["true"])
    process.wait()
    serving = Serving(process, tmp_path / "far", tmp_path / "log", AT)
    return Life(0, serving, 0, killed=killed and killed + time.time() - time.monotonic())


def _strayed(walk: Walk, step: int, times: Times) -> tuple[int, int]:
    lost, excused = strayed([walk], _kept(step), PRIVACY, times)
    return len(lost), excused


def test_all_that_the_procfile_names_is_soaked() -> None:
    """Every kind of process runs in the soak, with the words that the Procfile has for it."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    named = dict(line.split(": python -m bot ") for line in lines)
    words = {kind: " ".join(command) for kind, command in PROCESSES.items()}

    assert {kind: command.removesuffix(" --host 0.0.0.0") for kind, command in named.items()} == words


@pytest.mark.parametrize(("kept", "lost"), [(0, 1), (1, 1), (2, 0), (3, 0)])
def test_people_are_at_the_step_they_saw_or_one_they_have_asked_for_since(
    tmp_path: Path, kept: int, lost: int
) -> None:
    """The third step was asked for and not seen: nobody knows whether it was taken."""
    times = Times([_life(tmp_path)])

    assert (lost, 0) == _strayed(_walk(3, seen=2), kept, times)


def test_who_saw_nothing_may_be_anywhere(tmp_path: Path) -> None:
    """A walk of which nothing arrived proves nothing."""
    assert (0, 0) == _strayed(_walk(1, seen=0), 0, Times([_life(tmp_path)]))


def test_a_step_may_go_with_a_killed_process(tmp_path: Path) -> None:
    """Right after it, and no later."""
    assert (0, 1) == _strayed(_walk(2, seen=2), 1, Times([_life(tmp_path, AT + 2.5)]))
    assert (1, 0) == _strayed(_walk(2, seen=2), 1, Times([_life(tmp_path, AT + 20)]))


def test_the_beginning_of_a_path_is_not_kept_while_the_store_is_away(tmp_path: Path) -> None:
    """It might not be where that person is; every later step is kept."""
    offset = time.time() - time.monotonic()
    times = Times([_life(tmp_path)], [(AT + offset, AT + 5 + offset)])

    assert (0, 1) == _strayed(_walk(1, seen=1), 0, times)
    assert (1, 0) == _strayed(_walk(2, seen=2), 0, times)


def test_a_process_that_asks_nobody_is_alone(tmp_path: Path) -> None:
    """The log says from when on it did not ask the store who answers."""
    line = '{"level": "warning", "event": "nobody knows who answers: for some seconds", "timestamp": "2026-01-01T00:00:00Z"}'
    times = Times([_life(tmp_path, log=line)])
    at = 1_767_225_600.0 - time.time() + time.monotonic()

    assert (True, True, False) == (times.alone(at), times.alone(at + 7), times.alone(at + 9))


async def test_every_kind_of_fault_strikes_before_any_does_again() -> None:
    """Those that were asked for come first, the last of them before the others; each is counted by what it was."""
    done: list[str] = []
    troubles = Troubles()

    def _blow(name: str) -> Blow:
        async def _strike() -> str:
            done.append(name)
            return f"{name} struck"

        return _strike

    random = Random(1)  # noqa: S311 - a soak needs no secrecy
    kinds = {name: _blow(name) for name in "abcd"}
    await strike(kinds, troubles, random, time.time() + 0.2, ["a", "b"], calm=0.01)

    assert (["b", "a"], ["a", "b", "c", "d"]) == (done[:2], sorted(done[2:6]))
    assert {f"{name} struck": done.count(name) for name in "abcd"} == troubles.done


async def test_crowds_talk_together_until_they_leave() -> None:
    """Each is told how many are to talk at a time, and when it is over."""
    told: list[object] = []

    class Crowd:
        """Tells what it is told."""

        async def flood(self, count: int) -> None:
            """Talks."""
            told.append(count)

        def leave(self) -> None:
            """Leaves."""
            told.append("left")

    crowds = Crowds(Crowd(), Crowd())
    await crowds.flood(4)
    crowds.leave()

    assert [4, 4, "left", "left"] == told
