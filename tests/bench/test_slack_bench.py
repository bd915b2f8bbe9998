from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bench.asking import Load
from bench.slack import WAYS, far_alone, load, posting
from bench.slack_parts import parts
from bench.slack_processes import Command
from bench.slack_stage import Stage
from bot.answer import Answerer
from bot.journal.engine import file_store
from bot.loading import load as load_knowledge
from tests.processes import SUBJECTS, small_knowledge

TEXTS = [f"explain {subject}" for subject in SUBJECTS]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A workspace of a Slack in another process, which refuses nothing."""
    folder = tmp_path / "stage"
    folder.mkdir()
    made = Stage(folder, small_knowledge(tmp_path / "knowledge"))
    async with made.slack:
        yield made

    assert [] == made.slack.refused


@pytest.mark.parametrize("command", WAYS)
async def test_both_ways_into_slack_are_measured(stage: Stage, command: Command) -> None:
    """Questions go through a real process and real Bolt, and each is answered and acknowledged."""
    found = await load(stage, command, TEXTS, 2)

    assert isinstance(found, Load)
    assert 0 < found.answers.half <= found.answers.most
    assert 0 < found.signs.half <= found.signs.most
    assert 10 < found.memory < 1_000


async def test_the_parts_of_an_answer_are_measured(stage: Stage, tmp_path: Path) -> None:
    """Each part takes time of its own, and so does the Slack that stands in for Slack."""
    answerer = Answerer(load_knowledge(tmp_path / "knowledge"))
    found = await parts(stage.slack, answerer, TEXTS, file_store(tmp_path / "journal.sqlite3"))
    far = await far_alone(stage, posting(answerer), 4, 2)

    assert 0 < min(found.service, found.drawing, found.bolt, found.call, far.half)
