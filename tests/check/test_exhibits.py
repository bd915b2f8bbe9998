"""Every rule is shown at work: a folder in which it finds exactly what is expected, and one in which it finds nothing."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from bot.check.fixing import mended
from bot.check.rules import RULES
from bot.check.running import checked
from bot.check.subject import Subject
from bot.cli.adapters import budgets
from bot.loading import study

if TYPE_CHECKING:
    from bot.check.rule import Rule
    from bot.check.running import Report

EXHIBITS: Final = Path(__file__).resolve().parent.parent / "exhibits"
TODAY: Final = date(2026, 11, 22)
MANUAL: Final = ("\n\nWhy: ", "\n\nFails:\n", "\n\nPasses:\n", "\n\nMend: ")

WRITTEN: Final = {"file-size"}
"""Rules whose exhibit is a megabyte, which their own tests write."""

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
every_shown_rule = pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.name not in WRITTEN], ids=lambda rule: rule.name
)


def looked_at(folder: Path, rule: Rule) -> Report:
    """What a rule finds in a folder, on the day of the exhibits."""
    return checked(Subject(study(folder), today=TODAY, budgets=budgets()), [rule])


@every_shown_rule
def test_fails(rule: Rule) -> None:
    """In its failing exhibit a rule prints the lines that are expected, and no others."""
    folder = EXHIBITS / rule.name / "fails"
    expected = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()

    assert expected == [str(finding) for finding in looked_at(folder, rule).findings]
    assert expected


@every_shown_rule
def test_passes(rule: Rule) -> None:
    """In its passing exhibit a rule finds nothing."""
    folder = EXHIBITS / rule.name / "passes"

    assert [] == [str(finding) for finding in looked_at(folder, rule).findings]


@every_shown_rule
def test_fixes(rule: Rule, tmp_path: Path) -> None:
    """What can be mended of an exhibit is gone once it is mended, and as much is left as takes a person."""
    folder = tmp_path / "knowledge"
    shutil.copytree(EXHIBITS / rule.name / "fails", folder, symlinks=True)
    before = looked_at(folder, rule).findings
    for _ in before:  # of two mendings of one place the second waits for the next round
        texts = {name: document.text for name, document in study(folder).files.items()}
        for name, text in mended(texts, looked_at(folder, rule).findings).items():
            (folder / name).write_text(text, encoding="utf-8")

    assert len([one for one in before if not one.found.fix]) == len(looked_at(folder, rule).findings)


@every_rule
def test_manual(rule: Rule) -> None:
    """A manual says in its first line what is found, and then why, what fails, what passes and how to mend it."""
    first, *_ = rule.manual.splitlines()
    places = [rule.manual.find(part) for part in MANUAL]

    assert sorted(places) == places
    assert min(places) > 0
    assert first.endswith(".")


def test_every_rule_is_listed() -> None:
    """Every file of bot/check that makes a rule is in the list, once, under the name of the file."""
    files = (EXHIBITS.parent.parent / "bot" / "check").glob("*.py")
    named = {
        file.stem.replace("_", "-") for file in files if "\nRULE: Final" in file.read_text(encoding="utf-8")
    }

    assert sorted(named) == sorted(rule.name for rule in RULES)


def test_every_exhibit_belongs_to_a_rule() -> None:
    """No exhibit is left of a rule that there is no more."""
    folders = {folder.name for folder in EXHIBITS.iterdir() if folder.is_dir()} - {"hostile"}

    assert {rule.name for rule in RULES} - WRITTEN == folders
