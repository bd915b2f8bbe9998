"""A service in the test's own process: a real journal, a real recorder, a real core, and a far side that is a list."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest

from bot.answer import Answerer
from bot.cli.main import run
from bot.conversation import Question
from bot.journal.engine import Store
from bot.journal.journal import Journal, opened_journal
from bot.journal.privacy import Privacy
from bot.journal.recorder import Recorder
from bot.operations.metrics import Metrics
from bot.reply import Reply
from bot.turns.message import Message, Said, Turn, turn_of
from bot.turns.responder import Parts

_NUMBERS: Final = count(1)


@dataclass
class Bench:
    """Parts that work, and what they have told."""

    parts: Parts
    recorder: Recorder
    faults: list[tuple[str, Exception]] = field(default_factory=list)

    @property
    def journal(self) -> Journal:
        """The journal."""
        return self.parts.journal

    def turn(self, said: str | Said, **more: Any) -> Turn:
        """The turn of a message, a question where it is text."""
        return turn_of(message(said, **more), self.parts.privacy)

    async def kept(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table, once all that waits is written."""
        await self.recorder.flush(5)
        return [dict(row) async for row in self.journal.people.export() if row["table"] == table]

    def counted(self, name: str) -> dict[str, float]:
        """The series of a counter that are not 0, by their labels."""
        page = self.parts.metrics.exposition()[0].decode().splitlines()
        series = (line.rpartition(" ") for line in page if line.startswith(f"backchat_{name}_total"))
        return {
            labels.partition("{")[2].rstrip("}"): float(value) for labels, _, value in series if float(value)
        }


def message(said: str | Said, **more: Any) -> Message:
    """A message with ids of its own where none are given."""
    number = next(_NUMBERS)
    ids = {"key": f"m{number}", "person": f"p{number}", "place": "here", "thread": f"t{number}"} | more
    return Message("slack", said=Question(said) if isinstance(said, str) else said, **ids)


@asynccontextmanager
async def bench(
    store: Store, answerer: Callable[[], Answerer], *, keep_days: int = 30, writing: bool = True
) -> AsyncIterator[Bench]:
    """Parts on a store; without `writing` nobody writes what is posted."""
    faults: list[tuple[str, Exception]] = []
    async with opened_journal(store, prepared=False) as journal:
        metrics = Metrics()
        recorder = Recorder(journal, metrics)
        parts = Parts(
            answerer=answerer,
            version=lambda: "abc",
            journal=journal,
            recorder=recorder,
            privacy=Privacy("a secret of the tests"),
            metrics=metrics,
            fault=lambda where, error: faults.append((where, error)),
            keep_days=keep_days,
        )
        running = asyncio.create_task(recorder.run()) if writing else None
        yield Bench(parts, recorder, faults)
        if running:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


class Far:
    """The far side of a platform: keeps what arrives, after a while, or fails."""

    def __init__(self, wait: float = 0.0, *failing: Exception) -> None:
        """`failing` are raised by the first sends, one each."""
        self._wait = wait
        self._failing = list(failing)
        self.arrived: list[Reply] = []
        self.begun = asyncio.Event()

    async def __call__(self, reply: Reply) -> None:
        """Takes a reply."""
        self.begun.set()
        await asyncio.sleep(self._wait)
        if self._failing:
            raise self._failing.pop(0)
        self.arrived.append(reply)


def command(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `backchat` commands in this process, which costs no start; everything they write goes to `folder`."""

    def _run(*words: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        with pytest.MonkeyPatch.context() as patch:
            for name in ("DATABASE_URL", "BACKCHAT_SECRET", "BACKCHAT_DATA"):
                patch.delenv(name, raising=False)
            for name, value in ({"HOME": str(folder)} | dict(env)).items():
                patch.setenv(name, value)
            patch.delenv("XDG_STATE_HOME", raising=False)
            code = run([*words])
        told = capsys.readouterr()
        return subprocess.CompletedProcess(words, code, told.out, told.err)

    return _run


def _tell(store: Store, *statements: str) -> None:
    """Another process says something to a SQLite file."""
    connection = sqlite3.connect(str(store.file), isolation_level=None)
    try:
        for statement in statements:
            connection.execute(statement)
    finally:
        connection.close()


def refuse(store: Store, table: str, when: str = "1") -> None:
    """From now on a table of a SQLite file takes nothing, under a condition."""
    _tell(
        store,
        f"CREATE TRIGGER no_{table} BEFORE INSERT ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, 'away'); END",
    )


def accept(store: Store, *tables: str) -> None:
    """From now on they take everything again."""
    _tell(store, *(f"DROP TRIGGER no_{table}" for table in tables))
