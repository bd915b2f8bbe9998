"""What is wrong with a knowledge file, told the way editors and continuous integration can jump to."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """One finding; sorts by place and prints as `file:line:column: message (rule)`. Lines and columns from 1."""

    file: str
    line: int
    column: int
    message: str
    rule: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message} ({self.rule})"
