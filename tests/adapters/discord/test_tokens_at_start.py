"""Check 26: with a token that is missing or wrong the commands end at once, with one line that says what to mend."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import pytest
from aiohttp import web

from adapters.discord import client
from tests import services
from tests.discord_far_side import FarSide
from tests.discord_processes import Processes
from tests.discord_world import TOKEN
from tests.processes import SECRET, small_knowledge, tell

LONGEST: Final = 10.0
NOWHERE: Final = "http://127.0.0.1:1/api/v10"
WORDS: Final = (("discord",), ("discord", "sync"), ("discord", "sync", "--check"))

Start = Callable[..., Awaitable[tuple[int, str]]]

REFUSED: Final = "Discord refuses DISCORD_TOKEN"
NO_TOKEN: Final = "DISCORD_TOKEN holds a character that no token has"  # noqa: S105 - what is told
WAYS: Final = (
    ({"DISCORD_TOKEN": ""}, 78, "DISCORD_TOKEN is not set"),
    ({"DISCORD_TOKEN": " \n"}, 78, "DISCORD_TOKEN is not set"),
    ({"DISCORD_TOKEN": "Bot another"}, 78, REFUSED),
    ({"DISCORD_TOKEN": "not.a.token"}, 78, REFUSED),
    ({"DISCORD_TOKEN": f"{TOKEN}x"}, 78, REFUSED),
    ({"DISCORD_TOKEN": "MTA1Njk2NDYwODAwMDAwMDA5OQ.Gx4bAc.b2YtYW5vdGhlci1hcHA"}, 78, REFUSED),
    ({"DISCORD_TOKEN": "xoxb-of-another-platform"}, 78, REFUSED),
    ({"DISCORD_TOKEN": f"{TOKEN}\r\nX-Another: header"}, 78, NO_TOKEN),
    ({"DISCORD_TOKEN": f"{TOKEN[:20]}\n{TOKEN[20:]}"}, 78, NO_TOKEN),
    ({"DISCORD_TOKEN": f"{TOKEN} {TOKEN}"}, 78, NO_TOKEN),
    ({"DISCORD_TOKEN": f"{TOKEN}\u200b"}, 78, NO_TOKEN),
    ({"DISCORD_TOKEN": "töken\udcff"}, 78, NO_TOKEN),
    ({"DISCORD_API_URL": NOWHERE}, 69, f"Discord cannot be reached at {NOWHERE}"),
    ({"DISCORD_API_URL": "http://"}, 78, "DISCORD_API_URL is no address: http://;"),
    ({"DISCORD_API_URL": "discord"}, 78, "DISCORD_API_URL is no address: discord;"),
)
TROUBLES: Final[tuple[tuple[dict[str, Any], str], ...]] = (
    ({"delay": 2.0}, "Discord cannot be reached at"),
    ({"status": 502}, "Discord cannot be reached at"),
    ({"status": 503}, "Discord answers with an error, 503 (0)"),
    ({"status": 403, "code": 40001}, "Discord answers with an error, 403 (40001)"),
    ({"retry_after": 20.0}, "Discord cannot be reached at"),
    ({"retry_after": 3600.0}, "Discord wants to be left alone for 3600 s"),
    ({"retry_after": 3600.0, "scope": "global"}, "Discord wants to be left alone for 3600 s"),
    ({"retry_after": 60.0, "via": False}, "Discord answers with an error, 429 (0)"),
)
GARBAGE: Final = (
    (502, "text/html", "<h1>Bad Gateway</h1>"),
    (503, "application/json", "<h1>Sorry</h1>"),
    (429, "text/html", "<h1>Too many</h1>"),
    (429, "application/json", "[]"),
    (200, "text/html", "<h1>Log in to this network</h1>"),
    (200, "text/plain", "ok"),
    (200, "application/json", '"ok"'),
    (200, "application/json", "[]"),
    (200, "application/json", "{}"),
    (200, "application/json", '{"id": "x", "username": 5, "discriminator": null, "avatar": []}'),
    (200, "application/json", "[" * 100_000),
    (200, "application/gzip", "x"),
    (404, "text/plain", "not found"),
)


@pytest.fixture
async def side() -> AsyncIterator[FarSide]:
    """A fake Discord, which refuses tokens."""
    async with FarSide() as opened:
        yield opened


@pytest.fixture
def start(
    side: FarSide, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Start:
    """Runs a command that must end by itself; returns its exit code and its one line."""
    for name in [name for name in os.environ if name.startswith("DISCORD_")]:
        monkeypatch.delenv(name)
    knowledge = str(small_knowledge(tmp_path / "knowledge"))
    command = services.command(capsys, tmp_path)

    async def _start(*words: str, **changes: str) -> tuple[int, str]:
        env = {"DISCORD_API_URL": side.api, "DISCORD_TOKEN": side.token, "PORT": "0"} | changes
        env |= {"BACKCHAT_KNOWLEDGE": knowledge, "BACKCHAT_SECRET": SECRET}
        began = time.monotonic()
        done = await asyncio.to_thread(command, *words, env=env)
        secret = env["DISCORD_TOKEN"].strip().removeprefix("Bot ")

        assert time.monotonic() - began < LONGEST
        assert ("", 1) == (done.stdout, done.stderr.count("\n"))
        assert done.stderr.startswith("backchat: ")
        assert [] == [one for one in (secret, "Traceback") if one and one in done.stderr]
        return done.returncode, done.stderr

    return _start


async def test_tokens_that_are_missing_or_wrong(
    start: Start, record_property: Callable[[str, object], None]
) -> None:
    """Each way ends with its exit code, and one line that names the setting."""
    slowest, found = 0.0, []
    for changes, _, told in WAYS:
        began = time.monotonic()
        code, line = await start("discord", **changes)
        slowest = max(slowest, time.monotonic() - began)
        found.append((changes, code, told if told in line else line))
    tell(record_property, f"{len(WAYS)} ways: exit 69 or 78 with one line, after {slowest:.1f} s at most")

    assert list(WAYS) == found


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
async def test_every_command_says_so(start: Start, words: tuple[str, ...]) -> None:
    """Whatever needs the token ends in the same way."""
    wrong = await start(*words, DISCORD_TOKEN="another")  # noqa: S106 - it is none
    away = await start(*words, DISCORD_API_URL=NOWHERE)

    assert [78, 69] == [wrong[0], away[0]]
    assert [REFUSED in wrong[1], "cannot be reached" in away[1]] == [True, True]


async def test_a_discord_that_is_slow_broken_or_too_busy(
    start: Start, side: FarSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever does not answer in time, fails, or asks us to come again in an hour, is out of reach."""
    monkeypatch.setattr(client, "LOGIN", 0.5)
    ends = []
    for how, told in TROUBLES:
        side.fail("GET /users/@me", None, **how)
        code, line = await start("discord")
        ends.append((code, told if told in line else line))
        side.heal()

    assert [(69, told) for _, told in TROUBLES] == ends


