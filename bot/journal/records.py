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


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people an answer helped, and how many it did not: the votes on one entry, given to one question."""

    entry: str
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What maintainers may see of a question, or of what a person wanted instead: nothing of who, where and to whom.

    `outcome` is that of `Asked`, or missed: then `text` is what the person wanted to know instead, and `about` the id of the
    question whose answer missed it, with that question's `entry` if it is still kept. `text` is None where it was erased or
    never kept. `candidates` are the entries that came nearest and their scores (0-1), best first. `picked` says that the
    entry was chosen from a list: then `text` is its title, and nobody's words. `votes` are those of everybody, also on an
    entry that was chosen from those on offer. `took` is in microseconds.
    """

    id: str
    at: Millis
    platform: str
    text: str | None
    outcome: str
    entry: str = ""
    after: str = ""
    confidence: float = 0.0
    candidates: tuple[tuple[str, float], ...] = ()
    picked: bool = False
    votes: tuple[Tally, ...] = ()
    took: int = 0
    about: str = ""

    @property
    def up(self) -> int:
        """How many people were helped."""
        return sum(one.up for one in self.votes)

    @property
    def down(self) -> int:
        """How many people were not helped."""
        return sum(one.down for one in self.votes)
