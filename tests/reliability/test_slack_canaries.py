"""Check 38 on Slack: whatever happens between Slack and us, no token, ticket, address, id or question is in any log."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from bot.answer import Answerer
from bot.loading import load
from bot.operations import logs
from tests.processes import small_knowledge
from tests.reliability.slack_leaks import Answering, asking, canary_slack, everything
from tests.slack_office import office
from tests.slack_payloads import SECRET
from tests.stores import copied

CORES: Final = (
    *("kanari", "my boss", "7f3a", "824731905467", SECRET, SECRET[:12]),
    *("ticket-", "ticket=", "abcdefabcdef", "/actions/", "0123456789abcdef", "xoxb-", "xapp-", "1790467281"),
)
"""What is left of a canary, of an address that came with something, or of the id of a message, when half of it is struck out."""

SOCKET: Final = ("connected", "not connected any more")
Tell = Callable[[str], None]


def _found(text: str) -> list[str]:
    folded = text.casefold()
    return [core for core in CORES if core.casefold() in folded]


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
@pytest.mark.parametrize("level", ["debug", "info"])
async def test_no_canary_of_slack_is_in_the_log(
    migrated_file: Path, tmp_path: Path, level: Any, capfd: pytest.CaptureFixture[str], tell: Tell
) -> None:
    """Not a canary, nor a piece of one, though the logs are not even told the secrets; a line at debug may be anybody's."""
    answering = Answering(Answerer(load(small_knowledge(tmp_path / "knowledge"))))
    undo = logs.configure("json", level, ())
    logs.quiet_loop(asyncio.get_running_loop())
    try:
        said = await everything(copied(migrated_file, tmp_path), answering, socket=level == "debug")
    finally:
        undo()
    written = capfd.readouterr()
    lines = [json.loads(line) for line in written.err.splitlines()]
    events = {line["event"] for line in lines}
    tell(
        f"{level}: {len(lines):,} lines, {len(events)} different events, {len(_found(written.err))} canaries"
    )

    assert [] == _found(written.err + written.out + said)
    assert "Slack refuses SLACK_BOT_TOKEN (token_revoked)" in said
    assert {
        "a turn failed",
        "it did not start",
        "Slack refused a call",
        *(SOCKET if level == "debug" else ()),
    } <= events


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_without_our_logs_canaries_come_out(migrated_file: Path, tmp_path: Path) -> None:
    """With the logs that Python has of its own, questions and addresses do come out: the check above can fail."""
    answering = Answering(Answerer(load(small_knowledge(tmp_path / "knowledge"))))
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    before = logging.root.level
    logging.root.addHandler(handler)
    logging.root.setLevel(logging.DEBUG)
    try:
        async with canary_slack() as far, office(far, copied(migrated_file, tmp_path), answering) as at_work:
            await asking(at_work)
            await at_work.parts.recorder.flush(5)
    finally:
        logging.root.removeHandler(handler)
        logging.root.setLevel(before)

    assert {"kanari", "my boss"} <= set(_found(stream.getvalue()))
