"""The last part of `make soak`: everything that the Procfile names, at once and on one journal, and all that goes wrong.

First the release step, `backchat db upgrade`; then web (`backchat serve`, with Slack over HTTP), worker-slack (Socket Mode)
and worker-discord, each with people who talk to it. `python -m bench.soak_all [--seconds N] [--seed N] [--store NAME]`: half
of the time on SQLite and half on PostgreSQL. Exit code 1 when anything was lost.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from bench.data import ROOT
from bench.load import launched
from bench.soak_discord import arrived, done, insisted
from bench.soak_discord_faults import DiscordFaults
from bench.soak_discord_fleet import DiscordFleet
from bench.soak_discord_people import DiscordCrowd
from bench.soak_discord_reckoning import DiscordReckoning
from bench.soak_faults import Blow, Quakes, Troubles, strike
from bench.soak_ground import Found, Ground, Talking, disturbed, settings_of, soaked
from bench.soak_journal import kept, pass_leases
from bench.soak_knowledge import Editor
from bench.soak_reckoning import Losses
from bench.soak_slack import ROUNDS, done_slack
from bench.soak_slack_faults import SlackFaults
from bench.soak_slack_fleet import SlackFleet
from bench.soak_slack_people import SlackCrowd
from bench.soak_slack_reckoning import SlackReckoning
from bot.cache import cached_index
from bot.journal.privacy import Privacy
from bot.loading import load
from bot.workbench.questions import golden_questions

PROCESSES: Final[Mapping[str, Sequence[str]]] = {
    "release": ("db", "upgrade"),
    "web": ("serve",),
    "worker-slack": ("slack",),
    "worker-discord": ("discord",),
}
"""The kinds of processes of the Procfile, and what each runs."""

AT_A_TIME: Final = 4
"""People who talk with the bot at a time, on each platform."""

_UPGRADING: Final = 60.0


@dataclass(slots=True)
class House:
    """All fleets and people of one journal, and what goes wrong with them."""

    ground: Ground
    seed: int
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    slack: SlackFleet = field(init=False)
    discord: DiscordFleet = field(init=False)
    in_slack: SlackCrowd = field(init=False)
    in_discord: DiscordCrowd = field(init=False)
    faults: AllFaults = field(init=False)

    def __post_init__(self) -> None:
        knowledge, folder = load(ROOT / "knowledge"), self.ground.folder
        cached_index(knowledge, folder / "cache")
        texts = [one.text for one in golden_questions(knowledge)]
        settings = self.settings()
        self.slack = SlackFleet(_made(folder / "slack"), settings, 2)
        self.discord = DiscordFleet(_made(folder / "discord"), settings, 1)
        self.in_slack = SlackCrowd(self.slack, texts, self.seed)
        self.in_discord = DiscordCrowd(self.discord, texts, self.seed)
        self.faults = AllFaults(self, Random(self.seed))  # noqa: S311 - a soak needs no secrecy

    def settings(self) -> Mapping[str, str]:
        """What every process finds in its environment."""
        return settings_of(self.ground, self.secret, self.ground.folder / "knowledge")

    @property
    def privacy(self) -> Privacy:
        """How the journal names people and messages."""
        return Privacy(self.secret)

    async def begin(self) -> None:
        """Upgrades the journal, then starts everything."""
        await released(self.ground.folder, self.settings())
        await asyncio.gather(self.slack.begin(), self.discord.begin())

    async def insist(self) -> float:
        """Waits until what is owed was answered; returns when leases were taken as having passed."""
        await pass_leases(self.ground.store)
        passed = time.monotonic()
        await asyncio.gather(
            insisted(self.ground, self.discord, self.in_discord, self.privacy), self._insist_in_slack()
        )
        return passed

    async def _insist_in_slack(self) -> None:
        for _ in range(ROUNDS):
            await self.in_slack.insist()

    async def end(self) -> int:
        """Tells everything to stop; returns how many records were dropped."""
        name = "backchat_journal_rows_dropped_total"
        dropped = await self.slack.metric(name) + await self.discord.metric(name)
        await asyncio.gather(self.slack.end(), self.discord.end())
        return int(dropped)

    def kill_all(self) -> None:
        """Leaves nothing behind, whatever happened."""
        self.slack.kill_all()
        self.discord.kill_all()


class AllFaults:
    """Everything that can happen to any of it, one thing at a time, in an order drawn by lot."""

    def __init__(self, house: House, random: Random) -> None:
        self.troubles = Troubles()
        folder = house.ground.folder / "knowledge"
        self.quakes = Quakes(Editor(folder, ROOT / "knowledge", random), house.ground, self.troubles)
        self.of_slack, self.of_discord = (
            SlackFaults(house.slack, random),
            DiscordFaults(house.discord, random),
        )
        self._random = random

    def kinds(self) -> Mapping[str, Blow]:
        """All that can happen, by a name of its own."""
        of_slack = {f"Slack: {name}": blow for name, blow in self.of_slack.kinds().items()}
        of_discord = {f"Discord: {name}": blow for name, blow in self.of_discord.kinds().items()}
        return {**of_slack, **of_discord, **self.quakes.kinds()}

    async def run(self, until: float) -> None:
        """Goes on until a time, in seconds since 1970; what was begun is brought to its end."""
        first = [
            "Slack: kill",
            "Discord: abort",
            "Discord: replace",
            *self.quakes.of_store(),
            "Slack: replace",
        ]
        await strike(self.kinds(), self.troubles, self._random, until, first, calm=0.5)


class Crowds:
    """People on several platforms."""

    def __init__(self, *crowds: Talking) -> None:
        self._crowds = crowds

    async def flood(self, count: int) -> None:
        """Talks, so many at a time on each."""
        await asyncio.gather(*(one.flood(count) for one in self._crowds))

    def leave(self) -> None:
        """Ends the talk."""
        for one in self._crowds:
            one.leave()


async def soak_all(ground: Ground, seconds: float, seed: int) -> Found:
    """Floods and disturbs everything on one store for some seconds, and reckons."""
    house = House(ground, seed)
    async with house.slack.slack, house.discord.discord:
        try:
            await house.begin()
            crowds, until = Crowds(house.in_slack, house.in_discord), time.time() + seconds
            await disturbed(crowds, AT_A_TIME, house.faults, until, lambda: _progress(house))
            passed = await house.insist()
            dropped = await house.end()
        finally:
            house.kill_all()
        return await _reckoned(house, passed, dropped)


async def _reckoned(house: House, passed: float, dropped: int) -> Found:
    faults, there, came = house.faults, await kept(house.ground.store), await arrived(house.discord)
    versions = faults.quakes.editor.versions
    slack = SlackReckoning(house.slack, house.in_slack.books, passed, house.privacy, faults.troubles.away)
    books, away = house.in_discord.books, faults.troubles.away
    discord = DiscordReckoning(house.discord, books, came, house.privacy, faults.of_discord, away)
    found = {"Slack": slack.losses(there), "Discord": discord.losses(there, versions)}
    lost = {f"{name}: {what}": one for name, part in found.items() for what, one in part.lost.items()}
    used = {row["knowledge"] for row in there.rows["questions"]}
    lost |= {"answers from knowledge that was never good": sorted(used - versions)}
    lost |= {"records dropped": ["record"] * dropped}
    excused = {f"{name}: {what}": one for name, part in found.items() for what, one in part.excused.items()}
    found_done = _done(house, done(house.discord, house.in_discord, came))
    return Found(found_done, Losses(lost, excused), story=faults.troubles.story)


def _done(house: House, in_discord: Mapping[str, int]) -> Mapping[str, int]:
    in_slack = done_slack(house.slack, house.in_slack)
    return {
        **{f"Slack: {what}": count for what, count in in_slack.items()},
        **{f"Discord: {what}": count for what, count in in_discord.items()},
        **dict(sorted(house.faults.troubles.done.items())),
    }


def _progress(house: House) -> str:
    slack, discord = house.in_slack.books, house.in_discord.books
    return f"{house.ground.name}: {len(slack.asked):,} questions in Slack, {len(discord.said):,} in Discord"


async def released(folder: Path, settings: Mapping[str, str]) -> None:
    """Brings the journal up to date, as a release does before anything is started.

    Raises:
        ChildProcessError: that failed.
    """
    release = launched(folder, "release", ("bot", *PROCESSES["release"]), settings)
    if code := await release.ended(_UPGRADING):
        raise ChildProcessError(f"the release step ended with {code}: {release.log.read_text()}")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def main() -> int:
    """Soaks on every store; returns the exit code."""
    return soaked("bench.soak_all", __doc__, "Everything", soak_all, 120.0)


if __name__ == "__main__":
    sys.exit(main())
