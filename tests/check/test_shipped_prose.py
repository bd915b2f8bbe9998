"""The knowledge that comes with Backchat keeps to every rule on prose."""

from __future__ import annotations

from pathlib import Path
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
    unsourced,
)
from bot.check.rule import Rule
from bot.check.running import checked
from bot.check.subject import Subject
from bot.cli.adapters import budgets
from bot.loading import study
from tests.prose_samples import TODAY

MODULES: Final = (
    answers_first, dead_link, detail_repeats_short, house_style, over_budget, review_overdue, spelling, unsourced,
)  # fmt: skip


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
