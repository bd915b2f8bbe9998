"""One fault is told once: a file that was copied, and a folder without any golden question."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pytest

from bot.check import few_golden, shared_phrasing
from bot.check.running import checked
from bot.check.subject import Subject
from bot.loading import study

if TYPE_CHECKING:
    from bot.check.rule import Rule
    from tests.conftest import Write

WAYS: Final = ("git meaning", "why git", "learn git", "git for beginners", "git basics", "git or svn")


def entry(title: str, phrasings: tuple[str, ...]) -> str:
    """The text of an entry."""
    return f"title: {title}\nphrasings: [{', '.join(phrasings)}]\nshort: S\n"


def found(write: Write, files: dict[str, str], rule: Rule) -> list[str]:
    """What one rule finds in a folder with these files."""
    return [
        str(one) for one in checked(Subject(study(write(files)), today=date(2026, 11, 22)), [rule]).findings
    ]


@pytest.mark.parametrize(
    ("shared", "told"),
    [
        (shared_phrasing.COPIED - 1, shared_phrasing.COPIED - 1),
        (shared_phrasing.COPIED, 1),
    ],
)
def test_copied(write: Write, shared: int, told: int) -> None:
    """Some phrasings that two entries share are told one by one, and those of a copied file together."""
    files = {"a.yaml": entry("Git", WAYS), "b.yaml": entry("Docker", ("docker basics", *WAYS[:shared]))}

    assert told == len(found(write, files, shared_phrasing.RULE))


def test_no_golden_question(write: Write) -> None:
    """Without any golden question that is told, not that each entry lacks some."""
    files = {f"{name}.yaml": entry(name, (f"what is {name}",)) for name in "abcd"}

    assert ["golden.yaml:1:1: there is no golden question at all (few-golden)"] == found(
        write, files, few_golden.RULE
    )
