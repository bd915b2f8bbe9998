"""What a rule finds in a knowledge folder, where it stands, and how it can be mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Severity = Literal["error", "warning"]
"""An error: something is broken, or somebody gets a wrong answer. A warning: worth mending."""


class Spot(NamedTuple):
    """A place in a file of the folder, which names the file; lines and columns from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Edit(NamedTuple):
    """A text to stand in a file from one (line, column) up to, not including, another, in place of what is there."""

    file: str
    start: tuple[int, int]
    end: tuple[int, int]
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """One finding of a rule.

    `hint` says how to mend it, `beside` names other places that it is about, each with a text, and `fix` mends it
    without changing what anybody is answered.
    """

    spot: Spot
    message: str
    hint: str = ""
    beside: tuple[tuple[Spot, str], ...] = ()
    fix: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, by which rule, and how bad it is."""

    found: Found
    rule: str
    severity: Severity

    @property
    def order(self) -> tuple[Spot, str, str]:
        """Findings are sorted by place."""
        return self.found.spot, self.found.message, self.rule

    def lines(self, folder: str = "") -> Iterator[str]:
        """The finding as text: `file:line:column: message (rule)`, then what it is about besides and how to mend it."""
        yield f"{folder}{self.found.spot}: {self.found.message} ({self.rule})"
        for spot, text in self.found.beside:
            yield f"    {folder}{spot}: {text}"
        if self.found.hint:
            yield f"    hint: {self.found.hint}"

    def __str__(self) -> str:
        return next(self.lines())
