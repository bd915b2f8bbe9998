"""Real serving processes of the loopback adapter, which share a journal and a far side."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

import psycopg

from bot.journal.engine import JOURNAL_FILE

if TYPE_CHECKING:
    from bot.journal.engine import Store

ROOT: Final = Path(__file__).resolve().parent.parent
SECRET: Final = "a-secret-of-the-tests-alone"  # noqa: S105 - it protects nothing
SUBJECTS: Final = ("docker", "linux", "sql", "git", "rest")

_STARTING: Final = 30.0
"""Seconds that a process may take to start on a machine that does much else."""

Row = tuple[Any, ...]


def small_knowledge(folder: Path) -> Path:
    """A knowledge base that is compiled at once: an entry for each subject, with a second part, and a path of two."""
    for subject in SUBJECTS:
        file = folder / f"skills/{subject}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            f"title: What is {subject}?\nphrasings: [explain {subject}]\nshort: All about {subject}.\n"
            f"detail: There is more to say of {subject}.\n"
        )
    path = folder / "paths/first.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text("title: First\naudience: all\nsteps: [{entry: linux}, {entry: git}]\n")
    return folder


def environment(folder: Path, store: Store | None = None, **more: str) -> dict[str, str]:
    """What a process finds in its environment: everything it writes goes to `folder`, its journal to `store`."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE")}
    env = {
        **kept,
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "PORT": "0",
        "BACKCHAT_DATA": str(folder / "data"),
        "BACKCHAT_CACHE": str(folder / "cache"),
        "BACKCHAT_LOG_FORMAT": "json",
        "BACKCHAT_SECRET": SECRET,
    }
    if store is not None and store.file is None:
        env["DATABASE_URL"] = store.url.render_as_string(hide_password=False)
    return env | more


class Process:
    """A serving process that was started; it is killed when the context ends, if it still runs."""

    def __init__(self, log: Path, env: Mapping[str, str], *arguments: str) -> None:
        """Starts `python -m` with `arguments`; its log goes to a file."""
        self._log = log
        with log.open("wb") as opened:
            self.running = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                env=env,
                cwd=log.parent,
                stdin=subprocess.DEVNULL,
                stdout=opened,
                stderr=opened,
            )
        self.port = 0

    def __enter__(self) -> Self:
        """Waits until it serves."""
        until(lambda: self._serves() or self.running.poll() is not None, _STARTING)
        if not self._serves():
            self.kill()
            raise RuntimeError(f"it does not serve: {self.log}")
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        """Ends it, however it is."""
        self.kill()

    @property
    def log(self) -> str:
        """What it has logged."""
        return self._log.read_text(errors="replace")

    def kill(self) -> None:
        """Ends it as a crash would."""
        self.running.kill()
        self.running.wait()

    def stop(self, number: signal.Signals = signal.SIGTERM, patience: float = 20.0) -> tuple[int, float]:
        """Tells it to stop; returns its exit code, and after how many seconds it ended."""
        began = time.monotonic()
        self.running.send_signal(number)
        code = self.running.wait(patience)
        return code, time.monotonic() - began

    def _serves(self) -> bool:
        found = re.search(r'"event": "serving".*"port": (\d+)', self.log)
        self.port = int(found[1]) if found else 0
        return found is not None


class Loopbacks:
    """Processes of the loopback adapter that share a journal and a far side."""

    def __init__(self, folder: Path, store: Store | None = None, **more: str) -> None:
        """`more` are settings besides."""
        self.folder = folder
        self.far = folder / "far"
        self._store = store
        self._env = environment(folder, store, **more)
        self._started = 0

    def starting(self, delay: float = 0.0) -> Process:
        """A process that is starting, whose replies take `delay` seconds to arrive."""
        self._started += 1
        log = self.folder / f"log{self._started}"
        return Process(log, self._env, "bench.loopback", str(self.far), str(delay))

    @contextmanager
    def started(self, count: int = 1, delay: float = 0.0) -> Iterator[list[Process]]:
        """Some processes at once, that serve."""
        starting = [self.starting(delay) for _ in range(count)]
        with ExitStack() as stack:
            for one in starting:
                stack.callback(one.kill)
            yield [stack.enter_context(one) for one in starting]

    def replies(self) -> list[dict[str, Any]]:
        """What arrived at the far side; a last line that was cut is none."""
        lines = self.far.read_bytes().split(b"\n")[:-1] if self.far.exists() else []
        return [json.loads(line) for line in lines]

    def rows(self, statement: str) -> list[Row]:
        """What the journal says; a change is committed."""
        if self._store is not None and self._store.file is None:
            url = self._store.url.set(drivername="postgresql").render_as_string(hide_password=False)
            with psycopg.connect(url, autocommit=True) as postgresql:
                cursor = postgresql.execute(statement.encode())
                return cursor.fetchall() if cursor.description else []
        connection = sqlite3.connect(self.folder / "data" / JOURNAL_FILE, timeout=5)
        try:
            with connection:
                return connection.execute(statement).fetchall()
        finally:
            connection.close()


def tell(record_property: Callable[[str, object], None], figure: str) -> None:
    """Prints a figure, and puts it into the report of the run."""
    record_property("figure", figure)
    print(figure)  # noqa: T201 - the figure is for people


def until(true: Callable[[], bool], patience: float = 10.0) -> None:
    """Waits until something is true.

    Raises:
        TimeoutError: it does not become true.
    """
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not become true")
        time.sleep(0.02)
