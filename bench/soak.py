"""`make soak`: several processes on one journal are flooded with messages and suffer everything that goes wrong, for a while.

At the end everything that was promised is looked for; then the same is done with Slack and with Discord (bench.soak_slack,
bench.soak_discord), for a quarter of the time each besides. `python -m bench.soak [--seconds N] [--seed N] [--store NAME]`: half of the time on SQLite and half on
PostgreSQL. Exit code 1 when anything was lost.
"""

from __future__ import annotations

import asyncio
import secrets
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from bench.data import ROOT
from bench.soak_discord import soak_discord
from bench.soak_faults import Faults
from bench.soak_fleet import Fleet
from bench.soak_ground import (
    Found,
    Ground,
    Soak,
    arguments,
    disturbed,
    fresh,
    grounds,
    measured,
    printed,
    settings_of,
    tell,
)
from bench.soak_journal import kept
from bench.soak_knowledge import Editor
from bench.soak_people import Crowd
from bench.soak_reckoning import Losses, Reckoning
from bench.soak_slack import soak_slack
from bot.journal.privacy import Privacy
from bot.loading import load
from bot.workbench.questions import golden_questions

PROCESSES: Final = 3
PLATFORM: Final = 0.25
"""How much of the time each platform takes besides."""

PLATFORMS: Final[Mapping[str, Soak]] = {"Slack": soak_slack, "Discord": soak_discord}

AT_A_TIME: Final = 12
"""People who talk with the bot at a time."""


async def soak(ground: Ground, seconds: float, seed: int) -> Found:
    """Floods and disturbs processes on one store for some seconds, and reckons."""
    secret = secrets.token_hex(16)
    random = Random(seed)  # noqa: S311 - a soak needs no secrecy
    editor = Editor(ground.folder / "knowledge", ROOT / "knowledge", random)
    texts = [one.text for one in golden_questions(load(ROOT / "knowledge"))]
    fleet = Fleet(ground.folder, settings_of(ground, secret, ground.folder / "knowledge"), PROCESSES)
    crowd = Crowd(fleet, texts, seed)
    faults = Faults(fleet, editor, random, ground)
    try:
        await fleet.begin()
        weighing = asyncio.create_task(fleet.weigh())
        await disturbed(
            crowd,
            AT_A_TIME,
            faults,
            time.time() + seconds,
            lambda: f"{ground.name}: {len(crowd.books.messages):,} messages",
        )
        tell(f"{ground.name}: waits for what is owed")
        await crowd.insist()
        weighing.cancel()
        dropped = await fleet.metric("backchat_journal_rows_dropped_total")
        guessed = await fleet.metric("backchat_claim_failures_total")
        await fleet.end()
    finally:
        fleet.kill_all()
    fleet.look()
    tell(f"{ground.name}: reckons")
    reckoning = Reckoning(fleet, crowd.books, faults.troubles.away, Privacy(secret))
    losses = reckoning.losses(await kept(ground.store), editor.versions)
    losses = Losses({**losses.lost, "records dropped": ["record"] * int(dropped)}, losses.excused)
    done = _done(fleet, crowd, faults) | {"claims that the store could not take": int(guessed)}
    return Found(done, losses, reckoning.growth(), faults.troubles.story)


def _done(fleet: Fleet, crowd: Crowd, faults: Faults) -> dict[str, int]:
    books = crowd.books
    return {
        "messages": len(books.messages),
        "replies": sum(map(len, fleet.replies.values())),
        "votes": sum(one.get("code", "").startswith("vote:") for one in books.messages.values()),
        "people forgotten": sum(one.get("code") == "forget:yes" for one in books.messages.values()),
        **dict(sorted(books.done.items())),
        **{f"deliveries that ended: {ending}": count for ending, count in sorted(books.endings.items())},
        "processes started": len(fleet.lives),
        **dict(sorted(faults.troubles.done.items())),
    }


def main() -> int:
    """Soaks on every store and prints what was done and what was lost; returns the exit code."""
    told = arguments("bench.soak", __doc__, 120.0)
    print(f"seed {told.seed}, {told.seconds:.0f} s, {PROCESSES} processes, {AT_A_TIME} people at a time")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing stays behind
    lost = 0
    with TemporaryDirectory(prefix="backchat-soak-") as name, ExitStack() as stack:
        for ground in grounds(Path(name), told.store, stack):
            found = asyncio.run(soak(ground, told.share, told.seed))
            tell("")
            room = "" if ground.disk or ground.server else " (no small disk to fill could be mounted)"
            lost += printed(f"{ground.name}{room}", found)
            for platform, soaking in PLATFORMS.items():
                own = fresh(ground, stack, platform)
                lost += measured(platform, soaking, own, told.share * PLATFORM, told.seed)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
