"""The settings of places as one process of a test knows them, with a clock that stands still."""

from __future__ import annotations

import sqlite3
from typing import Any, Final

from bot.journal.journal import Journal
from bot.journal.privacy import Privacy
from bot.place_settings import PlaceBook

PRIVACY: Final = Privacy("a secret of the tests")
HERE: Final = ("discord", "1")
THERE: Final = ("discord", "2")


class Clock:
    """A clock that stands still until it is told otherwise."""

    now = 100.0

    def __call__(self) -> float:
        """The time in seconds."""
        return self.now


def book(journal: Journal, clock: Clock | None = None, **more: Any) -> PlaceBook:
    """One process's view."""
    return PlaceBook(journal, PRIVACY, clock=clock or Clock(), **more)


def _tell(journal: Journal, statement: str) -> None:
    connection = sqlite3.connect(str(journal.store.file), isolation_level=None)
    connection.execute(statement)
    connection.close()


def take_away(journal: Journal) -> None:
    """From now on no settings can be read from a SQLite file, or written."""
    _tell(journal, "ALTER TABLE places RENAME TO elsewhere")


def bring_back(journal: Journal) -> None:
    """From now on they can again."""
    _tell(journal, "ALTER TABLE elsewhere RENAME TO places")
