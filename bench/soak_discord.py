"""The Discord of `make soak`: two `backchat discord` with one token on one journal, and all that goes wrong around them.

`python -m bench.soak_discord [--seconds N] [--seed N] [--store NAME]` runs this part alone. Exit code 1 when anything was lost.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from random import Random
from typing import Final

from bench.data import ROOT
from bench.soak_discord_came import Came
from bench.soak_discord_faults import DiscordQuakes
from bench.soak_discord_fleet import DiscordFleet
from bench.soak_discord_people import DiscordCrowd
from bench.soak_discord_reckoning import DiscordReckoning
from bench.soak_faults import Quakes, Troubles
from bench.soak_ground import Found, Ground, disturbed, settings_of, soaked, tell
from bench.soak_journal import claimed, kept, pass_leases
from bench.soak_knowledge import Editor
from bot.cache import cached_index
from bot.journal.privacy import Privacy
from bot.loading import load
from bot.workbench.questions import golden_questions

PROCESSES: Final = 2
AT_A_TIME: Final = 10
"""People who talk with the bot at a time."""

AFTER_ALL: Final = 50.0
"""Seconds within which what a killed process held is answered by another one: its tries are that long apart."""


async def soak_discord(ground: Ground, seconds: float, seed: int) -> Found:
    """Floods and disturbs the processes of a server for some seconds, and reckons."""
    secret, random = secrets.token_hex(16), Random(seed)  # noqa: S311 - a soak needs no secrecy
    knowledge = load(ROOT / "knowledge")
    cache = ground.folder.parent / "cache"  # what comes before or after needs the same
    cached_index(knowledge, cache)
    editor = Editor(ground.folder / "knowledge", ROOT / "knowledge", random)
    settings = {**settings_of(ground, secret, ground.folder / "knowledge"), "BACKCHAT_CACHE": str(cache)}
    fleet = DiscordFleet(ground.folder, settings, PROCESSES)
    crowd = DiscordCrowd(fleet, [one.text for one in golden_questions(knowledge)], seed)
    faults = DiscordQuakes(fleet, random, Quakes(editor, ground, Troubles()))
    async with fleet.discord:
        try:
            await fleet.begin()
            until = time.time() + seconds
            await disturbed(
                crowd, AT_A_TIME, faults, until, lambda: f"Discord: {len(crowd.books.said):,} messages"
            )
            await insisted(ground, fleet, crowd, Privacy(secret))
            await fleet.end()
        finally:
            fleet.kill_all()
        came = await arrived(fleet)
        reckoning = DiscordReckoning(fleet, crowd.books, came, Privacy(secret), faults, faults.troubles.away)
        losses = reckoning.losses(await kept(ground.store), editor.versions)
    found = done(fleet, crowd, came) | dict(sorted(faults.troubles.done.items()))
    return Found(found, losses, story=faults.troubles.story)


async def insisted(ground: Ground, fleet: DiscordFleet, crowd: DiscordCrowd, privacy: Privacy) -> None:
    """Waits until nobody's claim keeps a message from being answered: those of killed processes are taken as having ended.

    Only a process that lived when a message was said has heard it, and can answer it after all.
    """
    await pass_leases(ground.store)
    since = min(life.serving.began for life in fleet.places().values())
    until = time.monotonic() + AFTER_ALL
    while time.monotonic() < until:
        held = await claimed(ground.store, settled=False)
        said = (one for one in crowd.books.said if one.at > since and not fleet.is_answered(one.id))
        if not held & {privacy.pseudonym("message", "discord", one.id) for one in said}:
            break
        tell(f"{ground.name}: waits for what is owed")
        await asyncio.sleep(1)


async def arrived(fleet: DiscordFleet) -> Came:
    """All that has come to Discord."""
    return Came(await fleet.discord.do("told"), await fleet.discord.do("answers"))


def done(fleet: DiscordFleet, crowd: DiscordCrowd, came: Came) -> dict[str, int]:
    """What was said and done."""
    books = crowd.books
    under = {one["under"] for one in came.messages}
    kinds = [one.kind for one in books.done]
    return {
        "messages": len(books.said),
        "messages answered": sum(one.id in under for one in books.said),
        "commands, taps, forms and completions": len(books.done),
        "of these answered": sum(bool(came.answers.get(one.id)) for one in books.done),
        **{f"{kind}s": kinds.count(kind) for kind in sorted(set(kinds))},
        "votes": sum(one.vote is not None for one in books.done),
        "walks of a path": len(books.walks),
        **{f"requests: {what}": count for what, count in sorted(fleet.requests.items())},
        "processes started": len(fleet.lives),
    }


def main() -> int:
    """Soaks on every store; returns the exit code."""
    return soaked("bench.soak_discord", __doc__, "Discord", soak_discord)


if __name__ == "__main__":
    sys.exit(main())
