"""Draws what was asked and the map as one page: plots, each with its table, without a script and without a request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.counting import count
from bot.knowledge import SENIORITIES
from bot.workbench import plots
from bot.workbench.coverage_map import NAMES
from bot.workbench.markup import Markup, element, joined, style, words
from bot.workbench.plots import About, Cell
from bot.workbench.usage_page import POLICY, RULES
from bot.workbench.usage_text import LABELS, MOST, SHOWN_ELSEWHERE, becoming, dated, summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.workbench.coverage_map import Coverage, Covered
    from bot.workbench.usage import Usage

_COLORED: Final = (2, 4, 7, 10)
"""From so many entries on a place of the map has the next stronger color."""

_LONGEST: Final = 500
"""Rows that are folded away at most: a page of all the questions of a year would be too large to open."""

_PRIVATE: Final = "This page shows people's own words, though not whose they are: keep it to the maintainers."


def page(usage: Usage, coverage: Coverage, note: str = "") -> str:
    """The whole page; `note` says why nothing could be read, if so."""
    period = f"{dated(usage.since)} to {dated(usage.until)}, in UTC"
    anything = usage.asked or usage.wanted
    body = joined(
        element("h1", "What Backchat was asked"),
        element("p", period, class_="faint"),
        *([element("p", note, class_="note")] if note else []),
        *(
            [element("p", line) for line in summary(usage)]
            if anything
            else [element("p", "Nothing was asked.")]
        ),
        *([element("p", _PRIVATE, class_="note")] if usage.unanswered or usage.wanted else []),
        *(_plots(usage) if usage.asked else ()),
        *_map(coverage),
        *(_lists(usage) if anything else ()),
    )
    head = joined(
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", f"What Backchat was asked, {period}"),
        style(RULES),
    )
    whole = element("html", element("head", head), element("body", element("main", body)), lang="en")
    return f"<!doctype html>\n{whole}\n"


def _plots(usage: Usage) -> Iterator[Markup]:
    labels = [one.begin.isoformat() for one in usage.spans]
    series = {name: [one.outcomes[name] for one in usage.spans] for name in LABELS}
    rows = [(label, *(str(series[name][at]) for name in series)) for at, label in enumerate(labels)]
    every = "week" if usage.weekly else "day"
    about = About(
        "spans", f"Questions by {every}", f"How many questions each {every}, by what became of them."
    )
    short = [label[5:] for label in labels]
    table = _table((every, *LABELS), rows)
    yield _figure(about, plots.columns(about, short, series), table, plots.legend(LABELS))
    shares = [one.outcomes["answered"] / one.asked if one.asked else None for one in usage.spans]
    about = About(
        "share", f"Answered by {every}", f"The share of each {every}'s questions that got one answer."
    )
    told = [
        (label, "-" if one is None else f"{100 * one:.0f} %")
        for label, one in zip(labels, shares, strict=True)
    ]
    yield _figure(about, plots.lines(about, short, shares, "answered"), _table((every, "answered"), told))
    about = About(
        "hours", "Questions by hour of the day", "How many questions in each hour of the day, in UTC."
    )
    hours = [f"{hour:02}:00" for hour in range(len(usage.hours))]
    plot = plots.columns(about, hours, {"questions": usage.hours})
    yield _figure(about, plot, _table(("hour", "questions"), zip(hours, map(str, usage.hours), strict=True)))
    yield from _platforms(usage)
    yield from _entries(usage)


def _platforms(usage: Usage) -> Iterator[Markup]:
    about = About("platforms", "Questions by platform", "How many questions came from each platform.")
    bars = [(name, sum(some.values()), f"{sum(some.values()):,}") for name, some in usage.platforms.items()]
    rows = [(name, *(str(some[one]) for one in LABELS)) for name, some in usage.platforms.items()]
    yield _figure(about, plots.bars(about, bars, "questions"), _table(("platform", *LABELS), rows))


def _entries(usage: Usage) -> Iterator[Markup]:
    head = ("entry", "title", "asked", "helped", "did not help", "wanted something else")
    rows = [
        (one.entry, one.title or "(is no more)", *map(str, (one.asked, one.up, one.down, one.missed)))
        for one in usage.entries
    ]
    if usage.topics:
        about = About("asked", "Most asked entries", "How often the most asked entries answered.")
        bars = [(one.entry, one.asked, f"{one.asked:,}") for one in usage.topics[: 2 * MOST]]
        yield _figure(about, plots.bars(about, bars, "answered"), _table(head, rows))
    if usage.disliked:
        about = About("disliked", "Voted down", "Entries that did not help somebody, the surest first.")
        down = [
            (one.entry, one.down, f"{one.down:,} of {one.up + one.down:,}")
            for one in usage.disliked[: 2 * MOST]
        ]
        votes = [(one.entry, str(one.up), str(one.down)) for one in usage.disliked]
        table = _table(("entry", "helped", "did not help"), votes)
        yield _figure(about, plots.bars(about, down, "refused"), table)


def _lists(usage: Usage) -> Iterator[Markup]:
    rows = [(str(one.times), words(one.text), becoming(one)) for one in usage.unanswered if one.open]
    if rows:
        yield element("h2", "Found no answer")
        yield element("p", "Most often first, and what becomes of each now.", class_="faint")
        yield from _long(("times", "question", "now"), rows)
    if usage.wanted:
        yield element("h2", "Wanted instead")
        rows = [(str(one.times), words(one.text), ", ".join(one.entries)) for one in usage.wanted]
        yield from _long(("times", "wanted", "was shown"), rows)
    if usage.follows:
        yield element("h2", "Asked after another answer")
        told = [
            (str(one.times), one.after, one.entry, "yes" if one.related else "no") for one in usage.follows
        ]
        yield from _long(("times", "after", "asked for", "offered there"), told)
    if usage.unused:
        yield element("h2", "Never asked in this time")
        yield element("p", ", ".join(usage.unused))
        yield element("p", SHOWN_ELSEWHERE, class_="faint")


def _map(coverage: Coverage) -> Iterator[Markup]:
    if not coverage.rows:
        yield element("h2", "The map")
        yield element(
            "p", "There is no map: write map.yaml to see which part of the field has answers for whom."
        )
        return
    told = "How many entries help whom in each track, with their phrasings, how often they were asked and how often in vain."
    about = About("map", "The map: entries by track and by whom they help", told)
    heads = [NAMES[name] for name in SENIORITIES]
    rows = [
        (row.title, [_cell(row.title, *one) for one in zip(heads, row.cells, strict=True)])
        for row in coverage.rows
    ]
    plain = [
        (
            row.title,
            head,
            str(len(cell.entries)),
            *map(str, (cell.phrasings, cell.asked, cell.in_vain)),
            ", ".join(cell.entries),
        )
        for row in coverage.rows
        for head, cell in zip(heads, row.cells, strict=True)
    ]
    table = _table(("track", "for", "entries", "phrasings", "asked", "in vain", "which"), plain)
    yield _figure(about, plots.heat(about, heads, rows), table)
    for who, tracks in coverage.gaps.items():
        yield element("p", f"Nothing yet for {who}: {', '.join(tracks)}.")
    if coverage.unmapped:
        yield element("p", f"Not on the map: {', '.join(coverage.unmapped)}.", class_="note")
    yield element("h3", "By kind, each entry once")
    kinds = [
        (row.title, *(str(row.kinds.get(kind, 0) or "-") for kind in coverage.kinds)) for row in coverage.rows
    ]
    yield _table(("track", *coverage.kinds), kinds)


def _cell(track: str, head: str, cell: Covered) -> Cell:
    if not cell.entries:
        return Cell(("nothing yet",), 0, f"{track}, {head}: nothing yet")
    held = f"{count(len(cell.entries), 'entry', 'entries')}, {count(cell.phrasings, 'phrasing')}"
    asked = f"asked {cell.asked:,}, {cell.in_vain:,} in vain"
    strength = 1 + sum(len(cell.entries) >= least for least in _COLORED)
    told = f"{track}, {head}: {held}; {asked}: {', '.join(cell.entries)}"
    return Cell((held, asked) if cell.asked else (held,), strength, told)


def _figure(about: About, plot: Markup, table: Markup, *more: Markup) -> Markup:
    caption = element("figcaption", element("h2", about.title), element("p", about.told, class_="faint"))
    drawn = element(
        "div", plot, class_="plot", tabindex="0", role="region", aria_label=f"plot: {about.title}"
    )
    as_table = element("details", element("summary", "The same as a table"), table)
    return element("figure", caption, *more, drawn, as_table)


def _long(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Markup]:
    """A table of which the end is folded away when it is long."""
    yield _table(head, rows[: 2 * MOST])
    if rest := rows[2 * MOST :]:
        more = [element("p", f"{len(rest) - _LONGEST:,} are left out here: --json has them all.")]
        folded = (_table(head, rest[:_LONGEST]), *(more if len(rest) > _LONGEST else []))
        yield element("details", element("summary", f"and {len(rest):,} more"), *folded)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Markup:
    heads = (element("th", one, scope="col") for one in head)
    lines = (element("tr", *map(_data, row)) for row in rows)
    table = element("table", element("thead", element("tr", *heads)), element("tbody", *lines))
    return element(
        "div", table, class_="scroll", tabindex="0", role="region", aria_label=f"table: {', '.join(head)}"
    )


def _data(value: str) -> Markup:
    number = value.replace(",", "").replace(" %", "").isdigit() or value == "-"
    return element("td", value, class_="number") if number else element("td", value)
