"""Facts about what is installed: a wheel that answers anywhere, locks that name no host, settings that are told."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Final

import pytest

from bot.settings import Settings

ROOT: Final = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, as it lies in an environment after installation."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("backchat-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


def _run(unpacked: Path, folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-S", "-c", _START, str(unpacked), *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


_START: Final = (
    "import sys, site; sys.path.insert(0, sys.argv.pop(1));"
    f"sys.path += [path for path in {sys.path!r} if path.endswith('-packages')];"
    "from bot.cli import main; main()"
)
"""Starts the unpacked wheel before anything of this clone, which an editable install would put on the path."""


def test_wheel_answers_in_any_folder(unpacked: Path, tmp_path: Path) -> None:
    """Installed from the wheel and run in an empty folder, the command finds the knowledge that came with it."""
    assert "SQL injection" in _run(unpacked, tmp_path, "ask", "what is sql injection")
    assert str(unpacked / "bot" / "_knowledge") in _run(unpacked, tmp_path, "check", "--only", "schema")


def test_wheel_has_the_licences(unpacked: Path) -> None:
    """The wheel carries our licence and the notice of the word list."""
    names = {
        file.name
        for file in unpacked.rglob("*")
        if "dist-info/licenses" in file.as_posix() and file.is_file()
    }

    assert names == {"LICENSE", "words.LICENSE", "meaning.LICENSE"}


def test_wheel_is_typed(unpacked: Path) -> None:
    """The wheel tells type checkers that it is typed."""
    assert (unpacked / "bot" / "py.typed").exists()


@pytest.mark.parametrize("name", ["run", "serve", "build", "dev"])
def test_locks_pin_by_hash_and_name_no_host(name: str) -> None:
    """Every locked requirement has a version and hashes, and no line has an address."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    pinned = re.findall(r"^[a-z0-9][^\s=]*==\S+.*\\$", text, re.MULTILINE)
    names = re.findall(r"^[a-z0-9]\S*", text, re.MULTILINE)

    assert len(names) == len(pinned)
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text


def test_runtime_lock_is_part_of_the_development_lock() -> None:
    """What is served is what is tested: every version of the other locks is in dev.txt."""
    tested = set(_versions("dev"))

    assert set() == {version for name in ("run", "serve", "build") for version in _versions(name)} - tested


def _versions(name: str) -> list[str]:
    return re.findall(r"^[a-z0-9]\S*==\S+", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE)


def test_core_install_has_no_platform_sdk() -> None:
    """A maintainer's install brings neither Slack's nor Discord's SDK, and nothing of a server."""
    names = {version.partition("==")[0] for version in _versions("run")}

    assert set() == names & {"slack-bolt", "slack-sdk", "discord-py", "aiohttp", "sqlalchemy", "uvicorn"}


@pytest.mark.parametrize("document", ["README.md", ".env.example"])
def test_every_setting_is_told(document: str) -> None:
    """Every setting is in the README and in .env.example."""
    text = (ROOT / document).read_text()

    names = [name.upper() for name in Settings.model_fields]
    assert [] == [name for name in names if not re.search(rf"\b(BACKCHAT_)?{name}\b", text)]
