"""Learning paths that the people of a soak have walked, and where the journal says that they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.soak_journal import Kept
from bench.soak_times import Times
from bot.journal.privacy import Privacy


@dataclass(frozen=True, slots=True)
class Step:
    """A step that somebody asked for, when (seconds of the monotonic clock), and whether they saw it."""

    number: int
    at: float
    seen: bool


@dataclass(slots=True)
class Walk:
    """One person on one path; `person` is as the platform names them."""

    platform: str
    person: str
    path: str
    steps: list[Step] = field(default_factory=list)

    def may_be_at(self) -> list[Step]:
        """Where they can be: at the last step that they saw, or at one that they have asked for since."""
        seen = [place for place, step in enumerate(self.steps) if step.seen]
        return self.steps[seen[-1] :] if seen else []


def strayed(walks: Iterable[Walk], found: Kept, privacy: Privacy, times: Times) -> tuple[list[object], int]:
    """Walks of which the journal says something else, and how many more are excused.

    Steps are written behind the answers' back: one may go with a process that was killed right after it. The beginning is
    shown and not kept while the store is away: it might not be where that person is.
    """
    rows = {(row["person"], row["path"]): row["step"] for row in found.rows.get("progress", ())}
    lost: list[object] = []
    excused = 0
    for walk in walks:
        kept = rows.get((privacy.pseudonym("person", walk.platform, walk.person), walk.path))
        expected = walk.may_be_at()
        if not expected or kept in {step.number for step in expected}:
            continue
        gone = any(times.gone(step.at) for step in walk.steps)
        gone = gone or (expected[0].number == 1 and times.alone(expected[0].at))
        excused += gone
        lost += [] if gone else [(walk, kept)]
    return lost, excused
