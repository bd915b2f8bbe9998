"""Runs the rules one by one, so that what each finds is shown while the next one runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.check.rules import RULES
from bot.check.running import checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.check.finding import Finding
    from bot.check.rule import Rule
    from bot.check.running import Report
    from bot.check.subject import Subject
    from bot.loading import Written

READING: Final = tuple(rule for rule in RULES if rule.find is None)
"""What is found while the files are read."""

TEXTS: Final = tuple(rule for rule in RULES if rule.find is not None and not rule.asks)
"""What is found in the texts."""

ASKING: Final = tuple(rule for rule in RULES if rule.asks)
"""What is found by asking the matcher."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is known so far: what was found, of rules that did not run yet before the last change, and what is certain.

    `left_out` are rules that are not run while something is broken.
    """

    findings: tuple[Finding, ...]
    proved: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def broken(self) -> bool:
        """Whether something was found that keeps the knowledge from going live."""
        return any(one.severity == "error" for one in self.findings)

    def after(self, rule: Rule, report: Report) -> Progress:
        """What is known once a rule has run."""
        others = (one for one in self.findings if one.rule != rule.name)
        findings = tuple(sorted((*others, *report.findings), key=lambda one: one.order))
        return replace(self, findings=findings, proved=(*self.proved, *report.proved))

    def without(self, rules: Sequence[Rule]) -> Progress:
        """What is known when some rules cannot run."""
        names = tuple(rule.name for rule in rules)
        findings = tuple(one for one in self.findings if one.rule not in names)
        return replace(self, findings=findings, left_out=names)


def steps(subject: Subject, rules: Sequence[Rule], start: Progress) -> Iterator[Progress]:
    """What is known after each of some rules."""
    for rule in rules:
        start = start.after(rule, checked(subject, [rule]))
        yield start


def kept(findings: Iterable[Finding], now: Written, then: Written) -> tuple[Finding, ...]:
    """The findings that are about files alone which are as they were."""
    return tuple(one for one in findings if all(_same(name, now, then) for name in files_of(one)))


def files_of(finding: Finding) -> frozenset[str]:
    """The names of the files that a finding is about."""
    found = finding.found
    return frozenset({found.spot.file, *(spot.file for spot, _ in found.beside)})


def _same(name: str, now: Written, then: Written) -> bool:
    return name in now.files and name in then.files and now.files[name].text == then.files[name].text
