"""What the matcher says of the knowledge that comes with Backchat, and of edits that take a question from its answer."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.cache import cached_index
from bot.check import (
    golden_better,
    golden_lost,
    near_collision,
    out_of_scope_answered,
    shadowed_phrasing,
    shared_phrasing,
    stray_phrasing,
    undeclared_contrast,
)
from bot.check.running import checked
from bot.check.subject import Subject
from bot.loading import study
from tests.prose_samples import TODAY

if TYPE_CHECKING:
    from bot.check.finding import Finding

KNOWLEDGE: Final = Path(__file__).resolve().parents[2] / "knowledge"
ASKING: Final = tuple(
    module.RULE
    for module in (
        shared_phrasing, shadowed_phrasing, stray_phrasing, near_collision,
        undeclared_contrast, out_of_scope_answered, golden_lost, golden_better,
    )
)  # fmt: skip

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


@pytest.fixture(scope="module")
def subject(cache: Path) -> Subject:
    """The shipped folder."""
    return Subject(study(KNOWLEDGE), today=TODAY, index=lambda base: cached_index(base, cache))


@pytest.fixture(scope="module")
def robbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Finding, ...]:
    """What is found in the shipped folder once every theft is written into it."""
    folder = tmp_path_factory.mktemp("robbed") / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    for name, phrasing, _ in THEFTS:
        file = folder / name
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("\nshort:", f"\n  - {phrasing}\nshort:", 1), encoding="utf-8")
    return checked(Subject(study(folder), today=TODAY), ASKING).findings


def test_what_is_proved(subject: Subject) -> None:
    """A clean run says in numbers what has been asked."""
    base = subject.knowledge
    phrasings = sum(len(entry.phrasings) for entry in base.entries.values())
    proved = shadowed_phrasing.proved(subject)

    assert f"{phrasings:,} phrasings and {len(base.entries)} titles each win for their own entry" in proved


@pytest.mark.parametrize(("file", "phrasing", "rule"), THEFTS)
def test_a_theft_is_noticed(robbed: tuple[Finding, ...], file: str, phrasing: str, rule: str) -> None:
    """A phrasing that takes a question from the entry that answers it is found by its rule."""
    found = [
        finding.rule
        for finding in robbed
        if f"'{phrasing}'" in finding.found.message
        and file in (finding.found.spot.file, *(spot.file for spot, _ in finding.found.beside))
    ]

    assert rule in found
