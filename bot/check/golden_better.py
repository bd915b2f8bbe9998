"""A golden question that is answered better than golden.yaml says.

Why: `so_far: refused` under a golden question says that nobody knew better when it was written. Once the question does better,
the line has to go: as long as it is there, nobody notices when the question is lost again.

Fails:
    # golden.yaml; hello.yaml has the phrasing 'good morning from hamburg' by now
    - q: good morning to you from bremen
      expect: hello
      so_far: refused

Passes:
    # golden.yaml
    - q: good morning to you from bremen
      expect: hello

Mend: Delete the line, or write what becomes of the question now. `backchat check --fix` does it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.check.finding import Edit, Found
from bot.check.golden import GOLDEN, asked_golden
from bot.check.rule import Rule
from bot.workbench.changes import as_declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.golden import AskedGolden
    from bot.check.subject import Subject

_ALONE: Final = re.compile(r"\s*so_far: *\w+\s*")
"""A line with nothing else in it, not even a remark that somebody may want to keep."""


def find(subject: Subject) -> Iterator[Found]:
    """Golden questions that fare better than their `so_far`."""
    for asked in asked_golden(subject, lambda golden: golden.so_far):
        golden = asked.golden
        if asked.standing != golden.so_far and as_declared(golden, asked.told, subject.knowledge):
            right = _is_right(asked)
            now = "answered as it should be" if right else asked.standing
            message = f"'{golden.q}' is {now} by now, no longer {golden.so_far}"
            hint = "delete the line" if right else f"write 'so_far: {asked.standing}'"
            spot = subject.spot(GOLDEN, (asked.number, "so_far"))
            yield Found(spot, message, hint, fix=tuple(_fix(subject, asked)))


def _is_right(asked: AskedGolden) -> bool:
    """Whether nothing has to be said of the question any more; where nothing may answer, choices are as good."""
    return asked.standing == "right" or asked.golden.expect == "nothing"


def _fix(subject: Subject, asked: AskedGolden) -> Iterator[Edit]:
    """The line deleted, or its value replaced, where it is written as usual."""
    file, line, column = subject.spot(GOLDEN, (asked.number, "so_far"))
    lines = subject.written.files[file].text.split("\n")
    written = lines[line - 1]
    if _is_right(asked):
        if _ALONE.fullmatch(written):
            end = (line + 1, 1) if line < len(lines) else (line, len(written) + 1)
            yield Edit(file, (line, 1), end, "")
    elif (old := str(asked.golden.so_far)) == written[column - 1 : column - 1 + len(old)]:
        yield Edit(file, (line, column), (line, column + len(old)), asked.standing)


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    declared = sum(one.so_far is not None for one in subject.knowledge.golden)
    return f"none of {declared:,} golden questions does better than it is declared to so far"


RULE: Final = Rule("golden-better", "warning", find, __doc__ or "", asks=True, proved=proved)
