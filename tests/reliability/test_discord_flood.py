"""Check 8 on Discord: a flood at once gets its first answers in the three seconds that Discord waits."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import pytest

from tests.clients import Client, health
from tests.discord_far_side import FarSide
from tests.discord_processes import Processes, answers, asked
from tests.slowness import slowness

Tell = Callable[[str], None]

FLOOD: Final = 50
SLOWEST: Final = 3.0
"""Seconds that Discord waits for the first answer to an interaction."""
LAG: Final = 1.0
"""Seconds by which the event loop may be late."""


def _percentiles(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    return f"p50 {ordered[len(ordered) // 2] * 1000:.0f} ms, p99 {ordered[-1] * 1000:.0f} ms"


async def _lag(port: int) -> float:
    """By how much the event loop of a process was late, in seconds."""
    async with Client(port) as client:
        _, page = await client.ask("GET", "/metrics")
    found = re.search(rb"^backchat_loop_lag_seconds (\S+)$", page, re.MULTILINE)
    return float(found[1]) if found else -1.0


@pytest.mark.alone
async def test_a_flood_is_answered_in_time(side: FarSide, tmp_path: Path, tell: Tell) -> None:
    """Check 8: 50 mentions and 50 commands at once: the first answer to each within three seconds, and the loop lives."""
    async with Processes(side, tmp_path).discord() as [process]:
        questions = [asked(side, number) for number in range(FLOOD)]
        people = [side.world.person(f"{800_000_000_000_000 + number}").id for number in range(FLOOD)]
        commands = [side.command("ask", {"question": "explain sql"}, by=one) for one in people]
        responses = [await side.answered(one) for one in commands]
        said = await side.posted(count=2 * FLOOD)
        lag, (status, _) = await _lag(process.port), await health(process.port)
        log = process.log
    asked_at = {one.id: one.at for one in questions}
    took = [one.at - asked_at[one.reference] for one in said if one.reference in asked_at]
    told, put_off = [one.after for one in responses], sum(one.kind == 5 for one in responses)
    tell(
        f"{FLOOD} mentions and {FLOOD} commands at once: mentions {_percentiles(took)}; commands {_percentiles(told)}, "
        f"{put_off} put off; loop late by {lag * 1000:.0f} ms at most"
    )

    assert ([1] * FLOOD, FLOOD, 200) == (answers(side, questions), len(told), status)
    assert max(*took, *told) < SLOWEST * slowness()
    assert 0 <= lag < LAG * slowness()
    assert "nobody knows who answers" not in log
