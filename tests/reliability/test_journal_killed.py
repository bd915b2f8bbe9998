from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Final

from bot.journal.engine import file_store
from tests.reliability.conftest import Tell
from tests.slowness import slowness
from tests.writers import kept_ids, received, started, write_for_ever

KILLS: Final = 30
PATIENCE: Final = 30.0
"""Seconds that a process may take to begin."""
LONGEST: Final = 0.4
"""Seconds that a process lives after that at most: some die while they open the journal, most while they write."""


async def test_nothing_acknowledged_is_lost_by_kill_9(tmp_path: Path, tell: Tell) -> None:
    """Thirty times a writing process is killed at a moment of chance: every write that was acknowledged is there."""
    file, chance = tmp_path / "journal.sqlite3", Random(28)  # noqa: S311 - moments need no secrecy
    acknowledged: set[str] = set()
    slow = slowness()
    for life in range(KILLS):
        with started(write_for_ever, file_store(file), f"k{life:02}") as (process, pipe):
            if life % 2:  # however slow its start is, half of them have written something
                pipe.poll(PATIENCE)
            time.sleep(chance.uniform(0, LONGEST) * slow)  # noqa: ASYNC251 - nothing else runs here
            process.kill()
            acknowledged.update(received(pipe))
    lost = acknowledged - set(await kept_ids(file_store(file)))
    tell(f"{KILLS} kills, {len(acknowledged)} rows acknowledged, {len(lost)} lost")

    assert set() == lost
    assert KILLS < len(acknowledged)
    with closing(sqlite3.connect(file)) as connection:
        assert [("ok",)] == connection.execute("PRAGMA integrity_check").fetchall()