async def test_a_discord_that_is_too_busy_for_commands(start: Start, side: FarSide) -> None:
    """The commands may be told 200 times a day; whoever does it more often is not kept waiting until tomorrow."""
    side.fail("PUT /applications/*", None, retry_after=40_000.0)
    code, line = await start("discord", "sync")

    assert (69, True) == (code, "Discord wants to be left alone for 40000 s" in line)


async def test_something_else_answers_in_the_place_of_discord(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy's page, JSON of another shape, or no JSON at all: it ends with 69 and one line."""
    monkeypatch.setattr(client, "LOGIN", 0.5)

    async def _answered(request: web.Request) -> web.Response:
        status, kind, text = GARBAGE[int(request.match_info["number"])]
        return web.Response(status=status, content_type=kind, text=text, headers={"Via": "a proxy"})

    app = web.Application()
    app.router.add_route("*", "/{number}/{rest:.*}", _answered)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        ends = [await start("discord", DISCORD_API_URL=f"{url}/{number}") for number in range(len(GARBAGE))]
    finally:
        await runner.cleanup()

    assert [69] * len(GARBAGE) == [code for code, _ in ends]
    assert [] == [line for _, line in ends if "Discord" not in line]


async def test_a_token_that_is_taken_back_while_it_runs(side: FarSide, tmp_path: Path) -> None:
    """A running process ends with 78, and besides its log with one line."""
    async with Processes(side, tmp_path).discord() as [process]:
        side.world.token = "a new one"  # noqa: S105 - it is none
        side.gateway.close(4004)
        code = await asyncio.to_thread(process.running.wait, LONGEST)
    lines = [line for line in process.log.splitlines() if not line.startswith("{")]

    assert (78, 1) == (code, len(lines))
    assert lines[0].startswith(f"backchat: {REFUSED}: take a new one")
    assert "Traceback" not in process.log
    assert TOKEN not in process.log
