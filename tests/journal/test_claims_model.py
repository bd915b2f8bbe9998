from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.journal.journal import Journal
from tests.samples import NOON, fresh

_LEASE: Final = 2
"""Milliseconds, so that a few steps outlast it."""


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does, some milliseconds after what was done before."""

    what: Literal["claim", "settle", "release"]
    who: str
    later: int


@dataclass(slots=True)
class Model:
    """One message as the documentation of `Claims` tells it."""

    holder: str | None = None
    until: int = 0
    settled: bool = False

    def do(self, step: Step, now: int) -> bool | None:
        """What a step returns."""
        if step.what == "claim":
            return self._claim(step.who, now)
        if self.holder == step.who:
            if step.what == "settle":
                self.settled = True
            elif not self.settled:
                self.holder = None
        return None

    def _claim(self, who: str, now: int) -> bool:
        free = self.holder in (None, who) or self.until < now
        if self.settled or not free:
            return False
        self.holder, self.until = who, now + _LEASE
        return True


async def _done(journal: Journal, steps: list[Step]) -> list[bool | None]:
    message, now, told = fresh(), NOON, list[bool | None]()
    for step in steps:
        now += step.later
        if step.what == "claim":
            told.append(await journal.claims.claim(message, step.who, now, _LEASE))
            continue
        await getattr(journal.claims, step.what)(message, step.who)
        told.append(None)
    return told


def _expected(steps: list[Step]) -> list[bool | None]:
    model, now, told = Model(), NOON, list[bool | None]()
    for step in steps:
        now += step.later
        told.append(model.do(step, now))
    return told


STEPS: Final = st.lists(
    st.builds(
        Step,
        what=st.sampled_from(("claim", "claim", "settle", "release")),
        who=st.sampled_from("ab"),
        later=st.integers(0, 3),
    ),
    min_size=2,
    max_size=8,
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_claims_are_as_the_model_says(journal: Journal, steps: list[Step]) -> None:
    """Whatever two processes do with a message, and whenever: both databases tell them what twenty plain lines would."""
    assert _expected(steps) == await _done(journal, steps)
