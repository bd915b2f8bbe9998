"""An app that workspaces install, a Slack that lets them, and a browser between the two."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.installations import Installations
from bot.journal.engine import Store
from bot.journal.journal import Journal
from bot.journal.privacy import Privacy
from tests.adapters.slack.far_slack import Browser, FarSlack, far_slack, workspaces
from tests.stores import copied


@pytest.fixture
async def slack() -> AsyncIterator[FarSlack]:
    """Slack's side."""
    async with far_slack() as server:
        yield server


@pytest.fixture
def store(migrated_file: Path, tmp_path: Path) -> Store:
    """A SQLite file: that both databases keep installations alike is a fact of other tests."""
    return copied(migrated_file, tmp_path)


@pytest.fixture
def installations(journal: Journal) -> Installations:
    """Slack's installations."""
    return Installations(journal, Privacy("0123456789abcdef"), "slack")


@pytest.fixture
def browser(slack: FarSlack, installations: Installations) -> Browser:
    """A browser at the app of this Slack."""
    return Browser(workspaces(slack, installations))
