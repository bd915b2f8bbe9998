"""What stands around every page: the head, the field to ask in, the list of entries, and what becomes of the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.preview.html import Html, el
from bot.preview.pages.listing import listing
from bot.preview.pages.parts import tally

if TYPE_CHECKING:
    from bot.loading import Owner
    from bot.preview.state import Stage, State

_STAGES: Final[dict[Stage, str]] = {
    "estimated": "scores are estimates, learning",
    "checking": "asking every phrasing",
    "done": "",
}
_ICON: Final = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 36 36'%3E%3Crect width='36' height='36' rx='8' "
    "fill='%2317324d'/%3E%3Cpath fill='%23fff' d='M11 7h14a5 5 0 0 1 5 5v8a5 5 0 0 1-5 5h-8l-6 5v-5a5 5 0 0 1-5-5v-8a5 5 0 0 1 "
    "5-5z'/%3E%3Cpath fill='none' stroke='%231264a3' stroke-width='2.6' d='m12.5 12.5 4 3.5-4 3.5M19 20h5'/%3E%3C/svg%3E"
)


class Page(NamedTuple):
    """A page: what it is called, what stands in its middle, and what that is about.

    `said` is told to who cannot see it when the page changes by itself, `asked` stands in the field to ask in, `wanted` in
    the one that narrows the list.
    """

    title: str
    main: Html
    said: str = ""
    about: Owner | None = None
    asked: str = ""
    wanted: str = ""
    after: str = ""


def html(page: Page, state: State, stamp: str) -> str:
    """The whole document; `stamp` names the state that it shows."""
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("title", f"{page.title} · Backchat preview"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("meta", name="color-scheme", content="light dark"),
        el("link", rel="icon", href=_ICON),
        el("link", rel="stylesheet", href="/preview.css"),
        el("script", src="/preview.js", defer=True),
    )
    body = el(
        "body",
        el("a", "Skip to the content", href="#main", class_="skip"),
        _top(page, state),
        el("div", listing(state, page.about, page.wanted), _main(page, state), class_="frame"),
    )
    return "<!doctype html>\n" + el("html", head, body, lang="en", data_stamp=stamp)


def _top(page: Page, state: State) -> Html:
    brand = el("a", el("span", "Backchat"), " preview", href="/", class_="brand")
    field = el(
        "input",
        id="q",
        name="q",
        type="search",
        value=page.asked,
        placeholder="how do i get into backend…",
        autocomplete="off",
        spellcheck="false",
        maxlength=4_000,
        aria_describedby="keys",
    )
    label = el("label", "Ask as people ask", for_="q")
    after = el("input", type="hidden", name="after", value=page.after) if page.after else None
    keys = el("span", "Press / to ask", id="keys", class_="keys")
    form = el("form", label, el("div", field, after, el("button", "Ask"), keys), action="/ask", role="search")
    return el("header", brand, form, _news(page, state), class_="top")


def _news(page: Page, state: State) -> Html:
    """What becomes of the files, and what the page says: told as it changes."""
    read = el("span", f"Read at {state.at:%H:%M:%S}", class_="read")
    found = el("a", tally(state.findings) or "nothing found", href="/findings", class_=f"sum {_worst(state)}")
    stage = el("span", _STAGES[state.stage], class_="stage") if state.stage != "done" else None
    told = el("span", page.said, id="said", role="status", class_="unseen")
    connection = el("span", id="connection", role="status", class_="connection")
    return el("div", el("p", read, found, stage, id="news"), told, connection, class_="news")


def _worst(state: State) -> str:
    severities = {one.severity for one in state.findings}
    return "bad" if "error" in severities else "warn" if severities else "good"


def _main(page: Page, state: State) -> Html:
    fault = el("p", el("strong", "Not up to date: "), state.fault, class_="note bad") if state.fault else None
    return el("main", fault, page.main, id="main", tabindex="-1")
