"""The knowledge that comes with Backchat is written as the rules of structure want it, and they know what they cannot know."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.check import (
    few_golden,
    few_phrasings,
    golden_is_phrasing,
    missing_modeline,
    phrasing_form,
    repeated_phrasing,
    title_taken,
    unreachable_entry,
    unused_source,
    unused_synonym,
)
from bot.check.running import checked
from bot.check.subject import Subject
from bot.loading import study

if TYPE_CHECKING:
    from bot.check.rule import Rule

ROOT: Final = Path(__file__).resolve().parent.parent.parent
FOLDER: Final = ROOT / "knowledge"
RULES: Final = (
    few_golden.RULE,
    few_phrasings.RULE,
    golden_is_phrasing.RULE,
    missing_modeline.RULE,
    phrasing_form.RULE,
    repeated_phrasing.RULE,
    title_taken.RULE,
    unreachable_entry.RULE,
    unused_source.RULE,
    unused_synonym.RULE,
)


@pytest.fixture(scope="module")
def subject() -> Subject:
    """The shipped knowledge, which these rules read and never ask."""
    return Subject(study(FOLDER), today=date(2026, 11, 22))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_shipped(subject: Subject, rule: Rule) -> None:
    """No rule of structure finds anything in the shipped knowledge."""
    assert [] == [str(finding) for finding in checked(subject, [rule]).findings]


@pytest.mark.parametrize(
    "rule",
    [few_golden.RULE, unreachable_entry.RULE, unused_source.RULE, unused_synonym.RULE],
    ids=lambda rule: rule.name,
)
def test_while_a_file_is_broken(rule: Rule, tmp_path: Path) -> None:
    """While a file cannot be used, nothing is called missing or needless: that file may have it."""
    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT / "tests" / "exhibits" / rule.name / "fails", folder)
    (folder / "broken.yaml").write_text("title: T\n")

    assert () == checked(Subject(study(folder), today=date(2026, 11, 22)), [rule]).findings
