"""The parts that several pages are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.counting import count
from bot.preview.drawing import entry_address, link
from bot.preview.html import Html, el, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.check.finding import Finding, Spot
    from bot.loading import Owner
    from bot.preview.drawing import Platforms
    from bot.preview.html import Child
    from bot.preview.state import State
    from bot.preview.wins import Win
    from bot.reply import Measure, Reply

_NEAR: Final = 0.9
"""From this share of a limit on there is little room left."""

_FATES: Final = {"wins": "wins", "shared": "is a choice", "lost": "lost"}


def section(title: str, *children: Child, name: str, told: str = "") -> Html:
    """A part of a page with a heading; `told` stands beside it."""
    heading = el("h2", title, id=name)
    beside = el("p", told, class_="besides") if told else None
    head = el("div", heading, beside, class_="head")
    return el("section", head, *children, aria_labelledby=name, class_=f"part {name}")


def bar(share: float, look: str = "", marks: Iterable[float] = ()) -> Html:
    """A bar that is full to a share (0-1), with marks at others; what it says must stand beside it as text."""
    full = f"{100 * min(1.0, max(0.0, share)):.1f}"
    ground = el("rect", class_="ground", width=100, height=6)
    filled = el("rect", class_="full", width=full, height=6)
    lines = [el("rect", class_="tick", x=f"{100 * at - 0.25:.2f}", width="0.6", height=6) for at in marks]
    return el(
        "svg",
        ground,
        filled,
        lines,
        class_=f"bar {look}".strip(),
        viewBox="0 0 100 6",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


def findings(found: Sequence[Finding], folder: str) -> Html:
    """What was found, errors first, each with its place, how to mend it and what else it is about."""
    ordered = sorted(found, key=lambda one: (one.severity != "error", one.order))
    return el("ul", [_finding(one, folder) for one in ordered], class_="findings")


def _finding(one: Finding, folder: str) -> Html:
    found = one.found
    mark = el("span", one.severity, class_=f"mark {one.severity}")
    first = el("p", mark, " ", el("strong", found.message), " ", el("span", one.rule, class_="rule"))
    beside = [el("p", _place(spot, folder), " ", text, class_="beside") for spot, text in found.beside]
    hint = el("p", found.hint, class_="hint") if found.hint else None
    return el("li", first, el("p", _place(found.spot, folder), class_="place"), beside, hint)


def _place(spot: Spot, folder: str) -> Html:
    return el("code", f"{folder}/{spot}", class_="spot")


def drawings(reply: Reply, platforms: Platforms, *, stale: bool = False) -> Html:
    """A reply as each platform shows it, and how much of the platform's limits it takes."""
    drawn = [_drawing(name, reply, platforms, stale=stale) for name in platforms.draw]
    absent = [
        el(
            "p",
            f"{name} is not drawn: ",
            el("code", f"pip install 'backchat[{name.lower()}]'"),
            class_="besides",
        )
        for name in platforms.absent
    ]
    return el("div", drawn, absent, class_="drawings")


def _drawing(name: str, reply: Reply, platforms: Platforms, *, stale: bool) -> Html:
    fragment = Html(platforms.draw[name](reply, link))
    measure = platforms.measure.get(name)
    looks = f"window {name.lower()}" + (" stale" if stale else "")
    inside = el("div", fragment, class_=looks, role="group", aria_label=f"The answer in {name}")
    taken = [one for one in measure(reply) if one.used] if measure else []
    measured = el("ul", map(_measure, taken), class_="budgets") if taken else None
    return el("article", el("h3", name), inside, measured, class_=f"drawing on-{name.lower()}")


def _measure(one: Measure) -> Html:
    share = one.used / one.limit if one.limit else 0.0
    look = "over" if share > 1 else "near" if share >= _NEAR else "room"
    said = f"{one.used:,} of {one.limit:,} {one.what}"
    over = el("strong", f" {one.used - one.limit:,} too many") if share > 1 else None
    return el("li", el("span", said, over), bar(share, look))


def won(found: Sequence[Win], state: State, owner: Owner, field: str, under: tuple[str, ...] = ()) -> Html:
    """A table of texts with what becomes of each; they stand in a field of the owner's file, `under` some keys."""
    heads = ("Line", "As written", "Score", "Margin", "Nearest rival")
    head = el("tr", [el("th", one, scope="col") for one in heads])
    rows = [_won(one, state, state.line(owner, (*under, field, one.number))) for one in found]
    table = el("table", el("thead", head), el("tbody", rows), class_="won")
    return scrolled(table, f"The {field} and how each fares")


def _won(one: Win, state: State, line: int) -> Html:
    fate = (
        None
        if one.fate == "wins"
        else joined(" ", el("span", _FATES[one.fate], class_=f"mark {_look(one.fate)}"))
    )
    return el(
        "tr",
        el("td", str(line or ""), class_="number line"),
        el("td", one.text, fate, class_="text"),
        el("td", f"{one.score:.2f}", class_="number"),
        el(
            "td",
            f"{one.margin:+.2f}",
            bar(one.margin, "" if one.margin > 0 else "near"),
            class_="number margin",
        ),
        el("td", _rival(one, state), class_="rival"),
    )


def _look(fate: str) -> str:
    return "error" if fate == "lost" else "warning"


def _rival(one: Win, state: State) -> Child:
    if one.rival is None:
        return "none"
    near = el("span", f"“{one.rival.evidence.phrasing}”", class_="nearest")
    return joined(entry_link(one.rival.entry, state), " ", near)


def scrolled(table: Html, label: str) -> Html:
    """What may be wider than the window: it can be scrolled by keyboard too."""
    return el("div", table, class_="scrolled", role="region", aria_label=label, tabindex="0")


def entry_link(name: str, state: State) -> Html:
    """The title of an entry, which leads to it; its id where there is none."""
    entry = state.knowledge.entry(name)
    return el("a", entry.title, href=entry_address(entry.id)) if entry else el("code", name)


def facts(*pairs: tuple[str, Child]) -> Html:
    """Names with what they are, for those that are anything."""
    return el("dl", list(_facts(pairs)), class_="facts")


def _facts(pairs: Iterable[tuple[str, Child]]) -> Iterator[Html]:
    for name, told in pairs:
        if told:
            yield el("div", el("dt", name), el("dd", told))


def stale_note(state: State, owner: Owner, *, known: bool) -> Html | None:
    """Says that a file is broken, and what is shown instead; nothing where it is whole."""
    if owner not in state.sound.broken:
        return None
    shown = (
        "What you see is how it was before."
        if known
        else "It was never whole yet, so there is nothing to show."
    )
    return el("p", el("strong", "This file cannot be used as it is."), " ", shown, class_="note bad")


def begun(title: str) -> str:
    """A title that goes on with a sentence, as one that begins."""
    return title[:1].upper() + title[1:]


def tally(found: Sequence[Finding]) -> str:
    """How much was found, as in "1 error, 2 warnings"; empty for nothing."""
    errors = sum(one.severity == "error" for one in found)
    numbers = ((errors, "error"), (len(found) - errors, "warning"))
    return ", ".join(count(number, noun) for number, noun in numbers if number)
