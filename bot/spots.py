"""Where things stand in a text: lines and columns from 1, and how many characters lie before them."""

from __future__ import annotations


def find_words(text: str, words: list[str], start: int) -> int:
    """Where some words first follow one another with nothing but blanks between them; -1 for nowhere."""
    at = text.find(words[0], start) if words else -1
    while at >= 0:
        behind = at
        for word in words:
            while text[behind : behind + 1].isspace():
                behind += 1
            if not text.startswith(word, behind):
                break
            behind += len(word)
        else:
            return at
        at = text.find(words[0], at + 1)
    return at


def offset(text: str, line: int, column: int) -> int:
    """How many characters stand before a place."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return start + column - 1


def end(text: str) -> tuple[int, int]:
    """The line and column behind a text."""
    return text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1
