"""`backchat serve`: how it begins, and how it ends when it cannot."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.clients import health
from tests.processes import SECRET, Process, environment, small_knowledge

if TYPE_CHECKING:
    from tests.stores import PostgreSQL

Run = Callable[..., subprocess.CompletedProcess[str]]
PASSWORD: Final = "hunter2hunter2"  # noqa: S105 - it opens nothing
LONGEST: Final = 10.0


@pytest.fixture
def serve(backchat: Run, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Starts to serve with settings that cannot work; returns the exit code and the line that it ends with."""
    knowledge = small_knowledge(tmp_path / "knowledge")
    env = {"BACKCHAT_DATA": str(tmp_path / "data"), "BACKCHAT_KNOWLEDGE": str(knowledge), "PORT": "0"}

    def _serve(*options: str, **changes: str) -> tuple[int, str]:
        began = time.monotonic()
        done = backchat("serve", *options, env={**env, **changes})

        assert time.monotonic() - began < LONGEST
        assert ("", 1) == (done.stdout, done.stderr.count("\n"))
        assert "Traceback" not in done.stderr
        assert PASSWORD not in done.stderr
        assert done.stderr.startswith("backchat: ")
        return done.returncode, done.stderr.strip()

    return _serve


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_serves_until_it_is_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    """It listens where it is told, is well, and ends with 0 at either signal."""
    knowledge = small_knowledge(tmp_path / "knowledge")
    options = ("serve", "--knowledge", str(knowledge), "--host", "127.0.0.1", "--port", "0")
    with Process(tmp_path / "log", environment(tmp_path), "bot", *options) as process:
        status, body = await health(process.port)
        code, seconds = process.stop(number)

    assert (200, "ok", 0) == (status, body["status"], code)
    assert seconds < LONGEST


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_ends_in_order_however_often_it_is_told(tmp_path: Path, number: signal.Signals) -> None:
    """A second signal, and each that follows until the process is gone, changes nothing."""
    knowledge = small_knowledge(tmp_path / "knowledge")
    options = ("serve", "--knowledge", str(knowledge), "--port", "0")
    with Process(tmp_path / "log", environment(tmp_path), "bot", *options) as process:
        process.running.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + LONGEST
        while process.running.poll() is None and time.monotonic() < deadline:
            process.running.send_signal(number)
            time.sleep(0.002)
        told = [json.loads(line) for line in process.log.splitlines()]

    assert 0 == process.running.returncode
    assert [] == [line for line in told if line["level"] == "error"]


def test_a_port_that_is_taken(serve: Callable[..., tuple[int, str]]) -> None:
    """Where another listens it ends with 69 and says which option helps."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, line = serve("--port", port)

    assert (69, f"backchat: cannot listen on 127.0.0.1 port {port} (Address already in use): ") == (
        code,
        line[: line.index("name")],
    )
    assert "--port" in line


UNFIT: Final = (
    ({"DATABASE_URL": f"mysql://u:{PASSWORD}@h/d"}, 78, "it must look like postgresql://"),
    ({"DATABASE_URL": f"postgresql://u:{PASSWORD}@[::1/d"}, 78, "it must look like postgresql://"),
    ({"DATABASE_URL": PASSWORD}, 78, "it must look like postgresql://"),
    ({"DATABASE_URL": f"postgresql://u:{PASSWORD}@127.0.0.1:1/d"}, 69, "postgresql://127.0.0.1/d"),
    ({"BACKCHAT_SECRET": "short"}, 78, "BACKCHAT_SECRET cannot be used"),
    ({"PORT": "http"}, 78, "PORT cannot be used"),
    ({"BACKCHAT_HOST": "no..host"}, 69, "cannot listen on no..host port 0 (no host can be called that)"),
    ({"BACKCHAT_ADMIN_WEBHOOK": "hooks.slack.com/x"}, 78, "BACKCHAT_ADMIN_WEBHOOK cannot be used"),
    ({"BACKCHAT_HOST": "no.such.host.invalid"}, 69, "cannot listen on no.such.host.invalid"),
    ({"BACKCHAT_KNOWLEDGE": "/no/such/folder"}, 66, "there is no folder /no/such/folder"),
    ({"BACKCHAT_DATA": "/dev/null"}, 69, "another with BACKCHAT_DATA"),
    ({"BACKCHAT_DATA": "/dev/null/data"}, 69, "another with BACKCHAT_DATA"),
)


def test_a_setting_that_cannot_work(serve: Callable[..., tuple[int, str]]) -> None:
    """Each ends it at once with its exit code and one line that says what to mend, and no password."""
    with ThreadPoolExecutor(3) as pool:
        ends = pool.map(lambda unfit: serve(**{"BACKCHAT_SECRET": SECRET, **unfit[0]}), UNFIT)
    found = [
        (changes, code, told if told in line else line)
        for (changes, _, told), (code, line) in zip(UNFIT, ends, strict=True)
    ]

    assert [*UNFIT] == found


def test_a_database_that_does_not_answer(serve: Callable[..., tuple[int, str]]) -> None:
    """A host that takes the connection and says nothing holds it up for less than ten seconds."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"postgresql://u:{PASSWORD}@127.0.0.1:{mute.getsockname()[1]}/d"
        code, line = serve(DATABASE_URL=url, BACKCHAT_SECRET=SECRET)

    assert (69, True) == (code, "postgresql://127.0.0.1/d" in line)


