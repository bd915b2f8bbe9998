"""Draws the map of the field as text: a table of tracks, and another by kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from bot.knowledge import SENIORITIES
from bot.workbench.coverage_map import NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bot.workbench.coverage_map import Coverage, Covered

Paint = Callable[[str, str], str]
"""Colors a text for the terminal: the color's number and the text."""

BOLD: Final = "1"
_RED: Final = "31"
_CELL: Final = 24
_TRACK: Final = 26


def plain(_color: str, told: str) -> str:
    """A text as it is."""
    return told


def painted(color: str, told: str) -> str:
    """A text in a color."""
    return f"\x1b[{color}m{told}\x1b[0m"


def drawn(coverage: Coverage, paint: Paint) -> Iterator[str]:
    """The map: as parts of a text, with a word instead where there is none."""
    if not coverage.rows:
        yield "There is no map: write map.yaml to see which part of the field has answers for whom."
        return
    head = f"  {'':<{_TRACK}}" + "".join(f"{NAMES[name]:>{_CELL}}" for name in SENIORITIES)
    lines = [
        paint(BOLD, "The map: entries/phrasings, how often asked, and in brackets how often in vain"),
        head.rstrip(),
        *(
            f"  {row.title:<{_TRACK}}{''.join(_cell(cell, paint) for cell in row.cells)}".rstrip()
            for row in coverage.rows
        ),
    ]
    lines += [f"  Nothing yet for {who}: {', '.join(tracks)}." for who, tracks in coverage.gaps.items()]
    if coverage.unmapped:
        lines.append(f"  Not on the map: {', '.join(coverage.unmapped)}.")
    yield "\n".join([*lines, "", *_kinds(coverage, paint)])


def _cell(cell: Covered, paint: Paint) -> str:
    if not cell.entries:
        return paint(_RED, f"{'nothing yet':>{_CELL}}")
    asked = f", {cell.asked:,} ({cell.in_vain:,})" if cell.asked else ""
    return f"{f'{len(cell.entries)}/{cell.phrasings:,}{asked}':>{_CELL}}"


def _kinds(coverage: Coverage, paint: Paint) -> Iterable[str]:
    yield paint(BOLD, "The map by kind: entries, each once")
    widths = {kind: max(len(kind), 4) + 2 for kind in coverage.kinds}
    yield f"  {'':<{_TRACK}}" + "".join(f"{kind:>{width}}" for kind, width in widths.items())
    for row in coverage.rows:
        numbers = ((row.kinds.get(kind, 0) or "-", width) for kind, width in widths.items())
        yield f"  {row.title:<{_TRACK}}" + "".join(f"{number:>{width}}" for number, width in numbers)
