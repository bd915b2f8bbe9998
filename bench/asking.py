"""What all platforms' benchmarks share: questions asked of a real process, and how fast their answers arrive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from bench.load import Serving
from bench.service import Laps, laps
from bench.slack_processes import busy

Ask = Callable[[str], Awaitable[tuple[float, float]]]
"""Asks; returns the seconds until the answer arrived, and until the first sign that the question did."""

_HEADS: Final = (
    ("a second", 9),
    ("p50 ms", 8),
    ("p99 ms", 8),
    ("/rate", 6),
    ("xp50", 6),
    ("{} p50", 9),
    ("{} p99", 9),
    ("CPU ms", 7),
    ("MB", 5),
)


@dataclass(frozen=True, slots=True)
class Load:
    """How fast answers arrive, and the first signs of them.

    `busy` is the milliseconds of a processor that each took the process, `memory` its megabytes at the end.
    """

    answers: Laps
    signs: Laps
    busy: float
    memory: float

    def row(self, base: Laps) -> str:
        """The figures, and as ratios to those of the core."""
        signs = f"{self.signs.half:>9.2f} {self.signs.most:>9.2f}"
        return f"{self.answers.row(base)} {signs} {self.busy:>7.2f} {self.memory:>5.0f}"


async def asked(ask: Ask, texts: Sequence[str], at_a_time: int, serving: Serving) -> Load:
    """Asks a process all of it, so many at a time, after a first question that counts for nothing."""
    spent: list[tuple[float, float]] = []

    async def _ask(number: int) -> None:
        spent.append(await ask(texts[number]))

    await ask(texts[0])
    before = busy(serving)
    rate = (await laps(_ask, len(texts), at_a_time)).rate
    each = 1000 * (busy(serving) - before) / len(texts)
    answers, signs = (in_all(rate, [pair[place] for pair in spent]) for place in range(2))
    return Load(answers, signs, each, serving.memory())


def in_all(rate: float, seconds: Sequence[float]) -> Laps:
    """Laps that were measured one by one."""
    half, most = (1000 * float(np.percentile(seconds, share)) for share in (50, 99))
    return Laps(rate, half, most)


def settings(folder: Path, name: str, knowledge: Path) -> Mapping[str, str]:
    """What a process with a journal of its own is told, on knowledge that was compiled before."""
    return {
        "BACKCHAT_DATA": str(folder / name),
        "BACKCHAT_CACHE": str(folder.parent / "cache"),
        "BACKCHAT_KNOWLEDGE": str(knowledge),
    }


def print_heads(name: str, sign: str) -> None:
    """Prints what stands above the rows; `sign` names the first signs."""
    print(f"{name:<40} {' '.join(f'{head.format(sign):>{width}}' for head, width in _HEADS)}")


def print_row(name: str, row: str) -> None:
    """Prints a row as soon as it is there."""
    print(f"{name:<40} {row}", flush=True)
