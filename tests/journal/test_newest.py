from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from bot.journal.schema import NEWEST
from tests.conftest import ROOT

_OPENS = """
import asyncio, sys
from pathlib import Path
from bot.journal.engine import file_store
from bot.journal.journal import opened_journal
async def opens():
    async with opened_journal(file_store(Path(sys.argv[1]))):
        print("alembic" in sys.modules)
asyncio.run(opens())
"""


def test_the_newest_revision_is_that_of_the_last_migration() -> None:
    """A migration that is added without renewing NEWEST would never be noticed at the start."""
    config = Config()
    config.set_main_option("script_location", "bot.journal:migrations")
    config.set_main_option("path_separator", "os")

    assert ScriptDirectory.from_config(config).get_current_head() == NEWEST


def test_a_process_whose_tables_are_there_does_not_load_alembic(migrated_file: Path) -> None:
    """Opening a journal that is up to date costs neither the memory nor the time of the migrations."""
    done = subprocess.run(
        [sys.executable, "-c", _OPENS, str(migrated_file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "False\n" == done.stdout
