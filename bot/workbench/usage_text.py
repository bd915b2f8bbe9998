"""Draws what was asked: as text for people who tend the knowledge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.counting import count
from bot.workbench.coverage_text import BOLD, drawn, painted, plain
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from bot.workbench.coverage_map import Coverage
    from bot.workbench.coverage_text import Paint
    from bot.workbench.unanswered import Unanswered
    from bot.workbench.usage import Usage, Use

MOST: Final = 10
"""How many lines of each list are printed."""

SHOWN_ELSEWHERE: Final = "What people open with a button, by browsing or on a learning path is not counted."

_BAR: Final = 30

LABELS: Final[Mapping[str, str]] = {
    "answered": "answered",
    "offered": "offered a choice",
    "refused": "refused",
    "more": "told more of an answer",
}
"""Outcome → what a maintainer reads."""

_HEADS: Final = ("answered", "offered", "refused", "more")


def text(usage: Usage, coverage: Coverage, *, color: bool = False) -> str:
    """All that was counted, and the map; with nothing asked, the map alone."""
    paint = painted if color else plain
    period = f"{dated(usage.since)} to {dated(usage.until)}, in UTC"
    if not usage.asked and not usage.wanted:
        parts = [paint(BOLD, f"Nothing was asked from {period}.")]
    else:
        parts = [
            paint(BOLD, f"What was asked from {period}"),
            *(_section(*one, paint) for one in _sections(usage) if one[1]),
        ]
    return "\n\n".join([*parts, *drawn(coverage, paint)])


def dated(day: date) -> str:
    """A day as in 22 November 2026."""
    return f"{day.day} {day:%B %Y}"


def in_milliseconds(took: int) -> str:
    """Microseconds as milliseconds with one digit."""
    return f"{took / 1000:,.1f} ms"


def share(part: int, whole: int) -> str:
    """A share in percent, as in 12 %."""
    return f"{100 * part / whole:.0f} %" if whole else "-"


def becoming(open_: Unanswered) -> str:
    """What becomes today of a question that still finds no answer, if that was tried."""
    if open_.today is None:
        return ""
    return f"offered today: {', '.join(open_.today.entries)}" if open_.today.entries else "no answer"


def _section(head: str, lines: Sequence[str], paint: Paint) -> str:
    return "\n".join([*([paint(BOLD, head)] if head else []), *lines])


def _sections(usage: Usage) -> Iterator[tuple[str, Sequence[str]]]:
    """Heading and lines of each part; a part without lines is left out."""
    yield "", tuple(summary(usage))
    yield "By platform", tuple(_platforms(usage.platforms))
    yield "By week, from Monday" if usage.weekly else "By day", tuple(_spans(usage))
    yield "By hour of the day, in UTC", tuple(_hours(usage.hours))
    yield "Most asked", tuple(_uses(usage.topics))
    yield "Voted down, the surest first", tuple(_disliked(usage.disliked))
    yield "Never asked in this time", tuple(_unused(usage.unused))
    yield "Found no answer, most often first", tuple(_gaps(usage))
    yield "Wanted instead", tuple(_wishes(usage))
    yield "Asked after another answer", tuple(_follows(usage))


def summary(usage: Usage) -> Iterator[str]:
    """What matters most, a sentence each."""
    whole = usage.asked
    parts = (
        f"{number:,} {LABELS[name]} ({share(number, whole)})"
        for name, number in usage.outcomes.items()
        if number
    )
    yield (
        f"{whole:,} {'question' if whole == 1 else 'questions'}: {', '.join(parts)}."
        if whole
        else "No question."
    )
    if usage.picked:
        yield f"Chosen from a list while typing: {usage.picked:,}."
    if usage.followed:
        yield f"Asked after another answer in the same conversation: {usage.followed:,}."
    if usage.up or usage.down:
        yield f"Votes: {usage.up:,} that an answer helped, {usage.down:,} that it did not."
    if usage.took:
        half, most = map(in_milliseconds, usage.took)
        yield f"Time to answer: half of them within {half} (p50), 95 % within {most} (p95)."


def _platforms(platforms: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    if platforms:
        yield f"  {'':<12}" + "".join(f"{name:>10}" for name in ("asked", *_HEADS))
    for name, outcomes in platforms.items():
        numbers = (sum(outcomes.values()), *(outcomes[head] for head in _HEADS))
        yield f"  {name:<12}" + "".join(f"{number:>10,}" for number in numbers)


def _spans(usage: Usage) -> Iterator[str]:
    most = max((one.asked for one in usage.spans), default=0)
    for one in usage.spans if usage.asked else ():
        vain = one.outcomes["offered"] + one.outcomes["refused"]
        told = f"  {vain:,} without an answer" if vain else ""
        yield f"  {one.begin.isoformat()} {one.asked:>7,}  {_bar(one.asked, most)}{told}".rstrip()


def _hours(hours: Sequence[int]) -> Iterator[str]:
    most = max(hours, default=0)
    for hour, number in enumerate(hours if most else ()):
        yield f"  {hour:02}:00 {number:>12,}  {_bar(number, most)}".rstrip()


def _bar(number: int, most: int) -> str:
    """A bar as long as the share of the greatest; whatever is not 0 can be seen."""
    return "#" * max(round(_BAR * number / most), 1) if number else ""


def _uses(uses: Sequence[Use]) -> Iterator[str]:
    most = uses[0].asked if uses else 0
    for one in uses[:MOST]:
        yield f"  {one.asked:>7,}  {_bar(one.asked, most):<{_BAR}}  {one.entry}"
    yield from _rest(len(uses), "entry", "entries")


def _disliked(uses: Sequence[Use]) -> Iterator[str]:
    for one in uses[:MOST]:
        missed = f", {one.missed:,} wanted something else" if one.missed else ""
        yield f"  {one.down:>7,} of {one.up + one.down:,}  {one.entry} (asked {one.asked:,}{missed})"
    yield from _rest(len(uses), "entry", "entries")


def _unused(unused: Sequence[str]) -> Iterator[str]:
    if unused:
        yield f"  {', '.join(unused[: 3 * MOST])}"
        yield from _rest(len(unused), "entry", "entries", 3 * MOST)
        yield f"  {SHOWN_ELSEWHERE}"


def _gaps(usage: Usage) -> Iterator[str]:
    still = [one for one in usage.unanswered if one.open]
    for one in still[:MOST]:
        today = becoming(one)
        yield f"  {one.times:>7,}  {quoted(one.text)}" + (f"  {today}" if today else "")
    yield from _rest(len(still), "question")
    yield from _closed(usage)


def _closed(usage: Usage) -> Iterator[str]:
    """What needs nobody any more, and what cannot be told."""
    closed = [one for one in usage.unanswered if not one.open]
    answered = sum(one.times for one in closed if one.today and one.today.kind == "answered")
    meant = sum(one.times for one in closed) - answered
    if answered:
        yield f"  {answered:,} more: answered today."
    if meant:
        yield f"  {meant:,} more: out of scope, refused on purpose."
    if usage.wordless:
        yield f"  {usage.wordless:,} more: their words are erased, or were never kept."


def _wishes(usage: Usage) -> Iterator[str]:
    for one in usage.wanted[:MOST]:
        shown = f"  (was shown {', '.join(one.entries)})" if one.entries else ""
        yield f"  {one.times:>7,}  {quoted(one.text)}{shown}"
    yield from _rest(len(usage.wanted), "wish", "wishes")


def _follows(usage: Usage) -> Iterator[str]:
    for one in usage.follows[:MOST]:
        hint = "" if one.related else "  (not among its related entries)"
        yield f"  {one.times:>7,}  {one.after} > {one.entry}{hint}"
    yield from _rest(len(usage.follows), "pair")


def _rest(number: int, noun: str, plural: str = "", most: int = MOST) -> Iterator[str]:
    if number > most:
        yield f"  and {count(number - most, f'more {noun}', f'more {plural}' if plural else '')}: --json has them all"
