"""Check 27, and kill -9 of the whole process: however it ends, nothing that a person was told of is lost."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Final

import pytest

from bot.journal.engine import JOURNAL_FILE
from tests.processes import Client, Loopbacks, Process, question, small_knowledge, tap, tell, until

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


async def _loaded(process: Process, name: str, end: Callable[[], object]) -> Counter[str]:
    """How the turns of four clients ended that talk until `end` has ended the process."""
    endings: Counter[str] = Counter()
    talks = [asyncio.create_task(_talk(process.port, f"{name}{one}", endings)) for one in range(CLIENTS)]
    await asyncio.sleep(LOAD)
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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_told_to_stop_under_load(
    loopbacks: Loopbacks, record_property: Record, number: signal.Signals
) -> None:
    """Check 27: a signal under load ends the process with 0 in time; all that was answered or thanked for is kept."""
    ends = []
    with loopbacks.started(delay=0.01) as [process]:
        endings = await _loaded(process, "t", lambda: ends.append(process.stop(number)))
    [(code, seconds)] = ends
    votes, questions = _lost_votes(loopbacks), _lost_questions(loopbacks)
    told = f"{number.name} after {endings['answered']:,} turns: exit {code} in {seconds:.2f} s"
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
            endings += await _loaded(process, f"k{round_}", process.kill)
    votes = _lost_votes(loopbacks)
    [(integrity,)] = loopbacks.rows("PRAGMA integrity_check")
    told = f"kill -9 x 5 under load, {endings['answered']:,} turns"
    tell(record_property, f"{told}: {len(votes)} votes lost, integrity {integrity}")

    assert (set(), "ok") == (votes, integrity)


async def test_a_reply_that_hangs_does_not_hold_the_end_up(
    loopbacks: Loopbacks, record_property: Record
) -> None:
    """With replies on their way that never arrive, the process ends in time, and their messages are free to be answered."""
    with loopbacks.started(delay=60) as [process]:
        async with Client(process.port) as client:
            hanging = asyncio.create_task(client.post(question("q")))
            await asyncio.to_thread(until, lambda: bool(loopbacks.rows("SELECT * FROM claims")))
            code, seconds = await asyncio.to_thread(process.stop)
            with suppress(ConnectionError):
                await hanging
    claims = loopbacks.rows("SELECT * FROM claims")
    tell(
        record_property,
        f"SIGTERM while a reply hangs: exit {code} in {seconds:.2f} s, {len(claims)} claims left",
    )

    assert (0, []) == (code, claims)
    assert seconds < SLOWEST_END


async def test_a_journal_that_hangs_does_not_hold_the_end_up(
    loopbacks: Loopbacks, record_property: Record
) -> None:
    """With a reply that hangs and a journal that another holds locked, the process ends in time and says what was lost."""
    with loopbacks.started(delay=60) as [process]:
        other = sqlite3.connect(loopbacks.folder / "data" / JOURNAL_FILE, isolation_level=None)
        async with Client(process.port) as client:
            other.execute("BEGIN IMMEDIATE")
            hanging = asyncio.create_task(client.post(question("q")))
            await asyncio.sleep(2)
            code, seconds = await asyncio.to_thread(process.stop, patience=40)
            other.close()
            with suppress(ConnectionError):
                await hanging
    tell(record_property, f"SIGTERM while the journal is locked: exit {code} in {seconds:.2f} s")

    assert 69 == code
    assert "records were lost" in process.log
    assert seconds < SLOWEST_END
