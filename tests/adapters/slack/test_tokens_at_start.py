"""Check 26: with a token that is missing or wrong the commands end at once, with one line that says what to mend."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Final

import pytest
from aiohttp import web

from adapters.slack import web as calls
from tests import services
from tests.processes import SECRET, small_knowledge, tell
from tests.slack_far_side import FarSide
from tests.slack_payloads import SECRET as SIGNING

LONGEST: Final = 10.0
BOT: Final = "xoxb-0home"
APP: Final = "xapp-1-A0BACKCHAT-1-real"
NOWHERE: Final = "http://127.0.0.1:1/api/"

Start = Callable[..., Awaitable[tuple[int, str]]]

SLACK: Final = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP}
SERVE: Final = {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SIGNING}

OF_SLACK: Final = (
    ({"SLACK_BOT_TOKEN": ""}, 78, "SLACK_BOT_TOKEN is not set"),
    ({"SLACK_APP_TOKEN": ""}, 78, "SLACK_APP_TOKEN is not set"),
    ({"SLACK_BOT_TOKEN": APP, "SLACK_APP_TOKEN": BOT}, 78, "in each other's place"),
    ({"SLACK_BOT_TOKEN": "xoxp-0home"}, 78, "SLACK_BOT_TOKEN is the token of a person"),
    ({"SLACK_BOT_TOKEN": "xoxb-another"}, 78, "Slack refuses SLACK_BOT_TOKEN (invalid_auth)"),
    ({"SLACK_BOT_TOKEN": "xoxb-…"}, 78, "Slack refuses SLACK_BOT_TOKEN (invalid_auth)"),
    ({"SLACK_APP_TOKEN": "xapp-another"}, 78, "Slack refuses SLACK_APP_TOKEN (invalid_auth)"),
    ({"SLACK_API_URL": NOWHERE}, 69, "cannot reach Slack at http://127.0.0.1:1/api/"),
    ({"SLACK_API_URL": "slack"}, 69, "cannot reach Slack at slack"),
)
OF_SERVE: Final = (
    ({"SLACK_BOT_TOKEN": ""}, 78, "SLACK_SIGNING_SECRET is set, but no token"),
    ({"SLACK_BOT_TOKEN": APP}, 78, "in each other's place"),
    ({"SLACK_BOT_TOKEN": "xoxb-another"}, 78, "Slack refuses SLACK_BOT_TOKEN (invalid_auth)"),
    (
        {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "a-secret", "SLACK_BOT_TOKEN": "xoxb-another"},
        78,
        "Slack refuses SLACK_BOT_TOKEN (invalid_auth)",
    ),
    ({"SLACK_CLIENT_ID": "111.222"}, 78, "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together"),
    ({"SLACK_CLIENT_SECRET": "a-client-secret"}, 78, "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together"),
    (
        {"SLACK_CLIENT_ID": "111.222", "SLACK_CLIENT_SECRET": "a-client-secret", "SLACK_SIGNING_SECRET": ""},
        78,
        "SLACK_SIGNING_SECRET is not set",
    ),
    ({"SLACK_API_URL": NOWHERE}, 69, "cannot reach Slack at http://127.0.0.1:1/api/"),
)
GARBAGE: Final = (
    (502, "text/html", "<h1>Bad Gateway</h1>"),
    (503, "application/json", "<h1>Sorry</h1>"),
    (200, "text/html", "<h1>Log in to this network</h1>"),
    (200, "text/plain", "ok"),
    (200, "application/json", '"ok"'),
    (200, "application/json", "[]"),
    (200, "application/json", "{}"),
    (200, "application/json", "[" * 100_000),
    (200, "application/gzip", "x"),
    (404, "text/plain", "not found"),
)


@pytest.fixture
async def far() -> AsyncIterator[FarSide]:
    """A fake Slack, which refuses tokens."""
    async with FarSide() as opened:
        yield opened


@pytest.fixture
def start(
    far: FarSide, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Start:
    """Runs a command that must end by itself; returns its exit code and its one line."""
    for name in [name for name in os.environ if name.startswith("SLACK_")]:
        monkeypatch.delenv(name)
    knowledge = str(small_knowledge(tmp_path / "knowledge"))
    command = services.command(capsys, tmp_path)
    named = re.compile("^SLACK_")

    async def _start(*words: str, **changes: str) -> tuple[int, str]:
        env = {
            "SLACK_API_URL": far.api,
            "BACKCHAT_KNOWLEDGE": knowledge,
            "BACKCHAT_SECRET": SECRET,
            "PORT": "0",
        }
        env |= SLACK if words[0] == "slack" else SERVE
        began = time.monotonic()
        done = await asyncio.to_thread(command, *words, env=env | changes)
        secrets = [one for name, one in (env | changes).items() if named.match(name) and "URL" not in name]

        assert time.monotonic() - began < LONGEST
        assert ("", 1) == (done.stdout, done.stderr.count("\n"))
        assert done.stderr.startswith("backchat: ")
        assert [] == [one for one in (*secrets, "Traceback") if one and one in done.stderr]
        return done.returncode, done.stderr

    return _start


async def test_tokens_that_are_missing_or_wrong(
    start: Start, record_property: Callable[[str, object], None]
) -> None:
    """Each way ends with its exit code, and one line that names the setting."""
    ways = [*(("slack", *one) for one in OF_SLACK), *(("serve", *one) for one in OF_SERVE)]
    slowest = 0.0
    found = []
    for word, changes, _, told in ways:
        began = time.monotonic()
        code, line = await start(word, **changes)
        slowest = max(slowest, time.monotonic() - began)
        found.append((word, changes, code, told if told in line else line))
    tell(record_property, f"{len(ways)} ways: exit 69 or 78 with one line, after {slowest:.1f} s at most")

    assert ways == found


@pytest.mark.parametrize("word", ["slack", "serve"])
async def test_a_token_that_was_revoked(start: Start, far: FarSide, word: str) -> None:
    """A token that was good once ends it with the name that Slack has for that."""
    far.workspace().revoked = True
    code, line = await start(word)

    assert (78, True) == (code, "Slack refuses SLACK_BOT_TOKEN (token_revoked)" in line)


@pytest.mark.parametrize("word", ["slack", "serve"])
async def test_a_slack_that_is_slow_or_too_busy(
    start: Start, far: FarSide, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever does not answer in time, or asks us to come again in an hour, is out of reach."""
    monkeypatch.setattr(calls, "TIMEOUT", 0.6)
    far.fail("auth.test", delay=2)
    slow = await start(word)
    far.fail("auth.test", None, retry_after=3600)
    busy = await start(word)

    assert [69, 69] == [slow[0], busy[0]]
    assert ["cannot reach Slack at" in slow[1], "cannot reach Slack at" in busy[1]] == [True, True]


async def test_something_else_answers_in_the_place_of_slack(start: Start) -> None:
    """A proxy's page, JSON of another shape, or no JSON at all: it ends with 69 and one line."""

    async def _answered(request: web.Request) -> web.Response:
        status, kind, text = GARBAGE[int(request.match_info["number"])]
        return web.Response(status=status, content_type=kind, text=text)

    app = web.Application()
    app.router.add_route("*", "/{number}/{method}", _answered)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    ways = [(word, f"{url}/{number}/") for number in range(len(GARBAGE)) for word in ("slack", "serve")]
    try:
        ends = [await start(word, SLACK_API_URL=address) for word, address in ways]
    finally:
        await runner.cleanup()
    expected = [
        (69, f"backchat: Slack at {address} does not answer as it should: try again later\n")
        for _, address in ways
    ]

    assert expected == ends
