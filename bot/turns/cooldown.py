"""Keeps one person from flooding a channel, without remembering many people for long.

A sliding window, as people understand a limit: so many in so many seconds. Only who asked within the window is remembered,
and of those at most a set number, the latest.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from bot.journal.records import Pseudonym

Verdict = Literal["go", "notice", "silent"]
"""Answer; say once that it is too much; or say nothing more."""

WINDOW: Final = 10.0
"""Seconds that are looked back on."""

QUESTIONS: Final = 10
"""Questions of one person that are answered in a window: faster than anybody reads."""

TAPS: Final = 40
"""Taps on buttons that are: browsing is quick."""

PEOPLE: Final = 20_000
"""How many people of a window are remembered: 13 MB if all of them flood, 3 MB if none does."""


@dataclass(frozen=True, slots=True)
class _Visits:
    """When a person was answered within the window, when they were told that it is too much, and when they came last."""

    times: tuple[float, ...] = ()
    told: float = -inf
    last: float = -inf


class Cooldown:
    """Who asked how often within the last seconds."""

    def __init__(self, most: int = QUESTIONS, window: float = WINDOW, people: int = PEOPLE) -> None:
        """`most` in `window` seconds, for at most `people` people at a time."""
        self._most = most
        self._window = window
        self._people = people
        self._visits: dict[Pseudonym, _Visits] = {}  # in the order of the last visit

    def visit(self, person: Pseudonym, now: float) -> Verdict:
        """What to do with a person's question at a time, in seconds of any steady clock."""
        before, since = self._visits.pop(person, _Visits()), now - self._window
        self._sweep(since)
        times = tuple(time for time in before.times if time > since)
        if len(times) < self._most:
            self._visits[person] = _Visits((*times, now), before.told, now)
            return "go"
        tell = before.told <= since  # once a window: who goes on and on is not told again after every answer
        self._visits[person] = _Visits(times, now if tell else before.told, now)
        return "notice" if tell else "silent"

    def wait(self, person: Pseudonym, now: float) -> float:
        """Seconds until the person's next question is answered."""
        times = self._visits.get(person, _Visits()).times
        return max(0.0, times[0] + self._window - now) if len(times) >= self._most else 0.0

    def __len__(self) -> int:
        """How many people are remembered."""
        return len(self._visits)

    def _sweep(self, since: float) -> None:
        """Forgets who has not come within the window, and makes room for one by forgetting the longest silent."""
        while self._visits:
            person = next(iter(self._visits))
            if len(self._visits) < self._people and self._visits[person].last > since:
                return
            del self._visits[person]
