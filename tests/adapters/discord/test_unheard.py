"""What is not said to Backchat stays without an answer, and what may not be answered is not tried for ever."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import discord
import pytest

from tests.discord_guild import Guild, guild
from tests.discord_habits import channel, furnish, heads, lines, publish
from tests.stores import copied

pytestmark = pytest.mark.usefixtures("unhurried")

SPOKEN: Final = {0, 19}
"""The types of messages that people write: all others tell of joins, pins, boosts and the like."""
ASKED: Final = "<@{}> explain docker"


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried again is tried again at once, thrice."""
    monkeypatch.setattr("adapters.insisting.LATER", (0.0, 0.0, 0.0))


async def test_what_no_person_said_is_not_answered(at_home: Guild) -> None:
    """The bot itself, other bots, webhooks, and all that Discord tells of are let be: over forty kinds, and no answer."""
    asked = ASKED.format(at_home.world.backend.bot_user.id)
    said = [
        await publish(at_home, asked, "backchat"),
        await publish(at_home, asked, "backchat", "@ada"),
        await at_home.say(asked, by="robot"),
        await at_home.say(asked, by="webhook"),
        await publish(at_home, asked, message_type=999),
    ]
    told = [kind.value for kind in discord.MessageType if kind.value not in SPOKEN]
    said += [await publish(at_home, asked, message_type=kind) for kind in told]

    assert (True, []) == (40 <= len(said), at_home.requests("POST", "/messages"))


async def test_what_is_edited_is_not_answered_again(at_home: Guild) -> None:
    """Naming the bot by an edit asks nothing, and neither does changing, or Discord unfolding, what was answered."""
    later = await at_home.say("explain docker")
    asked = await at_home.mention("explain docker")
    for one in (later, asked):
        text = ASKED.format(at_home.world.backend.bot_user.id)
        at_home.world.backend.edit_message(one.channel, one.id, {"content": f"{text} and sql"})
    await at_home.settled()

    assert [asked.id] == [one.reply_to for one in at_home.said()]


async def test_two_bots_do_not_talk_to_each_other(at_home: Guild) -> None:
    """A bot that answers every word of ours, by name and as a reply, gets no second one out of us."""
    echoed: list[str] = []

    def _echo(event: str, payload: Any) -> None:
        me = at_home.world.backend.bot_user.id
        if event == "MESSAGE_CREATE" and payload["author"]["id"] == str(me) and len(echoed) < 20:
            echoed.append(payload["id"])
            at_home.world.backend.create_message(
                int(payload["channel_id"]), robot, ASKED.format(me), reference={"message_id": payload["id"]}
            )

    robot = at_home.world.person("robot").id
    at_home.world.backend.subscribers.append(_echo)
    await at_home.mention(f"explain docker <@{robot}>")

    assert (1, 1) == (len(at_home.said()), len(echoed))


async def test_who_may_not_be_written_to_is_not_insisted_on(at_home: Guild, soon: None) -> None:
    """Closed direct messages and channels where it may not write cost one try each, and nothing goes wrong."""
    for code in (50007, 50278, 50013, 50001, 10003, 160005, 50083):
        where = f"channel {code}"
        at_home.world.refuse(
            "POST", f"/channels/{at_home.world.channel(where).id}/messages", code, times=None
        )
        await at_home.mention("explain docker", where=where)
    at_home.closed("ada")
    await at_home.dm("explain docker")

    assert 8 == len(at_home.requests("POST", "/messages"))


async def test_a_fault_of_ours_is_told_to_who_waits(migrated_file: Path, tmp_path: Path) -> None:
    """Who asked is told in a line that it is our fault; who posted in a forum asked nothing, and is told nothing."""

    def _broken() -> Any:
        raise RuntimeError("broken")

    async with guild(copied(migrated_file, tmp_path), _broken) as home:
        await furnish(home, forums=("questions",))
        await home.mention("explain docker")
        await home.dm("explain docker")
        answer = await home.ask("explain docker")
        post = await home.forum_post("explain docker")
        faults = home.pardon()
        told = [*heads([*home.said(), *home.said("@ada")]), lines(answer)[1]]

    assert ["Something went wrong on my side, and it is noted. Please ask again in a moment."] * 3 == told
    assert ([], 4) == (home.said(post.channel), len(faults))


