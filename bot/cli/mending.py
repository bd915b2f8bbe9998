"""Mends what a check found: tried on texts in memory as often as it takes, checked again, and only then written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.check.fixing import mended
from bot.check.running import checked
from bot.cli.writing import write_all

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.check.rule import Rule
    from bot.check.running import Report
    from bot.check.subject import Subject

    Look = Callable[[Mapping[str, str]], Subject]
    """Looks at the folder as if some of its files held other texts."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A folder after mending: how it looks, what a check finds, and the new texts of the files that changed, by name.

    `held_back` are the rules whose mendings would have made something else worse: of these nothing was done.
    """

    subject: Subject
    report: Report
    files: Mapping[str, str]
    held_back: tuple[str, ...] = ()


def mend(subject: Subject, report: Report, rules: Sequence[Rule], look: Look) -> Mended:
    """Mends what can be mended without making anything worse, and writes it.

    Raises:
        BadInputError: somebody has saved one of the files meanwhile; nothing is written then.
        OSError: a file cannot be written; none is then.
    """
    start = Mended(subject, report, {})
    fixable = {one.rule for one in report.findings if one.found.fix}
    fixing = [rule for rule in rules if rule.name in fixable]
    end = _after(start, fixing, rules, look)
    if _is_worse(report, end.report):
        end = _one_by_one(start, fixing, rules, look)
    before = {name: subject.written.files[name].text for name in end.files}
    write_all(subject.written.folder, end.files, before)
    return end


def _one_by_one(start: Mended, fixing: Sequence[Rule], rules: Sequence[Rule], look: Look) -> Mended:
    """What the rules mend that do no harm."""
    end, held_back = start, list[str]()
    for rule in fixing:
        after = _after(end, [rule], rules, look)
        if _is_worse(end.report, after.report):
            held_back.append(rule.name)
        else:
            end = after
    return Mended(end.subject, end.report, end.files, tuple(held_back))


def _after(start: Mended, fixing: Sequence[Rule], rules: Sequence[Rule], look: Look) -> Mended:
    """What some rules mend; of two mendings that touch, the second waits for the next round, until there is none left."""
    draft, subject, findings = dict(start.files), start.subject, start.report.findings
    names = {rule.name for rule in fixing}
    seen = [dict(draft)]
    while True:
        texts = {name: document.text for name, document in subject.written.files.items()}
        wanted = [one for one in findings if one.rule in names]
        draft |= {name: text for name, text in mended(texts, wanted).items() if text != texts[name]}
        if draft in seen:
            break
        seen.append(dict(draft))
        subject = look(draft)
        findings = checked(subject, fixing).findings
    return start if draft == start.files else Mended(subject, checked(subject, rules), draft)


def _is_worse(before: Report, after: Report) -> bool:
    """Whether there is an error that was not there, or more to mend in all; not by what nobody could ask before."""
    now = [one for one in after.findings if one.rule not in before.left_out]
    old, new = (
        Counter((one.rule, one.found.spot.file) for one in findings if one.severity == "error")
        for findings in (before.findings, now)
    )
    return bool(new - old) or len(now) > len(before.findings)
