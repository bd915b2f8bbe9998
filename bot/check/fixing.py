"""Carries out the mendings of findings on the texts of files, and only those that leave the knowledge whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.check.finding import Edit, Finding


def mended(texts: Mapping[str, str], findings: Iterable[Finding]) -> Mapping[str, str]:
    """The files that mending changes, by name, with their new texts; `texts` are those of all files.

    A finding is mended whole or not at all: one that changes a place that another has changed waits for the next time.
    """
    changed: dict[str, list[tuple[int, int, str]]] = {}
    for finding in findings:
        fix = [(edit.file, _span(texts[edit.file], edit)) for edit in finding.found.fix]
        if all(_is_free(span, changed.get(file, ())) for file, span in fix):
            for file, span in fix:
                changed.setdefault(file, []).append(span)
    return {file: _replaced(texts[file], spans) for file, spans in changed.items()}


def _span(text: str, edit: Edit) -> tuple[int, int, str]:
    starts = [0, *_line_starts(text)]
    first, last = (starts[min(line, len(starts)) - 1] + column - 1 for line, column in (edit.start, edit.end))
    return first, last, edit.text


def _line_starts(text: str) -> Iterator[int]:
    at = text.find("\n")
    while at >= 0:
        yield at + 1
        at = text.find("\n", at + 1)


def _is_free(span: tuple[int, int, str], taken: Sequence[tuple[int, int, str]]) -> bool:
    """Whether a place touches none that is changed already, an insertion at the same point included."""
    return all(span[1] < first or last < span[0] for first, last, _ in taken)


def _replaced(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    for first, last, new in sorted(spans, reverse=True):
        text = f"{text[:first]}{new}{text[last:]}"
    return text
