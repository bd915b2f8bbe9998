"""What is counted in a text: stemmed words and pairs of words, and runs of letters within words."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Final

import Stemmer

SHORTEST, LONGEST = 3, 4
"""The lengths of the runs of letters, the space before and after a word counted as a letter."""

_stem: Final = Stemmer.Stemmer("english", 0).stemWord


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The word without its ending, after Porter's second English stemmer."""
    return str(_stem(word))


def word_features(words: tuple[str, ...]) -> list[str]:
    """Stems, and pairs of neighbouring stems."""
    stems = [stem(word) for word in words]
    return stems + [f"{first} {second}" for first, second in pairwise(stems)]


def letter_features(word: str) -> tuple[str, ...]:
    """The runs of letters of one word."""
    padded = f" {word} "
    return tuple(
        padded[start : start + length]
        for length in range(SHORTEST, LONGEST + 1)
        for start in range(max(1, len(padded) - length + 1))
    )
