"""`backchat diff` on the knowledge that comes with Backchat, and as a person sees it at a terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Final

import pytest

from tests.repositories import SMALL, STEALING, Repository

if TYPE_CHECKING:
    from bot.answer import Answerer
    from tests.conftest import Run

_ROOT: Final = Path(__file__).resolve().parents[2]


def test_a_phrasing_that_steals_is_stopped_in_the_shipped_knowledge(
    shipped: Answerer, backchat: Run, tmp_path: Path
) -> None:
    """One phrasing in the wrong entry takes a golden question of another: it is told which, and hardly another changes."""
    # `shipped` is compiled by now, as it is on a maintainer's machine
    copytree(_ROOT / "knowledge", tmp_path / "clone/knowledge")
    repository = Repository(tmp_path / "clone")
    repository.commit()
    file = repository.folder / "skills/git.yaml"
    stolen = file.read_text().replace(
        "phrasings:\n", "phrasings:\n  - stripe webhooks and their retries\n", 1
    )
    repository.write({"skills/git.yaml": stolen})
    done = backchat("diff", "--no-journal", "--knowledge", str(repository.folder))

    assert (1, "") == (done.returncode, done.stderr)
    assert "  'stripe webhook + retries'\n      api-integration → " in done.stdout
    assert re.search(r"\n[1-9] answers? changes?, [1-9] not listed\.\n", done.stdout)
    assert "  ~ git: phrasings (+1)\n      + stripe webhooks and their retries\n" in done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """The seven terms, of which one steals a question."""
    made = Repository(tmp_path / "clone")
    made.commit(SMALL)
    made.write(STEALING)
    return made


def _seen(repository: Repository, **environment: str) -> str:
    """What a person sees of the command at a terminal."""
    ours, theirs = pty.openpty()
    home = {
        "PATH": os.environ["PATH"],
        "HOME": str(repository.top),
        "PYTHONPATH": str(_ROOT),
        "LANG": "C.UTF-8",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "diff", "--no-journal", "--knowledge", str(repository.folder)],
        cwd=repository.top,
        env={**home, **environment},
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        seen = b""
        with suppress(OSError):  # what Linux says at the end
            while read := os.read(ours, 4096):
                seen += read
    os.close(ours)
    return seen.decode()


def test_a_person_sees_colors_and_how_far_it_is(repository: Repository) -> None:
    """At a terminal what fails is red, and a line that goes again says what is being done."""
    seen = _seen(repository)

    assert "\r\x1b[2Kreading the earlier knowledge ..." in seen
    assert "\x1b[31m2 answers change, 1 not listed.\x1b[0m" in seen
    assert seen.index("\r\x1b[2KCompared with") > seen.index("asking ...")


def test_colors_can_be_switched_off(repository: Repository) -> None:
    """With NO_COLOR the text is plain."""
    assert "\x1b[3" not in _seen(repository, NO_COLOR="1")


def test_the_help_teaches_by_example(backchat: Run) -> None:
    """`diff --help` shows the commands of a maintainer's round, and what the exit codes mean."""
    told = backchat("diff", "--help").stdout

    assert ["backchat diff", "backchat diff --accept"] == [
        line.strip() for line in told.splitlines() if line.strip().startswith("backchat")
    ]
    assert "with 1 when one is not" in " ".join(told.split())
