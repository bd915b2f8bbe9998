"""A policy as the file `policy.yaml`, and in words: what a calibration changed, and whether the promise is kept."""

from __future__ import annotations

from collections import Counter
from math import ceil
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.schema import modeline
from bot.workbench.calibrate import MOST_ANSWERED, MOST_WRONG, allowed, outcomes
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.policy import Policy, Promise
    from bot.workbench.calibrate import Mistake, Outcomes
    from bot.workbench.samples import Sample

_WIDTH: Final = 48
_MEND: Final = "Mend the knowledge: their like into out_of_scope.yaml, phrasings that tell entries apart"


def policy_text(policy: Policy) -> str:
    """The text of `policy.yaml`, for people to read and for the loader."""
    lines = [
        modeline("policy.yaml", "policy"),
        "# How sure the bot must be. Written by `backchat calibrate`: run it again instead of editing.",
        f"answer: {policy.answer:.2f} # from this confidence on, one answer",
        f"offer: {policy.offer:.2f} # from this confidence that the answer is among three on, choices",
        f"bias: {policy.bias:.3f}",
        "weights:",
        *(f"  {name}: {weight:.3f}" for name, weight in policy.weights.items()),
    ]
    if (made := policy.promise) is not None:
        lines += [
            "promise:",
            f"  # At most {percent(made.at_most)} of questions without an answer get one (95 % confidence).",
            f"  unanswerable: {made.unanswerable}",
            f"  answered: {made.answered}",
            f"  at_most: {made.at_most:.4f}",
            f"  # At most {percent(made.wrong_at_most)} of questions with an answer get another's (95 % confidence).",
            f"  answerable: {made.answerable}",
            f"  wrong: {made.wrong}",
            f"  wrong_at_most: {made.wrong_at_most:.4f}",
        ]
    return "\n".join(lines) + "\n"


def percent(bound: float) -> str:
    """A bound (0-1) as a percentage, rounded up: a bound rounded down would promise too much."""
    return f"{ceil(round(bound * 1_000, 6)) / 10:.1f} %"


def change_text(samples: Sequence[Sample], before: Policy, now: Policy) -> str:
    """What a calibration used and changed, in words."""
    parts = [_used(samples), "\n".join(_table(samples, before, now))]
    if now.promise:
        parts.append("\n".join(_promised(now.promise)))
        parts += _beware(outcomes(samples, now), now.promise)
    return "\n\n".join(parts)


def _used(samples: Sequence[Sample]) -> str:
    kinds = _counts(samples)
    golden = f"{kinds[True, True]:,} golden ones with an answer and {kinds[True, False]:,} without"
    held_out = f"{kinds[False, True]:,} phrasings and {kinds[False, False]:,} out-of-scope examples"
    lines = [
        f"Fitted on {kinds.total():,} questions: {golden},",
        f"{held_out}, asked of a knowledge without them.",
    ]
    if left := len(samples) - kinds.total():
        lines.append(
            f"Left out, because certain (known word for word, or not a word of them known): {left:,}."
        )
    return "\n".join(lines)


def _counts(samples: Iterable[Sample]) -> Counter[tuple[bool, bool]]:
    """How many samples are fitted on, by whether they are golden and whether they have an answer."""
    return Counter((one.golden, bool(one.asked.topics)) for one in samples if not one.certain)


def _table(samples: Sequence[Sample], before: Policy, now: Policy) -> Iterator[str]:
    old, new = outcomes(samples, before), outcomes(samples, now)
    yield f"{'':{_WIDTH}}{'before':>8}{'now':>10}"
    yield _row("one answer from a confidence of", f"{before.answer:.2f}  ", f"{now.answer:.2f}  ")
    yield _row("choices from a confidence of", f"{before.offer:.2f}  ", f"{now.offer:.2f}  ")
    yield f"Golden questions with an answer ({new.answerable:,}) get"
    yield _share("the right answer", old.right, new.right, new.answerable)
    yield _share("choices, a right one among them", old.offered, new.offered, new.answerable)
    yield _share("a wrong answer", len(old.wrong), len(new.wrong), new.answerable)
    if new.unanswerable:
        yield f"Golden questions without an answer ({new.unanswerable:,}) get"
        yield _share("one all the same", len(old.answered), len(new.answered), new.unanswerable)


def _row(label: str, before: str, now: str) -> str:
    return f"{label:{_WIDTH}}{before:>8}{now:>10}".rstrip()


def _share(label: str, before: int, now: int, n: int) -> str:
    return _row(f"  {label}", f"{100 * before / n:.1f} %", f"{100 * now / n:.1f} %")


