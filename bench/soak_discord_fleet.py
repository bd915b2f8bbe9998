"""The processes of a soak of Discord: each `backchat discord` with one token, as during a deployment, on one journal."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Final

from bench.discord_far import Discord
from bench.discord_processes import announced, started
from bench.far import Told
from bench.load import GONE, Client, Serving
from bench.soak_fleet import Fleet, Life
from tests.discord_records import DEFERRED, DEFERRED_CHANGE

CONNECTING: Final = 20.0
"""Seconds that a process may take from serving to being well."""

_GOOD: Final = 300
_OFF: Final = 429
_ANSWERING: Final = frozenset({"POST", "PATCH", "DELETE"})


class DiscordFleet(Fleet):
    """Some places, each disturbed; all of their processes hear all that is said."""

    def __init__(self, folder: Path, settings: Mapping[str, str], size: int) -> None:
        super().__init__(folder, settings, size)
        self.discord = Discord(folder, self._heard, strict=True)
        self.requests: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self._answers: dict[str, list[Told]] = defaultdict(list)

    async def begin(self) -> None:
        """Tells Discord the commands, and starts a process in each place."""
        await announced(self.folder, self.discord, self.settings)
        await super().begin()

    async def start(self, place: int) -> None:
        """Starts a process, in the place of the one before, and waits until it says that it is well."""
        await super().start(place)
        await _well(self.places()[place])

    def started(self, place: int, name: str) -> Serving:  # noqa: ARG002 - every place has the same
        """A new process."""
        return started(self.folder, name, self.discord, self.settings)

    def disturbed(self, random: Random) -> int:
        """Any place."""
        return random.randrange(self.size)

    async def answered(self, name: str, patience: float = 6.0) -> Told | None:
        """The latest request that answers a message or something else that somebody did; None if there is none in time."""
        until = time.monotonic() + patience
        while not self._answers.get(name):
            if time.monotonic() > until:
                return None
            await asyncio.sleep(0.02)
        return self._answers[name][-1]

    def is_answered(self, name: str) -> bool:
        """Whether it is."""
        return bool(self._answers.get(name))

    def _heard(self, told: Told) -> None:
        body = told["body"] if isinstance(told["body"], dict) else {}
        name = told["interaction"] or str(body.get("message_reference", {}).get("message_id", ""))
        self.requests[f"{told['method']} {told['status'] or 'dropped'}"] += 1
        if told["status"] == _OFF or told["status"] >= 500 or not told["status"]:  # noqa: PLR2004 - Discord's own faults
            self.failed[name] += 1
        elif told["status"] < _GOOD and told["method"] in _ANSWERING and not _puts_off(told):
            self._answers[name].append(told)


def _puts_off(told: Told) -> bool:
    body = told["body"] or {}
    return told["route"].endswith("/callback") and body.get("type") in {DEFERRED, DEFERRED_CHANGE}


async def _well(life: Life) -> None:
    """Waits until /health says that all is well, at most for a while: the store may be away."""
    client, until = Client(life.port, 5), time.monotonic() + CONNECTING
    while time.monotonic() < until:
        with suppress(*GONE):
            if (await client.ask("GET", "/health"))[0] < _GOOD:
                break
        await asyncio.sleep(0.05)
    client.close()
