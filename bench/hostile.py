"""What the longest and oddest messages cost: forty thousand characters in five shapes, in milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from time import perf_counter
from typing import Final

from bot.answer import Answerer
from bot.conversation import Question

LENGTH: Final = 40_000
_RANDOM: Final = Random(4)  # noqa: S311 - shapes need no secrecy

SHAPES: Final[Mapping[str, str]] = {
    "words": ("what does a back-end developer do all day and why? " * 1_000)[:LENGTH],
    "aaa": "a" * LENGTH,
    "unique": " ".join(f"{_RANDOM.getrandbits(40):x}" for _ in range(4_000))[:LENGTH],
    "chinese": "".join(chr(_RANDOM.randrange(0x4E00, 0x9FFF)) for _ in range(LENGTH)),
    "marks": ("a" + "\u0301\u0327\u0338" * 13) * (LENGTH // 40),
    "bomb": "\ufdfa" * LENGTH,
    "misspelt": " ".join(_RANDOM.choice(("devloper", "databse", "srever", "lerning")) for _ in range(5_000)),
}
"""By name; `bomb` grows eighteenfold under NFKC, `misspelt` has every word repaired."""


def slowest(answerer: Answerer, times: int = 5) -> dict[str, float]:
    """Milliseconds to answer each shape, the best of some tries: what it costs, not what else the machine does."""
    return {name: 1000 * min(_timed(answerer, text) for _ in range(times)) for name, text in SHAPES.items()}


def _timed(answerer: Answerer, text: str) -> float:
    started = perf_counter()
    answerer(Question(text))
    return perf_counter() - started
