"""The server of the tests is one: people see what they would see, and what goes wrong is told."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import discord
import pytest

from adapters.discord.app import DiscordApp
from bot.answer import Answerer
from bot.service import Service
from tests.discord_guild import Guild, guild
from tests.discord_peopled import ImpossibleError
from tests.stores import copied


class Rude(DiscordApp):
    """Does what Discord minds."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self.tree.interaction_check = self._ignore  # type: ignore[method-assign] # for nobody

    async def on_message(self, message: discord.Message) -> None:
        """Pings everybody, and stumbles."""
        if not message.author.bot:
            await message.channel.send("@everyone", allowed_mentions=discord.AllowedMentions.all())
            raise ValueError("stumbled")

    async def _ignore(self, _: Any) -> bool:
        return False


@pytest.fixture
async def rude(small: Answerer, migrated_file: Path, tmp_path: Path) -> Any:
    """A server with a rude bot."""
    async with guild(copied(migrated_file, tmp_path), lambda: small, Rude) as opened:
        yield opened


async def test_a_mention_is_answered_under_it(at_home: Guild) -> None:
    """What the bot says to a mention is a reply to it that all see."""
    asked = await at_home.mention("explain docker")

    (answer,) = at_home.said()
    assert (asked.id, "") == (answer.reply_to, answer.only)
    assert "All about docker" in answer.content


async def test_only_who_is_meant_sees_a_private_answer(at_home: Guild) -> None:
    """An answer to a command that is to be private is seen by who asked, and said to nobody."""
    answer = await at_home.ask("explain sql", private=True, by="bob")

    assert ("bob", answer) == (answer.only, at_home.whispered("bob"))
    assert [] == at_home.said()


async def test_direct_messages_and_replies_are_heard(at_home: Guild) -> None:
    """Somebody who writes to the bot alone is answered there, and so is who replies to it."""
    await at_home.dm("explain git")
    (first,) = at_home.said("@ada")
    await at_home.reply_to(first, "explain linux")

    assert ["git", "linux"] == [one.content.partition("?")[0].split()[-1] for one in at_home.said("@ada")]


async def test_a_reply_to_what_was_asked_by_mention_is_heard(at_home: Guild) -> None:
    """Somebody who replies to the bot on a server, with a ping, is answered."""
    await at_home.mention("explain docker")
    await at_home.reply_to(at_home.said()[0], "explain sql", by="bob")

    assert "All about sql" in at_home.said()[1].content


@pytest.mark.parametrize("by", ["robot", "webhook"])
async def test_bots_and_webhooks_are_seen_as_such(at_home: Guild, by: str) -> None:
    """What another bot or a webhook says to the bot stays without an answer."""
    await at_home.mention("explain docker", by=by)

    assert [] == at_home.said()


async def test_a_tap_goes_by_the_label(at_home: Guild) -> None:
    """Somebody who presses a button sees what comes of it, alone."""
    await at_home.mention("explain docker")
    thanks = await at_home.tap(at_home.said()[0], "This helped", by="bob")

    assert thanks == at_home.whispered("bob")


async def test_a_form_is_opened_and_sent(at_home: Guild) -> None:
    """A button can open a form, and what is written into it reaches the journal."""
    await at_home.mention("explain docker")
    await at_home.tap(at_home.said()[0], "missing", by="bob")
    (form,) = at_home.forms
    await at_home.submit(form, "how images are built")
    [miss] = await at_home.parts.kept("misses")

    assert (("wanted",), "bob") == (form.inputs, form.by)
    assert "how images are built" == miss["text"]


async def test_a_message_can_be_answered_from_its_menu(at_home: Guild) -> None:
    """Somebody who has another's message answered sees that alone."""
    asked = await at_home.say("explain rest", by="ada")
    answer = await at_home.menu(asked, by="bob")

    assert "bob" == answer.only
    assert "All about rest" in answer.content


