"""Plots as inline SVG: columns over time, lines, bars and a heat map, in colors that a style sheet gives by class.

Each has a title and a description, and says its numbers besides where a pointer rests; the page puts a table under it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.workbench.markup import Markup, element, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WIDTH: Final = 760
_HIGH: Final = 170
_LEFT: Final = 44
_TOP: Final = 10
_BELOW: Final = 24
_LABEL: Final = 290
_LINE: Final = 22
_MOST_TICKS: Final = 8
_LONGEST: Final = 42
"""Letters of a label beside a bar."""


@dataclass(frozen=True, slots=True)
class About:
    """What a plot is called, what it shows in a sentence, and a name of its own on the page."""

    name: str
    title: str
    told: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A place of a heat map: its lines of text, how strong its color is (0-5), and what is told where a pointer rests."""

    lines: tuple[str, ...]
    strength: int
    told: str


def columns(about: About, labels: Sequence[str], series: Mapping[str, Sequence[int]]) -> Markup:
    """A column for each label, its parts on top of each other: a part is named by its class."""
    sums = [sum(parts) for parts in zip(*series.values(), strict=True)]
    top = _nice(max(sums, default=0))
    each = (WIDTH - _LEFT) / max(len(labels), 1)
    parts = []
    for number, label in enumerate(labels):
        low = 0
        for name, values in series.items():
            told = f"{label}: {values[number]:,} {name} of {sums[number]:,}"
            box = (_LEFT + number * each + 1, _y(low + values[number], top), max(each - 2, 1))
            parts += [_box(box, _HIGH * values[number] / top, name, told)] if values[number] else []
            low += values[number]
    return _svg(about, _TOP + _HIGH + _BELOW, *_grid(top), *_dates(labels, each), *parts)


def lines(about: About, labels: Sequence[str], shares: Sequence[float | None], class_: str) -> Markup:
    """Shares (0-1) as a line, broken where there is none; a lone point is a dot."""
    each = (WIDTH - _LEFT) / max(len(labels), 1)
    runs: list[list[tuple[float, float]]] = [[]]
    dots = []
    for number, share in enumerate(shares):
        if share is None:
            runs.append([])
            continue
        at = (_LEFT + (number + 0.5) * each, _y(share, 1))
        runs[-1].append(at)
        told = element("title", f"{labels[number]}: {100 * share:.0f} %")
        dots.append(element("circle", told, class_=class_, cx=_short(at[0]), cy=_short(at[1]), r=3))
    paths = (
        element(
            "polyline", points=" ".join(f"{_short(x)},{_short(y)}" for x, y in run), class_=f"line {class_}"
        )
        for run in runs
        if len(run) > 1
    )
    return _svg(about, _TOP + _HIGH + _BELOW, *_grid(100, " %"), *_dates(labels, each), *paths, *dots)


def bars(about: About, rows: Sequence[tuple[str, int, str]], class_: str) -> Markup:
    """A bar for each label and number, with what is told besides it."""
    most = max((number for _, number, _ in rows), default=0) or 1
    room = WIDTH - _LABEL - 150
    parts: list[Markup] = []
    for row, (label, number, told) in enumerate(rows):
        y = row * _LINE
        wide = max(room * number / most, 1)
        parts += [
            element("text", _cut(label), x=_LABEL - 8, y=y + 15, class_="end"),
            _box((_LABEL, y + 3, wide), _LINE - 6, class_, f"{label}: {told}"),
            element("text", told, x=_short(_LABEL + wide + 6), y=y + 15),
        ]
    return _svg(about, len(rows) * _LINE, *parts)


def heat(about: About, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[Cell]]]) -> Markup:
    """A table of colored places, a row a label, a column a head."""
    wide, high, left = (WIDTH - 210) / max(len(heads), 1), 44, 210
    parts: list[Markup] = [
        element("text", head, x=_short(left + (number + 0.5) * wide), y=16, class_="mid strong")
        for number, head in enumerate(heads)
    ]
    for row, (label, cells) in enumerate(rows):
        y = 24 + row * high
        parts.append(element("text", _cut(label), x=left - 10, y=y + high / 2 + 4, class_="end"))
        for number, cell in enumerate(cells):
            parts.append(_place(cell, left + number * wide, y, wide, high))
    return _svg(about, 24 + len(rows) * high, *parts)


def _place(cell: Cell, x: float, y: float, wide: float, high: float) -> Markup:
    first = y + high / 2 + 4 - 8 * (len(cell.lines) - 1)
    texts = (
        element("text", line, x=_short(x + wide / 2), y=_short(first + 16 * number), class_="mid")
        for number, line in enumerate(cell.lines)
    )
    box = element("rect", x=_short(x + 1), y=y + 1, width=_short(wide - 2), height=high - 2, rx=3)
    return element("g", element("title", cell.told), box, *texts, class_=f"heat h{cell.strength}")


def _svg(about: About, high: float, *parts: str) -> Markup:
    title, told = f"{about.name}-title", f"{about.name}-desc"
    return element(
        "svg",
        element("title", about.title, id=title),
        element("desc", about.told, id=told),
        *parts,
        viewBox=f"0 0 {WIDTH} {_short(high)}",
        role="img",
        aria_labelledby=f"{title} {told}",
    )


def _box(at: tuple[float, float, float], high: float, class_: str, told: str) -> Markup:
    x, y, wide = at
    title = element("title", told)
    return element(
        "rect", title, x=_short(x), y=_short(y), width=_short(wide), height=_short(high), class_=class_
    )


def _y(value: float, top: float) -> float:
    return _TOP + _HIGH * (1 - value / top)


def _grid(top: int, unit: str = "") -> Iterator[Markup]:
    """Lines at nothing, half and all, with their numbers."""
    for value in (0, top // 2, top):
        y = _short(_y(value, top))
        yield element("line", x1=_LEFT, x2=WIDTH, y1=y, y2=y, class_="grid")
        yield element("text", f"{value:,}{unit}", x=_LEFT - 6, y=float(y) + 4, class_="end faint")


def _dates(labels: Sequence[str], each: float) -> Iterator[Markup]:
    """Some of the labels, evenly, under their columns."""
    step = -(-len(labels) // _MOST_TICKS)
    for number in range(0, len(labels), step or 1):
        x = _short(_LEFT + (number + 0.5) * each)
        yield element("text", labels[number], x=x, y=_TOP + _HIGH + 16, class_="mid faint")


def _nice(most: int) -> int:
    """An even number not below the greatest, of one or two digits that people read easily."""
    unit = 1
    while True:
        for step in (2, 3, 4, 5, 6, 8, 10):
            if most <= step * unit:
                return step * unit
        unit *= 10


def _cut(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def _short(number: float) -> str:
    """A coordinate with one digit at most."""
    return f"{number:.1f}".removesuffix(".0")


def legend(names: Mapping[str, str]) -> Markup:
    """Which color is what: class and name."""
    keys = (
        element("span", element("i", class_=class_, aria_hidden="true"), " ", name)
        for class_, name in names.items()
    )
    return element("p", joined(*keys), class_="legend")
