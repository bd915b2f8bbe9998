"""What the tests of the journal write: records that are right but for what a test is about, and what was kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from typing import Any, Final

from bot.journal.journal import Journal
from bot.journal.records import Asked, Missed, Pseudonym, Voted

NOON: Final = 1_795_262_400_000
"""2026-11-21 12:00 UTC in milliseconds."""

DAY: Final = 86_400_000

ADA: Final = Pseudonym("ada")
BOB: Final = Pseudonym("bob")
HERE: Final = Pseudonym("here")
THREAD: Final = Pseudonym("thread")

_ASKED: Final = Asked(
    id="q",
    at=NOON,
    platform="slack",
    place=HERE,
    person=ADA,
    thread=THREAD,
    text="what is docker",
    outcome="answered",
    entry="docker",
    confidence=0.75,
    evidence={"docker": 0.9},
    knowledge="abc",
    took=1_500,
)
_MISSED: Final = Missed(id="m", at=NOON, platform="slack", place=HERE, person=ADA, text="salaries", asked="q")
_VOTED: Final = Voted(asked="q", entry="docker", person=ADA, helped=True, at=NOON)
_NUMBERS: Final = count(1)


def asked(id_: str = "q", **changes: Any) -> Asked:
    """A question of Ada's at noon, but for the changes."""
    return replace(_ASKED, id=id_, **changes)


def missed(id_: str = "m", **changes: Any) -> Missed:
    """What Ada wanted to know instead, but for the changes."""
    return replace(_MISSED, id=id_, **changes)


def voted(**changes: Any) -> Voted:
    """Ada's vote on her question, but for the changes."""
    return replace(_VOTED, **changes)


def fresh(kind: str = "message") -> Pseudonym:
    """A pseudonym that no other test has."""
    return Pseudonym(f"{kind}{next(_NUMBERS)}")


async def kept(journal: Journal, table: str, person: Pseudonym | None = None) -> list[Mapping[str, Any]]:
    """What the journal has in a table, of everybody or of a person."""
    return [row async for row in journal.people.export(person) if row["table"] == table]


async def texts(journal: Journal, table: str = "questions") -> list[str | None]:
    """The texts in a table, in the order of their ids."""
    return [row["text"] for row in await kept(journal, table)]
