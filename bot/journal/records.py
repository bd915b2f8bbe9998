"""What the journal keeps, as frozen values: no person's id in clear, and text only for as long as it may be kept.

Times are whole milliseconds since 1970 in UTC. A `Pseudonym` is made by `bot.journal.privacy` alone, so that the type
checker sees to it that no platform's id gets in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NewType

if TYPE_CHECKING:
    from collections.abc import Mapping

Pseudonym = NewType("Pseudonym", str)
"""A platform's id of a person, a place, a conversation or a message, hashed with the installation's secret."""

Millis = int
"""Milliseconds since 1970 in UTC."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what became of it.

    `outcome` is answered, unsure, unknown or more; `evidence` has the candidates and their scores, never the text;
    `knowledge` names the version of the knowledge that answered; `took` is how long it took to answer, in microseconds.
    """

    id: str
    at: Millis
    platform: str
    place: Pseudonym
    person: Pseudonym
    thread: Pseudonym
    text: str | None
    outcome: str
    entry: str = ""
    after: str = ""
    confidence: float = 0.0
    evidence: Mapping[str, Any] = field(default_factory=dict)
    knowledge: str = ""
    took: int = 0


@dataclass(frozen=True, slots=True)
class Voted:
    """Whether an answer helped a person; the last vote of a person on an answer counts."""

    asked: str
    entry: str
    person: Pseudonym
    helped: bool
    at: Millis


@dataclass(frozen=True, slots=True)
class Missed:
    """What a person says they wanted to know instead, in their words."""

    id: str
    at: Millis
    platform: str
    place: Pseudonym
    person: Pseudonym
    text: str | None
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Reached:
    """The step of a path that a person is at."""

    person: Pseudonym
    path: str
    step: int
    at: Millis


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was deleted of a person."""

    questions: int = 0
    votes: int = 0
    misses: int = 0
    paths: int = 0

    @property
    def anything(self) -> bool:
        """Whether there was anything to delete."""
        return self.questions + self.votes + self.misses + self.paths > 0
