"""People on the far side of Discord do what people can do there, and discord.py hears of it as from Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from discord import ui

from tests.discord_clients import Client, data_of, eventually, running
from tests.discord_doings import ImpossibleError
from tests.discord_far_side import FarSide
from tests.discord_people import MENTION
from tests.discord_records import CHANNEL, FORUM, GUILD, MANAGER, OTHER, USER, WEBHOOK
from tests.discord_sessions import CONTENT

ASK: dict[str, Any] = {
    "name": "ask",
    "description": "Ask",
    "options": [
        {"name": "question", "description": "What", "type": 3, "required": True, "max_length": 10},
        {"name": "private", "description": "For you alone", "type": 5},
    ],
}
SETUP: dict[str, Any] = {
    "name": "backchat",
    "description": "For admins",
    "default_member_permissions": "32",
    "contexts": [0],
    "options": [{"name": "setup", "description": "Set up", "type": 1, "options": []}],
}


@pytest.fixture
async def side() -> AsyncIterator[FarSide]:
    """A fake Discord with two commands and a menu's entry."""
    async with FarSide() as opened:
        opened.install([ASK, SETUP, {"name": "Answer this", "type": 3}])
        yield opened


@pytest.fixture
async def client(side: FarSide) -> AsyncIterator[Client]:
    """The real client, connected."""
    async with running(side) as made:
        yield made


async def heard(client: Client, count: int = 1) -> list[discord.Message]:
    """So many messages that the client hears."""
    await eventually(lambda: len(client.heard) >= count)
    return client.heard


async def test_content_is_for_those_who_are_meant(side: FarSide, client: Client) -> None:
    """Without the intent a bot reads its own messages, direct ones, and those that name it or reply to it."""
    own = await client.room(CHANNEL).send("mine")
    posted = side.own()[0]
    side.say("of others")
    side.say(f"{MENTION} named")
    side.say("direct", channel=side.world.direct(USER).id)
    side.say("reply", reply_to=posted)
    side.say("quiet reply", reply_to=posted, ping=False)
    messages = await heard(client, 6)

    assert ["mine", "", f"{MENTION} named", "direct", "reply", ""] == [one.content for one in messages]
    assert [own.id, own.id] == [one.reference.message_id for one in messages if one.reference]


async def test_content_is_for_those_who_may(side: FarSide) -> None:
    """With the intent, which the app must be granted, a bot reads all."""
    side.world.granted = CONTENT
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    async with running(side, intents=intents) as client:
        side.say("of others")

        assert "of others" == (await heard(client))[0].content


async def test_not_all_who_write_are_people(side: FarSide, client: Client) -> None:
    """Bots, webhooks and the system write messages too, and can be told apart."""
    side.world.person("99", bot=True)
    side.say("a bot", by="99")
    side.say("a webhook", by=WEBHOOK)
    side.say("", kind=7)
    bot, webhook, system = await heard(client, 3)

    assert (True, None, "default") == (bot.author.bot, bot.webhook_id, bot.type.name)
    assert (True, int(WEBHOOK)) == (webhook.author.bot, webhook.webhook_id)
    assert (True, "new_member") == (system.is_system(), system.type.name)


async def test_a_post_is_a_thread_with_a_first_message(side: FarSide, client: Client) -> None:
    """A post in a forum is a thread, whose first message has its id."""
    post = side.post("How do I learn SQL?", "I am new.")
    (first,) = await heard(client)

    assert (post.id, post.id, "How do I learn SQL?") == (
        str(first.id),
        str(first.channel.id),
        str(first.channel),
    )
    assert [int(FORUM)] == [one.parent_id for one in client.threads]


async def test_messages_are_changed_and_deleted(side: FarSide, client: Client) -> None:
    """What somebody changes comes as a change, and what they delete is gone for all."""
    said = side.say(f"{MENTION} first")
    side.edit(said, f"{MENTION} second")
    await eventually(lambda: client.edited)
    side.delete(said)

    assert f"{MENTION} second" == client.edited[0].message.content
    assert ([], [said]) == (side.messages(), side.deleted())


async def test_commands_are_sent_as_discord_lets_them(side: FarSide) -> None:
    """Nobody can send a command that is not announced, hidden from them, or without what it needs."""
    impossible: list[tuple[str, dict[str, Any], str]] = [
        ("tell", {}, USER),
        ("ask", {}, USER),
        ("ask", {"question": "too long for it"}, USER),
        ("ask", {"question": 3}, USER),
        ("ask", {"question": "what?", "public": True}, USER),
        ("backchat setup", {}, USER),
        ("backchat", {}, MANAGER),
    ]
    for name, options, by in impossible:
        with pytest.raises(ImpossibleError):
            side.command(name, options, by=by)
    with pytest.raises(ImpossibleError):
        side.command("backchat setup", by=MANAGER, channel=side.world.direct(MANAGER).id)
    with pytest.raises(ImpossibleError):
        side.autocomplete("ask", "question", "wha")

    assert {} == side.world.interactions


async def test_a_command_arrives(side: FarSide) -> None:
    """A command comes with who sent it, where, what they may, and what they typed."""
    came: list[discord.Interaction[Any]] = []

    async def _keep(asked: discord.Interaction[Any]) -> None:
        came.append(asked)

    async with running(side, _keep):
        side.command("backchat setup", by=MANAGER)
        side.command("ask", {"question": "what?"}, channel=side.world.direct(USER).id)
        side.menu("Answer this", side.say("secret"))
        await eventually(lambda: len(came) == 3)
    setup, ask, menu = came
    target = next(iter(data_of(menu)["resolved"]["messages"].values()))

    assert (int(GUILD), True) == (setup.guild_id, setup.permissions.manage_guild)
    assert (None, int(USER), True) == (ask.guild_id, ask.user.id, ask.context.dm_channel)
    assert ("secret", False) == (target["content"], menu.permissions.manage_guild)


async def test_only_what_is_there_is_tapped(side: FarSide, client: Client) -> None:
    """Nobody taps what is not there, is disabled, not offered, or not shown to them."""
    view = ui.View()
    view.add_item(ui.Button(label="Go", custom_id="go", disabled=True))
    view.add_item(ui.Select(custom_id="menu", options=[discord.SelectOption(label="a", value="a")]))
    await client.room(CHANNEL).send("x", view=view)
    (message,) = side.own()
    for custom_id, values in (("other", []), ("go", []), ("menu", ["b"]), ("menu", []), ("menu", ["a", "a"])):
        with pytest.raises(ImpossibleError):
            side.tap(message, custom_id, values)
    message.only = OTHER
    with pytest.raises(ImpossibleError):
        side.tap(message, "menu", ["a"], by=USER)

    assert ["go", "menu"] == message.ids


async def test_an_app_without_its_bot_hears_nothing(side: FarSide) -> None:
    """Where people brought the app alone, it gets no messages and cannot write, but is asked."""
    side.world.guild(GUILD, installed=False)
    side.install([ASK | {"integration_types": [1]}])
    came: list[discord.Interaction[Any]] = []

    async def _keep(asked: discord.Interaction[Any]) -> None:
        came.append(asked)

    async with running(side, _keep) as client:
        side.say(f"{MENTION} hello")
        side.command("ask", {"question": "what?"})
        await eventually(lambda: came)
        with pytest.raises(discord.Forbidden):
            await client.room(CHANNEL).send("hello")

        assert (True, False, []) == (
            came[0].is_user_integration(),
            came[0].is_guild_integration(),
            client.heard,
        )
