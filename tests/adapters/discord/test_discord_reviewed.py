"""What a review found: whose words are kept, who sees what is put off, and when a process gives up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord import http
from pydantic import SecretStr

from adapters.discord import app, client, gateway
from bot.answer import Answerer
from bot.errors import ServingError
from bot.operations.plug import State
from bot.settings import Settings
from tests.conftest import Run
from tests.discord_far_side import FarSide
from tests.discord_guild import Guild
from tests.discord_habits import furnish, lines
from tests.discord_processes import Plugged, plugged
from tests.stores import copied

NOTHING = "I have no answer to that, and I never make one up."
WARNING = "That was a lot at once."


@pytest.fixture
async def two_shards(
    small: Answerer, migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Plugged]:
    """A process with two shards, of which none waits for the other."""

    async def _at_once(*_: object, initial: bool = False) -> None:
        await asyncio.sleep(0 * initial)

    monkeypatch.setattr(app.DiscordApp, "before_identify_hook", _at_once)
    async with FarSide() as far:
        far.gateway.least_shards = 2
        async with plugged(far, copied(migrated_file, tmp_path), lambda: small) as opened:
            yield opened


async def test_another_persons_words_are_not_kept(at_home: Guild) -> None:
    """Who has a message of somebody else answered leaves that it was asked, and not what the other wrote."""
    await at_home.menu(await at_home.say("explain docker", by="bob"))
    (row,) = await at_home.parts.kept("questions")

    assert ("docker", "answered", None) == (row["entry"], row["outcome"], row["text"])


@pytest.mark.parametrize("said", ["and why?", "delete my data"])
async def test_another_persons_words_are_not_taken_for_ones_own(at_home: Guild, said: str) -> None:
    """They follow on nothing that was shown before, and ask for the deletion of nobody's data."""
    await at_home.ask("explain docker")
    answer = await at_home.menu(await at_home.say(said, by="bob"))

    assert [f"-# You asked: {said}", NOTHING] == lines(answer)[:2]


@pytest.mark.parametrize("said", ["paths", "quiz", "help", "delete my data"])
async def test_what_is_about_one_person_is_theirs_however_long_it_takes(
    at_home: Guild, hurried: None, said: str
) -> None:
    """The words of other commands, and the wish to have one's data deleted, are answered for one person though put off."""
    answer = await at_home.ask(said)

    assert ("ada", True, []) == (answer.only, answer.edited, at_home.said())


async def test_a_late_notice_that_all_see_can_be_dismissed(at_home: Guild, hurried: None) -> None:
    """Where Discord said that an answer for all comes and a notice is all that came, the asker can take it away."""
    notice = [await at_home.ask("explain docker") for _ in range(11)][-1]
    await at_home.tap(notice, "Dismiss")

    assert ("", WARNING) == (notice.only, lines(notice)[1][: len(WARNING)])
    assert notice.id not in [one.id for one in at_home.said()]


async def test_a_shard_that_is_away_does_not_end_the_others(
    two_shards: Plugged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Past the patience for a process without any connection, the shard that has one goes on, and health tells of the other."""
    monkeypatch.setattr(gateway, "PATIENCE", 0.5)
    two_shards.far.gateway.rejecting = 503
    two_shards.far.gateway.abort(shard=1)
    await two_shards.reaches(ok=False)
    done, _ = await asyncio.wait({two_shards.running}, timeout=1.5)

    assert (set(), [0]) == (done, [one.shard[0] for one in two_shards.far.gateway.open()])
    assert State(ok=False, reason="1 shard connected") == two_shards.plug.state()


async def test_a_shard_that_stays_away_ends_the_process(
    two_shards: Plugged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that never comes back is not put up with for ever."""
    monkeypatch.setattr(gateway, "PARTLY", 0.5)
    await asyncio.sleep(0.1)  # until it was looked at with that patience
    two_shards.far.gateway.rejecting = 503
    two_shards.far.gateway.abort(shard=1)
    with pytest.raises(ServingError, match=r"^a shard had no connection for 0 s: start the process again$"):
        await asyncio.wait_for(two_shards.running, 10)


@pytest.mark.parametrize("words", [("sync", "--guild", "0"), ("invite", "--application", "-1")])
def test_an_id_that_none_can_have_is_refused(backchat: Run, words: tuple[str, ...]) -> None:
    """Zero is no server: the commands are not told to all of them instead."""
    done = backchat("discord", *words)

    assert 2 == done.returncode
    assert f"invalid value for '{words[1]}'" in done.stderr


def test_looking_at_discord_leaves_no_trace() -> None:
    """Where another base of the API was asked once, whatever uses discord.py next in this process asks the one before."""
    before = http.Route.BASE
    settings = Settings(discord_api_url="http://127.0.0.1:1/api/v10", discord_token=SecretStr("a.b.c"))
    with pytest.raises(ServingError, match="cannot be reached at http://127"):
        client.sync(settings)

    assert before == http.Route.BASE


async def test_nobody_s_progress_is_told_to_all(at_home: Guild) -> None:
    """Who names the bot and says "path" or "quiz" on a server is shown the paths, and not how far they are."""
    await furnish(at_home, private=False)
    await at_home.command("path", path="first")
    step = at_home.whispered()
    await at_home.tap(step, "What next?")
    await at_home.mention("path")
    await at_home.mention("quiz")
    paths, quizzes = at_home.said()

    assert [] == [label for label in (*paths.labels, *quizzes.labels) if "Go on" in label or "2" in label]
    assert "Go on" in "".join((await at_home.command("path") or step).labels)


async def test_a_chosen_channel_that_is_deleted_is_told_of(at_home: Guild) -> None:
    """An admin is told of channels that were chosen and are no more, and no menu claims to show them."""
    form = await at_home.command("backchat setup", by="admin")
    assert form is not None
    await at_home.choose(form, "setup:channels", "general", "side-room")
    await at_home.service.set_up("discord", str(at_home.world.home.id), channels=("1", "2"))
    again = await at_home.command("backchat setup", by="admin")
    assert again is not None

    assert "-# Chosen earlier, but deleted since: 2 channels." in again.content
    assert [[]] * 3 == [part["default_values"] for part in again.parts if "default_values" in part]
