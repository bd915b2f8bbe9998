"""The pages of an entry, of a learning path and of a family of out-of-scope questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation import FollowPath, Question, ShowEntry
from bot.counting import count
from bot.labels import kind_name
from bot.preview.drawing import ask_address, path_address
from bot.preview.html import el, joined
from bot.preview.pages import parts
from bot.preview.pages.shell import Page
from bot.preview.wins import held, wins

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.knowledge import Entry, LearningPath, OutOfScope, Step
    from bot.loading import Owner
    from bot.preview.drawing import Platforms
    from bot.preview.html import Html
    from bot.preview.state import State
    from bot.preview.wins import Win


def entry_page(state: State, name: str, platforms: Platforms) -> Page | None:
    """An entry: its answer as it is drawn, what was found in it, and how its phrasings win; None where there is none."""
    entry = state.knowledge.entry(name)
    if entry is None or state.answerer is None:
        return _broken_page(state, ("entry", name))
    owner = ("entry", entry.id)
    stale = owner in state.sound.stale
    drawn = parts.drawings(state.answerer(ShowEntry(entry.id)), platforms, stale=stale)
    found = wins(state.answerer, entry)
    main = joined(
        _head(state, owner, kind_name(entry.kind), entry.title),
        _found(state, owner),
        parts.section("As people see it", drawn, name="drawn"),
        parts.section(
            "Phrasings",
            parts.won(found, state, owner, "phrasings"),
            name="phrasings",
            told=_fared(found, "phrasing"),
        ),
        parts.section("About this entry", _about(state, entry), name="about"),
    )
    return Page(entry.title, main, _said(entry.title, state, owner), owner)


def path_page(state: State, name: str, number: int, platforms: Platforms) -> Page | None:
    """A learning path: its steps, and one of them as it is drawn; None where there is no such path."""
    path = state.knowledge.paths.get(name)
    if path is None or state.answerer is None:
        return _broken_page(state, ("path", name))
    owner = ("path", name)
    number = min(max(1, number), len(path.steps) + 1)
    drawn = parts.drawings(
        state.answerer(FollowPath(name, number)), platforms, stale=owner in state.sound.stale
    )
    steps = [_step(state, path, place, step, number) for place, step in enumerate(path.steps, start=1)]
    end = el("li", el("a", "The end", href=path_address(name, len(path.steps) + 1)))
    title = "The end" if number > len(path.steps) else f"Step {number}"
    main = joined(
        _head(state, owner, "Learning path", path.title),
        el("p", f"For you if {path.audience}.", class_="lead"),
        _found(state, owner),
        parts.section(f"{title} as people see it", drawn, name="drawn"),
        parts.section(
            "Steps", el("ol", steps, end, class_="steps"), name="steps", told=count(len(path.steps), "step")
        ),
        parts.section("About this path", _about_path(state, path), name="about"),
    )
    return Page(path.title, main, _said(path.title, state, owner), owner)


def family_page(state: State, name: str, platforms: Platforms) -> Page | None:
    """A family of out-of-scope questions: its pointer as it is drawn, and how its examples fare."""
    family = state.knowledge.out_of_scope.get(name)
    if family is None or state.answerer is None:
        return None
    file = ("special", "out_of_scope")
    reply = state.answerer(Question(family.examples[0]))
    found = held(state.answerer, name, family)
    first = el("a", f"“{family.examples[0]}”", href=ask_address(family.examples[0]))
    drawn = parts.drawings(reply, platforms, stale=file in state.sound.stale)
    main = joined(
        _head(state, file, "Out of scope", parts.begun(family.title)),
        _found(state, file),
        parts.section("As people see it", el("p", "To ", first, class_="besides"), drawn, name="drawn"),
        parts.section("Examples", _examples(state, name, found), name="phrasings", told=_fared(found, "example")),
        parts.section("About this family", _about_family(family), name="about"),
    )  # fmt: skip
    return Page(parts.begun(family.title), main, f"Out of scope: {family.title}.", ("family", name))


def _examples(state: State, name: str, found: Sequence[Win]) -> Html:
    """The examples, whose lines are under the family's name."""
    return parts.won(found, state, ("special", "out_of_scope"), "examples", (name,))


