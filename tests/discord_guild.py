"""A server with Backchat in it, in the test's own process: real discord.py, real service, real journal; only Discord is not real.

    async with guild(store, lambda: answerer) as home:
        await home.mention("explain docker", by="ada")
        (answer,) = home.said()                                      what the bot has said in #general
        thanks = await home.tap(answer, "This helped", by="bob")     what bob sees then

People are named: "ada", "bob", ... ; "mod" may manage messages, "admin" the server; "robot" is another bot, "webhook" none
at all. Places are named too: "general" and any other name is a channel of the server, "@ada" the direct messages with ada,
"questions" a forum, "elsewhere" a channel of a server without the bot and "group" a group of friends, where people use it as
an app of their own; the id of a channel or thread does as well. Every verb waits until nothing is under way. What a person
could not do raises `ImpossibleError`. `home.world` has what is not done by people: `deny`, `refuse`, `later`, `thread`, `now`.
At the end nothing may be wrong: no request that Discord would refuse, no interaction without an answer, no fault.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord
from simcord import ChannelHandle, MemberActor

from adapters.discord.app import DiscordApp
from adapters.discord.sync import synced
from bot.answer import Answerer
from bot.journal.engine import Store
from bot.service import Service
from tests.discord_peopled import FORUM, GENERAL, WEBHOOK, Actor, Where, World
from tests.discord_running import ALLOWED, Running, bound
from tests.discord_seen import Form, Posted, Sent
from tests.discord_simulated import BACKCHAT
from tests.services import bench


class Guild(Running):
    """Says and taps things as people do."""

    async def say(
        self, text: str, by: str = "ada", where: Where = GENERAL, *, under: Posted | None = None
    ) -> Posted:
        """Somebody writes something, perhaps as a reply; returns what they wrote."""

        async def _write(actor: Actor, channel: ChannelHandle) -> discord.Message:
            if by == WEBHOOK:
                return await self.world.webhook(channel).send(text)
            if isinstance(actor, MemberActor):
                return await actor.send(channel, text, reply_to=self.world.handle(under) if under else None)
            told = {"channel_id": str(channel.id), "message_id": str(under.id)} if under else None
            return await actor.send_dm(text, reference=told)

        written = await self.done(by, where, _write)
        return self.world.posted(self.world.backend.get_message(self.world.channel(where).id, written.id))

    async def mention(self, text: str, by: str = "ada", where: Where = GENERAL) -> Posted:
        """Somebody names the bot and says something; returns what they wrote."""
        return await self.say(f"<@{self.world.backend.bot_user.id}> {text}", by, where)

    async def dm(self, text: str, by: str = "ada") -> Posted:
        """Somebody writes to the bot alone; returns what they wrote."""
        return await self.say(text, by, f"@{by}")

    async def reply_to(self, posted: Posted, text: str, by: str = "ada") -> Posted:
        """Somebody replies to a message; returns what they wrote."""
        return await self.say(text, by, posted.channel, under=posted)

    async def forum_post(
        self, title: str, by: str = "ada", text: str = "As the title says.", forum: Where = FORUM
    ) -> Posted:
        """Somebody begins a post in a forum; returns its first message, whose channel is the post."""
        starter = self.world.forum_post(title, text, by, forum)
        await self.settled()
        return self.world.posted(starter)

    async def command(
        self, name: str, by: str = "ada", where: Where = GENERAL, **options: Any
    ) -> Posted | None:
        """Somebody uses a command, such as "backchat setup"; returns what they are answered first."""
        return await self.asking(
            by, where, lambda actor, channel: bound(actor, channel, "slash")(name, **options)
        )

    async def ask(
        self, question: str, *, private: bool | None = None, by: str = "ada", where: Where = GENERAL
    ) -> Posted:
        """Somebody uses /ask; returns what they are answered."""
        how = {} if private is None else {"private": private}
        return _here(await self.command("ask", by, where, question=question, **how))

    async def autocomplete(
        self,
        typed: str,
        command: str = "ask",
        option: str = "question",
        by: str = "ada",
        where: Where = GENERAL,
    ) -> list[tuple[str, str]]:
        """Somebody types into an option; returns the names and values that they can choose from."""
        asked = await self.interacting(
            by, where, lambda actor, channel: bound(actor, channel, "autocomplete")(command, option, typed)
        )
        return [(one["name"], one["value"]) for one in asked.autocomplete_choices or []]

    async def menu(self, posted: Posted, by: str = "ada", name: str = "Answer this") -> Posted:
        """Somebody has a message answered from its menu, which simcord has on servers alone; returns what they are answered."""
        target = self.world.handle(posted)
        return _here(
            await self.asking(
                by,
                posted.channel,
                lambda actor, channel: bound(actor, channel, "context_menu")(name, target),
            )
        )

    async def tap(self, posted: Posted, name: str, by: str = "ada") -> Posted | None:
        """Somebody presses the button of this label or id; returns what they see then: a new message, or the same changed."""
        button, target = self.world.now(posted).button(name), self.world.handle(posted)
        return await self.asking(by, posted.channel, lambda actor, _: actor.click(target, custom_id=button))

    async def pick(self, posted: Posted, label: str, by: str = "ada") -> Posted | None:
        """Somebody chooses the option of this label; returns as `tap` does."""
        menu, value = self.world.now(posted).choice(label)
        return await self._choosing(posted, menu, [value], by)

    async def choose(self, posted: Posted, menu: str, *channels: Where, by: str = "admin") -> Posted | None:
        """Somebody chooses channels from the menu of this id; returns as `tap` does."""
        return await self._choosing(posted, menu, [self.world.channel(one) for one in channels], by)

    async def submit(self, form: Form, text: str) -> Posted | None:
        """Whoever opened a form writes into its field and sends it; returns as `tap` does."""
        typed = {form.inputs[0]: text}
        return await self.asking(
            form.by, form.channel, lambda actor, _: actor.submit_modal(form.opened, typed)
        )

    def said(self, where: Where = GENERAL) -> list[Posted]:
        """What the bot has said before everybody in a channel."""
        return [one for one in self.world.messages(where) if one.by == BACKCHAT and not one.only]

    def whispered(self, by: str = "ada", where: Where = GENERAL) -> Posted:
        """The last message that somebody alone sees in a channel."""
        return [one for one in self.world.messages(where) if one.only == by][-1]

    def requests(self, method: str = "", path: str = "") -> list[Sent]:
        """What the bot asked of Discord by a method, where the path has these words in it."""
        return [one for one in self.world.sent() if method in {one.method, ""} and path in one.path]

    def closed(self, person: str, *, times: int | None = None) -> None:
        """Somebody takes no direct messages any more."""
        direct = self.world.channel(f"@{person}").id
        self.world.refuse("POST", f"/channels/{direct}/messages", 50007, times=times)

    async def _choosing(self, posted: Posted, menu: str, values: list[Any], by: str) -> Posted | None:
        target = self.world.handle(posted)
        return await self.asking(
            by, posted.channel, lambda actor, _: actor.select(target, values, custom_id=menu)
        )


def _here(posted: Posted | None) -> Posted:
    if posted is None:
        raise AssertionError("nobody answered")
    return posted


@asynccontextmanager
async def guild(
    store: Store, answerer: Callable[[], Answerer], client: Callable[[Service], discord.Client] = DiscordApp
) -> AsyncIterator[Guild]:
    """A server with the bot and its commands in it; `client` makes what connects."""
    async with bench(store, answerer) as parts:
        service = Service(parts.parts)
        app = client(service)
        world = World(app)
        await world.open()
        try:
            await synced(world.bare())
            opened = Guild(world, parts, service, client)
            yield opened
            await opened.settled()
            await opened.service.drain(ALLOWED)
        finally:
            await world.close()

    if told := opened.wrong():
        raise AssertionError("\n".join(told))
