"""A soak of Discord that is over, for tests of how it is reckoned up: with nothing lost, until a test loses something."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

from adapters.discord.render import Frame, message
from bench.load import Serving
from bench.soak_discord_came import Came
from bench.soak_discord_faults import DiscordFaults
from bench.soak_discord_fleet import DiscordFleet
from bench.soak_discord_people import DiscordBooks, Done, Said
from bench.soak_discord_reckoning import DiscordReckoning
from bench.soak_fleet import Life
from bench.soak_journal import Kept
from bench.soak_walks import Step, Walk
from bot.journal.privacy import Privacy
from bot.turns import notices
from bot.wishes import Vote
from tests.discord_records import SAID

TOKEN = "the-token-of-the-bot"  # noqa: S105 - it protects nothing
PRIVACY = Privacy("a-secret-of-the-tests")
QUESTION = "what does a back-end developer do"
ADA = "807000000000000000"
AT = 1_000.0
ASKED = "AAAAAAAAAAA"
VERSION = "0123456789ab"
VOTE = Vote("docker", helped=True, asked=ASKED)
WHO = PRIVACY.pseudonym("person", "discord", ADA)
KEY = PRIVACY.pseudonym("message", "discord", "1")


@dataclass
class Scene:
    """A soak in which one person asked, got an answer, voted for it, typed a command and walked a path; nothing was lost."""

    fleet: DiscordFleet
    books: DiscordBooks
    came: Came
    kept: Kept
    faults: DiscordFaults
    excused: dict[str, int] = field(default_factory=dict)

    def lost(self) -> dict[str, int]:
        """How much was lost of what, without what was not; what is excused is noted."""
        reckoning = DiscordReckoning(self.fleet, self.books, self.came, PRIVACY, self.faults)
        found = reckoning.losses(self.kept, {VERSION})
        self.excused = {what: count for what, count in found.excused.items() if count}
        return {what: len(examples) for what, examples in found.lost.items() if examples}

    def tell(self, name: str, under: str, interaction: str, content: str, **more: Any) -> None:
        """A message of the bot that came to Discord."""
        told = {"id": name, "under": under, "interaction": interaction, "at": AT, "content": content}
        told |= {"was": [], "ids": [], "on its way": False}
        self.came = replace(self.came, messages=[*self.came.messages, told | more])

    def untell(self, name: str) -> None:
        """It did not come."""
        there = [one for one in self.came.messages if one["id"] != name]
        self.came = replace(self.came, messages=there)

    def log(self, line: str) -> None:
        """A line in the log of the process."""
        with self.fleet.lives[0].serving.log.open("a") as log:
            log.write(f"{line}\n")

    def kill(self, at: float) -> None:
        """The process was killed then."""
        life = self.fleet.lives[0]
        life.killed, life.wanted, life.code = at + time.time() - time.monotonic(), -9, -9

    def rows(self, table: str, *rows: dict[str, Any]) -> None:
        """What the journal has in a table."""
        self.kept = replace(self.kept, rows={**self.kept.rows, table: rows})


def scene_in(folder: Path) -> Scene:
    """A soak in which nothing was lost."""
    fleet, log = DiscordFleet(folder, {}, 2), folder / "log"
    log.write_text('{"level": "info", "event": "serving"}\n')
    process = subprocess.Popen(["true"])
    process.wait()
    fleet.lives.append(Life(0, Serving(process, folder / "far", log, AT), 0, code=0))
    fleet.discord.token = TOKEN
    books = DiscordBooks([Said("1", ADA, AT, 1, f"<@1> {QUESTION}")])
    books.done += [Done("2", ADA, AT, 1, "command"), Done("3", ADA, AT, 1, "tap", VOTE)]
    books.walks.append(Walk("discord", ADA, "from-zero", [Step(1, AT, seen=True), Step(2, AT, seen=True)]))
    faults = DiscordFaults(fleet, Random(1))  # noqa: S311 - a soak needs no secrecy
    made = Scene(fleet, books, Came([], {"2": SAID, "3": SAID}), Kept({}, 0, "ok"), faults)
    made.tell("11", "1", "", "An answer.", ids=[f"tap:0:vote:docker:up:{ASKED}", f"missing:{ASKED}"])
    made.tell("12", "", "2", "Another answer.")
    made.tell("13", "11", "3", message(notices.thanks(helped=True), Frame())[0]["content"])
    made.rows("questions", {"id": ASKED, "knowledge": VERSION, "platform": "discord"})
    made.rows("votes", {"asked": ASKED, "person": WHO, "entry": "docker", "helped": True})
    made.rows("progress", {"person": WHO, "path": "from-zero", "step": 2})
    made.kept = replace(made.kept, settled=frozenset({KEY}))
    return made
