"""A file of more than a megabyte is not read, and told; an exhibit of that size is written here instead of kept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.check.file_size import RULE
from bot.check.running import checked
from bot.check.subject import Subject
from bot.loading import study
from bot.yaml_reader import MAX_BYTES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Write

ENTRY = "title: What is Git?\nphrasings: [git meaning]\nshort: A program.\n"


def found(folder: Path) -> list[str]:
    """What the rule finds in a folder."""
    report = checked(Subject(study(folder), today=date(2026, 11, 22)), [RULE])
    return [str(finding) for finding in report.findings]


@pytest.mark.parametrize(
    ("size", "lines"),
    [
        pytest.param(
            MAX_BYTES + 1,
            ["skills/git.yaml:1:1: the file has 1,048,577 bytes; at most 1,048,576 are read (file-size)"],
            id="fails",
        ),
        pytest.param(MAX_BYTES, [], id="passes"),
    ],
)
def test_file_size(write: Write, size: int, lines: list[str]) -> None:
    """A megabyte is read, and a byte more is not."""
    text = f"{ENTRY}# ".ljust(size, "x")

    assert lines == found(write({"skills/git.yaml": text, "skills/docker.yaml": ENTRY}))
