from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord import gateway, http

from bench.discord import completing, far_alone, load, posting, typed
from bench.discord_parts import parts
from bench.discord_stage import Stage
from bot.answer import Answerer
from bot.journal.engine import file_store
from bot.loading import load as load_knowledge
from tests.processes import SUBJECTS, small_knowledge

TEXTS = [f"explain {subject}" for subject in SUBJECTS]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A server of a Discord in another process, with our commands, which refuses nothing."""
    folder = tmp_path / "stage"
    folder.mkdir()
    made = Stage(folder, small_knowledge(tmp_path / "knowledge"))
    async with made.discord:
        await made.announce()
        yield made

    assert [] == made.discord.refused


async def test_every_way_to_ask_in_discord_is_measured(stage: Stage) -> None:
    """Mentions, commands and completions go through the real process and discord.py, and each is answered."""
    for name, ask in {**stage.ways, "completions": stage.complete}.items():
        found = await load(stage, name, ask, TEXTS, 2)

        assert 0 < found.signs.half <= found.answers.half <= found.answers.most
        assert 10 < found.memory < 1_000


async def test_the_parts_of_an_answer_in_discord_are_measured(stage: Stage, tmp_path: Path) -> None:
    """Each part takes time of its own, that Discord too, and discord.py is left as it was."""
    before = (http.Route.BASE, gateway.DiscordWebSocket.DEFAULT_GATEWAY)
    answerer = Answerer(load_knowledge(tmp_path / "knowledge"))
    found = await parts(stage, answerer, TEXTS, file_store(tmp_path / "journal.sqlite3"))
    far = await far_alone(stage, posting(answerer), 4, 2)
    core = await completing(answerer, typed(TEXTS))

    assert 0 < min(
        found["the service"], found["drawing"], found["that Discord's telling"], far.half, core.half
    )
    assert before == (http.Route.BASE, gateway.DiscordWebSocket.DEFAULT_GATEWAY)


def test_questions_are_typed_in_parts() -> None:
    """Two fifths, seven tenths and all of them, and so on."""
    assert ["what", "what is", "what is an", "what"] == typed(["what is an"] * 4)
