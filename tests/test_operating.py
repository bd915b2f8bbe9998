"""Facts about operating Backchat: the unit of systemd does what it promises, and the guide says what is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from bot.errors import ConfigurationError, KnowledgeInvalidError, KnowledgeMissingError, StoreError
from bot.journal.people import CLAIMS_KEPT, ROWS_KEPT
from bot.operations.metrics import Metrics
from bot.settings import Settings

ROOT: Final = Path(__file__).resolve().parent.parent
GUIDE: Final = (ROOT / "docs/operate.md").read_text()
UNIT: Final = (ROOT / "deploy/backchat.service").read_text()
Run = Callable[..., subprocess.CompletedProcess[str]]
DAY: Final = 86_400_000
WATCHDOG: Final = 70


def _unit() -> dict[str, list[str]]:
    """The unit of systemd: the values of each of its names."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", UNIT, re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


def _promised() -> Iterator[str]:
    """Every command that the unit runs and that the guide tells to run."""
    yield _unit()["ExecStart"][0].removeprefix("/opt/backchat/bin/backchat ")
    for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL):
        yield from re.findall(r"^(?:\w+=\S+ )?backchat ([a-z].*?)(?:  +#.*)?$", block, re.MULTILINE)


@pytest.mark.parametrize("line", sorted(set(_promised())))
def test_promised_command_exists(line: str, backchat: Run) -> None:
    """Every command of the unit and of the guide exists, with its options."""
    command = re.split(r" [^a-z]| [a-z]+:", line)[0].split()
    done = backchat(*command, "--help")

    assert (0, "") == (done.returncode, done.stderr)
    assert [] == [option for option in re.findall(r"(?<= )--[a-z-]+", line) if option not in done.stdout]


def test_unit_sets_settings() -> None:
    """The variables that the unit sets are read by Backchat."""
    names = re.findall(r"BACKCHAT_(\w+)=", _unit()["Environment"][0])

    assert len(names) >= 2
    assert set() == {name.lower() for name in names} - set(Settings.model_fields)


def test_unit_keeps_what_must_last() -> None:
    """Under systemd the journal lies in the folder that systemd makes for it."""
    folders = f"BACKCHAT_DATA=/var/lib/{_unit()['StateDirectory'][0]}"

    assert folders in _unit()["Environment"][0]


def test_unit_restarts_what_a_restart_mends() -> None:
    """A wrong setting or refused knowledge is not tried again and again; a lost database or a hung process is."""
    final = {int(code) for code in _unit()["RestartPreventExitStatus"][0].split()}
    hopeless = (ConfigurationError, KnowledgeInvalidError, KnowledgeMissingError)

    assert set() == {error.exit_code for error in hopeless} - final
    assert set() == final & {StoreError.exit_code, WATCHDOG}
    assert int(_unit()["TimeoutStopSec"][0]) > 15


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
def test_unit_is_one(tmp_path: Path) -> None:
    """There is nothing that systemd finds wrong with the unit, once the command is there."""
    unit = tmp_path / "backchat.service"
    unit.write_text(UNIT.replace("/opt/backchat/bin/backchat", sys.executable))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"]},
        timeout=30,
        check=False,
    )

    assert (done.returncode, "") == (0, done.stderr)


def test_guide_tells_every_setting() -> None:
    """The operator's guide says of every setting when it matters."""
    assert [] == [
        field for field in Settings.model_fields if not re.search(rf"\b(BACKCHAT_)?{field.upper()}\b", GUIDE)
    ]


def test_guide_tells_the_truth_about_time() -> None:
    """What the guide and its statement for members say about how long is what the journal does."""
    days = Settings.model_fields["keep_days"].default

    assert f"`BACKCHAT_KEEP_DAYS` days ({days})" in GUIDE
    assert GUIDE.count(f"[{days}] days") == 2
    assert f"| {ROWS_KEPT // DAY} days |" in GUIDE
    assert f"stays for {ROWS_KEPT // DAY} days" in GUIDE
    assert f"| {CLAIMS_KEPT // DAY} days |" in GUIDE


def test_every_metric_is_told() -> None:
    """The guide has every metric of ours, and no other."""
    metrics = Metrics("1")
    metrics.watch_queue(lambda: 0, lambda: 0.0)
    metrics.watch_knowledge(lambda: 1, lambda: "v")
    metrics.watch_parts({})
    metrics.watch_loop(lambda: 0.0)
    page = metrics.exposition()[0].decode()
    ours = set(re.findall(r"^# TYPE (backchat_\w+)", page, re.MULTILINE))

    assert {name for name in ours if not name.endswith("_created")} == set(
        re.findall(r"`(backchat_\w+)", GUIDE)
    ) - {"backchat_admin"}
