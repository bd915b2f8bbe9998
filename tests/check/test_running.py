"""All rules run, none stops another, and what is proved is said only of what was looked at."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pytest

from bot.check import drawing
from bot.check.finding import Found, Spot
from bot.check.rule import Rule
from bot.check.running import checked
from bot.check.subject import Subject
from bot.loading import study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.running import Report
    from tests.conftest import Write

ENTRY: Final = "title: T\nphrasings: [p, q]\nshort: S\n"
MANUAL: Final = "What it finds.\n\nWhy: it matters.\n"


def _nothing(subject: Subject) -> Iterator[Found]:
    yield from ()


def _each(subject: Subject) -> Iterator[Found]:
    for entry in subject.knowledge.entries:
        yield Found(subject.spot(("entry", entry), ("title",)), f"'{entry}' is odd", "make it even")


ODD: Final = Rule("odd", "warning", _each, MANUAL, proved="all is even")
BAD: Final = Rule("bad", "error", _each, MANUAL)
FINE: Final = Rule(
    "fine", "error", _nothing, MANUAL, proved=lambda subject: f"{len(subject.knowledge.entries)} fine"
)
ASKING: Final = Rule("asking", "error", _each, MANUAL, asks=True)
YAML: Final = Rule("yaml", "error", None, MANUAL, proved="it is YAML")


def report_of(write: Write, files: dict[str, str], *rules: Rule) -> Report:
    """What rules find in a folder of some files."""
    return checked(Subject(study(write(files)), today=date(2026, 11, 22)), rules)


def test_findings_are_sorted_by_place(write: Write) -> None:
    """Findings of all rules are sorted by file, line and column, errors first, whatever the order of the rules."""
    report = report_of(write, {"faqs/b.yaml": ENTRY, "a.yaml": ENTRY}, BAD, ODD)

    assert [
        "a.yaml:1:8: 'a' is odd (bad)",
        "faqs/b.yaml:1:8: 'b' is odd (bad)",
        "a.yaml:1:8: 'a' is odd (odd)",
        "faqs/b.yaml:1:8: 'b' is odd (odd)",
    ] == [str(finding) for finding in report.findings]
    assert (2, 2) == (report.errors, report.warnings)


def test_what_is_proved(write: Write) -> None:
    """A rule that finds nothing says what it proved, and one that finds something does not."""
    report = report_of(write, {"a.yaml": ENTRY}, FINE, ODD, YAML)

    assert ("1 fine", "it is YAML") == report.proved


def test_what_the_loader_finds(write: Write) -> None:
    """A finding of the loader belongs to the rule of its name, if that is wanted, and then nothing is proved."""
    files = {"a.yaml": ENTRY, "b.yaml": "title: [\n"}

    assert ["yaml"] == [finding.rule for finding in report_of(write, files, YAML).findings]
    assert () == report_of(write, files, YAML).proved
    assert () == report_of(write, files, FINE).findings


def test_the_matcher_is_not_asked_about_what_is_broken(write: Write) -> None:
    """While there is an error, rules that ask the matcher are left out, and that is told; a warning is no reason."""
    broken = report_of(write, {"a.yaml": ENTRY}, ASKING, BAD)
    odd = report_of(write, {"a.yaml": ENTRY}, ASKING, ODD)

    assert (("asking",), ["bad"]) == (broken.left_out, [one.rule for one in broken.findings])
    assert ((), ["asking", "odd"]) == (odd.left_out, [one.rule for one in odd.findings])


def test_the_last_rules_wait_for_the_others(write: Write) -> None:
    """A last rule is left out where another that asks found an error, and runs where it found nothing."""
    last = Rule("last", "warning", _each, MANUAL, asks=True, last=True, proved="all of it")
    held = report_of(write, {"a.yaml": ENTRY}, last, ASKING)
    run = report_of(write, {"a.yaml": ENTRY}, last)

    assert (("last",), ["asking"], ()) == (held.left_out, [one.rule for one in held.findings], held.proved)
    assert ((), ["last"]) == (run.left_out, [one.rule for one in run.findings])


def test_errors_come_first(write: Write) -> None:
    """Whatever the places, errors stand before warnings."""
    found = Found(Spot("z.yaml"), "wrong")
    report = report_of(write, {"a.yaml": ENTRY}, ODD, Rule("bad", "error", lambda _: [found], MANUAL))

    assert ["bad", "odd"] == [one.rule for one in report.findings]


def test_a_broken_file_stops_the_matcher_even_when_its_rule_is_not_wanted(write: Write) -> None:
    """Where a file cannot be read the matcher is not asked, whichever rules were chosen."""
    report = report_of(write, {"a.yaml": ENTRY, "b.yaml": "title: [\n"}, ASKING)

    assert (("asking",), ()) == (report.left_out, report.findings)


def test_lines(write: Write) -> None:
    """A finding is a line to jump to, then what it is about besides, then the hint."""
    found = Found(Spot("a.yaml", 2, 3), "wrong", "mend it", ((Spot("b.yaml", 4, 5), "this one"),))
    report = report_of(write, {"a.yaml": ENTRY}, Rule("odd", "warning", lambda _: [found], MANUAL))
    (finding,) = report.findings

    assert [
        "k/a.yaml:2:3: wrong (odd)",
        "    k/b.yaml:4:5: this one",
        "    hint: mend it",
    ] == list(finding.lines("k/"))


@pytest.mark.parametrize("nasty", ["100%", "a\nb", "a\r\nb", "::error::x", "a,b:c"])
def test_github_annotations_are_one_line(write: Write, nasty: str) -> None:
    """Whatever a message says, GitHub reads one annotation with that message: line breaks and percent signs are escaped."""
    found = Found(Spot("a,b:c.yaml", 2, 3), nasty)
    folder = write({"a.yaml": ENTRY})
    report = checked(
        Subject(study(folder), today=date(2026, 11, 22)), [Rule("odd", "warning", lambda _: [found], MANUAL)]
    )
    (line,) = drawing.github(report, folder.relative_to(folder))
    head, message = line.removeprefix("::").split("::", 1)

    assert "warning file=a%2Cb%3Ac.yaml,line=2,col=3,title=odd" == head
    assert nasty == message.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    assert 1 == len(line.splitlines())