@pytest.mark.parametrize("kind", ["text", "news", "voice"])
async def test_where_it_may_not_write_a_command_is_answered(at_home: Guild, kind: str) -> None:
    """A channel without permission to write is answered to commands alone."""
    where = channel(at_home, discord.ChannelType[kind])
    at_home.world.deny("send_messages", where=where)
    await at_home.mention("explain docker", where=where)
    answer = await at_home.ask("explain docker", where=where)

    assert [answer.id] == [one.id for one in at_home.said(where)]


@pytest.mark.parametrize("code", [160002, 50035], ids=["without history", "deleted"])
async def test_what_cannot_be_replied_to_is_answered_below(at_home: Guild, code: int) -> None:
    """Without the permission to read back, or when the question was deleted, the answer just stands in the channel."""
    at_home.world.refuse("POST", f"/channels/{at_home.world.channel('general').id}/messages", code)
    await at_home.mention("explain docker")

    assert [(0, "What is docker?")] == [(one.reply_to, *heads([one])) for one in at_home.said()]


async def test_what_discord_fails_at_is_tried_again(at_home: Guild, soon: None) -> None:
    """An answer that Discord could not take is sent later, once."""
    at_home.world.refuse("POST", f"/channels/{at_home.world.channel('general').id}/messages", 0, times=3)
    await at_home.mention("explain docker")

    assert ["What is docker?"] == heads(at_home.said())
    assert 3 == len(at_home.pardon())


async def test_what_discord_never_takes_is_given_up(at_home: Guild, soon: None) -> None:
    """After four tries an answer is given up, and the next question is answered."""
    where = at_home.world.channel("general").id
    at_home.world.refuse("POST", f"/channels/{where}/messages", 0, times=4)
    await at_home.mention("explain docker")
    await at_home.mention("explain git")

    assert ["What is git?"] == heads(at_home.said())
    assert 4 == len(at_home.pardon())


async def test_the_eleventh_question_gets_one_notice(at_home: Guild) -> None:
    """Who asks too fast is told so once, politely; then nothing, while others are answered."""
    for _ in range(14):
        await at_home.mention("explain docker")
    await at_home.mention("explain docker", by="bob")
    told = heads(at_home.said())

    assert ["What is docker?"] * 10 == told[:10]
    assert "That was a lot at once. Ask again in " in told[10]
    assert ["What is docker?"] == told[11:]


async def test_who_is_too_fast_by_name_is_told_so_by_command(at_home: Guild) -> None:
    """A command always gets a word, and only its author sees that they are too fast."""
    for _ in range(10):
        await at_home.mention("explain docker")
    answers = [await at_home.ask("explain docker") for _ in range(3)]

    assert ["ada"] * 3 == [one.only for one in answers]
    assert ["That was a lot", "Still a lot at", "Still a lot at"] == [lines(one)[1][:14] for one in answers]
    assert 10 == len(at_home.said())


async def test_very_long_messages_are_read_or_declined(at_home: Guild) -> None:
    """4,000 characters, the most that anybody can write, are a question like any other; more is told in a word."""
    await publish(at_home, f"<@{at_home.world.backend.bot_user.id}> explain docker {'! ' * 2_000}"[:4_000])
    await publish(at_home, "x" * 4_001, where="@ada")

    assert ["What is docker?"] == heads(at_home.said())
    assert "That is 4,001 characters long" in at_home.said("@ada")[0].content


async def test_deleting_is_asked_and_then_done(at_home: Guild) -> None:
    """By name: what is kept is told, and the button deletes it and says how much, to who taps it alone."""
    await at_home.mention("explain docker")
    await at_home.mention("delete my data")
    asking = at_home.said()[-1]
    others = await at_home.tap(asking, "Delete my data", by="bob")
    done = await at_home.tap(asking, "Delete my data")

    assert "Shall I delete all of it?" in asking.content
    assert ["There was nothing of yours to delete."] == lines(others)
    assert ["Done: 1 question deleted. Nothing of yours is kept any more."] == lines(done)
    assert (done, []) == (at_home.whispered(), await at_home.parts.kept("questions"))


async def test_deleting_in_direct_messages(at_home: Guild) -> None:
    """Alone with the bot it goes the same way, and what was said goes on from nothing."""
    await at_home.dm("explain docker")
    await at_home.dm("Please delete everything you know about me!")
    done = await at_home.tap(at_home.said("@ada")[-1], "Delete my data")
    await at_home.dm("and why?")

    assert ["Done: 1 question deleted. Nothing of yours is kept any more."] == lines(done)
    assert "I have no answer to that, and I never make one up." == heads(at_home.said("@ada"))[-1]
