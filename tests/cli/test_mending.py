"""What `backchat check --fix` writes has been checked before: a mending that does harm is held back, and the others are not."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.check.finding import Edit, Found, Spot
from bot.check.rule import Rule
from bot.check.running import checked
from bot.check.subject import Subject
from bot.cli.mending import mend
from bot.loading import study

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.conftest import Write

ENTRY = "title: colour\nphrasings: [p, q]\nshort: S\n"


def _spelling(subject: Subject) -> Iterator[Found]:
    if "colour" in subject.knowledge.entries["a"].title:
        yield Found(Spot("a.yaml"), "wrong", fix=(Edit("a.yaml", (1, 8), (1, 14), "color"),))


def _breaking(subject: Subject) -> Iterator[Found]:
    if len(subject.written.files["a.yaml"].text.splitlines()) > 2:
        yield Found(Spot("a.yaml"), "wrong", fix=(Edit("a.yaml", (3, 1), (3, 6), "shirt"),))


def test_held_back(write: Write) -> None:
    """A rule whose mending breaks the file is held back and named; what another mends is written."""
    rules = [
        Rule("schema", "error", None, ""),
        Rule("spelt", "warning", _spelling, ""),
        Rule("breaking", "warning", lambda one: _breaking(one) if not one.written.problems else (), ""),
    ]
    rules[1] = Rule("spelt", "warning", lambda one: _spelling(one) if not one.written.problems else (), "")
    folder = write({"a.yaml": ENTRY})

    def _look(draft: Mapping[str, str]) -> Subject:
        return Subject(study(folder, draft), today=date(2026, 11, 22))

    subject = _look({})
    done = mend(subject, checked(subject, rules), rules, _look)

    assert ("breaking",) == done.held_back
    assert ENTRY.replace("colour", "color") == (folder / "a.yaml").read_text(encoding="utf-8")
    assert ["breaking"] == [one.rule for one in done.report.findings]