def test_knowledge_with_problems(serve: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """Broken knowledge ends it with 65, the first problem and how to see all of them."""
    (tmp_path / "knowledge/skills/sql.yaml").write_text("title: SQL\n")
    code, line = serve()

    assert 65 == code
    assert "skills/sql.yaml:1:1" in line
    assert "Run 'backchat check --knowledge" in line


def test_a_file_that_is_no_journal(serve: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    """It ends with 69 where the journal's file is something else, and leaves it as it is."""
    file = tmp_path / "data/journal.sqlite3"
    file.parent.mkdir()
    file.write_text("dear diary " * 500)
    code, line = serve()

    assert (69, "dear diary " * 500) == (code, file.read_text())
    assert str(file) in line


def test_postgresql_needs_tables_and_a_secret(
    serve: Callable[..., tuple[int, str]], postgresql: PostgreSQL
) -> None:
    """Without tables it names the command that makes them; with tables and without a secret it names that."""
    empty = postgresql.store().url.render_as_string(hide_password=False)
    bare = serve(DATABASE_URL=empty, BACKCHAT_SECRET=SECRET)
    with postgresql.lent() as lent:
        secretless = serve(DATABASE_URL=lent.url.render_as_string(hide_password=False))

    assert (69, True) == (bare[0], "run 'backchat db upgrade'" in bare[1])
    assert (78, True) == (secretless[0], "BACKCHAT_SECRET" in secretless[1])


def test_a_fault_at_the_start(tmp_path: Path) -> None:
    """A fault of ours before it serves ends it with 70 and one line that names the place, and nothing of its message."""
    code = (
        "from types import SimpleNamespace as Of\nfrom bot.cli.processes import run\n"
        "from bot.settings import read_settings\n"
        f"run(read_settings(), [Of(name='slack', state=None, aclose=None, routes=lambda service: [{PASSWORD!r} / 1])])"
    )
    env = environment(tmp_path, BACKCHAT_KNOWLEDGE=str(small_knowledge(tmp_path / "knowledge")))
    script = [sys.executable, "-c", f"from typer import run as main\nmain(lambda: exec({code!r}))"]
    done = subprocess.run(script, env=env, capture_output=True, text=True, timeout=60, check=False)

    assert (70, 1, False) == (done.returncode, done.stderr.count("\n"), PASSWORD in done.stderr)
    assert ("crashed", "TypeError") == (json.loads(done.stderr)["event"], json.loads(done.stderr)["fault"])


def test_help_teaches(backchat: Run) -> None:
    """The help says what it serves, where the journal goes, and how it ends."""
    done = backchat("serve", "--help")
    told = re.sub(r"\s+", " ", done.stdout)

    assert (0, "") == (done.returncode, done.stderr)
    words = ("/health", "/metrics", "BACKCHAT_DATA", "DATABASE_URL", "SIGHUP", "SIGTERM", "--host", "--port")
    assert [] == [word for word in words if word not in told]
