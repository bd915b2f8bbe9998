"""What was asked in some days and how it went, counted: nobody's name, and words only where they show what lacks."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Final

from bot.labels import SMALL_TALK
from bot.workbench.intervals import wilson
from bot.workbench.unanswered import grouped, lacks, today, unanswered, wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from bot.journal.records import Kept, Millis
    from bot.knowledge import Knowledge
    from bot.workbench.unanswered import Again, Unanswered, Wanted

OUTCOMES: Final[Mapping[str, str]] = {
    "answered": "answered",
    "unsure": "offered",
    "unknown": "refused",
    "more": "more",
}
"""What the journal calls the outcomes, and what a maintainer calls them."""

MOST_DAYS: Final = 62
"""With more days than this, weeks are counted."""

HOURS: Final = 24


@dataclass(frozen=True, slots=True)
class Span:
    """A day, or a week from its Monday on: its first day, and its questions by outcome."""

    begin: date
    outcomes: Mapping[str, int]

    @property
    def asked(self) -> int:
        """How many questions."""
        return sum(self.outcomes.values())


@dataclass(frozen=True, slots=True)
class Use:
    """How often an entry answered, how often it was asked to say more, and what people thought of it.

    `title` is empty for an entry that is no more; `missed` counts those who said that they wanted something else.
    """

    entry: str
    title: str
    asked: int
    up: int
    down: int
    missed: int
    small_talk: bool = False


@dataclass(frozen=True, slots=True)
class Follow:
    """How often an entry was asked for after another; `related` says whether the other offers it."""

    after: str
    entry: str
    times: int
    related: bool


@dataclass(frozen=True, slots=True)
class Usage:
    """Everything counted. `took` holds the p50 and p95 of the time to answer, in microseconds, if anything was asked.

    `wordless` counts questions without an answer whose words are erased or were never kept.
    """

    since: date
    until: date
    outcomes: Mapping[str, int]
    platforms: Mapping[str, Mapping[str, int]]
    weekly: bool
    spans: tuple[Span, ...]
    hours: tuple[int, ...]
    took: tuple[int, int] | None
    picked: int
    followed: int
    entries: tuple[Use, ...]
    unused: tuple[str, ...]
    unanswered: tuple[Unanswered, ...]
    wordless: int
    wanted: tuple[Wanted, ...]
    follows: tuple[Follow, ...]

    @property
    def asked(self) -> int:
        """How many questions there were."""
        return sum(self.outcomes.values())

    @property
    def up(self) -> int:
        """How many votes said that an answer helped."""
        return sum(one.up for one in self.entries)

    @property
    def down(self) -> int:
        """How many votes said that it did not."""
        return sum(one.down for one in self.entries)

    @property
    def topics(self) -> tuple[Use, ...]:
        """The entries that were asked for, without small talk, the most asked first."""
        return tuple(one for one in self.entries if one.asked and not one.small_talk)

    @property
    def disliked(self) -> tuple[Use, ...]:
        """The entries that did not help somebody, first those of which that is most certain."""
        return tuple(sorted((one for one in self.entries if one.down), key=_dislike))


def usage(
    kept: Sequence[Kept], knowledge: Knowledge, days: int, now: Millis, again: Again | None = None
) -> Usage:
    """What was asked in the last `days` days before `now`; `again` asks anew what found no answer."""
    asked = [one for one in kept if one.outcome != "missed"]
    missed = [one for one in kept if one.outcome == "missed"]
    until, weekly = _day(now), days > MOST_DAYS
    since = _day(now - days * 86_400_000)
    entries = tuple(_uses(asked, missed, knowledge))
    return Usage(
        since=since,
        until=until,
        outcomes=_outcomes(asked),
        platforms={name: _outcomes(some) for name, some in sorted(grouped(asked, _platform).items())},
        weekly=weekly,
        spans=tuple(_spans(asked, since, until, weekly=weekly)),
        hours=tuple(_hours(asked)),
        took=_took([one.took for one in asked]),
        picked=sum(one.picked for one in asked),
        followed=sum(bool(one.after) for one in asked),
        entries=entries,
        unused=tuple(_unused(entries, knowledge)),
        unanswered=tuple(unanswered(asked, again)),
        wordless=sum(lacks(one) and one.text is None for one in asked),
        wanted=tuple(wanted(missed, knowledge)),
        follows=tuple(_follows(asked, knowledge)),
    )


def _day(at: Millis) -> date:
    return datetime.fromtimestamp(at / 1000, UTC).date()


def _platform(one: Kept) -> str:
    return one.platform


def _outcomes(asked: Iterable[Kept]) -> Mapping[str, int]:
    found = Counter(one.outcome for one in asked)
    return {name: found[outcome] for outcome, name in OUTCOMES.items()}


def _spans(asked: Iterable[Kept], since: date, until: date, *, weekly: bool) -> Iterator[Span]:
    """Every day or week of the time, also those in which nobody asked anything."""

    def begin(day: date) -> date:
        return day - timedelta(days=day.weekday()) if weekly else day

    groups = grouped(asked, lambda one: begin(_day(one.at)).isoformat())
    at = begin(since)
    while at <= until:
        yield Span(at, _outcomes(groups.get(at.isoformat(), ())))
        at += timedelta(days=7 if weekly else 1)


def _hours(asked: Iterable[Kept]) -> Iterator[int]:
    found = Counter(datetime.fromtimestamp(one.at / 1000, UTC).hour for one in asked)
    return (found[hour] for hour in range(HOURS))


def _took(took: Iterable[int]) -> tuple[int, int] | None:
    """The p50 and the p95: the least time within which so many were answered."""
    ordered = sorted(took)
    if not ordered:
        return None
    half, most = (ordered[ceil(share * len(ordered)) - 1] for share in (0.5, 0.95))
    return half, most


def _uses(asked: Iterable[Kept], missed: Iterable[Kept], knowledge: Knowledge) -> Iterator[Use]:
    """Every entry that somebody was shown or voted on, the most asked first."""
    shown: Counter[str] = Counter()
    up: Counter[str] = Counter()
    down: Counter[str] = Counter()
    for one in asked:
        shown[today(one.entry, knowledge)] += 1
        for vote in one.votes:
            up[today(vote.entry, knowledge)] += vote.up
            down[today(vote.entry, knowledge)] += vote.down
    wrong = Counter(today(one.entry, knowledge) for one in missed)
    names = sorted({*shown, *up, *down, *wrong} - {""}, key=lambda name: (-shown[name], name))
    for name in names:
        entry = knowledge.entries.get(name)
        title, small = (entry.title, entry.kind == SMALL_TALK) if entry else ("", False)
        yield Use(name, title, shown[name], up[name], down[name], wrong[name], small)


def _unused(entries: Iterable[Use], knowledge: Knowledge) -> Iterator[str]:
    used = {one.entry for one in entries}
    return (one.id for one in knowledge.entries.values() if one.kind != SMALL_TALK and one.id not in used)


def _follows(asked: Iterable[Kept], knowledge: Knowledge) -> Iterator[Follow]:
    pairs = Counter(
        (today(one.after, knowledge), today(one.entry, knowledge))
        for one in asked
        if one.after and one.entry and one.outcome == "answered"
    )
    for (after, entry), times in sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0])):
        first, then = knowledge.entries.get(after), knowledge.entries.get(entry)
        if first and then and first != then and SMALL_TALK not in {first.kind, then.kind}:
            related = entry in {today(one, knowledge) for one in first.related}
            yield Follow(after, entry, times, related)


def _dislike(use: Use) -> tuple[float, int, str]:
    share = wilson(use.down, use.up + use.down)
    return -(share.low if share else 0.0), -use.down, use.entry