async def test_options_are_completed(at_home: Guild) -> None:
    """What is typed into an option is completed."""
    assert [("First", "first")] == await at_home.autocomplete("fir", "path", "path")


async def test_an_admin_chooses_channels(at_home: Guild) -> None:
    """Whoever manages the server can open the form of the settings, and choose channels in it; others see no such command."""
    form = await at_home.command("backchat setup", by="admin")
    assert form is not None
    await at_home.choose(form, "setup:forums", "questions")
    await at_home.forum_post("explain docker")

    with pytest.raises(ImpossibleError, match="not visible to this user"):
        await at_home.command("backchat setup", by="ada")


async def test_a_post_of_a_forum_begins_with_its_id(at_home: Guild) -> None:
    """The first message of a post has the post's id, as Discord has it."""
    post = await at_home.forum_post("How do I learn SQL?", by="bob")

    assert (post.id, "bob") == (post.channel, post.by)


@pytest.mark.parametrize("where", ["elsewhere", "group"])
async def test_people_use_it_where_the_bot_is_not(at_home: Guild, where: str) -> None:
    """Whoever has the bot as an app of their own uses its commands on any server and in groups, where it hears nothing."""
    await at_home.say("explain docker", by="bob", where=where)
    answer = await at_home.ask("explain git", by="bob", where=where)
    await at_home.tap(answer, "This helped", by="bob")

    assert [answer.id] == [one.id for one in at_home.said(where)]
    assert ["Home"] == [one.name for one in at_home.world.env.bot.guilds]


async def test_buttons_work_after_a_restart(at_home: Guild) -> None:
    """A button of a message that an earlier process sent does what it did."""
    await at_home.mention("explain docker")
    await at_home.restart()
    thanks = await at_home.tap(at_home.said()[0], "This helped")

    assert thanks is not None


async def test_the_bot_may_be_denied_to_write(at_home: Guild) -> None:
    """Where the bot may not write or somebody takes no direct messages, nothing is said, and nothing goes wrong."""
    at_home.world.deny("send_messages")
    at_home.closed("ada")
    await at_home.mention("explain docker")
    await at_home.dm("explain docker")

    assert ([], []) == (at_home.said(), at_home.said("@ada"))


async def test_a_thread_is_a_place(at_home: Guild) -> None:
    """What is said in a thread is answered there."""
    thread = at_home.world.thread("About docker")
    await at_home.mention("explain docker", where=thread)

    assert (0, 1) == (len(at_home.said()), len(at_home.said(thread)))


async def test_what_takes_too_long_is_put_off(at_home: Guild, hurried: None) -> None:
    """An answer that is put off is shown to be under way, and stands in the same place when it comes."""
    answer = await at_home.ask("explain docker")

    assert (False, True) == (answer.thinking, answer.edited)
    assert [5] == [one.body["type"] for one in at_home.requests("POST", "/callback")]


async def test_discord_waits_three_seconds(at_home: Guild, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is answered later than Discord waits for reaches nobody, and the harness tells of it."""
    place = at_home.service.place

    async def _late(platform: str, where: str) -> Any:
        at_home.world.later(3.1)
        return await place(platform, where)

    monkeypatch.setattr(at_home.service, "place", _late)

    assert None is await at_home.command("help")
    assert ["ada got no answer to help"] == at_home.pardon()


async def test_many_can_do_things_at_once(at_home: Guild) -> None:
    """Ten people who ask at once are answered, each with what they asked."""
    people = [f"person{number}" for number in range(10)]
    answers = await asyncio.gather(*(at_home.ask("explain docker", private=True, by=one) for one in people))

    assert people == [one.only for one in answers]


async def test_what_goes_wrong_is_told(rude: Guild) -> None:
    """A ping, a fault and an interaction without an answer are found."""
    await rude.say("hello")
    await rude.command("help")
    ping, ignored, fault = rude.pardon()

    assert "somebody may be pinged" in ping
    assert "ada got no answer to help" == ignored
    assert "stumbled" in fault
    rude.world.env.http_requests.clear()
