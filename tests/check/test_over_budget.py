"""What is measured, what is told of it and where."""

from __future__ import annotations

from pathlib import Path

from bot.check.over_budget import find, proved
from bot.check.subject import Subject
from bot.cli.adapters import budgets
from bot.loading import study
from bot.reply import Heading, Measure, Reply
from tests.conftest import Write
from tests.prose_samples import TODAY

FILES = {
    "a/with.yaml": "title: With\nphrasings: [with]\nshort: S\ndetail: D\n",
    "a/without.yaml": "title: Without\nphrasings: [without]\nshort: S\n",
    "paths/way.yaml": "title: Way\naudience: you\nsteps:\n  - {entry: with, why: W, task: T}\n  - {entry: without, why: W}\n  - {entry: with}\n",
}


def _broken(reply: Reply) -> tuple[Measure, ...]:
    """A platform on which no heading fits."""
    used = max(len(block.text) for block in reply.blocks if isinstance(block, Heading))
    return (Measure("words", 7, 7), Measure("letters of the heading", used, 0))


def test_each_place_is_told(write: Write) -> None:
    """Too much is told at the detail of an entry and the task of a step, or at what there is instead."""
    subject = Subject(study(write(FILES)), today=TODAY, budgets={"Paper": _broken})

    assert [
        ("a/with.yaml", 4, "'with' does not fit Paper: 4 of 0 letters of the heading, 4 too many"),
        ("a/without.yaml", 3, "'without' does not fit Paper: 7 of 0 letters of the heading, 7 too many"),
        (
            "paths/way.yaml",
            4,
            "step 1 of 'way' does not fit Paper: 22 of 0 letters of the heading, 22 too many",
        ),
        (
            "paths/way.yaml",
            5,
            "step 2 of 'way' does not fit Paper: 25 of 0 letters of the heading, 25 too many",
        ),
        (
            "paths/way.yaml",
            6,
            "step 3 of 'way' does not fit Paper: 22 of 0 letters of the heading, 22 too many",
        ),
    ] == [(found.spot.file, found.spot.line, found.message) for found in find(subject)]


def test_the_hint_fits(write: Write) -> None:
    """What a title makes too long is mended in a title."""
    subject = Subject(study(write(FILES)), today=TODAY, budgets={"Paper": _broken})

    assert {"shorten the title of the entry or of the path"} == {found.hint for found in find(subject)}


def test_nothing_to_measure_with(write: Write) -> None:
    """Without the packages of a platform nothing is found, and a clean run says what it has not measured."""
    subject = Subject(study(write(FILES)), today=TODAY)

    assert [] == list(find(subject))
    assert proved(subject).startswith("not measured: ")


def test_the_shipped_answers_fit() -> None:
    """Every shipped answer and every step fits into one message on each platform."""
    folder = Path(__file__).resolve().parents[2] / "knowledge"
    subject = Subject(study(folder), today=TODAY, budgets=budgets())

    assert [] == list(find(subject))
    assert proved(subject).endswith(" fit one message each on Slack and Discord")