def _promised(promise: Promise) -> Iterator[str]:
    """The promise in words; unlike the table it counts each question by a fit without that question."""
    yield "The promise, every question judged by a fit without it:"
    yield (
        f"  At most {percent(promise.at_most)} of questions without an answer get one "
        f"({promise.answered:,} of {promise.unanswerable:,} did; 95 % confidence)."
    )
    yield (
        f"  At most {percent(promise.wrong_at_most)} of questions with an answer get another's "
        f"({promise.wrong:,} of {promise.answerable:,} did; 95 % confidence)."
    )
    if promise.at_most > MOST_ANSWERED or promise.wrong_at_most > MOST_WRONG:
        yield "  So few questions cannot promise less: write more golden questions and out-of-scope examples."


def _beware(found: Outcomes, promise: Promise) -> Iterator[str]:
    """Which golden questions are harder than the rest, if the promise made over all does not hold for them."""
    if not found.keep(promise):
        head = "Beware: the golden questions alone do not keep this promise, and --check will say so."
        yield "\n".join([head, *_broken(found, promise), f"{_MEND}. Then calibrate again."])


def check_text(found: Outcomes, promise: Promise) -> str:
    """Whether the golden questions keep a promise, and if not, which ones broke it."""
    if found.keep(promise):
        return "\n".join(["The promise of policy.yaml holds.", *map(_told, _sides(found, promise))])
    head = "The promise of policy.yaml does not hold."
    return "\n".join([head, *_broken(found, promise), f"{_MEND}. Or run 'backchat calibrate'."])


class _Side(NamedTuple):
    """One side of a promise: what it is about, the mistakes, of how many questions, and how many are allowed."""

    about: str
    mistakes: Sequence[Mistake]
    asked: int
    allowed: int


def _sides(found: Outcomes, promise: Promise) -> tuple[_Side, _Side]:
    return (
        _Side(
            "Golden questions without an answer that get one",
            found.answered,
            found.unanswerable,
            allowed(promise.at_most, found.unanswerable),
        ),
        _Side(
            "Golden questions with an answer that get another's",
            found.wrong,
            found.answerable,
            allowed(promise.wrong_at_most, found.answerable),
        ),
    )


def _told(side: _Side) -> str:
    return f"  {side.about}: {len(side.mistakes)} of {side.asked}; the promise allows {side.allowed}."


def _broken(found: Outcomes, promise: Promise) -> Iterator[str]:
    for side in _sides(found, promise):
        if len(side.mistakes) > side.allowed:
            yield _told(side)
            yield from map(_mistake, side.mistakes)


def _mistake(one: Mistake) -> str:
    wanted = f", not with {' or '.join(one.asked.topics)}" if one.asked.topics else ""
    return (
        f"    {quoted(one.asked.text)} ({one.asked.place}): "
        f"answered with {one.given.entry}{wanted}, confidence {one.given.confidence:.2f}"
    )


def described_change(samples: Sequence[Sample], before: Policy, now: Policy) -> dict[str, Any]:
    """What a calibration used and changed, for programs; shares and confidences are 0-1."""
    kinds = _counts(samples)
    return {
        "questions": {
            "golden": {"answerable": kinds[True, True], "unanswerable": kinds[True, False]},
            "held_out": {"answerable": kinds[False, True], "unanswerable": kinds[False, False]},
            "certain": len(samples) - kinds.total(),
        },
        "before": {**before.model_dump(), "golden": _counted(outcomes(samples, before))},
        "now": {**now.model_dump(), "golden": _counted(outcomes(samples, now))},
    }


def _counted(found: Outcomes) -> dict[str, int]:
    return {
        "right": found.right,
        "offered": found.offered,
        "wrong": len(found.wrong),
        "answered": len(found.answered),
    }


def described_check(found: Outcomes, promise: Promise) -> dict[str, Any]:
    """Whether the golden questions keep a promise, for programs."""
    without, having = _sides(found, promise)
    return {
        "holds": found.keep(promise),
        "unanswerable": {
            "asked": without.asked,
            "allowed": without.allowed,
            "answered": _plain(without.mistakes),
        },
        "answerable": {
            "asked": having.asked,
            "allowed": having.allowed,
            "right": found.right,
            "offered": found.offered,
            "wrong": _plain(having.mistakes),
        },
    }


def _plain(mistakes: Iterable[Mistake]) -> list[dict[str, Any]]:
    return [
        {
            "question": one.asked.text,
            "place": one.asked.place,
            "wanted": list(one.asked.topics),
            "given": one.given.entry,
            "confidence": round(one.given.confidence, 4),
        }
        for one in mistakes
    ]
