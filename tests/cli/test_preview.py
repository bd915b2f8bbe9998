"""`backchat preview`: how it begins, what it tells, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.kitchen import FILES, Kitchen
from tests.processes import environment, until

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    """A folder with three skills, a greeting, a path and a family."""
    made = Kitchen(tmp_path / "kb")
    for name, text in FILES.items():
        made.save(name, text)
    return made


@contextmanager
def _running(kitchen: Kitchen, *options: str, **more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command over a folder, and the line that it begins with."""
    command = [
        sys.executable,
        "-m",
        "bot",
        "preview",
        "--port",
        "0",
        "--knowledge",
        str(kitchen.folder),
        *options,
    ]
    env = environment(kitchen.folder.parent) | more
    with subprocess.Popen(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout
        try:
            yield running, running.stdout.readline()
        finally:
            running.kill()


def _read(line: str) -> str:
    """The page at the address that a line names."""
    with urllib.request.urlopen(line.partition(" ")[0], timeout=20) as page:  # noqa: S310 - the address that it told
        shown: str = page.read().decode()
    return shown


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_shows_the_pages_until_it_is_told_to_end(kitchen: Kitchen, number: signal.Signals) -> None:
    """It names the address, the page is there, and Ctrl-C or SIGTERM ends it with 0 and without a word."""
    with _running(kitchen) as (running, line):
        page = _read(line)
        running.send_signal(number)
        told = running.communicate(timeout=20)

    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/ shows the knowledge; Ctrl-C ends it\.\n", line)
    assert "Should I learn SQL?" in page
    assert (0, ("", "")) == (running.returncode, told)


def test_it_begins_with_broken_files_too(kitchen: Kitchen) -> None:
    """What is wrong is what one wants to see: the page names it with its place."""
    kitchen.change("skills/git.yaml", "short: Git", "short: [Git")
    with _running(kitchen) as (_, line):
        page = _read(line)

    assert re.search(r"kb/skills/git\.yaml:\d+:\d+</code>", page)


def test_it_opens_the_browser(kitchen: Kitchen) -> None:
    """With --open whatever browser the person uses is sent to the address."""
    opened = kitchen.folder.parent / "opened"
    browser = kitchen.folder.parent / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {opened}.part\nmv {opened}.part {opened}\n')
    browser.chmod(0o755)
    with _running(kitchen, "--open", BROWSER=f"{browser} %s") as (_, line):
        until(opened.exists)

    assert line.partition(" ")[0] == opened.read_text()


def test_it_is_told_of_no_folder(backchat: Run, tmp_path: Path) -> None:
    """A folder that is not there is one line with the remedy, and 66."""
    done = backchat("preview", "--port", "0", "--knowledge", str(tmp_path / "none"))

    assert (66, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert "there is no folder" in done.stderr


def test_a_port_that_is_taken(backchat: Run, kitchen: Kitchen) -> None:
    """It says which, what to do about it, and ends with 69."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = backchat("preview", "--port", port, "--knowledge", str(kitchen.folder))

    remedy = "name another with --port, or --port 0 for any that is free"
    assert (69, f"backchat: port {port} cannot be had, another preview may have it: {remedy}\n") == (
        done.returncode,
        done.stderr,
    )


def test_without_what_serves(backchat: Run, tmp_path: Path) -> None:
    """Where the extra is not installed, one line says what to install, and it ends with 78."""
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as util\nfind = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name in {'sqlalchemy', 'structlog'} else find(name, *more)\n"
    )
    path = f"{tmp_path}{os.pathsep}{Path(__file__).resolve().parents[2]}"
    done = backchat("preview", env={"PYTHONPATH": path})

    assert (78, "backchat: this needs more than the core: pip install 'backchat[serve]'\n") == (
        done.returncode,
        done.stderr,
    )


_WITHOUT = """
import sys
sys.modules["regex"] = None
from bot.cli.adapters import platforms
from bot.preview.pages.parts import drawings
from bot.reply import Prose, Reply
print(drawings(Reply((Prose("Yes."),)), platforms()))
"""


def test_without_the_platforms(tmp_path: Path) -> None:
    """Where Slack and Discord are not installed the terminal is drawn, and the page says what draws the others."""
    command = [sys.executable, "-c", _WITHOUT]
    done = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, check=True)

    assert 1 == done.stdout.count("Yes.")
    assert "Slack is not drawn: <code>pip install &#x27;backchat[slack]&#x27;</code>" in done.stdout
    assert "Discord is not drawn: <code>pip install &#x27;backchat[discord]&#x27;</code>" in done.stdout


def test_help_teaches(backchat: Run) -> None:
    """It says what is shown, what it needs, and gives an example."""
    told = " ".join(backchat("preview", "--help").stdout.split())

    assert "backchat preview --knowledge knowledge --open" in told
    assert "--port" in told
    assert "change nothing" in told
