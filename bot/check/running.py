"""Runs the rules over a knowledge folder: all of them, never stopping at the first finding."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.check.finding import Finding, Found, Spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.check.rule import Rule
    from bot.check.subject import Subject
    from bot.loading import Written


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a check: the findings by place, what is proved, and the rules that had to be left out."""

    findings: tuple[Finding, ...]
    proved: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return Counter(one.severity for one in self.findings)["error"]

    @property
    def warnings(self) -> int:
        """How many findings are warnings."""
        return len(self.findings) - self.errors


def checked(subject: Subject, rules: Sequence[Rule]) -> Report:
    """What the rules find; those that ask the matcher are left out while something is broken that stands in the files."""
    findings = [*_read(subject.written, rules)]
    for rule in rules:
        findings += _found(subject, rule) if not rule.asks else ()
    broken = bool(subject.written.problems) or any(one.severity == "error" for one in findings)
    left_out: list[str] = []
    for rule in sorted((one for one in rules if one.asks), key=lambda one: one.last):
        if broken or (rule.last and any(one.severity == "error" for one in findings)):
            left_out.append(rule.name)
        else:
            findings += _found(subject, rule)
    at_fault = {*left_out, *(one.rule for one in findings)}
    sound = [rule for rule in rules if rule.proved and rule.name not in at_fault]
    proved = [_proved(subject, rule) for rule in sound if not broken]  # of half a folder nothing is certain
    return Report(
        tuple(sorted(findings, key=lambda one: (one.severity, *one.order))), tuple(proved), tuple(left_out)
    )


def _found(subject: Subject, rule: Rule) -> Iterator[Finding]:
    return (Finding(one, rule.name, rule.severity) for one in (rule.find(subject) if rule.find else ()))


def _proved(subject: Subject, rule: Rule) -> str:
    return rule.proved if isinstance(rule.proved, str) else rule.proved(subject)


def _read(written: Written, rules: Iterable[Rule]) -> Iterator[Finding]:
    """What was found while the files were read."""
    wanted = {rule.name: rule.severity for rule in rules if rule.find is None}
    for problem in written.problems:
        if problem.rule in wanted:
            name = problem.file.removeprefix(f"{written.folder}/")
            spot = Spot(name, problem.line, problem.column)
            yield Finding(Found(spot, problem.message), problem.rule, wanted[problem.rule])
