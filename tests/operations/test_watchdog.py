from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.operations.plug import State
from bot.operations.watchdog import HUNG, LoopWatchdog, Patience, watch_parts

ROOT = Path(__file__).resolve().parent.parent.parent

CHILD = """
import asyncio, sys, time
from bot.operations import logs
from bot.operations.health import Heartbeat
from bot.operations.watchdog import LoopWatchdog

def hangs(seconds):
    time.sleep(seconds)

def fills_the_pipe():
    while True:
        sys.stderr.write("x" * 65536)

async def main():
    logs.configure("json", "info", [])
    heart = Heartbeat(interval=0.05)
    task = asyncio.create_task(heart.run())
    LoopWatchdog(lambda: heart.beats, limit=1.0).start()
    await asyncio.sleep(1.5)
    print("served", flush=True)
    match sys.argv[1]:
        case "hang": hangs(60)
        case "pipe": fills_the_pipe()
        case "short": hangs(0.3)
    await asyncio.sleep(0.3)

asyncio.run(main())
"""


def child(what: str, *, read: bool = True) -> tuple[int, str, str, float]:
    """A process whose loop does `what` after a while: exit code, both outputs, and seconds until its end."""
    began = time.monotonic()
    env = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, what],
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            out, err = process.communicate(timeout=60) if read else ("", str(process.wait(60)))
        finally:
            process.kill()
    return process.returncode, out, err, time.monotonic() - began


def test_a_hung_loop_ends_the_process() -> None:
    """A real process whose loop blocks ends with 70 within seconds, and one line tells where it hung."""
    code, out, err, seconds = child("hang")
    (line,) = (json.loads(line) for line in err.splitlines())
    print(f"a hung loop (limit 1 s, after 1.5 s of health) ended {seconds:.1f} s after the start")  # noqa: T201 - the figure

    assert (HUNG, "served\n", "the event loop hangs") == (code, out, line["event"])
    assert any(frame.endswith(":hangs") for frame in line["frames"])
    assert seconds < 30


def test_a_process_that_hangs_at_its_own_log_is_ended_too() -> None:
    """When nobody reads standard error and the loop hangs at writing to it, the process still ends with 70."""
    code, _, _, seconds = child("pipe", read=False)

    assert (HUNG, True) == (code, seconds < 40)


def test_a_short_pause_is_forgiven() -> None:
    """A process that blocks for less than the limit goes on to its own end."""
    assert (0, "served\n", "") == child("short")[:3]


class Fake:
    """A clock that jumps by a step whenever it is read, and what the watchdog would have ended with."""

    def __init__(self, step: float) -> None:
        self.now = 0.0
        self.step = step
        self.left: list[int] = []
        self.done = threading.Event()

    def clock(self) -> float:
        """The time, in seconds."""
        self.now += self.step
        return self.now

    def leave(self, code: int) -> None:
        """Instead of ending the process."""
        self.left.append(code)
        self.done.set()


def test_a_process_that_was_paused_as_a_whole_is_not_ended_for_it() -> None:
    """An hour that passes between two looks, as in a suspended machine, counts as no more than two looks."""
    fake = Fake(step=3600.0)
    looks = [0]

    def _beats() -> int:
        looks[0] += 1
        return 0

    LoopWatchdog(_beats, limit=0.2, clock=fake.clock, leave=fake.leave).start()

    assert fake.done.wait(20)
    assert [HUNG] == fake.left
    assert looks[0] >= 2 * 0.2 / (2 * 0.01)


def test_a_watchdog_that_was_stopped_ends_nothing() -> None:
    """A process that drains is left in peace."""
    fake = Fake(step=100.0)
    dog = LoopWatchdog(lambda: 0, limit=0.4, clock=fake.clock, leave=fake.leave)
    dog.start()
    dog.stop()

    assert not fake.done.wait(0.6)


def state(*, ok: bool) -> State:
    """A part with a reason when it is unwell."""
    return State(ok=ok, reason="" if ok else "not connected")


def test_patience_ends_when_a_part_was_unwell_throughout() -> None:
    """Only a part that was never well for as long as the limit ends the process."""
    patience = Patience(120.0)
    story = [(0, False), (119, False), (119.5, True), (120, False), (239, False), (240, False)]
    lost = [patience.lost(at, {"journal": state(ok=True), "slack": state(ok=ok)}) for at, ok in story]

    assert ["", "", "", "", "", "slack has not worked for 120 s: not connected"] == lost


def test_patience_is_had_with_each_part_by_itself() -> None:
    """Two parts that take turns in being unwell end nothing."""
    patience = Patience(10.0)
    told = [patience.lost(at, {"a": state(ok=at % 2 == 0), "b": state(ok=at % 2 == 1)}) for at in range(60)]

    assert [""] * 60 == told


async def test_a_part_that_stays_away_ends_the_process_orderly() -> None:
    """The callback is called once with the reason, also for a part that raises when it is asked."""
    reasons: list[str] = []

    def _broken() -> State:
        raise ConnectionResetError("a secret")

    await asyncio.wait_for(watch_parts({"slack": _broken}, reasons.append, limit=0.2), 20)

    assert ["slack has not worked for 0 s: ConnectionResetError"] == reasons


async def test_while_all_is_well_it_watches_on() -> None:
    """With every part well the watch does not end."""
    reasons: list[str] = []
    watch = asyncio.create_task(watch_parts({"slack": lambda: state(ok=True)}, reasons.append, limit=0.1))
    done, _ = await asyncio.wait({watch}, timeout=0.5)
    watch.cancel()

    assert (set(), []) == (done, reasons)


@pytest.mark.parametrize("reason", ["", "not connected"])
def test_a_part_without_a_reason_is_named_alone(reason: str) -> None:
    """The reason of the part is added where there is one."""
    told = Patience(0.0).lost(0.0, {"discord": State(ok=False, reason=reason)})

    assert "discord has not worked for 0 s" + (": " + reason if reason else "") == told
