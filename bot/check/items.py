"""Edits of the lists that people write: an item taken out, or put in other words, and nothing else of the file touched.

Whatever is written in a way that this file does not know for certain is left alone: there is no edit then.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.check.finding import Edit
from bot.yaml_reader import YamlProblem, parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.yaml_reader import Document, Location

_DASH: Final = re.compile(r"\s*- +")
_REST: Final = re.compile(r"\s*(#.*)?")
_COMMA: Final = re.compile(r"\s*,\s*")
_LONGEST: Final = 40
"""How many lines an item may have that is taken out: the longest of ours has two."""


class _Extent(NamedTuple):
    """A value that is written on one line: the line, and its first column and the one behind it, all from 1."""

    line: int
    first: int
    end: int


def value_at(document: Document, location: Location) -> object:
    """What is written at a location, as it is written: with the blanks around it that the loader takes off."""
    value: object = document.value
    for part in location:
        value = value[part]  # type: ignore[index]
    return value


def replacement(document: Document, file: str, location: Location, text: str) -> tuple[Edit, ...]:
    """The edit that puts another text in the place of one, in quotes if it needs them."""
    if (extent := _extent(document, location)) is None:
        return ()
    line, first, end = extent
    by_itself = _DASH.fullmatch(document.text.split("\n")[line - 1][: first - 1])
    around = "- {}" if by_itself else "[{}]"
    written = next(one for one in _spellings(text) if _reads(around.format(one), [text]))
    return (Edit(file, (line, first), (line, end), written),)


def removal(document: Document, file: str, location: Location) -> tuple[Edit, ...]:
    """The edit that takes an item out of its list, if others stay in it."""
    items = value_at(document, location[:-1])
    if not isinstance(items, list) or len(items) < 2:  # noqa: PLR2004 - one and another
        return ()
    line, column = document.place(location)
    lines = document.text.split("\n")
    if _DASH.fullmatch(lines[line - 1][: column - 1]):
        return _without_lines(lines, file, line, value_at(document, location))
    return _without_word(document, lines, file, location)


def _without_lines(lines: list[str], file: str, first: int, value: object) -> tuple[Edit, ...]:
    """The edit that takes out an item on lines of its own."""
    for last in range(first, min(first + _LONGEST, len(lines) + 1)):
        if _reads("\n".join([*lines[first - 1 : last], ""]), [value]):
            end = (last + 1, 1) if last < len(lines) else (last, len(lines[last - 1]) + 1)
            return (Edit(file, (first, 1), end, ""),)
    return ()


def _without_word(document: Document, lines: list[str], file: str, location: Location) -> tuple[Edit, ...]:
    """The edit that takes an item out of a list in brackets, with the comma before it, or else the one behind it."""
    *around, number = location
    one, other = (
        _extent(document, (*around, int(number) + step)) for step in ((-1, 0) if number else (0, 1))
    )
    if one is None or other is None or one.line != other.line:
        return ()
    if not _COMMA.fullmatch(lines[one.line - 1][one.end - 1 : other.first - 1]):
        return ()
    ends = (one.end, other.end) if number else (one.first, other.first)
    return (Edit(file, (one.line, ends[0]), (one.line, ends[1]), ""),)


def _extent(document: Document, location: Location) -> _Extent | None:
    """Where a text stands that is written on one line; None for one that is not there or is written otherwise."""
    if location not in document.places:
        return None
    line, column = document.place(location)
    written, value = document.text.split("\n")[line - 1], value_at(document, location)
    ends = (end for end in _ends(written, column - 1) if _reads(f"- {written[column - 1 : end]}", [value]))
    end = next(ends, None)
    return None if end is None else _Extent(line, column, end + 1)


def _ends(line: str, start: int) -> Iterator[int]:
    """Where a value that starts in a line may end, nearest first."""
    for end in range(start, len(line) + 1):
        if _REST.fullmatch(line, end) or line[end] in ",]}":
            yield start + len(line[start:end].rstrip())


def _spellings(text: str) -> Iterator[str]:
    """A text as YAML may write it, the plainest first."""
    yield text
    yield "'{}'".format(text.replace("'", "''"))
    yield '"{}"'.format(text.replace("\\", "\\\\").replace('"', '\\"'))


def _reads(text: str, value: object) -> bool:
    """Whether a text is YAML and means this."""
    try:
        return bool(parse(text).value == value)
    except YamlProblem:
        return False
