"""Facts about the lines of the Procfile, run as a host runs them: a shell, the project's folder, PORT, and then SIGTERM."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent
LINES: Final = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
PATIENCE: Final = 40.0
"""Seconds that a start may take on a busy machine."""


@pytest.fixture
def host(tmp_path: Path, cache: Path) -> dict[str, str]:
    """The environment that a host gives a process."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    own = {"BACKCHAT_DATA": str(tmp_path / "data"), "BACKCHAT_CACHE": str(cache), "HOME": str(tmp_path)}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {name: value for name, value in os.environ.items() if name.startswith("COVERAGE")}
    return {**kept, **own, "PORT": str(port), "PATH": path, "LANG": "C.UTF-8"}


@pytest.fixture
def web(host: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The web process, once it is well; ended after the test if it still runs."""
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(["sh", "-c", f"exec {LINES['web']}"], cwd=ROOT, env=host, stderr=log)
        try:
            _wait_until_well(host["PORT"], process)
            yield process
        finally:
            process.kill()
            process.wait()


def _wait_until_well(port: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                return
        except OSError:
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)


def _health_check(host: dict[str, str]) -> int:
    """What the image's own health check says, run here."""
    found = re.search(
        r"HEALTHCHECK.*?CMD (\[.*?\])$", (ROOT / "Dockerfile").read_text(), re.DOTALL | re.MULTILINE
    )
    command = json.loads(found.group(1)) if found else []
    return subprocess.run(
        [sys.executable, *command[1:]], env=host, capture_output=True, check=False
    ).returncode


def test_release_upgrades_the_tables(host: dict[str, str]) -> None:
    """The release line makes the tables, and can be run again."""
    codes = [
        subprocess.run(["sh", "-c", LINES["release"]], cwd=ROOT, env=host, check=False).returncode
        for _ in "12"
    ]

    assert codes == [0, 0]


def test_web_serves_on_the_port_and_stops(host: dict[str, str], web: subprocess.Popen[bytes]) -> None:
    """The web line listens on PORT, the image's health check agrees, and SIGTERM ends it with 0."""
    well = _health_check(host)
    web.send_signal(signal.SIGTERM)

    assert (0, 0) == (well, web.wait(timeout=20))
    assert _health_check(host) != 0
