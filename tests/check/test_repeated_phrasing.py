"""What is said twice goes, and never the last that is left."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.check.fixing import mended
from bot.check.repeated_phrasing import RULE
from bot.check.running import checked
from bot.check.subject import Subject
from bot.loading import study

if TYPE_CHECKING:
    from pathlib import Path

    from bot.check.running import Report
    from tests.conftest import Write


def looked_at(folder: Path) -> Report:
    """What the rule finds in a folder."""
    return checked(Subject(study(folder), today=date(2026, 11, 22)), [RULE])


def mended_again_and_again(folder: Path) -> None:
    """Mends a folder until nothing changes any more."""
    while True:
        texts = {name: document.text for name, document in study(folder).files.items()}
        if not (changed := mended(texts, looked_at(folder).findings)):
            return
        for name, text in changed.items():
            (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("phrasings", "left"),
    [
        pytest.param("[git, Git!, 'hey, git']", ("hey, git",), id="all-like-the-title"),
        pytest.param("[git, what, git?]", ("what",), id="first-and-last"),
        pytest.param("\n  - git\n  - what\n  - What?\n  - git\n", ("what",), id="lines"),
        pytest.param("[what, why]", ("what", "why"), id="none"),
        pytest.param("['?', '!']", ("?", "!"), id="no-words"),
    ],
)
def test_mending(write: Write, phrasings: str, left: tuple[str, ...]) -> None:
    """Mending leaves one of each, and at least one phrasing, whatever it says."""
    folder = write({"git.yaml": f"title: Git\nphrasings: {phrasings}\nshort: S\n"})
    mended_again_and_again(folder)

    assert left == study(folder).knowledge.entries["git"].phrasings


def test_two_answers_to_one_question(write: Write) -> None:
    """A golden question that is there twice with two answers is for a person to decide."""
    golden = "- {q: what is it, expect: git}\n- {q: What is it?, expect: nothing}\n"
    folder = write({"git.yaml": "title: Git\nphrasings: [p]\nshort: S\n", "golden.yaml": golden})
    (finding,) = looked_at(folder).findings

    assert ("only one of them can be right", ()) == (finding.found.hint, finding.found.fix)
