from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest

from bot.errors import StoreError
from bot.journal import claims
from bot.journal.engine import PATIENCE, file_store
from bot.journal.journal import opened_journal
from bot.journal.records import Pseudonym
from tests.conftest import ROOT
from tests.reliability.conftest import Tell
from tests.samples import NOON, asked, kept

MOUNTED: Final = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"]), "sh", "-ec"]
"""Runs a script that may mount: the mount is seen by nobody else, and is gone with the script."""

FILLED: Final = """
mount -t tmpfs -o size=2m tmpfs "$1"
exec "$2" -c "import sys; from tests.reliability.test_journal_disk_full import main; main(sys.argv[1])" "$1"
"""
BALLAST: Final = 400_000


def main(folder: str) -> None:
    """Runs in a process of its own, where the folder is a disk of 2 MB."""
    print(json.dumps(asyncio.run(_filled(Path(folder)))))  # noqa: T201 - the test reads it


async def _filled(folder: Path) -> dict[str, Any]:
    """Fills the disk, sees what writing says then, makes room, and writes on with the same journal."""
    ballast, file = folder / "ballast", folder / "journal.sqlite3"
    ballast.write_bytes(bytes(BALLAST))
    async with opened_journal(file_store(file)) as journal:
        written, refused, why = await _until_refused(
            lambda one: journal.questions.record([asked(one, text="x" * 4_000)])
        )
        _, claim, _ = await _until_refused(lambda one: journal.claims.claim(Pseudonym(one), "a", NOON))
        read = len(await kept(journal, "questions"))
        ballast.unlink()
        began = time.monotonic()
        await journal.questions.record([asked("again")])
        again = time.monotonic() - began
        ids = {row["id"] for row in await kept(journal, "questions")}
    with closing(sqlite3.connect(file)) as connection:
        ((integrity,),) = connection.execute("PRAGMA integrity_check").fetchall()
    return {
        "written": len(written),
        "lost": len(set(written) - ids),
        "read": read,
        "why": why,
        "seconds": [refused, claim, again],
        "integrity": integrity,
    }


async def _until_refused(write: Callable[[str], Awaitable[object]]) -> tuple[list[str], float, str]:
    """What was written until the disk was full, after how many seconds the next was refused, and why."""
    written: list[str] = []
    for number in count():
        began = time.monotonic()
        try:
            await write(f"q{number}")
        except StoreError as error:
            return written, time.monotonic() - began, str(error)
        written.append(f"q{number}")
    raise AssertionError


def test_a_full_disk_refuses_and_nothing_more(tmp_path: Path, tell: Tell) -> None:
    """On a full disk writes fail in time and reading goes on; once there is room the same journal writes, all is whole."""
    try:
        mounted = subprocess.run(
            [*MOUNTED, 'mount -t tmpfs -o size=2m tmpfs "$1"', "sh", str(tmp_path)],
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("there is no unshare here to mount a small disk with")
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    done = subprocess.run(
        [*MOUNTED, FILLED, "sh", str(tmp_path), sys.executable],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert not done.returncode, done.stderr.decode()
    told = json.loads(done.stdout)
    refused, claim, again = told["seconds"]
    tell(
        f"{told['written']} rows until full, write refused after {refused:.1f} s, claim after {claim:.1f} s, "
        f"again after {again:.2f} s, {told['lost']} lost, integrity {told['integrity']}"
    )

    assert told["written"] == told["read"] > 50
    assert (0, "ok") == (told["lost"], told["integrity"])
    assert "the journal in" in told["why"]
    assert told["why"].endswith("could not be used for 5 s: SQLITE_FULL")
    assert refused < PATIENCE + 1
    assert claim < claims.PATIENCE + 1
    assert again < PATIENCE
