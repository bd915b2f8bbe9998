"""Draws an explanation: as text for people who tend the knowledge, and as plain values for programs."""

from __future__ import annotations

from dataclasses import asdict
from itertools import zip_longest
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from bot.conversation import Answered, Unknown, Unsure
from bot.counting import count
from bot.matching.normalize import MAX_TEXT
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.conversation import Candidate, Decision
    from bot.workbench.explain import Explanation, Weighing, WordVotes

MOST_WORDS: Final = 8
"""How many words of a question are printed for a candidate."""

_WIDTH: Final = 110
_LONGEST: Final = 24
"""The longest word printed whole, in characters."""

_LEAST: Final = 0.005
"""What a word must say at least to be printed."""

_FITS: Final = """\
  words, letters, meaning: what speaks for it, below 0 against it, by what was learnt from all phrasings
  likeness, closeness: of its nearest phrasing, which is shown, by words and by meaning (1 = the same)
  covered: share of the question that its phrasings have between them"""

_SIGNALS: Final[Mapping[str, str]] = {
    "score": "score of the first candidate",
    "margin": "its lead over the second; on the right, over the fourth",
    "ahead": "its lead over the nearest out-of-scope family",
    "covered": "share of the question that its phrasings have",
    "known": "share of the question that the knowledge has",
    "length": "words of the question: 30 or more are 1",
}
"""Signal → what it is."""


def text(found: Explanation) -> str:
    """The explanation as aligned text: what was read, the candidates, their words, the confidence, the decision."""
    parts = [
        quoted(found.question.text),
        "\n".join(_read(found)),
        "\n".join(_candidates(found)),
        "\n".join(_votes(found)),
        "\n".join(_confidence(found)),
        "\n".join(["Decision", *_wrapped("", sentence(found))]),
    ]
    return "\n\n".join(filter(None, parts))


def _wrapped(label: str, words: str) -> list[str]:
    indent = f"  {label:<10}" if label else "  "
    return wrap(words, _WIDTH, initial_indent=indent, subsequent_indent=" " * len(indent))


def _read(found: Explanation) -> Iterator[str]:
    reading = found.ranking.reading
    yield "Read"
    yield from _wrapped("compared", " ".join(reading.words) or "nothing")
    if (size := len(found.question.text)) > MAX_TEXT:
        yield f"  {'cut':<10}of {size:,} characters only {MAX_TEXT} are compared: those before the last ?, or the first"
    repairs = ", ".join(f"{one.typed} → {one.read}" for one in reading.repairs)
    yield from _wrapped("repaired", repairs or "nothing")
    yield from _wrapped("unknown", ", ".join(found.unknown) or "nothing")


def _candidates(found: Explanation) -> Iterator[str]:
    family = found.ranking.family
    if not found.ranking.candidates and not family:
        yield "Candidates: none"
        return
    yield "Candidates"
    yield _FITS
    yield ""
    yield "  score    words  letters  meaning  likeness  closeness  covered"
    for number, one in enumerate(found.ranking.candidates, start=1):
        yield from _candidate(one, f"{number} {one.entry}")
    if family:
        yield from _candidate(family, f"out of scope: {family.entry}")


def _candidate(one: Candidate, name: str) -> Iterator[str]:
    seen = one.evidence
    yield (
        f"  {one.score:5.2f}  {seen.words:+7.2f}  {seen.letters:+7.2f}  {seen.meaning:+7.2f}  {seen.likeness:8.2f}"
        f"  {seen.closeness:9.2f}  {seen.covered:7.2f}  {name}"
    )
    yield f"           {quoted(seen.phrasing)}"
    if seen.exact:
        yield "           exact: the question is this phrasing"
    if seen.crossed:
        yield "           crossed: it is about the other side of a contrast, so its score is halved"


def _votes(found: Explanation) -> Iterator[str]:
    if not found.votes:
        return
    family = found.ranking.family
    yield "What each word says for it (+) or against it (-), strongest first"
    columns = [_column(votes) for votes in found.votes]
    if family:
        columns[-1][0] = f"out of scope: {family.entry}"
    widths = [max(map(len, column)) for column in columns]
    for row in zip_longest(*columns, fillvalue=""):
        yield "  " + "   ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()


