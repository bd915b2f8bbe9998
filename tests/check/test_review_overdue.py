"""From which day on an answer is to be read again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.check.review_overdue import MOST_DAYS, RULE, proved
from bot.check.subject import Subject
from bot.loading import study
from tests.prose_samples import TODAY, looked_at, told, written


@pytest.mark.parametrize(("days", "number"), [(-1, 1), (0, 0), (MOST_DAYS, 0), (MOST_DAYS + 1, 1)])
def test_days(days: int, number: int) -> None:
    """A review holds for 365 days, and none can lie in the future."""
    day = TODAY - timedelta(days=days)
    subject = written(f"title: T\nphrasings: [how]\nshort: S\nreviewed: {day}\n")

    assert number == len(told(RULE, subject))


def test_the_shipped_answers_are_due_in_a_year() -> None:
    """The day is that of whoever asks, not that of the machine: in two years the shipped answers are all overdue."""
    subject = Subject(study(Path(__file__).resolve().parents[2] / "knowledge"), today=date(2028, 11, 22))

    assert len(subject.knowledge.entries) == len(told(RULE, subject))


def test_proved() -> None:
    """A clean run says how old the oldest review is; without a day there is nothing to say."""
    reviewed = written("title: T\nphrasings: [how]\nshort: S\nreviewed: 2026-01-02\n")

    assert "every answer was reviewed within 365 days, the oldest on 2026-01-02" == proved(reviewed)
    assert "" == proved(looked_at())
