"""Admins are told through a webhook, nobody is pinged by what they are told, and the webhook's address stays secret."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final
from urllib.parse import urlsplit

import pytest

from bot.operations import webhook
from bot.operations.webhook import LONGEST, payload, refusal_text, shortened, tell_admins
from bot.problems import Problem
from bot.reloads import Refused

SLACK: Final = "http://hooks.slack.com/services/T0/B0/secret"
DISCORD: Final = "http://discord.com/api/webhooks/1/secret"
OTHER: Final = "http://chat.example.org/hooks/secret"
HOSTILE: Final = (
    "a.yaml:1:1: @everyone @here <!channel> <!here> <@U1> <#C1> <@123> <@&9> & <https://x.example|click>"
)


class Platforms:
    """Slack, Discord and another chat, as strict as they are: what arrived, and how the next ones are answered."""

    def __init__(self) -> None:
        self.arrived: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.tries = 0
        self.silent = 0.0

    def answer(self, url: str, agent: str, body: bytes) -> tuple[int, dict[str, str]]:
        """What a platform says to what is posted."""
        self.tries += 1
        time.sleep(self.silent)
        if self.answers and (answer := self.answers.pop(0))[0] >= 300:
            return answer
        posted, host = json.loads(body), urlsplit(url).hostname or ""
        refused = refusal(host, agent, posted)
        if not refused:
            self.arrived.append((url, posted))
        return (400, {}) if refused else (204 if "discord" in host else 200, {})


def refusal(host: str, agent: str, posted: dict[str, Any]) -> bool:
    """Whether a platform takes something not."""
    if "discord" in host:
        content = posted.get("content")
        whole = isinstance(content, str) and 0 < len(content) <= 2_000
        return (
            agent.startswith("Python-urllib")
            or not whole
            or not posted.keys() <= {"content", "allowed_mentions"}
        )
    return posted.keys() != {"text"} or not isinstance(posted["text"], str) or not posted["text"].strip()


@pytest.fixture
def platforms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Platforms]:
    """The platforms as a proxy on this machine: whatever host is posted to, it arrives there."""
    platforms = Platforms()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers = platforms.answer(self.path, self.headers["User-Agent"], body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": "0"}.items():
                self.send_header(name, value)
            with suppress(ConnectionError):
                self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("no_proxy", "")
    yield platforms
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("url", [SLACK, DISCORD, OTHER], ids=["slack", "discord", "other"])
@pytest.mark.parametrize(
    "text", ["Short.", HOSTILE, "x" * 9_000, "word " * 900, "caf\udce9.yaml", "\x00\x1b[31m"]
)
async def test_every_text_arrives_once(platforms: Platforms, url: str, text: str) -> None:
    """Whatever is told is taken by every platform at the first try."""
    assert await tell_admins(url, text)
    assert [url] == [address for address, _ in platforms.arrived]
    assert platforms.tries == 1


async def test_slack_is_told_without_markup(platforms: Platforms) -> None:
    """On Slack nothing between < and > is left, which is how it writes mentions and links."""
    await tell_admins(SLACK, HOSTILE)
    ((_, posted),) = platforms.arrived

    assert HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") == posted["text"]


@pytest.mark.parametrize("host", ["discord.com", "discordapp.com", "canary.discord.com", "ptb.discord.com"])
async def test_discord_pings_nobody(platforms: Platforms, host: str) -> None:
    """On Discord the text is as it was, and no mention in it is allowed, not by its imitation of Slack either."""
    url = f"http://{host}/api/webhooks/1/secret"
    told = [await tell_admins(url, HOSTILE), await tell_admins(f"{url}/slack", HOSTILE)]

    assert [True, True] == told
    assert [(url, {"content": HOSTILE, "allowed_mentions": {"parse": []}})] * 2 == platforms.arrived


@pytest.mark.parametrize(
    "ping", ["@everyone", "@here", "@channel", "<!channel>", "<!here>", "<@U1>", "<#C1>"]
)
def test_another_chat_pings_nobody(ping: str) -> None:
    """In a chat that we do not know no mention is left in one piece, and it reads as before."""
    text = payload("chat.example.org", f"look, {ping}")["text"]

    assert ping not in text
    assert f"look, {ping}" == text.replace("\u200b", "")


@pytest.mark.parametrize("host", ["discord.com.example.org", "notdiscord.com", "hooks.slack.com.example.org"])
def test_a_host_that_only_looks_like_one(host: str) -> None:
    """A host is known by its whole name."""
    assert {"text": "Short."} == payload(host, "Short.")


@pytest.mark.parametrize(
    ("answers", "told", "tries", "least", "most"),
    [
        pytest.param([(500, {})], True, 2, 0.5, 3, id="broken-once"),
        pytest.param([(503, {}), (500, {})], False, 2, 0.5, 3, id="broken-for-good"),
        pytest.param([(429, {"Retry-After": "1"})], True, 2, 1, 4, id="busy"),
        pytest.param([(429, {"Retry-After": "soon"})], True, 2, 0.5, 3, id="busy-in-words"),
        pytest.param([(429, {"Retry-After": "-3"})], True, 2, 0, 2, id="busy-in-the-past"),
        pytest.param([(404, {})], False, 1, 0, 2, id="gone"),
        pytest.param([(403, {})], False, 1, 0, 2, id="forbidden"),
        pytest.param([(302, {"Location": "http://x.example/"})], False, 1, 0, 2, id="moved"),
    ],
)
async def test_tried_again_where_it_makes_sense(
    platforms: Platforms,
    answers: list[tuple[int, dict[str, str]]],
    told: bool,  # noqa: FBT001 - a parameter of the test
    tries: int,
    least: float,
    most: float,
) -> None:
    """A platform that is busy or broken is asked once more, after as long as it says; any other refusal is final."""
    platforms.answers = [*answers]
    began = time.monotonic()

    assert told == await tell_admins(SLACK, "Short.")
    assert tries == platforms.tries
    assert least <= time.monotonic() - began <= most


async def test_nobody_is_waited_for_without_end(
    platforms: Platforms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long a platform wants us to wait, or says nothing, there is an end to it."""
    monkeypatch.setattr(webhook, "_SECONDS", 0.5)
    platforms.answers = [(429, {"Retry-After": "3600"})]
    began = time.monotonic()
    busy = await tell_admins(SLACK, "Short.")
    platforms.silent = 1.5
    silent = await tell_admins(SLACK, "Short.")

    assert (True, False) == (busy, silent)
    assert 0.5 + 0.5 <= time.monotonic() - began <= 4


