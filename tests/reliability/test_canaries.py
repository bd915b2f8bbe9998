"""Check 38: canaries pushed through every way into the log come out nowhere, at any level, in any format."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent.parent
LEAKS: Final = Path(__file__).with_name("leaks.py")

SECRETS: Final = {
    "Slack bot token": "xoxb-824731905467-824731905468-KANARIbottoken7f3aQQ",
    "Slack app token": "xapp-1-A0KANARIAP1-824731905469-kanariapptoken7f3aQQ",
    "signing secret": "kanari5igning5ecret7f3a91c0ffee42",
    "Discord token": "ODI0NzMxOTA1NDY3MjgxOTM0.GkAnAr.kanaridiscordtoken7f3a_kanaridiscordtoken",
    "database address": "postgresql://kanaridbuser:kanari%2Fdbpass7f3a@db.internal:5432/backchat",
    "database password": "kanari/dbpass7f3a",
}
OTHERS: Final = {
    "WebSocket ticket": "wss://wss-primary.slack.com/link/?ticket=kanariticket7f3a-4b1d&app_id=kanariappid7f3a",
    "question": "how do i tell my boss kanarifrage7f3a that i quit?",
    "question in other letters": "k\u00e4nari \u6771\u4eac\nfrage7f3a \U0001f600 \u202e",
    "person at Slack": "U0KANARIPX7",
    "place at Slack": "C0KANARICX7",
    "person at Discord": "824731905467281934",
    "message at Slack": "1824731905.467281",
}
CANARIES: Final = SECRETS | OTHERS
CORES: Final = (
    *("kanari", "k\u00e4nari", "frage7f3a", "my boss", "7f3a", "824731905467", "467281"),
    *("igning5ecret", "db.internal", "\u6771\u4eac"),
)
"""What is left of a canary when half of it was struck out."""


def run(level: str, form: str, canaries: Mapping[str, str] = CANARIES) -> str:
    """All that a process writes while every canary takes every way, standard output and error together."""
    told = {
        "level": level,
        "format": form,
        "secrets": list(SECRETS.values()),
        "canaries": list(CANARIES.values()),
    }
    env = {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, str(LEAKS)],
        input=json.dumps(told).encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=env,
        timeout=200,
        check=False,
    )
    assert 1 == done.returncode
    return done.stdout.decode(errors="replace")


def forms(canary: str) -> set[str]:
    """A canary as it may be written: plain, escaped, in an address, in a header."""
    return {
        *(canary, quote(canary), quote(canary, safe=""), repr(canary)[1:-1], json.dumps(canary)[1:-1]),
        base64.b64encode(canary.encode()).decode(),
    }


def found(text: str) -> list[str]:
    """The canaries, or pieces of them, that are in a text."""
    whole = [name for name, canary in CANARIES.items() if any(form in text for form in forms(canary))]
    folded = text.casefold()
    pieces = [core for core in CORES if any(form.casefold() in folded for form in forms(core))]
    return whole + pieces


def parts(text: str) -> dict[str, str]:
    """What was written on each way."""
    pieces = re.split(r"^== (\w+)\n", text, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


@pytest.mark.parametrize(
    ("level", "form"),
    [
        ("debug", "json"),
        ("info", "pretty"),
        *(
            pytest.param(*how, marks=pytest.mark.thorough)
            for how in (("debug", "pretty"), ("warning", "json"))
        ),
        pytest.param("error", "json", marks=pytest.mark.thorough),
    ],
)
def test_no_canary_comes_out(level: str, form: str) -> None:
    """Not a canary, nor a piece of one, is in what a real process writes."""
    written = parts(run(level, form))
    ways = len(written)
    leaks = {way: leaked for way, text in written.items() if (leaked := found(text))}
    lines = sum(text.count("\n") for text in written.values())
    print(f"{level} {form}: {len(CANARIES)} canaries on {ways} ways, {lines:,} lines, {len(leaks)} leaks")  # noqa: T201 - the figure

    assert {} == leaks
    assert [] == [way for way, text in written.items() if not text.strip()]


def test_every_way_leads_to_the_log() -> None:
    """Without our logs a secret, a question and an id come out on every way: the check above can fail."""
    some = {name: CANARIES[name] for name in ("Slack app token", "question", "person at Discord")}
    written = parts(run("none", "json", some))
    shown = {way: [name for name in some if some[name] in text] for way, text in written.items()}
    print(f"without our logs, {len(some)} of {len(some)} canaries come out on each of {len(shown)} ways")  # noqa: T201 - the figure

    assert {key: list(some) for key in shown} == shown
    assert 15 == len(shown)
