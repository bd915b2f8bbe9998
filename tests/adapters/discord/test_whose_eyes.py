"""For whose eyes an answer to a command is: what the person chose, what the server has it as, and where it may speak."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from bot.answer import Answerer
from bot.loading import load
from tests.conftest import Write
from tests.discord_guild import Guild, guild
from tests.discord_habits import furnish, lines
from tests.stores import copied

pytestmark = pytest.mark.usefixtures("unhurried")

SNAKE: Final = "a_b_c_d_e_f_g "
SEEN: Final = """
the person    the server    answers for all    seen by    offered
-             -             everywhere         all        Dismiss
-             -             here               all        Dismiss
-             -             elsewhere          asker
-             private       everywhere         asker      Show to channel
-             private       here               asker      Show to channel
-             private       elsewhere          asker
private       -             everywhere         asker      Show to channel
private       -             here               asker      Show to channel
private       -             elsewhere          asker
private       private       everywhere         asker      Show to channel
private       private       here               asker      Show to channel
private       private       elsewhere          asker
for all       -             everywhere         all        Dismiss
for all       -             here               all        Dismiss
for all       -             elsewhere          asker
for all       private       everywhere         all        Dismiss
for all       private       here               all        Dismiss
for all       private       elsewhere          asker
"""
SIDES: Final = {"-": None, "private": True, "for all": False}
CHANNELS: Final[dict[str, tuple[str, ...]]] = {"everywhere": (), "here": ("general",), "elsewhere": ("help",)}


@pytest.fixture
async def long_winded(write: Write, migrated_file: Path, tmp_path: Path) -> AsyncIterator[Guild]:
    """Backchat with one entry, which comes to over 2,000 characters once nothing in it is alive."""
    detail = f"{SNAKE * 40}\n\n{SNAKE * 39}\n\n```sql\nselect 1;\n```"
    texts = {
        "title": "Long",
        "phrasings": ["explain length"],
        "short": (SNAKE * 20).strip(),
        "detail": detail,
    }
    answerer = Answerer(load(write({"skills/long.yaml": json.dumps(texts)})))
    async with guild(copied(migrated_file, tmp_path), lambda: answerer) as opened:
        yield opened


async def test_who_sees_an_answer_is_the_persons_choice_then_the_servers(at_home: Guild) -> None:
    """Whoever chose says so, never for all where the server does not want it; who alone sees an answer may show it there."""
    head, *rows = SEEN.strip().splitlines()
    came = [head]
    for row in rows:
        person, server, where = row[:14].strip(), row[14:28].strip(), row[28:47].strip()
        await furnish(at_home, private=server == "private", channels=CHANNELS[where])
        asker = f"asker {len(came)}"  # nobody is too fast
        answer = await at_home.ask("explain docker", private=SIDES[person], by=asker)
        seen = {"": "all", asker: "asker"}.get(answer.only, "somebody else")
        offered = [one for one in answer.labels if one in {"Show to channel", "Dismiss"}]
        came.append(f"{row[:47]}{seen:11}{' '.join(offered)}".rstrip())

    assert [head, *rows] == came


@pytest.mark.parametrize("private", [None, True, False])
async def test_alone_with_the_bot_nothing_needs_hiding(at_home: Guild, private: bool | None) -> None:  # noqa: FBT001 - the option
    """In direct messages an answer stays, can be dismissed, and there is no channel to show it to."""
    answer = await at_home.ask("explain docker", private=private, where="@ada")

    assert ("", "Dismiss") == (answer.only, answer.labels[-1])
    assert "Show to channel" not in answer.labels


async def test_what_is_put_off_is_seen_by_the_same_people(at_home: Guild, hurried: None) -> None:
    """An answer that takes longer comes in the place where Discord said that it would."""
    shown = await at_home.ask("explain docker")
    hidden = await at_home.ask("explain docker", private=True)
    page = await at_home.command("help", by="bob")

    assert page is not None
    assert [("", True), ("ada", True), ("bob", True)] == [
        (one.only, one.edited) for one in (shown, hidden, page)
    ]
    assert ["What is docker?"] * 2 == [lines(one)[1] for one in (shown, hidden)]


async def test_an_answer_that_is_too_long_goes_on_below(long_winded: Guild) -> None:
    """Over 2,000 characters there is a second message, which is for the same eyes and has the buttons."""
    await long_winded.ask("explain length")
    await long_winded.ask("explain length", private=True, by="bob")
    await long_winded.mention("explain length", by="carl")
    shown = long_winded.said()
    whole = "\n".join(one.content for one in shown[2:])

    assert [False, True] * 2 == [bool(one.rows) for one in shown]
    assert ("bob", True) == (long_winded.whispered("bob").only, "```sql\nselect 1;\n```" in whole)
    assert 99 == whole.count(SNAKE.strip().replace("_", "\\_"))
