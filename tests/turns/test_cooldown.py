from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.journal.privacy import Privacy
from bot.journal.records import Pseudonym
from bot.turns.cooldown import PEOPLE, QUESTIONS, TAPS, WINDOW, Cooldown, Verdict
from tests.processes import tell

ADA: Final = Pseudonym("ada")
BOB: Final = Pseudonym("bob")
LARGEST: Final = 15_000_000


def asked(cooldown: Cooldown, times: list[float], person: Pseudonym = ADA) -> list[Verdict]:
    """What became of a person's questions at some times."""
    return [cooldown.visit(person, time) for time in times]


def test_the_eleventh_is_told_and_the_others_meet_silence() -> None:
    """Ten questions at once are answered, the eleventh gets a notice, and those after it get nothing."""
    assert ["go"] * 10 + ["notice"] + ["silent"] * 5 == asked(Cooldown(), [0.0] * 16)


def test_others_are_not_concerned() -> None:
    """While one is silenced, another is answered."""
    cooldown = Cooldown()
    asked(cooldown, [0.0] * 20)

    assert ["go"] * 10 + ["notice"] == asked(cooldown, [0.0] * 11, BOB)


def test_ten_in_ten_seconds_go_on_for_ever() -> None:
    """Who asks once a second is always answered."""
    assert {"go"} == set(asked(Cooldown(), [float(second) for second in range(100)]))


def test_the_window_slides() -> None:
    """As soon as the first of ten is ten seconds old, one more is answered, and not before."""
    cooldown = Cooldown()
    asked(cooldown, [float(second) / 2 for second in range(10)])

    assert ["notice", "go", "silent", "go", "silent"] == asked(cooldown, [9.9, 10.0, 10.1, 10.5, 10.6])


def test_a_notice_comes_once_a_window() -> None:
    """Who floods for a minute, answered now and then, is told six times at most."""
    verdicts = asked(Cooldown(), [tick * 0.137 for tick in range(round(60 / 0.137))])

    assert 60 <= verdicts.count("go") <= 70
    assert 1 <= verdicts.count("notice") <= 6


def test_a_silenced_person_is_told_again_the_next_time() -> None:
    """After a pause of a window everything begins anew."""
    cooldown = Cooldown()
    asked(cooldown, [0.0] * 12)

    assert ["go"] * 10 + ["notice", "silent"] == asked(cooldown, [WINDOW] * 12)


def test_taps_may_come_faster() -> None:
    """Forty taps in a window are answered."""
    assert ["go"] * 40 + ["notice"] == asked(Cooldown(TAPS), [0.0] * 41)


@pytest.mark.parametrize(("now", "wait"), [(2.0, 8.0), (9.5, 0.5), (10.0, 0.0), (99.0, 0.0)])
def test_wait_says_when_the_next_is_answered(now: float, wait: float) -> None:
    """The wait lasts until the first of the ten leaves the window, and a question after just that is answered."""
    cooldown = Cooldown()
    asked(cooldown, [0.0] * 5 + [1.0] * 5)

    assert wait == cooldown.wait(ADA, now)
    assert "go" == cooldown.visit(ADA, now + wait)


def test_nobody_else_waits() -> None:
    """Who has asked less, or never, does not wait."""
    cooldown = Cooldown()
    asked(cooldown, [0.0] * (QUESTIONS - 1))

    assert (0.0, 0.0) == (cooldown.wait(ADA, 0.0), cooldown.wait(BOB, 0.0))


def test_who_was_silent_for_a_window_is_forgotten() -> None:
    """Only people of the last window are remembered."""
    cooldown = Cooldown()
    for number in range(100):
        cooldown.visit(Pseudonym(f"p{number}"), number / 10)
    cooldown.visit(ADA, 15.0)

    assert 50 == len(cooldown)


def test_too_many_people_are_not_remembered() -> None:
    """Of more people than may be remembered, the longest silent is forgotten, and never the one who asks."""
    cooldown = Cooldown(most=1, people=2)
    order = [ADA, BOB, ADA, Pseudonym("eve"), BOB]

    assert ["go", "go", "notice", "go", "go"] == [cooldown.visit(who, 0.0) for who in order]
    assert 2 == len(cooldown)


def test_a_person_at_the_limit_is_not_forgotten_by_their_own_question() -> None:
    """With no room for anybody else, the one who is remembered stays so."""
    cooldown = Cooldown(most=1, people=1)

    assert ["go", "notice", "silent"] == asked(cooldown, [0.0] * 3)


class Naive:
    """The same, told in the words of the rule, with everything remembered for ever."""

    def __init__(self, most: int, window: float) -> None:
        self._most, self._window = most, window
        self._answered: list[tuple[str, float]] = []
        self._told: list[tuple[str, float]] = []

    def visit(self, person: str, now: float) -> Verdict:
        """What becomes of a question."""
        if sum(self._lately(person, now, self._answered)) < self._most:
            self._answered.append((person, now))
            return "go"
        if any(self._lately(person, now, self._told)):
            return "silent"
        self._told.append((person, now))
        return "notice"

    def _lately(self, person: str, now: float, events: list[tuple[str, float]]) -> list[bool]:
        return [who == person and at > now - self._window for who, at in events]


visits = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 12)), max_size=60)


@given(visits, st.integers(1, 4), st.integers(1, 20))
def test_it_does_what_the_rule_says(steps: list[tuple[str, int]], most: int, window: int) -> None:
    """Whoever comes whenever, the verdicts are those of a naive model, and nobody is told twice in a window."""
    cooldown, naive, now = Cooldown(most, window), Naive(most, window), 0.0
    for person, pause in steps:
        now += pause

        assert naive.visit(person, now) == cooldown.visit(Pseudonym(person), now)


@given(visits, st.integers(1, 3))
def test_it_never_remembers_more_than_it_may(steps: list[tuple[str, int]], people: int) -> None:
    """However many come, at most the set number is remembered."""
    cooldown, now = Cooldown(2, 10.0, people), 0.0
    for person, pause in steps:
        now += pause
        cooldown.visit(Pseudonym(person), now)

        assert 1 <= len(cooldown) <= people


def test_memory_is_bounded(record_property: Callable[[str, object], None]) -> None:
    """Check 21: after 100,000 people within one window, of whom the last 20,000 flood, less than 15 MB is held."""
    privacy, cooldown = Privacy("a secret of this test"), Cooldown()
    people = [privacy.pseudonym("person", "slack", str(number)) for number in range(100_000)]
    tracemalloc.start()
    try:
        for number, person in enumerate(people):
            for turn in range(QUESTIONS + 1 if number >= len(people) - PEOPLE else 1):
                cooldown.visit(Pseudonym(f"{person}"), number * 1e-5 + turn * 1e-7)
        held, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    tell(
        record_property,
        f"100,000 people: {len(cooldown):,} remembered, {held / 1e6:.1f} MB held, {peak / 1e6:.1f} MB at most",
    )

    assert 0 < peak < LARGEST
    assert PEOPLE == len(cooldown)
