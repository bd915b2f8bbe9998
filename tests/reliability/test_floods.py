"""Check 20: who floods is told once and then met with silence, and nobody else notices."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from bot.service import MOST_UNDER_WAY
from bot.turns.cooldown import QUESTIONS, WINDOW
from tests.clients import Client, question
from tests.processes import Loopbacks, small_knowledge, tell

FLOOD: Final = 50
OTHERS: Final = 20

Record = Callable[[str, object], None]


def _loopbacks(folder: Path) -> Loopbacks:
    """Processes with a SQLite journal."""
    (folder / "process").mkdir()
    return Loopbacks(folder / "process", BACKCHAT_KNOWLEDGE=str(small_knowledge(folder / "knowledge")))


async def test_a_flood_of_one_person(tmp_path: Path, record_property: Record) -> None:
    """Check 20: of 50 questions in less than 10 s ten are answered, the eleventh gets one notice, and the rest nothing."""
    loopbacks = _loopbacks(tmp_path)
    with loopbacks.started() as [process]:
        async with Client(process.port) as flooding, Client(process.port) as other:
            began = time.monotonic()
            endings, others = [], []
            for number in range(FLOOD):
                endings.append(await flooding.post(question(f"f{number}", "flood")))
                if number % (FLOOD // OTHERS) == 0:
                    others.append(await other.post(question(f"o{number}", f"other{number}")))
            took = time.monotonic() - began
    replies = [reply["text"] for reply in loopbacks.replies() if reply["person"] == "flood"]
    notices = [text for text in replies if "That was a lot at once" in text]
    told = f"{FLOOD} questions in {took:.1f} s: {endings.count('answered')} answers, {len(notices)} notice"
    tell(
        record_property,
        f"{told}, {endings.count('cooldown')} silences; {others.count('answered')} others answered",
    )

    assert took < WINDOW
    assert ["answered"] * QUESTIONS + ["notice"] + ["cooldown"] * (FLOOD - QUESTIONS - 1) == endings
    assert (QUESTIONS + 1, notices) == (len(replies), replies[QUESTIONS:])
    assert {"answered"} == set(others)


async def test_a_flood_of_many_people(tmp_path: Path, record_property: Record) -> None:
    """Beyond what can be under way, messages are told busy at once; delivered again, each is answered once."""
    loopbacks = _loopbacks(tmp_path)
    many = MOST_UNDER_WAY + 100
    with loopbacks.started(delay=2.0) as [process]:
        clients = [Client(process.port) for _ in range(many)]
        posts = [client.post(question(f"m{number}", f"p{number}")) for number, client in enumerate(clients)]
        endings = await asyncio.gather(*posts)
        again = [number for number, ending in enumerate(endings) if ending == "busy"]
        retries = [clients[number].post(question(f"m{number}", f"p{number}")) for number in again]
        endings_again = await asyncio.gather(*retries)
        for client in clients:
            await client.close()
    keys = sorted(reply["key"] for reply in loopbacks.replies())
    tell(record_property, f"{many} messages at once: {len(again)} busy, {len(keys)} replies in the end")

    assert {"answered", "busy"} == set(endings)
    assert len(again) >= 100
    assert {"answered"} == set(endings_again)
    assert sorted(f"m{number}" for number in range(many)) == keys
