"""The list of everything there is, by kind, on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.counting import count
from bot.labels import kind_name
from bot.preview.drawing import entry_address, family_address, path_address
from bot.preview.html import Html, el, joined
from bot.preview.pages.parts import begun, tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bot.check.finding import Finding
    from bot.loading import Owner
    from bot.preview.state import State

_ADDRESSES: Final[Mapping[str, Callable[[str], str]]] = {
    "entry": entry_address,
    "path": path_address,
    "family": family_address,
}


def listing(state: State, about: Owner | None, wanted: str) -> Html:
    """Everything there is, with what the page is about marked; narrowed here where there is no script, and by it where there is."""
    field = el(
        "input", id="filter", name="wanted", type="search", value=wanted, autocomplete="off", spellcheck="false"
    )  # fmt: skip
    form = el(
        "form", el("label", "Narrow the list", for_="filter"), field, el("button", "Narrow", class_="plain")
    )
    groups = [*_drawn(state, about, wanted)]
    empty = el("p", "Nothing here is called so.", id="none", hidden=bool(groups))
    whole = count(len(state.knowledge.entries), "entry", "entries")
    inside = joined(form, el("div", groups, id="groups"), empty)
    return el(
        "nav", el("details", el("summary", whole), inside, open=True, id="entries"), aria_label="Entries"
    )


def _drawn(state: State, about: Owner | None, wanted: str) -> Iterator[Html]:
    """The kinds of which anything is wanted."""
    words, found = wanted.casefold().split(), state.found_by_file()
    for name, owners in _groups(state):
        items = [
            _item(owner, title, found.get(state.file(owner), ()), here=owner == about)
            for owner, title in owners
            if all(word in f"{title} {owner[1]}".casefold() for word in words)
        ]
        if items:
            heading = el("h2", name, " ", el("span", str(len(items))))
            yield el("div", heading, el("ul", items), class_="group")


def _groups(state: State) -> Iterator[tuple[str, Iterable[tuple[Owner, str]]]]:
    base = state.knowledge
    lost = [owner for owner in sorted(state.sound.broken) if owner not in state.sound.origins]
    yield "Cannot be read", [(owner, owner[1]) for owner in lost if owner[0] in {"entry", "path"}]
    for kind, entries in base.kinds.items():
        yield kind_name(kind), [(("entry", entry.id), entry.title) for entry in entries]
    yield "Learning paths", [(("path", path.id), path.title) for path in base.paths.values()]
    yield (
        "Out of scope",
        [(("family", name), begun(family.title)) for name, family in base.out_of_scope.items()],
    )


def _item(owner: Owner, title: str, found: Sequence[Finding], *, here: bool) -> Html:
    kind, name = owner
    mark = None
    if found:
        worst = "error" if any(one.severity == "error" for one in found) else "warning"
        spoken = el("span", tally(found), class_="unseen")
        mark = el("span", spoken, class_=f"dot {worst}", title=tally(found))
    current = "page" if here else None
    href = _ADDRESSES[kind](name)
    return el(
        "li", el("a", el("span", title), mark, href=href, aria_current=current, data_words=f"{title} {name}")
    )
