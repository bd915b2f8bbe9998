from __future__ import annotations

from datetime import date

import pytest

from bot.journal.records import Tally
from bot.workbench.changes import Told
from bot.workbench.unanswered import Wanted
from bot.workbench.usage import Follow, Usage, Use, usage
from tests.kept_questions import DAY, NOW, kept, knowledge, lacking

HOUR = DAY // 24


def counted(*questions: object, days: int = 7, **more: object) -> Usage:
    """What is counted of some questions in the small knowledge."""
    return usage(questions, knowledge(), days, NOW, **more)  # type: ignore[arg-type]


def test_nothing_asked() -> None:
    """Without a question every number is 0, and every entry but small talk was never asked."""
    found = counted()

    assert (0, 0, 0, None) == (found.asked, found.up, found.down, found.took)
    assert ("docker", "git", "sql", "linux") == found.unused
    assert [0] * 8 == [one.asked for one in found.spans]


def test_outcomes_by_platform() -> None:
    """Questions are counted by what became of them, in all and by platform; what people wanted instead is no question."""
    found = counted(
        kept("1"),
        kept("2", platform="discord", outcome="more"),
        lacking("3"),
        lacking("4", outcome="unsure"),
        kept("m", outcome="missed"),
    )

    assert {"answered": 1, "offered": 1, "refused": 1, "more": 1} == found.outcomes
    assert ["discord", "slack"] == list(found.platforms)
    assert {"answered": 0, "offered": 0, "refused": 0, "more": 1} == found.platforms["discord"]


def test_days() -> None:
    """Each day of the time is there, also one on which nobody asked anything."""
    found = counted(kept("1", at=NOW - DAY), kept("2"), kept("3"), days=2)

    assert [(date(2026, 11, 20), 0), (date(2026, 11, 21), 1), (date(2026, 11, 22), 2)] == [
        (one.begin, one.asked) for one in found.spans
    ]


def test_weeks() -> None:
    """Of a long time weeks are counted, from their Monday on."""
    found = counted(kept("1", at=NOW - 63 * DAY), kept("2", at=NOW - 62 * DAY), days=63)

    assert found.weekly
    assert (date(2026, 9, 14), 1) == (found.spans[0].begin, found.spans[0].asked)
    assert [date(2026, 9, 21), date(2026, 11, 16)] == [found.spans[1].begin, found.spans[-1].begin]
    assert 2 == sum(one.asked for one in found.spans)


def test_hours() -> None:
    """The hour of the day is that of UTC."""
    found = counted(kept("1"), kept("2", at=NOW - DAY), kept("3", at=NOW + 11 * HOUR))

    assert {12: 2, 23: 1} == {hour: number for hour, number in enumerate(found.hours) if number}


@pytest.mark.parametrize(("took", "expected"), [([7], (7, 7)), (range(1, 101), (50, 95)), ([9, 1], (1, 9))])
def test_time_to_answer(took: list[int], expected: tuple[int, int]) -> None:
    """The p50 and the p95 are times that were really measured."""
    found = counted(*(kept(str(number), took=one) for number, one in enumerate(took)))

    assert expected == found.took


def test_uses_of_entries() -> None:
    """Entries stand by how often they answered, with the votes that they got, also where they were chosen from an offer."""
    found = counted(
        kept("1", entry="git"),
        kept("2", votes=(Tally("docker", 1, 2),)),
        kept("3", entry="vcs"),
        lacking("4", outcome="unsure", votes=(Tally("docker", 1, 0),)),
        kept("5", entry="hello"),
        kept("6", entry="gone"),
        kept("m", outcome="missed", entry="vcs"),
    )

    assert (
        Use("git", "What is git?", 2, 0, 0, 1),
        Use("docker", "What is docker?", 1, 2, 2, 0),
        Use("gone", "", 1, 0, 0, 0),
        Use("hello", "What is hello?", 1, 0, 0, 0, small_talk=True),
    ) == found.entries
    assert ["git", "docker", "gone"] == [one.entry for one in found.topics]
    assert (2, 2) == (found.up, found.down)
    assert ("sql", "linux") == found.unused


def test_disliked() -> None:
    """Eight of ten votes against an entry are surer than one of one, and no vote against it is none."""
    votes = {"docker": Tally("docker", 0, 1), "git": Tally("git", 2, 8), "sql": Tally("sql", 5, 0)}
    found = counted(*(kept(name, entry=name, votes=(tally,)) for name, tally in votes.items()))

    assert ["git", "docker"] == [one.entry for one in found.disliked]


def test_gaps() -> None:
    """Spellings of one question are counted together, in the words of the last; the most frequent comes first."""
    found = counted(
        lacking("1", text="why?"),
        lacking("2", text="What is LOVE "),
        lacking("3", outcome="unsure"),
        lacking("4", text=None),
        kept("5"),
    )

    assert [("what is love", 1, 1), ("why?", 0, 1)] == [
        (one.text, one.offered, one.refused) for one in found.unanswered
    ]
    assert 1 == found.wordless


@pytest.mark.parametrize(
    ("told", "still"),
    [
        (Told("refused"), ["what is love"]),
        (Told("offered", ("git",)), ["what is love"]),
        (Told("answered", ("git",)), []),
        (Told("refused", family="feelings"), []),
    ],
)
def test_gaps_asked_again(told: Told, still: list[str]) -> None:
    """What is answered today, or out of scope on purpose, is no gap any more."""
    heard = []

    def again(text: str, after: str) -> Told:
        heard.append((text, after))
        return told

    found = counted(lacking(after="git"), again=again).unanswered

    assert [("what is love", "git")] == heard
    assert [told] == [gap.today for gap in found]
    assert still == [gap.text for gap in found if gap.open]


def test_wishes() -> None:
    """What several people wanted instead is one wish, with all the entries that were not it."""
    wanted = {"outcome": "missed", "text": "pay"}
    found = counted(
        kept("1", **wanted),
        kept("2", entry="vcs", **wanted),
        kept("3", **wanted | {"text": "Pay "}),
        kept("4", **wanted | {"text": None}),
        kept("5", **wanted | {"text": "fun", "entry": ""}),
    )

    assert (Wanted("Pay ", ("docker", "git"), 3), Wanted("fun", (), 1)) == found.wanted


def test_follow_ups() -> None:
    """What was asked for after another entry is counted, unless either is small talk or is no more."""
    found = counted(
        kept("1", after="docker", entry="vcs"),
        kept("2", after="docker", entry="git"),
        kept("3", after="git"),
        kept("4", after="git", entry="git"),
        kept("5", after="git", entry="hello"),
        kept("6", after="gone"),
        kept("7", picked=True),
    )

    assert (
        Follow("docker", "git", 2, related=True),
        Follow("git", "docker", 1, related=False),
    ) == found.follows
    assert (6, 1) == (found.followed, found.picked)


def test_what_is_private_is_hidden() -> None:
    """Addresses and tokens in what people wrote are no business of who reads the report; the question is asked whole."""
    heard: list[str] = []

    def again(text: str, _after: str) -> Told:
        heard.append(text)
        return Told("refused")

    said = "why does jo@example.org not work"
    found = counted(lacking(text=said), kept("m", outcome="missed", text=said), again=again)

    assert [said] == heard
    assert ["why does [hidden] not work"] * 2 == [found.unanswered[0].text, found.wanted[0].text]
