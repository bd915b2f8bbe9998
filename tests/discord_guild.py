"""A server with Backchat in it, in the test's own process: real discord.py, real service, real journal; only Discord is not real.

    async with guild(store, lambda: answerer) as home:
        answer = await home.mention("explain docker", by="ada")      what the bot replied
        await home.tap(answer, "This helped", by="bob")              what bob sees then

People are named: "ada", "bob", ... ; "mod" may manage messages, "admin" the server; "robot" is another bot, "webhook" none
at all. Places are named too: "general" and any other name is a channel of the server, "@ada" the direct messages with ada,
"questions" a forum, "elsewhere" a channel of a server without the bot and "group" a group of friends, where people use it as
an app of their own; the id of a channel or thread does as well. Every verb waits until nothing is under way. At the end
nothing may be wrong: no request that Discord would refuse, no interaction without an answer, no fault.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final, TypeVar

import discord
from simcord import MemberActor

from adapters.discord.app import DiscordApp
from adapters.discord.sync import synced
from bot.answer import Answerer
from bot.journal.engine import Store
from bot.service import Service
from tests import discord_oracle
from tests.discord_people import BACKCHAT, FORUM, GENERAL, WEBHOOK, Interaction, Where, World
from tests.discord_seen import Form, Posted, Sent
from tests.services import Bench, bench

ALLOWED: Final = 5.0
"""Seconds that everything under way may take."""
WORK: Final = ("discord.py: ", "CommandTree-", "discord-ui-")
"""How discord.py names the tasks that handle events."""

T = TypeVar("T")


class Guild:
    """Says and taps things as people do."""

    def __init__(
        self, world: World, parts: Bench, service: Service, client: Callable[[Service], discord.Client]
    ) -> None:
        self.world = world
        self.parts = parts
        self.service = service
        self.forms: list[Form] = []
        self._client = client
        self._at_a_time = asyncio.Lock()
        self._pardoned = (0, 0)

    async def say(
        self, text: str, by: str = "ada", where: Where = GENERAL, *, under: Posted | None = None
    ) -> Posted:
        """Somebody writes something, perhaps as a reply; returns what they wrote."""
        channel = self.world.channel(where)
        if by == WEBHOOK:
            writing: Awaitable[discord.Message] = self.world.home.create_webhook(channel).send(text)
        elif isinstance(actor := self.world.actor(by, channel), MemberActor):
            to = self.world.handle(under) if under else None
            writing = actor.send(channel, text, reply_to=to)
        else:
            told = {"channel_id": str(channel.id), "message_id": str(under.id)} if under else None
            writing = actor.send_dm(text, reference=told)
        written = await self._done(writing)
        return self.world.posted(self.world.backend.get_message(channel.id, written.id))

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
        channel = self.world.channel(where)
        actor = self.world.actor(by, channel)
        if isinstance(actor, MemberActor):
            return await self._asking(by, actor.slash(channel, name, **options))
        return await self._asking(by, actor.slash(name, **options))

    async def ask(
        self, question: str, private: bool | None = None, by: str = "ada", where: Where = GENERAL
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
        channel = self.world.channel(where)
        actor = self.world.actor(by, channel)
        if isinstance(actor, MemberActor):
            typing = actor.autocomplete(channel, command, option, typed)
        else:
            typing = actor.autocomplete(command, option, typed)
        asked = await self._interacting(typing)
        return [(one["name"], one["value"]) for one in asked.autocomplete_choices or []]

    async def menu(self, posted: Posted, by: str = "ada", name: str = "Answer this") -> Posted:
        """Somebody has a message answered from its menu; returns what they are answered."""
        channel = self.world.channel(posted.channel)
        actor = self.world.actor(by, channel)
        if not isinstance(actor, MemberActor):
            raise NotImplementedError("simcord has no menus in direct messages")
        return _here(await self._asking(by, actor.context_menu(channel, name, self.world.handle(posted))))

    async def tap(self, posted: Posted, name: str, by: str = "ada") -> Posted | None:
        """Somebody presses the button of this label or id; returns what they see then: a new message, or the same changed."""
        actor = self.world.actor(by, self.world.channel(posted.channel))
        button = (self.world.now(posted) or posted).button(name)
        return await self._asking(by, actor.click(self.world.handle(posted), custom_id=button))

    async def pick(self, posted: Posted, label: str, by: str = "ada") -> Posted | None:
        """Somebody chooses the option of this label; returns as `tap` does."""
        menu, value = (self.world.now(posted) or posted).choice(label)
        return await self._choosing(posted, menu, [value], by)

    async def choose(
        self, posted: Posted, menu: str, *channels: Where, by: str = "admin"
    ) -> Posted | None:
        """Somebody chooses channels from the menu of this id; returns as `tap` does."""
        return await self._choosing(posted, menu, [self.world.channel(one) for one in channels], by)

    async def submit(self, form: Form, text: str) -> Posted | None:
        """Whoever opened a form writes into its field and sends it; returns as `tap` does."""
        actor = self.world.actor(form.by, self.world.channel(form.channel))
        return await self._asking(form.by, actor.submit_modal(form.opened, {form.inputs[0]: text}))

    async def restart(self) -> None:
        """The process ends and another begins, with the same journal and in the same world."""
        await self.settled()
        self.service = Service(self.parts.parts)
        await self.world.reopen(self._client(self.service))

    async def settled(self, allowed: float = ALLOWED) -> None:
        """Waits until nothing is under way, at most so many seconds.

        Raises:
            TimeoutError: something still is.
        """
        idle = self.service._idle  # noqa: SLF001 - nobody else knows, and silence cannot be awaited
        async with asyncio.timeout(allowed):
            while (busy := _busy()) or not idle.is_set():
                await (asyncio.wait(busy) if busy else idle.wait())

    async def recorded(self) -> None:
        """Waits until all that was asked is in the journal."""
        await self.parts.recorder.flush(ALLOWED)

    def said(self, where: Where = GENERAL) -> list[Posted]:
        """What the bot has said before everybody in a channel."""
        return [one for one in self.world.messages(where) if one.by == BACKCHAT and not one.only]

    def whispered(self, by: str = "ada", where: Where = GENERAL) -> Posted:
        """The last message that somebody alone sees in a channel."""
        return [one for one in self.world.messages(where) if one.only == by][-1]

    def requests(self, method: str = "", path: str = "") -> list[Sent]:
        """What the bot asked of Discord by a method, where the path has these words in it."""
        return [one for one in self.world.sent() if method in {one.method, ""} and path in one.path]

    def later(self, seconds: float) -> None:
        """Puts the hour forward: Discord waits 3 seconds for a first answer and takes others for 15 minutes."""
        self.world.backend.advance_clock(seconds)

    def closed(self, person: str, *, times: int | None = None) -> None:
        """Somebody takes no direct messages any more."""
        direct = self.world.channel(f"@{person}").id
        self.world.refuse("POST", f"/channels/{direct}/messages", 50007, times=times)

    def wrong(self) -> list[str]:
        """All that should not have happened, and was not pardoned."""
        unanswered, faults = self._pardoned
        told = [
            f"{one.method} {one.path}: {line}"
            for one in self.world.sent()
            for line in discord_oracle.wrong(one.method, one.path, one.body)
        ]
        told += self.world.unanswered()[unanswered:]
        return told + [f"{where}: {error!r}" for where, error in self.parts.faults[faults:]]

    def pardon(self) -> list[str]:
        """What is wrong so far and was meant to be: faults, and interactions without an answer."""
        told = self.wrong()
        self._pardoned = (len(self.world.unanswered()), len(self.parts.faults))
        return told

    async def _choosing(self, posted: Posted, menu: str, values: list[Any], by: str) -> Posted | None:
        actor = self.world.actor(by, self.world.channel(posted.channel))
        return await self._asking(by, actor.select(self.world.handle(posted), values, custom_id=menu))

    async def _asking(self, by: str, asking: Awaitable[Any]) -> Posted | None:
        asked = await self._interacting(asking)
        if asked.modal:
            self.forms.append(self.world.form(by, asked))
        return self.world.response(asked)

    async def _interacting(self, asking: Awaitable[Any]) -> Interaction:
        number = len(self.world.interactions)
        await self._done(asking)
        return self.world.interactions[number]

    async def _done(self, doing: Awaitable[T]) -> T:
        """What one person does, and nobody else at the same instant; then all that follows from it."""
        async with self._at_a_time:
            done = await doing
        await self.settled()
        return done


def _busy() -> list[asyncio.Task[Any]]:
    return [one for one in asyncio.all_tasks() if one.get_name().startswith(WORK)]


def _here(posted: Posted | None) -> Posted:
    assert posted is not None, "nobody answered"

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
            await synced(app)
            opened = Guild(world, parts, service, client)
            yield opened
            await opened.settled()
            await opened.service.drain(ALLOWED)
        finally:
            await world.close()

    assert [] == opened.wrong()
