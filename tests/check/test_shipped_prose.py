"""The knowledge that comes with Backchat keeps to every rule on prose."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from bot.check import (
    answers_first,
    dead_link,
    detail_repeats_short,
    house_style,
    over_budget,
    review_overdue,
    spelling,
    todo,
    unsourced,
)
from bot.check.rule import Rule
from bot.check.running import checked
from bot.check.subject import Subject
from bot.cli.adapters import budgets
from bot.loading import study
from tests.prose_samples import TODAY

MODULES: Final = (
    answers_first, dead_link, detail_repeats_short, house_style, over_budget, review_overdue, spelling, todo, unsourced,
)  # fmt: skip


EXHIBITS: Final = Path(__file__).resolve().parents[1] / "exhibits"


@pytest.fixture(scope="module")
def subject() -> Subject:
    """The shipped folder."""
    return Subject(study(Path(__file__).resolve().parents[2] / "knowledge"), today=TODAY, budgets=budgets())


@pytest.mark.parametrize("rule", [module.RULE for module in MODULES], ids=lambda rule: rule.name)
def test_the_shipped_prose_is_sound(rule: Rule, subject: Subject) -> None:
    """A rule on prose finds nothing in what is shipped, and says what that proves."""
    report = checked(subject, [rule])

    assert [] == [str(finding) for finding in report.findings]
    assert all(report.proved)
    assert len(report.proved) == 1


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.RULE.name)
def test_broken_knowledge_can_be_looked_at(module: ModuleType) -> None:
    """A rule on prose tells what it finds in a folder with any other fault, and never fails."""
    folders = [folder for folder in EXHIBITS.glob("*/fails") if any(folder.rglob("*.yaml"))]
    looked_at = [Subject(study(folder), today=TODAY, budgets=budgets()) for folder in folders]

    assert len(looked_at) > 20
    assert all(isinstance(checked(subject, [module.RULE]).errors, int) for subject in looked_at)
