"""What stands around every page: the head, the field to ask in, the list of entries, and what becomes of the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.counting import count
from bot.labels import kind_name
from bot.preview.drawing import entry_address, family_address, path_address
from bot.preview.html import Html, el, joined
from bot.preview.pages.parts import begun, tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bot.loading import Owner
    from bot.preview.html import Child
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
        el("div", _list(page, state), _main(page, state), class_="frame"),
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


def _list(page: Page, state: State) -> Html:
    """Everything there is, by kind; narrowed here where there is no script, and by it where there is."""
    wanted = el(
        "input", id="filter", name="wanted", type="search", value=page.wanted, autocomplete="off", spellcheck="false"
    )  # fmt: skip
    form = el(
        "form", el("label", "Narrow the list", for_="filter"), wanted, el("button", "Narrow", class_="plain")
    )
    groups = [
        el("div", el("h2", name, " ", el("span", str(len(items)))), el("ul", items), class_="group")
        for name, items in _groups(page, state)
        if items
    ]
    empty = el("p", "Nothing here is called so.", id="none", hidden=bool(groups))
    whole = count(len(state.knowledge.entries), "entry", "entries")
    inside = joined(form, el("div", groups, id="groups"), empty)
    return el(
        "nav", el("details", el("summary", whole), inside, open=True, id="entries"), aria_label="Entries"
    )


def _groups(page: Page, state: State) -> Iterator[tuple[str, list[Html]]]:
    base = state.knowledge
    lost = [owner for owner in sorted(state.sound.broken) if owner not in state.sound.origins]
    broken = [_item(page, state, owner, owner[1]) for owner in lost if owner[0] in {"entry", "path"}]
    yield "Cannot be read", [*filter(None, broken)]
    for kind, entries in base.kinds.items():
        items = (_item(page, state, ("entry", entry.id), entry.title) for entry in entries)
        yield kind_name(kind), [*filter(None, items)]
    paths = (_item(page, state, ("path", path.id), path.title) for path in base.paths.values())
    yield "Learning paths", [*filter(None, paths)]
    families = (
        _item(page, state, ("family", name), begun(family.title))
        for name, family in base.out_of_scope.items()
    )
    yield "Out of scope", [*filter(None, families)]


_ADDRESSES: Final[Mapping[str, Callable[[str], str]]] = {
    "entry": entry_address,
    "path": path_address,
    "family": family_address,
}


def _item(page: Page, state: State, owner: Owner, title: str) -> Html | None:
    words = f"{title} {owner[1]}".casefold()
    if not all(word in words for word in page.wanted.casefold().split()):
        return None
    told: Child = None
    found = state.found(owner) if owner[0] != "family" else ()
    if found:
        worst = "error" if any(one.severity == "error" for one in found) else "warning"
        told = el(
            "span", el("span", tally(found), class_="unseen"), class_=f"dot {worst}", title=tally(found)
        )
    here = "page" if page.about == owner else None
    href = _ADDRESSES[owner[0]](owner[1])
    return el(
        "li", el("a", el("span", title), told, href=href, aria_current=here, data_words=f"{title} {owner[1]}")
    )
