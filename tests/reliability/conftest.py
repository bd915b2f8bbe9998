"""What the checks share: a way to tell the figure that each of them measured."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.answer import Answerer

if TYPE_CHECKING:
    from bot.journal.engine import Store
    from tests.discord_far_side import FarSide
    from tests.discord_processes import Plugged

Tell = Callable[[str], None]


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Prints the figure of a check and keeps it in the report of the run."""

    def _tell(figure: str) -> None:
        print(figure)  # noqa: T201 - seen with `pytest -s`
        record_property("figure", figure)

    return _tell


@pytest.fixture
def journal_file(migrated_file: Path, tmp_path: Path) -> Store:
    """A journal without anything in it, in a file."""
    from tests.stores import copied  # noqa: PLC0415 - not every check has a journal

    return copied(migrated_file, tmp_path)


@pytest.fixture
async def side() -> AsyncIterator[FarSide]:
    """A fake Discord that knows our commands, and must have refused nothing when the test ends."""
    from tests.discord_far_side import FarSide  # noqa: PLC0415 - most checks need no Discord
    from tests.discord_processes import installed  # noqa: PLC0415 - as above

    async with FarSide() as opened:
        yield await installed(opened)

    assert [] == opened.refused


@pytest.fixture
async def on_line(side: FarSide, small: Answerer, journal_file: Store) -> AsyncIterator[Plugged]:
    """Backchat with five entries, connected to Discord."""
    from tests.discord_processes import plugged  # noqa: PLC0415 - as above

    async with plugged(side, journal_file, lambda: small) as opened:
        yield opened