def _broken_page(state: State, owner: Owner) -> Page | None:
    """What can be said of a file that was never whole; None where there is no such file."""
    if owner not in state.sound.broken:
        return None
    main = joined(_head(state, owner, "Cannot be read", owner[1], known=False), _found(state, owner))
    return Page(owner[1], main, _said(owner[1], state, owner), owner)


def _head(state: State, owner: Owner, kind: str, title: str, *, known: bool = True) -> Html:
    place = el("code", f"{state.written.folder}/{state.file(owner)}", class_="spot")
    over = el("p", kind, " ", place, class_="over")
    return el("div", over, el("h1", title), parts.stale_note(state, owner, known=known), class_="title")


def _found(state: State, owner: Owner) -> Html | None:
    """What was found in the file; that nothing was is told in a line."""
    found = state.found(owner)
    if not found:
        waits = " so far; every phrasing is being asked" if state.stage != "done" else ""
        return el("p", f"Nothing to mend in this file{waits}.", class_="note good")
    listed = parts.findings(found, str(state.written.folder))
    return parts.section("To mend", listed, name="mend", told=parts.tally(found))


def _said(title: str, state: State, owner: Owner) -> str:
    return f"{title}: {parts.tally(state.found(owner)) or 'nothing to mend'}."


def _fared(found: Sequence[Win], noun: str) -> str:
    lost = [one for one in found if one.fate != "wins"]
    if lost:
        return f"{len(lost)} of {count(len(found), noun)} do not get this answer"
    closest = f", the narrowest by {found[0].margin:+.2f}" if found else ""
    return f"all {count(len(found), noun)} win{closest}"


def _about(state: State, entry: Entry) -> Html:
    base = state.knowledge
    sources = [_source(state, key) for key in entry.sources]
    related = [el("li", parts.entry_link(one, state)) for one in entry.related]
    linked = [one for one in base.entries.values() if entry.id in {*one.related}]
    steps = [path for path in base.paths.values() if any(step.entry == entry.id for step in path.steps)]
    return parts.facts(
        ("Sources", el("ul", sources) if sources else None),
        ("Reviewed", entry.reviewed.isoformat() if entry.reviewed else "never"),
        ("Leads to", el("ul", related) if related else None),
        ("Led to by", el("ul", [el("li", parts.entry_link(one.id, state)) for one in linked]) if linked else None),
        ("On the paths", el("ul", [el("li", el("a", one.title, href=path_address(one.id))) for one in steps]) if steps else None),
        ("Retired ids", ", ".join(entry.aliases)),
        ("Id", el("code", entry.id)),
    )  # fmt: skip


def _source(state: State, key: str) -> Html:
    source = state.knowledge.sources.get(key)
    return el("li", source.line if source else key, " ", el("code", key))


def _step(state: State, path: LearningPath, place: int, step: Step, shown: int) -> Html:
    here = "step" if place == shown else None
    view = el("a", f"Show step {place}", href=path_address(path.id, place), aria_current=here, class_="view")
    why = el("p", el("b", "Why now: "), step.why) if step.why else None
    task = el("p", el("b", "Do this: "), step.task) if step.task else None
    needs = (
        el("p", el("b", "Builds on: "), _listed([parts.entry_link(one, state) for one in step.requires]))
        if step.requires
        else None
    )
    return el("li", el("p", el("strong", parts.entry_link(step.entry, state)), " ", view), why, task, needs)


def _listed(items: Sequence[Html]) -> Html:
    return joined([joined(", " if place else "", one) for place, one in enumerate(items)])


def _about_path(state: State, path: LearningPath) -> Html:
    offered = [el("li", parts.entry_link(one, state)) for one in path.offered_by]
    return parts.facts(("Offered by", el("ul", offered) if offered else None), ("Id", el("code", path.id)))


def _about_family(family: OutOfScope) -> Html:
    offers = "the nearest topics are offered as well" if family.offer_topics else "nothing else is offered"
    return parts.facts(("Pointer", family.pointer), ("Besides", offers))
