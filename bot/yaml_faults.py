"""Says in plain words what is wrong with YAML that cannot be read, at the line that a person has to change.

libyaml notices many a slip lines behind it, and names what it expected of its own grammar: "mapping values are not allowed in
this context" is most often a colon that lacks in the line before.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import yaml

    from bot.yaml_reader import Place

_NOTICED_LATE: Final = ("unexpected end of stream", "could not find expected ':'")
"""Faults that the parser notices far behind the line that is wrong: the place where it began is told instead."""

_CONFLICT: Final = re.compile(r"^(?:<{7}|={7}|>{7})(?: .*)?\r?$", re.MULTILINE)
_FIELD: Final = re.compile(r"\s*(?:- +)?[\w-]+")
_BEFORE: Final = "look at the indentation and the quotes of this line and the one before"

_REMEDIES: Final = {
    "mapping values are not allowed": "a text with ': ' in it needs quotes around it",
    "cannot start any token": "put quotes around a text that starts with @, ` or %",
    "expected <block end>": _BEFORE,
    "did not find expected key": _BEFORE,
    "expected '-' indicator": "every item of a list begins with '- ', exactly below the one before",
    "could not find expected ':'": "a key needs a colon and a space after it, and quotes must be closed",
    "unexpected end of stream": "a quote or bracket is not closed",
    "expected ',' or": "a bracket is not closed, or a comma is missing",
    "unknown escape character": r"in double quotes \ begins an escape: write \\, or use single quotes",
    "expected alphabetic or numeric character": "put quotes around a text that starts with * or &",
    "expected a comment or a line break": "the text of a block begins in the line below | or >",
}


def fault(text: str, error: yaml.MarkedYAMLError, last: Any) -> tuple[str, Place]:
    """What a maintainer reads of an error, and the place from 1; `last` is the event that was read before it."""
    problem = error.problem or "it cannot be read"
    late = any(told in problem for told in _NOTICED_LATE) or _is_next_field(text, problem, error.problem_mark)
    mark = (error.context_mark if late else None) or error.problem_mark
    place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    found = _conflict(text) or _tab(text, place) or _quote(place, last) or _colon(text, problem, place)
    if found:
        return f"not valid YAML: {found[0]}", found[1]
    remedy = next((remedy for known, remedy in _REMEDIES.items() if known in problem), "")
    return f"not valid YAML: {problem}{remedy and '; '}{remedy}", place


def _is_next_field(text: str, problem: str, mark: Any) -> bool:
    """Whether a bracket is not closed and the next field stands there already."""
    return "expected ',' or" in problem and bool(
        mark and _FIELD.fullmatch(_line(text, mark.line + 1)[: mark.column])
    )


def _conflict(text: str) -> tuple[str, Place] | None:
    """A mark that Git leaves where two edits meet."""
    if (found := _CONFLICT.search(text)) is None:
        return None
    line = text.count("\n", 0, found.start()) + 1
    return "Git left two versions here: keep one, and remove the lines of <, = and >", (line, 1)


def _tab(text: str, place: Place) -> tuple[str, Place] | None:
    """A tab before the first letter of the line."""
    line = _line(text, place[0])
    blanks = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" not in blanks:
        return None
    return "a tab stands here: indent with spaces", (place[0], blanks.index("\t") + 1)


def _quote(place: Place, last: Any) -> tuple[str, Place] | None:
    """A text in quotes behind which something follows: it was closed too late, or too soon."""
    if getattr(last, "style", None) not in {"'", '"'} or last.end_mark.line + 1 != place[0]:
        return None
    mark = last.style
    if last.start_mark.line < last.end_mark.line:
        begun = (last.start_mark.line + 1, last.start_mark.column + 1)
        return f"the {mark} here is closed in line {place[0]} only: close it where the text ends", begun
    double = " (inside it, ' is written '')" if mark == "'" else ""
    return f"the text goes on behind the closing {mark}: put quotes around all of it{double}", place


def _colon(text: str, problem: str, place: Place) -> tuple[str, Place] | None:
    """A field without its colon, which makes the next one look like a part of its text."""
    line, column = place
    if "mapping values are not allowed" not in problem or not _FIELD.fullmatch(
        _line(text, line)[: column - 1]
    ):
        return None
    before = line - 1
    while before and not (said := _line(text, before).strip()).partition("#")[0].strip():
        before -= 1
    if not before or ": " in f"{said} " or said.startswith("- "):
        return None
    indented = len(_line(text, before)) - len(_line(text, before).lstrip())
    return "this line lacks a colon and a space behind the name of its field", (before, indented + 1)


def _line(text: str, number: int) -> str:
    lines = text.split("\n")
    return lines[number - 1].rstrip("\r") if number <= len(lines) else ""
