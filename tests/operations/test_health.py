from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import NoReturn

import pytest

from bot.operations.health import Health, Heartbeat, Minor, Report
from bot.operations.plug import State


def well() -> State:
    """A part that works."""
    return State(ok=True)


def unwell() -> State:
    """A part that does not."""
    return State(ok=False, reason="not connected")


def broken() -> NoReturn:
    """A part that cannot say how it is."""
    raise ConnectionResetError("postgres://me:secret@db")


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time, in seconds."""
        return self.now


def test_all_is_well() -> None:
    """With every part well the process is live, ready and ok."""
    report = Health({"journal": well, "disk": Minor(well)}).report()

    assert Report(True, True, "ok", {"journal": well(), "disk": well()}) == report  # noqa: FBT003 - all of a Report


@pytest.mark.parametrize(
    ("journal", "disk", "expected"),
    [
        (well, Minor(unwell), ("degraded", True)),
        (well, Minor(broken), ("degraded", True)),
        (unwell, Minor(well), ("failing", False)),
        (broken, Minor(well), ("failing", False)),
        (unwell, Minor(unwell), ("failing", False)),
    ],
)
def test_essential_parts_decide(
    journal: Callable[[], State], disk: Callable[[], State], expected: tuple[str, bool]
) -> None:
    """An essential part that is unwell makes the process not ready; a minor one only degrades it."""
    report = Health({"journal": journal, "disk": disk}).report()

    assert expected == (report.status, report.ready)
    assert report.live


def test_a_broken_part_is_told_by_its_class_alone() -> None:
    """Of a part that raises, the report has the class of the exception and nothing of its message."""
    report = Health({"journal": broken, "disk": well}).report()

    assert {"journal": State(ok=False, reason="ConnectionResetError"), "disk": well()} == report.parts


def test_draining_is_not_ready() -> None:
    """A process that drains is live, not ready, and says so."""
    health = Health({"journal": well})
    health.drain()
    report = health.report()

    assert (True, False, "draining") == (report.live, report.ready, report.status)


def test_parts_are_asked_every_time() -> None:
    """A part that comes back is well in the next report."""
    states = [unwell(), well()]
    health = Health({"slack": lambda: states.pop(0)})

    assert ["failing", "ok"] == [health.report().status, health.report().status]


def test_a_process_whose_heart_stopped_is_not_live() -> None:
    """Thirty seconds without a beat, and the process is neither live nor ready."""
    clock = Clock()
    health = Health({"journal": well}, Heartbeat(clock=clock))
    fresh = health.report().live
    clock.now += 31
    report = health.report()

    assert (True, False, False, "failing") == (fresh, report.live, report.ready, report.status)


def test_lag_is_the_worst_of_the_window_and_is_forgotten() -> None:
    """The worst lateness of the last ten seconds is told, and no longer."""
    clock = Clock()
    heart = Heartbeat(interval=1.0, window=10.0, clock=clock)
    heart.beat()
    lags = []
    for passed in (1.0, 3.5, 1.2, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0):
        clock.now += passed
        heart.beat()
        lags.append(round(heart.lag(), 3))

    assert [0.0, *[2.5] * 9, 2.5, 0.2] == lags


def test_a_beat_that_is_overdue_counts() -> None:
    """While the loop hangs, the lag that others see grows."""
    clock = Clock()
    heart = Heartbeat(interval=1.0, clock=clock)
    heart.beat()
    clock.now += 7

    assert (6.0, 7.0) == (heart.lag(), heart.age())


def test_what_is_remembered_is_bounded() -> None:
    """A loop that gets later and later, or less and less late, keeps no more than a window of lateness."""
    clock = Clock()
    heart = Heartbeat(interval=0.1, window=10.0, clock=clock)
    for number in range(5000):
        clock.now += 0.1 + (5000 - number) * 1e-6
        heart.beat()

    assert len(heart._late) <= 101  # noqa: SLF001 - the memory is the fact


async def beaten(heart: Heartbeat, times: int) -> None:
    """Waits until a heart has beaten so many times more."""
    wanted, deadline = heart.beats + times, time.monotonic() + 10
    while heart.beats < wanted and time.monotonic() < deadline:  # noqa: ASYNC110 - a heart tells nobody that it beats
        await asyncio.sleep(0.01)


async def test_a_blocked_loop_shows() -> None:
    """A call that holds the event loop for 0.4 s shows as lag, and the heart beats on."""
    heart = Heartbeat(interval=0.02)
    task = asyncio.create_task(heart.run())
    await beaten(heart, 3)
    time.sleep(0.4)  # noqa: ASYNC251 - the very fault
    await beaten(heart, 1)
    task.cancel()

    assert 0.3 < heart.lag() < 5
