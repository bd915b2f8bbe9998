"""What is told of golden questions, and how what is written of them is mended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from bot.check import golden_better, golden_lost
from bot.check.fixing import mended
from bot.check.running import checked
from bot.check.subject import Subject
from bot.loading import study
from tests.prose_samples import TODAY

if TYPE_CHECKING:
    from bot.check.finding import Finding
    from bot.check.rule import Rule
    from tests.conftest import Write

HELLO: Final = "title: Hello\nphrasings: [good morning to all, hello bot]\nshort: Hello.\naliases: [hi]\n"
GIT: Final = "title: What is Git?\nphrasings: [what is git, undo the last commit]\nshort: A tool.\n"


def looked_at(write: Write, golden: str, rule: Rule) -> tuple[Finding, ...]:
    """What a rule finds in a golden.yaml beside two entries."""
    folder = write({"hello.yaml": HELLO, "git.yaml": GIT, "golden.yaml": golden})
    return checked(Subject(study(folder), today=TODAY), [rule]).findings


def test_a_retired_id_is_as_good(write: Write) -> None:
    """A question that expects a retired id is kept by the entry that has it now."""
    found = looked_at(write, "- {q: good morning to you all, expect: hi}\n", golden_lost.RULE)

    assert () == found


def test_a_hint_names_what_to_declare(write: Write) -> None:
    """The hint of a lost question says what golden.yaml would have to say for it to be kept."""
    golden = "- {q: undo the very last commit, expect: hello}\n"
    lost = looked_at(write, golden, golden_lost.RULE)
    declared = looked_at(write, golden.replace("hello", "hello, so_far: wrong"), golden_lost.RULE)

    assert [True] == ["'so_far: wrong'" in finding.found.hint for finding in lost]
    assert () == declared


def test_no_golden_questions_are_no_finding(write: Write) -> None:
    """Knowledge without golden questions loses none."""
    folder = write({"hello.yaml": HELLO})

    assert () == checked(Subject(study(folder), today=TODAY), [golden_lost.RULE, golden_better.RULE]).findings


BETTER: Final = {
    "deleted": (
        "- q: good morning to you all\n  expect: hello\n  so_far: refused\n- q: hello bot 2\n  expect: hello\n",
        "- q: good morning to you all\n  expect: hello\n- q: hello bot 2\n  expect: hello\n",
    ),
    "without a line break at the end": (
        "- q: good morning to you all\n  expect: hello\n  so_far: refused",
        "- q: good morning to you all\n  expect: hello\n",
    ),
    "left alone beside a remark": (
        "- q: good morning to you all\n  expect: hello\n  so_far: refused # ask Ana\n",
        None,
    ),
    "left alone in one line": ("- {q: good morning to you all, expect: hello, so_far: refused}\n", None),
    "left alone as the first line": (
        "- so_far: refused\n  q: good morning to you all\n  expect: hello\n",
        None,
    ),
}


@pytest.mark.parametrize(("before", "after"), BETTER.values(), ids=BETTER)
def test_only_a_line_of_its_own_is_deleted(write: Write, before: str, after: str | None) -> None:
    """A line that is not needed any more is deleted where nothing else stands in it."""
    found = looked_at(write, before, golden_better.RULE)

    assert ["delete the line"] == [finding.found.hint for finding in found]
    assert after == mended({"golden.yaml": before}, found).get("golden.yaml")
