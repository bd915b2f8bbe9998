"""Days in Discord, as anybody reads them: `days/*.txt` say what people do, and everything that anybody sees of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from tests.discord_days import Day
from tests.discord_guild import Guild

pytestmark = pytest.mark.usefixtures("unhurried")

DAYS: Final = sorted((Path(__file__).parent / "days").glob("*.txt"))


@pytest.mark.parametrize("file", DAYS, ids=lambda file: file.stem)
async def test_a_day_goes_as_written(shipped_at_home: Guild, file: Path) -> None:
    """Everybody sees what is meant for them, where they look for it, and nothing else."""
    otherwise = await Day(shipped_at_home).goes(file.read_text("utf-8"))

    assert otherwise == [], "\n".join(["it went otherwise:", *otherwise])


async def test_a_day_that_goes_otherwise_is_told(at_home: Guild) -> None:
    """What somebody did not see, saw besides or saw otherwise is told with its step, and what nobody can do is an error."""
    written = (
        "# Three things that are not so.\n\nada asks: explain docker\n\nada taps: This helped\n    ada alone: Bad…\n\n"
        "bob says: hm\n    all: …\n\nbob taps: Dismiss\n    bob alone: Only…\n"
    )
    otherwise = await Day(at_home).goes(written)

    assert ["ada asks: explain docker", "ada taps: This helped", "bob says: hm"] == [
        one.partition("\n")[0] for one in otherwise
    ]
    assert "    ada alone: Good to hear, thank you." in otherwise[1].splitlines()
    with pytest.raises(ValueError, match="dreams"):
        await Day(at_home).goes("ada dreams: of a job")
