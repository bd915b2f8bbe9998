"""Words that mark unfinished text, left in what people read.

Why: A draft of `backchat propose` has TODO where its answer belongs. Without this rule it could go live as it is, and people
would be answered with our note to ourselves. The same holds for a FIXME or XXX that somebody left for later.

Fails:
    short: "TODO: write the answer in one or two sentences."

Passes:
    short: A feature flag is a switch in a program that turns a part of it on or off without a new version.

Mend: Write what is missing in its place, or leave the file out of the knowledge until you know it. Who writes about such marks
puts them between backticks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.check.finding import Found
from bot.check.prose import texts
from bot.check.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.check.subject import Subject

_MARK: Final = re.compile(r"\b(?:TODO|FIXME|XXX)\b")


def find(subject: Subject) -> Iterator[Found]:
    """Every mark outside of code."""
    for text in texts(subject):
        for found in _MARK.finditer(text.masked):
            told = f"'{found[0]}' stands in what people read"
            yield Found(text.spot(found.start()), told, "write what is missing in its place")


def proved(subject: Subject) -> str:
    """What a clean run has shown."""
    return f"{sum(1 for _ in texts(subject)):,} texts are finished"


RULE: Final = Rule("todo", "error", find, __doc__ or "", proved=proved)