def _column(votes: WordVotes) -> list[str]:
    """The owner, its strongest words, and what the others say together."""
    shown = [vote for vote in votes.words[:MOST_WORDS] if abs(vote[1]) >= _LEAST]
    column = [votes.owner, *(f"{says:+.2f} {_clipped(word)}" for word, says in shown)]
    if others := votes.words[len(shown) :]:
        column.append(f"{sum(says for _, says in others):+.2f} {count(len(others), 'other')}")
    return column


def _clipped(word: str) -> str:
    return word if len(word) <= _LONGEST else f"{word[: _LONGEST - 1]}…"


def _confidence(found: Explanation) -> Iterator[str]:
    first, three = found.first, found.among_three
    yield f"{'Confidence':<21}the first answers   one of three does"
    yield f"{'':<12}{'weight':>7}  {'value':>7} {'product':>8}   {'value':>7} {'product':>8}"
    for one, other in zip(first.signals, three.signals, strict=True):
        yield (
            f"  {one.name:<10}{one.weight:>7.2f}  {one.value:>7.2f} {one.product:>8.2f}   {other.value:>7.2f} "
            f"{other.product:>8.2f}   {_SIGNALS.get(one.name, '')}"
        ).rstrip()
    yield _sums("bias", first.bias, three.bias, "added whatever is asked")
    yield _sums("total", first.total, three.total)
    yield _sums("confidence", first.confidence, three.confidence, "1 / (1 + e^-total)")
    yield _sums("needed", found.answer, found.offer, "for an answer; on the right, for choices")


def _sums(name: str, first: float, three: float, meaning: str = "") -> str:
    return f"  {name:<10}{'':>17}{first:>8.2f}   {'':>8}{three:>8.2f}   {meaning}".rstrip()


def sentence(found: Explanation) -> str:
    """What was decided, and which rule or threshold made it, in one sentence."""
    return f"{_outcome(found.decision)}: {_reason(found)}."


def _outcome(decision: Decision) -> str:
    match decision:
        case Answered(entry):
            return f"Answered with {entry}"
        case Unsure(candidates):
            return f"Offered {_listed(candidates)}"
        case Unknown(nearest, family):
            near = f" (nearest: {_listed(nearest)})" if nearest else ""
            return f"Said I don't know{f' (out of scope: {family})' if family else ''}{near}"


def _listed(candidates: tuple[Candidate, ...]) -> str:
    return ", ".join(one.entry for one in candidates)


def _reason(found: Explanation) -> str:
    sure, three = found.first.confidence, found.among_three.confidence
    match found.rule:
        case "phrasing":
            return "the question is one of its phrasings, and then confidence does not count"
        case "phrasings":
            return "the question is a phrasing of each of them"
        case "example":
            return "the question is one of the examples of that family, and then confidence does not count"
        case "nothing_known":
            return "the knowledge has nothing of the question"
        case "sure":
            return f"confidence {sure:.3f} reaches the {found.answer:g} that an answer needs"
        case "crossed":
            return (
                f"confidence {sure:.3f} reaches the {found.answer:g} that an answer needs, "
                "but the first candidate is about the other side of a contrast"
            )
        case "unsure":
            return (
                f"confidence {sure:.3f} is {_gap(found.answer - sure)} below the {found.answer:g} that an answer "
                f"needs, but that one of three answers, {three:.3f}, reaches the {found.offer:g} that choices need"
            )
        case "unlikely":
            return (
                f"confidence that one of three answers, {three:.3f}, is {_gap(found.offer - three)} "
                f"below the {found.offer:g} that choices need"
            )


def _gap(size: float) -> str:
    return f"{size:.3f}" if size >= 0.0005 else "less than 0.001"  # noqa: PLR2004 - what rounds to nothing


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
            "entry": decision.entry if isinstance(decision, Answered) else None,
            "choices": [one.entry for one in decision.candidates] if isinstance(decision, Unsure) else [],
            "nearest": [one.entry for one in decision.nearest] if isinstance(decision, Unknown) else [],
            "family": decision.family if isinstance(decision, Unknown) else None,
            "confidence": decision.confidence,
            "rule": found.rule,
            "text": sentence(found),
        },
    }
    return {name: _rounded(value) for name, value in values.items()}


_OUTCOMES: Final = {Answered: "answered", Unsure: "unsure", Unknown: "unknown"}


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