@pytest.mark.parametrize(
    "url",
    [
        "",
        "secret",
        "file:///etc/secret",
        "ftp://x.example/secret",
        "http://",
        "http://[secret",
        "http://x.example:secret/",
        "http://127.0.0.1:1/secret",
        "http://127.0.0.1:1/sec ret\n",
        "https://127.0.0.1:1/s\u00e9cret",
    ],
)
async def test_an_address_that_cannot_be_posted_to(
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    url: str,
) -> None:
    """What is no address, or where nobody is, is told by a false alone: nothing of it is raised, logged or printed."""
    monkeypatch.setenv("no_proxy", "*")
    caplog.set_level(logging.DEBUG)

    assert not await tell_admins(url, "Short.")
    assert "secret" not in caplog.text
    assert ("", "") == capfd.readouterr()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("short", "short"),
        ("one two three", "one two…"),
        ("one\ntwo\nthree", "one\ntwo…"),
        ("abcdefghijklm", "abcdefghi…"),
        ("abcdefgh" + "e\u0301" * 3, "abcdefgh…"),
        ("abcdefg\U0001f469\u200d\U0001f4bb and", "abcdefg…"),
        ("abcdefgh\U0001f44d\U0001f3fd and", "abcdefgh…"),
    ],
)
def test_shortened(text: str, expected: str) -> None:
    """A text is cut at a space where it can be, and never between a letter and its accent, or within an emoji."""
    assert expected == shortened(text, 10)


@pytest.mark.parametrize("letter", ["a", "e\u0301", "\U0001f469\u200d\U0001f4bb", "\u0301", "a ", "\u200d"])
def test_never_too_long(letter: str) -> None:
    """Whatever a text is made of, it is not longer than Discord takes."""
    assert 0 < len(shortened(letter * 5_000)) <= LONGEST


def test_what_is_told_of_a_refusal() -> None:
    """The reason, the first five problems with their places, and how many more there are."""
    problems = tuple(Problem("a.yaml", line, 1, "'x' is not a field", "schema") for line in range(1, 8))
    first = "The knowledge was not reloaded, the last good one stays live: 7 problems in the knowledge"
    shown = [f"a.yaml:{line}:1: 'x' is not a field (schema)" for line in range(1, 6)]

    assert "\n".join([first, *shown, "and 2 more"]) == refusal_text(
        Refused("7 problems in the knowledge", problems)
    )
    assert "\n".join([first, *shown]) == refusal_text(Refused("7 problems in the knowledge", problems[:5]))
    assert first == refusal_text(Refused("7 problems in the knowledge"))
