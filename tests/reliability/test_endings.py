"""Check 27, and kill -9 of the whole process: however it ends, nothing that a person was told of is lost."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Final

import pytest

from bot.errors import StoreError
from bot.journal.engine import JOURNAL_FILE
from tests.clients import Client, question, tap
from tests.processes import Loopbacks, Process, small_knowledge, tell

CLIENTS: Final = 4
LOAD: Final = 0.8
"""Seconds of load before the end."""
SLOWEST_END: Final = 15.0

Record = Callable[[str, object], None]


@pytest.fixture
def loopbacks(tmp_path: Path) -> Loopbacks:
    """Processes with a SQLite journal."""
    folder = tmp_path / "process"
    folder.mkdir()
    return Loopbacks(folder, BACKCHAT_KNOWLEDGE=str(small_knowledge(tmp_path / "knowledge")))


async def _talk(port: int, who: str, endings: Counter[str]) -> None:
    """Asks and votes in turns, as fast as it is answered, until the process is gone."""
    async with Client(port) as client:
        with suppress(ConnectionError):
            for number in count():
                asked = f"{who}{number:0{11 - len(who)}}"
                endings[await client.post(question(f"q{asked}", f"asker{asked}"))] += 1
                vote = tap(f"v{asked}", f"vote:docker:up:{asked}", f"voter{asked}")
                endings[await client.post(vote)] += 1


async def _loaded(
    process: Process, name: str, end: Callable[[], object], seconds: float = LOAD
) -> Counter[str]:
    """How the turns of four clients ended that talk until `end` has ended the process."""
    endings: Counter[str] = Counter()
    talks = [asyncio.create_task(_talk(process.port, f"{name}{one}", endings)) for one in range(CLIENTS)]
    await asyncio.sleep(seconds)
    await asyncio.to_thread(end)
    await asyncio.wait_for(asyncio.gather(*talks), 10)
    return endings


def _lost_votes(loopbacks: Loopbacks) -> set[str]:
    """Votes that somebody was thanked for and that are not in the journal."""
    thanked = {reply["key"][1:] for reply in loopbacks.replies() if "thank you" in reply["text"]}
    assert len(thanked) > CLIENTS
    return thanked - {asked for (asked,) in loopbacks.rows("SELECT asked FROM votes")}


def _lost_questions(loopbacks: Loopbacks) -> set[str]:
    """Questions that were answered and that are not in the journal."""
    answered = {reply["votes"][0].split(":")[-1] for reply in loopbacks.replies() if reply["votes"]}
    assert len(answered) > CLIENTS
    return answered - {id_ for (id_,) in loopbacks.rows("SELECT id FROM questions")}


async def test_told_to_stop_under_load(loopbacks: Loopbacks, record_property: Record) -> None:
    """Check 27: SIGTERM under load ends the process with 0 in time; all that was answered or thanked for is kept."""
    ends = []
    with loopbacks.started(delay=0.01) as [process]:
        endings = await _loaded(process, "t", lambda: ends.append(process.stop()))
    [(code, seconds)] = ends
    votes, questions = _lost_votes(loopbacks), _lost_questions(loopbacks)
    told = f"SIGTERM after {endings['answered']:,} turns: exit {code} in {seconds:.2f} s"
    tell(record_property, f"{told}, {len(votes)} votes and {len(questions)} questions lost")

    assert (0, set(), set()) == (code, votes, questions)
    assert seconds < SLOWEST_END
    assert endings["answered"] <= len(loopbacks.replies()) <= endings["answered"] + CLIENTS
    assert "records were lost" not in process.log


async def test_killed_under_load(loopbacks: Loopbacks, record_property: Record) -> None:
    """Five times killed and started again, a process has lost no vote that it had given thanks for."""
    endings: Counter[str] = Counter()
    for round_ in range(5):
        with loopbacks.started() as [process]:
            endings += await _loaded(process, f"k{round_}", process.kill, LOAD / 2)
    votes = _lost_votes(loopbacks)
    [(integrity,)] = loopbacks.rows("PRAGMA integrity_check")
    told = f"kill -9 x 5 under load, {endings['answered']:,} turns"
    tell(record_property, f"{told}: {len(votes)} votes lost, integrity {integrity}")

    assert (set(), "ok") == (votes, integrity)


async def _hanging(process: Process, loopbacks: Loopbacks, *, locked: bool) -> tuple[int, float]:
    """How a process ends, and when, while a reply never arrives; where `locked`, with a journal that another holds."""
    other = sqlite3.connect(loopbacks.folder / "data" / JOURNAL_FILE, isolation_level=None)
    async with Client(process.port) as client:
        if locked:
            other.execute("BEGIN IMMEDIATE")
        hanging = asyncio.create_task(client.post(question("q")))
        await asyncio.sleep(2)  # a claim has been tried for 1.5 by then
        ended = await asyncio.to_thread(process.stop, patience=40)
        other.close()
        with suppress(ConnectionError):
            await hanging
    return ended


@pytest.mark.thorough
async def test_what_hangs_does_not_hold_the_end_up(tmp_path: Path, record_property: Record) -> None:
    """With a reply that never arrives the process ends in time and frees the message.

    With a journal that another holds locked besides, it ends in time too, says what was lost, and so does its exit code.
    """
    knowledge = str(small_knowledge(tmp_path / "knowledge"))
    folders = tmp_path / "one", tmp_path / "two"
    for folder in folders:
        folder.mkdir()
    well, locked = (Loopbacks(folder, BACKCHAT_KNOWLEDGE=knowledge) for folder in folders)
    with well.started(delay=60) as [first], locked.started(delay=60) as [second]:
        ends = await asyncio.gather(
            _hanging(first, well, locked=False), _hanging(second, locked, locked=True)
        )
    told = [f"exit {code} in {seconds:.1f} s" for code, seconds in ends]
    tell(record_property, f"SIGTERM while a reply hangs: {told[0]}; and the journal is locked: {told[1]}")

    assert [0, StoreError.exit_code] == [code for code, _ in ends]
    assert max(seconds for _, seconds in ends) < SLOWEST_END
    assert [] == well.rows("SELECT * FROM claims")
    assert ("records were lost" in first.log, "records were lost" in second.log) == (False, True)
