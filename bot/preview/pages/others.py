"""The other pages: where one begins, all that was found, what a button does, and what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import parse_action
from bot.counting import count
from bot.preview.drawing import ask_address
from bot.preview.html import el, joined
from bot.preview.pages import parts
from bot.preview.pages.shell import Page

if TYPE_CHECKING:
    from bot.preview.drawing import Platforms
    from bot.preview.html import Html
    from bot.preview.state import State

_TRIED = ("where do i start", "is it hard", "how much do you earn", "thanks!")


def home_page(state: State, wanted: str = "") -> Page:
    """Where one begins: what there is, what was found, and what to try."""
    tries = [el("li", el("a", text, href=ask_address(text))) for text in _TRIED]
    main = joined(
        el("h1", "Edit an answer, and see what changes"),
        el(
            "p",
            "Save a file of ",
            el("code", str(state.written.folder)),
            " and it is shown here as people will see it. Ask as they ask, or pick an entry from the list.",
            class_="lead",
        ),
        el("ul", [el("li", el("strong", number), " ", noun) for number, noun in _sizes(state)], class_="sizes"),
        parts.section("Try", el("ul", tries, class_="tries"), name="try"),
        _found(state),
    )  # fmt: skip
    return Page("All entries", main, f"{_sum(state)}.", wanted=wanted)


def findings_page(state: State) -> Page:
    """All that was found in all files, and what is certain."""
    main = joined(el("h1", "What was found"), _found(state))
    return Page("What was found", main, f"{_sum(state)}.")


def tap_page(state: State, code: str, platforms: Platforms) -> Page | None:
    """What a button shows; None where its code is none of ours."""
    action = parse_action(code)
    if action is None or state.answerer is None:
        return None
    drawn = parts.drawings(state.answerer(action), platforms)
    shown = parts.section("As people see it", drawn, name="drawn")
    over = el("p", "What this button does ", el("code", code, class_="spot"), class_="over")
    main = joined(el("div", over, el("h1", "After a tap"), class_="title"), shown)
    return Page("After a tap", main, "What the button shows.")


def missing_page() -> Page:
    """What is not there, or not any more."""
    home = el("p", "It may have been renamed or deleted. ", el("a", "All entries", href="/"), class_="lead")
    return Page("Not there", joined(el("h1", "There is nothing by that name"), home), "Not there.")


def failed_page(error: Exception) -> Page:
    """A fault of ours."""
    told = el(
        "p", "It is a fault of Backchat: ", el("code", f"{type(error).__name__}: {error}"), class_="note bad"
    )
    main = joined(
        el("h1", "This page could not be made"),
        told,
        el("p", el("a", "All entries", href="/"), class_="lead"),
    )
    return Page("A fault", main, "This page could not be made.")


def _sizes(state: State) -> list[tuple[str, str]]:
    base = state.knowledge
    numbers = (
        (len(base.entries), "entry", "entries"),
        (sum(len(one.phrasings) for one in base.entries.values()), "phrasing", "phrasings"),
        (len(base.paths), "learning path", "learning paths"),
        (len(base.out_of_scope), "out-of-scope family", "out-of-scope families"),
        (len(base.golden), "golden question", "golden questions"),
    )
    return [(f"{number:,}", one if number == 1 else many) for number, one, many in numbers]


def _sum(state: State) -> str:
    return f"{parts.tally(state.findings) or 'Nothing'} found"


def _found(state: State) -> Html:
    listed = parts.findings(state.findings, str(state.written.folder)) if state.findings else None
    clean = None if state.findings else el("p", "Nothing to mend.", class_="note good")
    proved = () if any(one.severity == "error" for one in state.findings) else state.proved
    listing = el("ul", [el("li", one) for one in proved], class_="proved")
    certain = joined(el("h3", "Certain"), listing) if proved else None
    out = None
    if state.left_out:
        rules = count(len(state.left_out), "rule")
        out = el("p", f"{rules} could not be asked yet: mend the errors first.", class_="note")
    return parts.section(
        "To mend", clean, listed, out, certain, name="mend", told=parts.tally(state.findings)
    )
