"""Draws an evaluation: as text for people who tend the knowledge, and as plain values for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from bot.conversation import Answered, Candidate, Decision, More, Unknown, Unsure
from bot.counting import count
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from bot.workbench.evaluate import Confusion, Evaluation, Judged
    from bot.workbench.intervals import Estimate

MOST_CONFUSIONS: Final = 15
"""How many pairs of entries are printed."""

_SECTIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "In scope: does the right entry win? (high is good)": {
        "top_1": "it comes first (top-1)",
        "top_3": "it is among the first three (top-3)",
        "mrr": "1 / its place, on average (MRR; 1 = always first)",
    },
    "In scope: what does the person get? (adds up to 100 %)": {
        "right": "the right answer",
        "offered": "choices, a right one among them",
        "misled": "choices, all of them wrong",
        "wrong": "a wrong answer",
        "refused": '"I don\'t know"',
    },
    "Out of scope: what does the person get? (low is good)": {
        "out_answered": "an answer, although there is none",
        "near_out_answered": "  to a question near our subject",
        "far_out_answered": "  to a question far from it",
        "out_offered": "choices, although none is right",
        "near_out_offered": "  to a question near our subject",
        "far_out_offered": "  to a question far from it",
    },
    "Is the bot surer of a question in scope than of one out of it? (AUROC; 1 = always, 0.5 = by chance)": {
        "auroc_in_out": "than of any question out of scope",
        "auroc_in_near": "than of one near our subject",
    },
}
"""Heading → name of a figure → what it says."""

_NOTE: Final = """\
95% interval: where the figure would lie, 19 times in 20, if very many such questions were asked.
A change that stays within it may be chance."""

_NO_SHARES: Final = frozenset({"mrr", "auroc_in_out", "auroc_in_near"})
_WIDTH: Final = max(len(label) for section in _SECTIONS.values() for label in section.values()) + 2

_BY_STYLE: Final = {"top_1": "top-1", "top_3": "top-3", "right": "right", "wrong": "wrong"}

_GROUPS: Final = {
    "answered": "Out of scope, and answered",
    "wrong": "In scope, and answered wrong",
    "misled": "In scope, and offered choices that are all wrong",
    "refused": 'In scope, and told "I don\'t know"',
    "offered": "In scope, and offered choices of which a right one is not the first",
}
"""Outcome of a miss → heading, worst first."""

_LEGEND: Final = """\
What went wrong: no right entry came first, or there was an answer out of scope. Confidence and scores are 0-1.
Words, letters and meaning: what speaks for the entry, below 0 against it. Likeness and closeness: how near the phrasing
is, by words and by meaning (1 = the same). Covered: the share of the question that the entry's phrasings have."""


def text(found: Evaluation, *, failures: bool = False) -> str:
    """The figures as aligned text, and with `failures` every question that went wrong."""
    parts = [_counts(found), _figures(found), _styles(found), _confusions(found.confusions)]
    return "\n\n".join(filter(None, [*parts, _failures(found.misses) if failures else ""]))


def _counts(found: Evaluation) -> str:
    scopes = [one.asked.scope for one in found.judged]
    inside, near, far = (scopes.count(scope) for scope in ("in", "near_out", "far_out"))
    told = f" ({near} near our subject, {far} far from it)" if near or far else ""
    asked, entries = count(len(scopes), "question"), count(found.entries, "entry", "entries")
    lines = [f"{asked} to {entries}: {inside} in scope, {len(scopes) - inside} out of scope{told}."]
    if found.selection.copied:
        lines.append(f"Left out, because equal to a phrasing or title: {found.selection.copied}.")
    if found.selection.unplaced:
        lines.append(f"Left out, because none of their topics is an entry: {found.selection.unplaced}.")
    return "\n".join(lines)


def _figures(found: Evaluation) -> str:
    head = f"{'':{_WIDTH}}  {'figure':>8}   {'95% interval':<13}  {'questions':>9}"
    lines = []
    for heading, labels in _SECTIONS.items():
        rows = [(label, name, found.figures[name]) for name, label in labels.items()]
        told = [_row(label, name, figure) for label, name, figure in rows if figure]
        lines += ["", heading, *told] if told else []
    return "\n".join([head, *lines[1:], "", _NOTE]) if lines else ""


def _row(label: str, name: str, figure: Estimate) -> str:
    value, low, high = (_shown(name, number) for number in (figure.value, figure.low, figure.high))
    unit = "  " if name in _NO_SHARES else " %"
    return f"  {label:<{_WIDTH - 2}}  {value:>6}{unit}   {low:>5} to {high:<5} {figure.n:>9}"


def _shown(name: str, number: float) -> str:
    return f"{number:.3f}" if name in _NO_SHARES else f"{100 * number:.1f}"


def _styles(found: Evaluation) -> str:
    if not set(found.styles) - {""}:
        return ""
    names = {style: style or "(none)" for style in found.styles}
    width = max(len("By style, in scope"), *(len(name) + 2 for name in names.values()))
    head = f"{'By style, in scope':<{width}}  {'n':>5}" + "".join(
        f"{name:>10}" for name in _BY_STYLE.values()
    )
    return "\n".join([head, *(_style(names[style], width, found.styles[style]) for style in found.styles)])


