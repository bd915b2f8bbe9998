"""Edits of the knowledge that comes with Backchat that take a question from its answer are noticed.

That nothing is found in it as it is, `make check` shows.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.check import near_collision, shadowed_phrasing, shared_phrasing, stray_phrasing
from bot.check.running import checked
from bot.check.subject import Subject
from bot.loading import study
from tests.prose_samples import TODAY

if TYPE_CHECKING:
    from bot.check.finding import Finding

KNOWLEDGE: Final = Path(__file__).resolve().parents[2] / "knowledge"
STEALING: Final = (shared_phrasing.RULE, shadowed_phrasing.RULE, stray_phrasing.RULE, near_collision.RULE)
"""The rules that notice a theft."""

THEFTS: Final = (
    ("skills/docker.yaml", "What is Git?", "shared-phrasing"),
    (
        "skills/python-for-back-end.yaml",
        "which questions come up in a backend interview",
        "shadowed-phrasing",
    ),
    ("glossary/what-is-cms.yaml", "how do i make my api faster", "stray-phrasing"),
    ("skills/time-management.yaml", "slow sql query, what to do", "stray-phrasing"),
    (
        "duties/technical-documentation.yaml",
        "how can you undo my last commits in shared code",
        "near-collision",
    ),
)
"""Phrasings written into a wrong entry, each with the rule that notices."""


def test_every_theft_is_noticed(tmp_path: Path) -> None:
    """A phrasing that takes a question from the entry that answers it is found by its rule, wherever it is written."""
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    for name, phrasing, _ in THEFTS:
        file = folder / name
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("\nshort:", f"\n  - {phrasing}\nshort:", 1), encoding="utf-8")
    robbed = checked(Subject(study(folder), today=TODAY), STEALING).findings

    assert dict.fromkeys(THEFTS, True) == {
        theft: any(_is_of(finding, *theft) for finding in robbed) for theft in THEFTS
    }


def _is_of(finding: Finding, file: str, phrasing: str, rule: str) -> bool:
    """Whether a finding tells of a theft."""
    named = {finding.found.spot.file, *(spot.file for spot, _ in finding.found.beside)}
    return rule == finding.rule and file in named and f"'{phrasing}'" in finding.found.message
