"""The Slack of `make soak`: `backchat slack` and two `backchat serve` on one journal, and all that goes wrong between them and Slack.

`python -m bench.soak_slack [--seconds N] [--seed N] [--store NAME]` runs this part alone. Exit code 1 when anything was lost.
"""

from __future__ import annotations

import secrets
import sys
import time
from random import Random
from typing import Final

from bench.data import ROOT
from bench.soak_ground import Found, Ground, disturbed, settings_of, soaked
from bench.soak_journal import kept, pass_leases
from bench.soak_slack_faults import SlackFaults
from bench.soak_slack_fleet import SlackFleet
from bench.soak_slack_people import SlackCrowd
from bench.soak_slack_reckoning import SlackReckoning
from bot.cache import cached_index
from bot.journal.privacy import Privacy
from bot.loading import load
from bot.workbench.questions import golden_questions

PROCESSES: Final = 3
AT_A_TIME: Final = 6
"""People who talk with the bot at a time."""

ROUNDS: Final = 3
"""How often what nobody acknowledged is delivered again at the end."""


async def soak_slack(ground: Ground, seconds: float, seed: int) -> Found:
    """Floods and disturbs the processes of a workspace for some seconds, and reckons."""
    secret, random = secrets.token_hex(16), Random(seed)  # noqa: S311 - a soak needs no secrecy
    knowledge = load(ROOT / "knowledge")
    cache = ground.folder.parent / "cache"  # what comes before or after needs the same
    cached_index(knowledge, cache)
    texts = [one.text for one in golden_questions(knowledge)]
    settings = {**settings_of(ground, secret, ROOT / "knowledge"), "BACKCHAT_CACHE": str(cache)}
    fleet = SlackFleet(ground.folder, settings, PROCESSES)
    crowd, faults = SlackCrowd(fleet, texts, seed), SlackFaults(fleet, random)
    async with fleet.slack:
        try:
            await fleet.begin()
            await disturbed(
                crowd,
                AT_A_TIME,
                faults,
                time.time() + seconds,
                lambda: f"Slack: {len(crowd.books.asked):,} questions",
            )
            await pass_leases(ground.store)
            passed = time.monotonic()
            for _ in range(ROUNDS):
                await crowd.insist()
            await fleet.end()
        finally:
            fleet.kill_all()
        reckoning = SlackReckoning(fleet, crowd.books, passed, Privacy(secret))
        losses = reckoning.losses(await kept(ground.store))
    found = done_slack(fleet, crowd) | dict(sorted(faults.troubles.done.items()))
    return Found(found, losses, story=faults.troubles.story)


def done_slack(fleet: SlackFleet, crowd: SlackCrowd) -> dict[str, int]:
    """What was said and done."""
    books = crowd.books
    return {
        "questions": len(books.asked),
        "answers": sum(map(len, fleet.posts.values())),
        "taps and commands": len(books.tapped),
        "walks of a path": len(books.walks),
        "votes": sum(one.vote is not None for one in books.tapped),
        "mentions told a second time, as messages": books.twins,
        "deliveries at the same time as another of the same": books.again,
        **{f"deliveries: {what}": count for what, count in sorted(fleet.statuses.items())},
        "calls of Slack": len(fleet.calls),
        "calls that Slack failed": sum(not call["ok"] for call in fleet.calls),
        "processes started": len(fleet.lives),
    }


def main() -> int:
    """Soaks on every store; returns the exit code."""
    return soaked("bench.soak_slack", __doc__, "Slack", soak_slack)


if __name__ == "__main__":
    sys.exit(main())
