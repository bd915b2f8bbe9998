"""What the processes of a soak have logged, and how they have ended, looked through for what must not be."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bench.soak_fleet import Life

EXPECTED: Final = frozenset({"knowledge refused: the last good one answers", "problem in the knowledge"})
"""What a soak that spoils knowledge leads to."""

_ALONE: Final = "nobody knows who answers"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a log, and of which life; one that is no JSON, such as a traceback, is of level error."""

    life: int
    text: str
    told: dict[str, Any]

    @property
    def bad(self) -> bool:
        """Whether it tells of a fault that no spoilt knowledge explains."""
        return self.told["level"] in {"error", "critical"} and self.told["event"] not in EXPECTED

    @property
    def short(self) -> tuple[int, str]:
        """The life and the text."""
        return self.life, self.text

    def says(self, **fields: object) -> bool:
        """Whether it has these fields."""
        return fields.items() <= self.told.items()


def lines(lives: Iterable[Life]) -> Iterator[Line]:
    """All lines of all processes."""
    for life, log in _logs(lives):
        for text in log.splitlines():
            try:
                yield Line(life.number, text, json.loads(text))
            except ValueError:
                yield Line(life.number, text, {"level": "error", "event": text})


def leaks(lives: Iterable[Life], secrets: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Secrets that a log has, whatever the case of their letters."""
    folded = {one: one.casefold() for one in secrets}
    for life, log in _logs(lives):
        low = log.casefold()
        yield from ((life.number, one) for one, fold in folded.items() if fold in low)


def codes(lives: Iterable[Life]) -> list[tuple[int, int | None]]:
    """Processes that left with another exit code than they should have."""
    return [(life.number, life.code) for life in lives if life.code != life.wanted]


def guessing(life: Life) -> Iterator[float]:
    """When a process began to answer without asking the store, in seconds since 1970, by its log."""
    for line in lines([life]):
        if str(line.told["event"]).startswith(_ALONE):
            yield datetime.fromisoformat(line.told["timestamp"]).timestamp()


def _logs(lives: Iterable[Life]) -> Iterator[tuple[Life, str]]:
    for life in lives:
        yield life, life.serving.log.read_text(errors="replace")
