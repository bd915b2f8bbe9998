"""The wire against a Discord that others wrote: discord-digital-twin 0.1.1 (MIT), where BACKCHAT_TWIN says that it is installed.

It needs Node 20 or newer, which NODE names where it is not on the PATH, and an older part than it asks for:

    npm install discord-digital-twin@0.1.1       # with "overrides": {"spiceflow": "1.19.0"} in package.json
    BACKCHAT_TWIN=node_modules/discord-digital-twin NODE=/path/to/node python -m pytest tests/adapters/discord/test_twin.py
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.discord_twin import Front, Twin
from tests.processes import Process, environment, small_knowledge

ALL = {"ask", "topics", "path", "quiz", "help", "backchat", "Answer this"}


@dataclass(frozen=True, slots=True)
class Wire:
    """The twin, what stands before it, and processes of ours that are led to it."""

    twin: Twin
    front: Front
    folder: Path

    def starting(self, *words: str, **more: str) -> Process:
        """`backchat discord` with these words, and these settings besides."""
        env = environment(
            self.folder,
            BACKCHAT_KNOWLEDGE=str(small_knowledge(self.folder / "knowledge")),
            DISCORD_API_URL=self.front.api,
            DISCORD_TOKEN=self.twin.token,
        )
        return Process(self.folder / f"log-{'-'.join(words)}", env | more, "bot", "discord", *words)

    async def code(self, *words: str, **more: str) -> int:
        """The exit code of one that ends by itself."""
        process = self.starting(*words, **more)
        try:
            return await asyncio.to_thread(process.running.wait, 30)
        finally:
            process.kill()

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[Process]:
        """One that is connected; it is killed at the end, if it still runs."""
        process = self.starting()
        try:
            await asyncio.to_thread(process.__enter__)
            await self.twin.until("connected", lambda number: number == 1)
            yield process
        finally:
            process.kill()

    async def asks(self) -> Sequence[Any]:
        """Somebody mentions the bot; returns the messages of the channel, once the last is its answer."""
        await self.twin.do("say", text=f"<@{self.twin.bot}> explain docker")
        found: Sequence[Any] = await self.twin.until("messages", lambda all_: all_[-1]["author"]["bot"])
        return found


@pytest.fixture
async def wire(tmp_path: Path) -> AsyncIterator[Wire]:
    """The twin, running; skipped where it is not to be had."""
    package, node = os.environ.get("BACKCHAT_TWIN"), os.environ.get("NODE") or shutil.which("node")
    if not package:
        pytest.skip("BACKCHAT_TWIN does not name the folder of an installed discord-digital-twin")
    if not node:
        pytest.skip("there is no Node here: put Node 20 or newer on the PATH, or name it with NODE")
    async with Twin(node, str(Path(package).resolve()), tmp_path) as twin, Front(twin).open() as front:
        yield Wire(twin, front, tmp_path)


async def test_commands_are_told_to_the_twin(wire: Wire) -> None:
    """It is looked whether that is needed, done once, and found done."""
    codes = [await wire.code(*words) for words in (("sync", "--check"), ("sync",), ("sync", "--check"))]

    assert [1, 0, 0] == codes
    assert {one["name"] for one in await wire.twin.do("commands")} == ALL


async def test_people_are_answered_through_the_twin(wire: Wire) -> None:
    """A mention and a command; then a message that is one too many and one that fails are sent again."""
    async with wire.connected():
        first = await wire.asks()
        options = [{"name": "question", "type": 3, "value": "explain docker"}]
        asked = await wire.twin.do("command", name="ask", options=options)
        answer = await wire.twin.until("answer", lambda one: one and one["acknowledged"], id=asked["id"])
        wire.front.fail("POST /channels/*/messages", 429, 0.1)
        wire.front.fail("POST /channels/*/messages", 502)
        last = await wire.asks()

    assert ["ada", "backchat"] == [one["author"]["username"] for one in first]
    assert (4, True) == (answer["type"], "All about docker." in answer["data"])
    assert ["ada", "backchat", "backchat", "ada", "backchat"] == [one["author"]["username"] for one in last]
    statuses = {
        what.rpartition(" ")[2]: times for what, times in wire.front.seen.items() if "messages" in what
    }
    assert {"200": 2, "429": 1, "502": 1} == statuses


async def test_a_line_that_the_twin_cuts_is_taken_up_again(wire: Wire) -> None:
    """It wants to resume (op 6), is told that there is nothing to resume, begins anew (op 2), answers, and ends when told to."""
    async with wire.connected() as process:
        await wire.twin.do("cut")
        heard = await wire.twin.until("heard", lambda ops: ops.count(2) == 2)
        await wire.twin.until("connected", lambda number: number == 1)
        messages = await wire.asks()
        code, _ = await asyncio.to_thread(process.stop, signal.SIGTERM)

    assert [2, 6, 2] == [op for op in heard if op != 1]
    assert ["ada", "backchat"] == [one["author"]["username"] for one in messages]
    assert 0 == code


async def test_the_twin_refuses_a_token(wire: Wire) -> None:
    """At its gateway, with 4004: the process ends with 78."""
    assert 78 == await wire.code(DISCORD_TOKEN="MTA1.another.token")  # noqa: S106 - it protects nothing
