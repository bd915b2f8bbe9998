from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parents[2]
LOCKS: Final = sorted((ROOT / "requirements").glob("*.txt"))
_HASH: Final = re.compile(r"--hash=sha256:([0-9a-f]{64})(?=\s)")
_PIN: Final = re.compile(r"[a-z0-9][a-z0-9._-]*(\[[a-z,]+\])?==[^\s;]+")


def _requirements(text: str) -> list[str]:
    """Each requirement of a lock on one line, without comments."""
    joined = re.sub(r"\\\n\s*", "", re.sub(r"(?m)^\s*#.*\n", "", text))
    return [f"{line} " for line in joined.splitlines() if line.strip()]


def _small() -> str:
    """The first requirement of the runtime lock that is for everywhere and has two files: a wheel for all and a source."""
    lock = _requirements((ROOT / "requirements" / "run.txt").read_text())
    return next(line for line in lock if ";" not in line and len(_HASH.findall(line)) == 2)


def _pip(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs pip; it asks each index once, and takes wheels alone, so that nothing is built."""
    quick = ("--retries", "0", "--timeout", "10", "--disable-pip-version-check", "--no-input")
    return subprocess.run(
        [sys.executable, "-m", "pip", *arguments, *quick, "--no-deps", "--only-binary", ":all:"],
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def _install(lock: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return _pip("install", "--require-hashes", "-r", lock, "--target", folder)


@pytest.fixture(scope="module")
def _reachable(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips what needs an index where pip reaches none."""
    pin = _small().split()[0]
    probe = _pip("download", pin, "--dest", tmp_path_factory.mktemp("probe"))
    if "No module named pip" in probe.stderr:
        pytest.skip("this environment has no pip")
    if "from versions: none" in probe.stderr:
        pytest.skip("pip reaches no index: this test needs the network")


@pytest.mark.usefixtures("_reachable")
def test_a_hash_locked_install_passes_and_a_tampered_hash_fails(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """What the lock names is installed; with one digit of its hashes changed, pip refuses it and installs nothing."""
    honest, tampered = tmp_path / "honest.txt", tmp_path / "tampered.txt"
    honest.write_text(_small())
    tampered.write_text(
        _HASH.sub(lambda found: found[0][:-1] + ("1" if found[0][-1] == "0" else "0"), _small())
    )
    passed = _install(honest, tmp_path / "installed")
    failed = _install(tampered, tmp_path / "refused")
    figure = f"{_small().split()[0]}: exit {passed.returncode} as locked, exit {failed.returncode} tampered"
    record_property("figure", figure)
    print(figure)  # noqa: T201 - the figure is for people

    assert 0 == passed.returncode, passed.stderr
    assert [*(tmp_path / "installed").glob("*.dist-info")]
    assert failed.returncode != 0
    assert "DO NOT MATCH THE HASHES" in failed.stderr
    assert not [*(tmp_path / "refused").glob("*")]


@pytest.mark.parametrize("lock", [pytest.param(lock, id=lock.name) for lock in LOCKS])
def test_every_requirement_of_a_lock_is_pinned_with_hashes(
    lock: Path, record_property: Callable[[str, object], None]
) -> None:
    """Each single requirement has one exact version and at least one hash, and nothing else stands in the file."""
    lines = _requirements(lock.read_text())
    figure = (
        f"{lock.name}: {len(lines)} requirements, {sum(len(_HASH.findall(line)) for line in lines)} hashes"
    )
    record_property("figure", figure)
    print(figure)  # noqa: T201 - the figure is for people

    assert lines
    assert [] == [line for line in lines if not (_PIN.match(line) and _HASH.search(line))]


def test_there_is_a_lock_for_every_way_to_install() -> None:
    """What runs, serves, builds and develops is locked."""
    assert {"run.txt", "serve.txt", "build.txt", "dev.txt"} <= {lock.name for lock in LOCKS}
