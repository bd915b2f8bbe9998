"""What is wrong with a knowledge file, told the way editors and continuous integration can jump to."""

from __future__ import annotations

from typing import Literal, NamedTuple

ReadingRule = Literal[
    "unreadable",
    "encoding",
    "file-size",
    "empty",
    "yaml",
    "duplicate-key",
    "unsafe-yaml",
    "schema",
    "duplicate-id",
    "dangling-reference",
    "self-reference",
    "alias-collision",
    "repeated-step",
    "prerequisite-order",
    "prerequisite-cycle",
    "overlapping-families",
    "policy-order",
]
"""What reading a folder can find: each is a rule of bot/check, where its manual stands.

Only a reload finds that a file is torn: that somebody may be writing it still (bot/snapshot.py).
"""


class Problem(NamedTuple):
    """One finding; sorts by place and prints as `file:line:column: message (rule)`. Lines and columns from 1."""

    file: str
    line: int
    column: int
    message: str
    rule: ReadingRule | Literal["torn"]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message} ({self.rule})"
