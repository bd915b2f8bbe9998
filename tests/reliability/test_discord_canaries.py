"""Check 38 on Discord: whatever happens between Discord and us, no token, id or question is in any log."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterable
from typing import Any, Final

import pytest

from adapters import insisting
from adapters.discord import wire
from bot.answer import Answerer
from bot.journal.engine import Store
from bot.operations import logs
from tests.discord_processes import plugged
from tests.reliability.discord_leaks import Answering, asking, canary_discord, cores, everything

EVENTS: Final = {
    *("connected", "not connected any more", "not allowed to answer there", "a turn failed"),
    *("nobody waits for this answer any more", "it did not start", "the process ends"),
}
Tell = Callable[[str], None]


def _found(text: str, canaries: Iterable[str]) -> list[str]:
    folded = text.casefold()
    return [one for one in canaries if one.casefold() in folded]


@pytest.mark.parametrize("how", [("json", "debug"), ("pretty", "info")], ids=" ".join)
async def test_no_canary_of_discord_is_in_the_log(
    journal_file: Store,
    small: Answerer,
    how: Any,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tell: Tell,
) -> None:
    """Not a canary, nor a piece of one, though the logs are not even told the secrets; discord.py's own lines included."""
    monkeypatch.setattr(insisting, "LATER", (0.02, 0.02, 0.02))
    monkeypatch.setattr(wire, "PAUSE", 0.02)
    canaries: list[str] = []
    undo = logs.configure(how[0], how[1], ())
    logs.quiet_loop(asyncio.get_running_loop())
    try:
        said = await everything(journal_file, Answering(small), canaries.extend)
    finally:
        undo()
    written = capfd.readouterr()
    lines = written.err.splitlines()
    events = {json.loads(line)["event"] for line in lines} if "json" in how else EVENTS
    tell(f"{how[0]}, {how[1]}: {len(lines):,} lines, {len(canaries)} canaries, of which none is in them")

    assert [] == _found(written.err + written.out + said, canaries)
    assert said.count("Discord refuses DISCORD_TOKEN") == 2
    assert EVENTS <= events
    assert len(lines) > 20


async def test_without_our_logs_canaries_come_out(journal_file: Store, small: Answerer) -> None:
    """With the logs that Python has of its own, questions, ids and tokens do come out: the check above can fail."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    before = logging.root.level
    logging.root.addHandler(handler)
    logging.root.setLevel(logging.DEBUG)
    try:
        async with canary_discord() as side, plugged(side, journal_file, lambda: small) as on_line:
            await asking(on_line)
            canaries = cores(side)
    finally:
        logging.root.removeHandler(handler)
        logging.root.setLevel(before)
    found = _found(stream.getvalue(), canaries)

    assert {"kanari", "my boss", "/callback"} <= {*found}
    assert len(found) > 20
