"""Draws what a check found: as lines for people, as annotations for GitHub, and as values for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.counting import count

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.check.finding import Finding
    from bot.check.running import Report
    from bot.knowledge import Knowledge

_SEVERITY_COLORS: Final = {"error": "31", "warning": "33"}


def prefix(folder: Path) -> str:
    """What stands before the name of a file of a folder, as seen from here."""
    return "" if str(folder) == "." else f"{folder}/"


def text(report: Report, folder: Path, *, color: bool = False) -> Iterator[str]:
    """Every finding with what it is about and how to mend it; the first line of each is what editors jump to."""
    for finding in report.findings:
        first, *others = finding.lines(prefix(folder))
        yield f"\x1b[{_SEVERITY_COLORS[finding.severity]}m{first}\x1b[0m" if color else first
        yield from others


def summary(report: Report) -> str:
    """How much was found, as in "2 errors and 1 warning"."""
    numbers = (
        (report.errors, "error"),
        (report.warnings, "warning"),
    )
    return " and ".join(count(number, noun) for number, noun in numbers if number) or "nothing"


def praise(knowledge: Knowledge, report: Report, folder: Path) -> Iterator[str]:
    """What a clean check has looked at, and what it proved."""
    phrasings = sum(len(entry.phrasings) for entry in knowledge.entries.values())
    steps = sum(len(path.steps) for path in knowledge.paths.values())
    yield (
        f"{folder} is sound: {count(len(knowledge.entries), 'entry', 'entries')} with {count(phrasings, 'phrasing')}, "
        f"{count(len(knowledge.paths), 'path')} with {count(steps, 'step')}, "
        f"{count(len(knowledge.golden), 'golden question')}."
    )
    yield from (f"- {one}" for one in report.proved)


def github(report: Report, folder: Path) -> Iterator[str]:
    """The findings as workflow commands, which GitHub shows beside the lines of a pull request.

    The escapes are those of GitHub's own toolkit: https://github.com/actions/toolkit, packages/core/src/command.ts.
    """
    for finding in report.findings:
        spot = finding.found.spot
        about = {
            "file": f"{prefix(folder)}{spot.file}",
            "line": str(spot.line),
            "col": str(spot.column),
            "title": finding.rule,
        }
        told = ",".join(f"{name}={_property(value)}" for name, value in about.items())
        _, *others = finding.lines(prefix(folder))
        message = "\n".join([finding.found.message, *map(str.strip, others)])
        yield f"::{finding.severity} {told}::{_data(message)}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def described(report: Report, folder: Path) -> dict[str, Any]:
    """The whole report for programs: stable keys, places counted from 1."""
    return {
        "findings": [_plain(finding, prefix(folder)) for finding in report.findings],
        "errors": report.errors,
        "warnings": report.warnings,
        "proved": list(report.proved),
        "left_out": list(report.left_out),
    }


def _plain(finding: Finding, folder: str) -> dict[str, Any]:
    found = finding.found
    return {
        "file": f"{folder}{found.spot.file}",
        "line": found.spot.line,
        "column": found.spot.column,
        "message": found.message,
        "rule": finding.rule,
        "severity": finding.severity,
        "hint": found.hint,
        "beside": [
            {"file": f"{folder}{spot.file}", "line": spot.line, "column": spot.column, "text": told}
            for spot, told in found.beside
        ],
        "fixable": bool(found.fix),
    }
