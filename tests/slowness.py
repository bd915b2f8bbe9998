"""How slow this machine is at the moment, so that a bound in seconds means the same on every machine and at any time."""

from __future__ import annotations

from time import perf_counter
from typing import Final

_NOMINAL: Final = 0.010
"""Seconds that the work takes on the machine of docs/reliability.md in a quiet hour."""

_TRIES: Final = 5


def slowness() -> float:
    """How many times as long a piece of plain Python takes here and now as on the machine of the figures; at least 1."""
    return max(1.0, min(_seconds() for _ in range(_TRIES)) / _NOMINAL)


def _seconds() -> float:
    began = perf_counter()
    words = [f"{number % 977}-{number}" for number in range(20_000)]
    counted: dict[str, int] = {}
    for word in sorted(words):
        counted[word[:3]] = counted.get(word[:3], 0) + len(word.split("-"))
    return perf_counter() - began