def _style(name: str, width: int, figures: Mapping[str, Estimate | None]) -> str:
    shown = [figure for key in _BY_STYLE if (figure := figures[key])]
    return f"  {name:<{width - 2}}  {shown[0].n:>5}" + "".join(f"{100 * one.value:>8.1f} %" for one in shown)


def _confusions(confusions: tuple[Confusion, ...]) -> str:
    if not confusions:
        return ""
    lines = [
        "Entries that come first in place of others, most often first (back: the other way round)",
        "  times  back  right entry → came first",
        *(
            f"  {one.times:>5}  {one.back:>4}  {one.right} → {one.winner}"
            for one in confusions[:MOST_CONFUSIONS]
        ),
    ]
    if (more := len(confusions) - MOST_CONFUSIONS) > 0:
        lines.append(f"  and {count(more, 'more pair')}: --json has them all")
    return "\n".join(lines)


def _failures(misses: Iterable[Judged]) -> str:
    grouped: dict[str, list[Judged]] = {outcome: [] for outcome in _GROUPS}
    for one in misses:
        grouped[one.outcome].append(one)
    parts = [
        "\n\n".join([f"{heading}: {len(grouped[outcome])}", *map(_failure, grouped[outcome])])
        for outcome, heading in _GROUPS.items()
        if grouped[outcome]
    ]
    return "\n\n".join([_LEGEND, *parts]) if parts else "Nothing went wrong."


_WANTED: Final = {
    "near_out": "nothing: near our subject",
    "far_out": "nothing: far from our subject",
    "out": "nothing",
}


def _failure(one: Judged) -> str:
    where = ", ".join(filter(None, (one.asked.place, one.asked.style)))
    lines = [
        f"  {quoted(one.asked.text)}" + (f"  ({where})" if where else ""),
        f"    wanted     {', '.join(one.asked.topics) or _WANTED[one.asked.scope]}",
        f"    decided    {_decided(one.decision)}, confidence {one.decision.confidence:.2f}",
        *_candidate("came first", one.winner),
    ]
    if one.asked.topics and one.expected is None:
        lines.append(f"    right one  {one.wanted}: has nothing of the question")
    return "\n".join([*lines, *_candidate("right one", one.expected, f", place {one.rank}")])


def _decided(decision: Decision) -> str:
    match decision:
        case Answered(entry):
            return f"answered with {entry}"
        case Unsure(candidates):
            return f"offered {', '.join(one.entry for one in candidates)}"
        case Unknown(_, family):
            return f"I don't know (out of scope: {family})" if family else "I don't know"
        case More(entry):
            return f"no more to say of {entry}"


def _candidate(role: str, found: Candidate | None, place: str = "") -> Iterator[str]:
    if found is None:
        return
    seen = found.evidence
    yield f"    {role:<10} {found.entry}: score {found.score:.2f}{place}"
    crossed = "; halved: the other side of a contrast" if seen.crossed else ""
    yield (
        f"               words {seen.words:+z.2f}, letters {seen.letters:+z.2f}, meaning {seen.meaning:+z.2f}, "
        f"covered {seen.covered:.2f}{crossed}"
    )
    yield (
        f"               nearest phrasing {quoted(seen.phrasing)}, "
        f"likeness {seen.likeness:.2f}, closeness {seen.closeness:z.2f}"
    )


def described(found: Evaluation) -> dict[str, Any]:
    """The whole evaluation for programs: stable keys; figures, scores and similarities are 0-1 with four digits."""
    scopes = [one.asked.scope for one in found.judged]
    values = {
        "questions": {"asked": len(scopes), **{scope: scopes.count(scope) for scope in _SCOPES}},
        "entries": found.entries,
        "left_out": {"copied": found.selection.copied, "unplaced": found.selection.unplaced},
        "unknown_topics": [asdict(topic) for topic in found.selection.unknown],
        "figures": _plain_figures(found.figures),
        "styles": [{"style": style, **_plain_figures(of)} for style, of in found.styles.items()],
        "confusions": [asdict(pair) for pair in found.confusions],
        "failures": [_plain_failure(one) for one in found.misses],
    }
    return {name: _rounded(value) for name, value in values.items()}


_SCOPES: Final = ("in", "near_out", "far_out", "out")


def _plain_figures(figures: Mapping[str, Estimate | None]) -> dict[str, Any]:
    return {name: asdict(figure) if figure else None for name, figure in figures.items()}


def _plain_failure(one: Judged) -> dict[str, Any]:
    """A miss; `choices` are the entries offered, `rank` is the place of `expected` among all entries, from 1."""
    decision = one.decision
    return {
        "question": one.asked.text,
        "place": one.asked.place,
        "scope": one.asked.scope,
        "style": one.asked.style,
        "wanted": list(one.asked.topics),
        "outcome": one.outcome,
        "confidence": decision.confidence,
        "choices": [choice.entry for choice in decision.candidates] if isinstance(decision, Unsure) else [],
        "winner": asdict(one.winner) if one.winner else None,
        "expected": asdict(one.expected) if one.expected else None,
        "rank": one.rank or None,
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return round(value, 4) if isinstance(value, float) else value
