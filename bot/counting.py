"""Numbers with their nouns: 1 step, 3 steps, 2 entries."""

from __future__ import annotations


def count(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun; `plural` when it is not the noun with an s."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
