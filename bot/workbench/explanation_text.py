"""Draws an explanation: as text for people who tend the knowledge, and as plain values for programs."""

from __future__ import annotations

from dataclasses import asdict
from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from bot.conversation import Answered, More, Unknown, Unsure
from bot.counting import count
from bot.matching.normalize import MAX_TEXT
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.conversation import Candidate, Decision
    from bot.workbench.explain import Explanation, Rule, WeighedSignal, Weighing, WordVotes

MOST_WORDS: Final = 8
"""How many words of a question are printed for a candidate."""

_WIDTH: Final = 110
_LONGEST: Final = 24
"""The longest word printed whole, in characters."""

_LEAST: Final = 0.005
"""What a word must say at least to be printed."""

_OUT: Final = "out of scope: "

_LEGEND: Final = """\
Candidates
  words, letters, meaning: what speaks for it, below 0 against it, by what was learnt from all phrasings
  likeness, closeness: of its nearest phrasing, which is shown, by words and by meaning (1 = the same)
  covered: share of the question's words and pairs of words that stand in its phrasings, taken together

  score    words  letters  meaning  likeness  closeness  covered"""

_SIGNALS: Final[Mapping[str, str]] = {
    "score": "score of the first candidate",
    "margin": "its lead over the second; for one of three, over the fourth",
    "ahead": "its lead over the nearest out-of-scope family",
    "covered": "share of the question's words and pairs of words in its phrasings",
    "known": "share of them in any text of the knowledge",
    "length": "words of the question: 30 or more are 1",
}
"""Signal → what it is."""

_REASONS: Final[Mapping[Rule, str]] = {
    "phrasing": "the question is one of its phrasings, and then confidence does not count",
    "phrasings": "the question is a phrasing of each of them, and then confidence does not count",
    "sure": "{first}",
    "crossed": "{first}, but the first is about the other side of a contrast",
    "unsure": "{first}, but {three}",
    "example": "the question is one of the examples of that family, and then confidence does not count",
    "nothing_known": "the knowledge has nothing of the question",
    "unlikely": "{three}",
    "more": "the message only asks for more of what was shown before it",
}


def text(found: Explanation) -> str:
    """The explanation as aligned text: what was read, the candidates, their words, the confidence, the decision."""
    decided = _wrapped("Decision", sentence(found))
    parts = (_read(found), _candidates(found), _votes(found), _confidence(found), decided)
    return "\n\n".join(filter(None, [quoted(found.question.text), *map("\n".join, parts)]))


def _wrapped(label: str, words: str) -> list[str]:
    indent = f"{label:<12}"
    return wrap(words, _WIDTH, initial_indent=indent, subsequent_indent=" " * 12, break_on_hyphens=False)


def _read(found: Explanation) -> Iterator[str]:
    reading = found.ranking.reading
    yield "Read"
    yield from _wrapped("  compared", " ".join(reading.words) or "nothing")
    if (size := len(found.question.text)) > MAX_TEXT:
        yield f"  cut       of {size:,} characters {MAX_TEXT} are compared: those before the last ?, or else the first"
    if found.ranking.after:
        yield from _wrapped("  after", found.ranking.after)
    repairs = ", ".join(f"{one.typed} → {one.read}" for one in reading.repairs)
    yield from _wrapped("  repaired", repairs or "nothing")
    yield from _wrapped("  unknown", ", ".join(found.unknown) or "nothing")


def _candidates(found: Explanation) -> Iterator[str]:
    named = [(one, f"{place} {one.entry}") for place, one in enumerate(found.ranking.candidates, start=1)]
    if family := found.ranking.family:
        named.append((family, f"{_OUT}{family.entry}"))
    yield _LEGEND if named else "Candidates: none"
    for one, name in named:
        yield from _candidate(one, name)


def _candidate(one: Candidate, name: str) -> Iterator[str]:
    seen = one.evidence
    learnt = "  ".join(f"{part:+z7.2f}" for part in (seen.words, seen.letters, seen.meaning))
    near = f"{seen.likeness:8.2f}  {seen.closeness:z9.2f}  {seen.covered:7.2f}"
    yield f"  {one.score:5.2f}  {learnt}  {near}  {name}"
    yield f"           {quoted(seen.phrasing)}"
    if seen.exact:
        yield "           exact: the question is this phrasing"
    if seen.crossed:
        yield "           crossed: it is about the other side of a contrast, so its score is halved"


def _votes(found: Explanation) -> Iterator[str]:
    if not found.votes:
        return
    yield "What each word says for it (+) or against it (-), strongest first"
    columns = [_column(votes) for votes in found.votes]
    if found.ranking.family:
        columns[-1][0] = f"{_OUT}{columns[-1][0]}"
    widths = [max(map(len, column)) for column in columns]
    for row in zip_longest(*columns, fillvalue=""):
        yield "  " + "   ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _column(votes: WordVotes) -> list[str]:
    """The owner, its strongest words, and what the others say together."""
    shown = [vote for vote in votes.words[:MOST_WORDS] if abs(vote[1]) >= _LEAST]
    column = [votes.owner, *(f"{says:+z.2f} {_clipped(word)}" for word, says in shown)]
    if others := votes.words[len(shown) :]:
        column.append(f"{sum(says for _, says in others):+z.2f} {count(len(others), 'more word')}")
    return column


