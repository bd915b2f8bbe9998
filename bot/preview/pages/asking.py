"""The page of a question: what the bot would answer, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.conversation import Answered, More, Unknown, Unsure, checked_question
from bot.errors import BadInputError
from bot.preview.drawing import ask_address, family_address
from bot.preview.html import el, joined
from bot.preview.pages import parts
from bot.preview.pages.shell import Page
from bot.workbench.explain import explanation
from bot.workbench.explanation_text import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.conversation import Candidate
    from bot.preview.drawing import Platforms
    from bot.preview.html import Html
    from bot.preview.state import State
    from bot.workbench.explain import Explanation, WeighedSignal, WordVotes

_SHOWN: Final = 6
"""How many candidates, and words, are told of."""

_LEAST: Final = 0.005
"""What a word must say at least to be told of."""

_SIGNALS: Final = {
    "score": "score of the first candidate",
    "margin": "its lead over the second",
    "ahead": "its lead over the nearest out-of-scope family",
    "covered": "share of the question that stands in its phrasings",
    "known": "share of the question that stands anywhere",
    "length": "length of the question, 30 words are 1",
}


def ask_page(state: State, text: str, platforms: Platforms, after: str = "") -> Page:
    """What is answered to a text, which may be anything; with `after`, in the light of the entry shown before it."""
    try:
        question = checked_question(text, after if state.knowledge.entry(after) else "")
    except BadInputError as error:
        return _plain(text, str(error))
    if state.answerer is None:
        return _plain(text, "there is nothing to answer from yet: mend what was found first")
    found = explanation(state.answerer, question)
    reply = state.answerer.compose(found.decision)
    told = sentence(found)
    main = joined(
        _head(state, found),
        parts.section("Why", el("p", told, class_="lead"), _read(found), _sure(found), name="why"),
        parts.section("Candidates", _candidates(state, found), name="candidates"),
        parts.section("As people see it", parts.drawings(reply, platforms), name="drawn"),
        parts.section("Words", _words(state, found), name="words") if found.votes else None,
        parts.section("Confidence", _weighed(found), name="confidence"),
    )
    return Page(f"“{question.text}”", main, told, asked=question.text, after=question.after)


def _plain(text: str, why: str) -> Page:
    said = f"{why[:1].upper()}{why[1:]}."
    main = joined(el("h1", "Ask"), el("p", said, class_="note"))
    return Page("Ask", main, said, asked=text)


def _head(state: State, found: Explanation) -> Html:
    verdict, look = _verdict(found)
    over = el("p", el("span", verdict, class_=f"mark {look}"), f" confidence {found.decision.confidence:.2f}")
    after = None
    if found.question.after:
        alone = el("a", "Ask it alone", href=ask_address(found.question.text))
        shown = parts.entry_link(found.question.after, state)
        after = el("p", "After the answer to ", shown, ". ", alone, class_="besides")
    return el("div", over, el("h1", f"“{found.question.text}”"), _told(state, found), after, class_="title")


def _verdict(found: Explanation) -> tuple[str, str]:
    match found.decision:
        case Answered() | More():
            return "answers", "good"
        case Unsure():
            return "offers a choice", "warning"
        case Unknown(_, family):
            return ("out of scope" if family else "does not know"), "quiet"


def _told(state: State, found: Explanation) -> Html:
    """Whereto it leads: the entry, the choices, or the family with its pointer."""
    match found.decision:
        case Answered(entry) | More(entry):
            on = el("a", "ask on from there", href=ask_address("tell me more", entry))
            return el("p", "With ", parts.entry_link(entry, state), ", or ", on, ".", class_="lead")
        case Unsure(candidates):
            links = [el("li", parts.entry_link(one.entry, state)) for one in candidates]
            return el("ol", links, class_="lead")
        case Unknown(nearest, family):
            known = state.knowledge.out_of_scope.get(family or "")
            pointer = (
                el("p", "With the pointer for ", el("a", known.title, href=family_address(family or "")))
                if known
                else None
            )
            links = [el("li", parts.entry_link(one.entry, state)) for one in nearest]
            near = joined(el("p", "Nearest:"), el("ul", links)) if links else None
            return el("div", pointer, near, class_="lead")


def _read(found: Explanation) -> Html:
    reading = found.ranking.reading
    repairs = ", ".join(f"{one.typed} → {one.read}" for one in reading.repairs)
    return parts.facts(
        ("Compared", " ".join(reading.words) or "nothing"),
        ("Repaired", repairs or "nothing"),
        ("Unknown", ", ".join(found.unknown) or "nothing"),
    )


def _sure(found: Explanation) -> Html:
    """How sure it is, beside what it must be."""
    first, three = found.first.confidence, found.among_three.confidence
    rows = (
        ("The first is right", first, found.answer, "an answer needs"),
        ("One of three is right", three, found.offer, "choices need"),
    )
    return el("ul", [_sureness(*row) for row in rows], class_="budgets sure")


def _sureness(claim: str, share: float, needed: float, use: str) -> Html:
    look = "room" if share >= needed else "near"
    said = el("span", f"{claim}: ", el("strong", f"{share:.3f}"), f", {use} {needed:g}")
    return el("li", said, parts.bar(share, look, [needed]))


def _candidates(state: State, found: Explanation) -> Html:
    heads = ("Entry", "Score", "Words", "Letters", "Meaning", "Likeness", "Closeness", "Covered")
    head = el("tr", [el("th", one, scope="col") for one in heads])
    rows = [_candidate(state, one) for one in found.ranking.candidates[:_SHOWN]]
    if family := found.ranking.family:
        rows.append(_candidate(state, family, family=True))
    if not rows:
        return el("p", "The knowledge has nothing of this question.")
    table = el("table", el("thead", head), el("tbody", rows), class_="compared")
    return parts.scrolled(table, "The candidates and what speaks for each")


def _candidate(state: State, one: Candidate, *, family: bool = False) -> Html:
    seen = one.evidence
    name = parts.entry_link(one.entry, state)
    if family:
        title = state.knowledge.out_of_scope[one.entry].title
        name = joined(
            el("span", "out of scope", class_="rule"), " ", el("a", title, href=family_address(one.entry))
        )
    flags = (("word for word", seen.exact), ("other side of a contrast", seen.crossed))
    marks = [joined(" ", el("span", text, class_="mark quiet")) for text, is_so in flags if is_so]
    near = el("span", f"“{seen.phrasing}”", class_="nearest")
    learnt = (f"{part:+z.2f}" for part in (seen.words, seen.letters, seen.meaning))
    likeness = (f"{part:z.2f}" for part in (seen.likeness, seen.closeness, seen.covered))
    return el(
        "tr",
        el("td", name, marks, " ", near, class_="text"),
        el("td", f"{one.score:.2f}", parts.bar(one.score), class_="number margin"),
        [el("td", part, class_="number") for part in (*learnt, *likeness)],
    )  # fmt: skip


def _words(state: State, found: Explanation) -> Html:
    columns = [
        _votes(state, votes, family=bool(found.ranking.family) and votes is found.votes[-1])
        for votes in found.votes
    ]
    told = el("p", "What each word says for it (+) or against it (-), strongest first.", class_="besides")
    return joined(told, el("div", columns, class_="votes"))


def _votes(state: State, votes: WordVotes, *, family: bool) -> Html:
    name = (
        el("a", state.knowledge.out_of_scope[votes.owner].title, href=family_address(votes.owner))
        if family
        else parts.entry_link(votes.owner, state)
    )
    kept = [vote for vote in votes.words[:_SHOWN] if abs(vote[1]) >= _LEAST]
    rows = [el("li", el("span", word), el("span", f"{says:+.2f}", class_="number")) for word, says in kept]
    return el("div", el("h3", name), el("ul", rows or el("li", "nothing")))


def _weighed(found: Explanation) -> Html:
    heads = ("Signal", "Weight", "Value", "Product", "What it is")
    head = el("tr", [el("th", one, scope="col") for one in heads])
    rows = [_signal(one) for one in found.first.signals]
    table = el("table", el("thead", head), el("tbody", rows, list(_sums(found))), class_="weighed")
    return parts.scrolled(table, "What the confidence is made of")


def _signal(one: WeighedSignal) -> Html:
    numbers = (f"{value:z.3f}" for value in (one.weight, one.value, one.product))
    cells = [el("td", number, class_="number") for number in numbers]
    return el("tr", el("th", one.name, scope="row"), cells, el("td", _SIGNALS.get(one.name, "")))


def _sums(found: Explanation) -> Iterator[Html]:
    sums = (("bias", found.first.bias), ("total", found.first.total), ("confidence", found.first.confidence))
    for name, value in sums:
        cells = [el("td"), el("td"), el("td", f"{value:z.3f}", class_="number"), el("td")]
        yield el("tr", el("th", name, scope="row"), cells, class_="total")