def _clipped(word: str) -> str:
    return word if len(word) <= _LONGEST else f"{word[: _LONGEST - 1]}…"


def _confidence(found: Explanation) -> Iterator[str]:
    first, three = found.first, found.among_three
    yield f"{'Confidence':<12}{'weight':>7}  {'value':>7}  {'product':>7}"
    yield from map(_signal, first.signals)
    yield _sum("bias", first.bias, "added whatever is asked")
    yield _sum("total", first.total)
    yield _sum("confidence", first.confidence, f"that the first is right; an answer needs {found.answer:g}")
    yield "  for one of the first three, what differs:"
    changed = (other for one, other in zip(first.signals, three.signals, strict=True) if one != other)
    yield from map(_signal, changed)
    yield _sum("total", three.total)
    yield _sum("confidence", three.confidence, f"that one of three is right; choices need {found.offer:g}")


def _signal(one: WeighedSignal) -> str:
    row = f"  {one.name:<10}{one.weight:z7.3f}  {one.value:z7.3f}  {one.product:z7.3f}"
    return f"{row}   {_SIGNALS.get(one.name, '')}".rstrip()


def _sum(name: str, value: float, meaning: str = "") -> str:
    return f"  {name:<10}{'':>18}{value:z7.3f}   {meaning}".rstrip()


def sentence(found: Explanation) -> str:
    """What was decided, and which rule or threshold made it, in one sentence."""
    return f"{_outcome(found)}: {_reason(found)}."


def _outcome(found: Explanation) -> str:
    offered = ", ".join(_offered(found.decision))
    match found.decision:
        case Answered(entry):
            return f"Answered with {entry}"
        case Unsure():
            return f"Offered {offered}"
        case Unknown():
            near = f" (nearest entries: {offered})" if offered else ""
            family = found.ranking.family if found.decision.family else None
            pointer = (
                f", with the pointer of {family.entry} (out of scope, score {family.score:.2f})"
                if family
                else ""
            )
            return f"Said I don't know{near}{pointer}"
        case More(entry):
            return f"Said that this is all about {entry}"


def _offered(decision: Decision) -> list[str]:
    """The entries between which the person may choose, or which are nearest where nothing answers."""
    match decision:
        case Unsure(candidates) | Unknown(candidates):
            return [one.entry for one in candidates]
        case Answered() | More():
            return []


def _reason(found: Explanation) -> str:
    return _REASONS[found.rule].format(
        first=_measured(found.first.confidence, found.answer, "the first is right", "an answer needs"),
        three=_measured(found.among_three.confidence, found.offer, "one of three is right", "choices need"),
    )


def _measured(sure: float, needed: float, claim: str, use: str) -> str:
    gap = max(0.001, needed - sure)
    how = "reaches" if sure >= needed else f"is {gap:.3f} below"
    return f"confidence {sure:.3f} that {claim} {how} the {needed:g} that {use}"


def described(found: Explanation) -> dict[str, Any]:
    """The whole explanation for programs: stable keys, numbers with four digits, as in `Explanation` and `Evidence`."""
    reading, decision = found.ranking.reading, found.decision
    values = {
        "question": found.question.text,
        "read": {**asdict(reading), "unknown": found.unknown},
        "candidates": [asdict(one) for one in found.ranking.candidates],
        "family": asdict(found.ranking.family) if found.ranking.family else None,
        "by_word": [_plain_votes(votes) for votes in found.votes],
        "first": _plain_weighing(found.first),
        "among_three": _plain_weighing(found.among_three),
        "needed": {"answer": found.answer, "offer": found.offer},
        "decision": {
            "outcome": _OUTCOMES[type(decision)],
            "entry": decision.entry if isinstance(decision, Answered | More) else None,
            "offered": _offered(decision),
            "family": decision.family if isinstance(decision, Unknown) else None,
            "confidence": decision.confidence,
            "rule": found.rule,
            "text": sentence(found),
        },
    }
    return {name: _rounded(value) for name, value in values.items()}


_OUTCOMES: Final = {Answered: "answered", More: "more", Unsure: "unsure", Unknown: "unknown"}


def _plain_votes(votes: WordVotes) -> dict[str, Any]:
    words = [{"word": word, "says": says} for word, says in votes.words]
    return {"owner": votes.owner, "words": words, "rest": votes.rest}


def _plain_weighing(found: Weighing) -> dict[str, Any]:
    weighed = {one.name: {**one._asdict(), "product": one.product} for one in found.signals}
    return {"signals": weighed, "bias": found.bias, "total": found.total, "confidence": found.confidence}


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(part) for part in value]
    return round(value, 4) if isinstance(value, float) else value
