"""Who and what there is in the simulated Discord: people and channels, from the first time they are named."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import discord
from simcord import (
    ChannelHandle,
    GuildHandle,
    InteractionResult,
    MemberActor,
    ResponseMessage,
    UserHandle,
    WebhookHandle,
)
from simcord.backend.errors import SetupError
from simcord.backend.models import Interaction, Message, Overwrite
from simcord.enums import ChannelType, OverwriteType

from tests.discord_seen import Form, Posted
from tests.discord_simulated import Simulated

GENERAL: Final = "general"
FORUM: Final = "questions"
ELSEWHERE: Final = "elsewhere"
"""A channel of a server without the bot, where people have it as an app of their own."""
GROUP: Final = "group"
"""A group of friends, where they have it so, too."""
ROBOT: Final = "robot"
WEBHOOK: Final = "webhook"
MAY: Final = {"mod": 1 << 13, "admin": 1 << 5}
"""What some people may do besides what everybody may: manage messages, and the server."""
LOADING: Final = 1 << 7

ImpossibleError = SetupError
"""Raised where a person could not do what a test has them do."""

T = TypeVar("T")
Where = str | int
"""A channel: by its name, "@ada" for the direct messages with ada, or by its id."""
Actor = MemberActor | UserHandle
Do = Callable[[Actor, ChannelHandle], Awaitable[T]]
"""What somebody does in a channel."""


class World(Simulated):
    """The servers with their people and channels."""

    def __init__(self, client: discord.Client) -> None:
        super().__init__(client)
        self._people: dict[str, UserHandle] = {}
        self._channels: dict[str, int] = {}

    def person(self, name: str) -> UserHandle:
        """Somebody, who is on both servers from the first time they are named."""
        if name not in self._people:
            made = self.backend.make_user(name, bot=name == ROBOT)
            role = self.backend.create_role(self.home.id, name, permissions=MAY.get(name, 0))
            self.backend.add_member(self.home.id, made.id, roles=[role.id])
            self.backend.add_member(self.away.id, made.id)
            self._people[name] = UserHandle(self.env, made)
        return self._people[name]

    def channel(self, where: Where) -> ChannelHandle:
        """A channel, which is there from the first time it is named."""
        if isinstance(where, str):
            if where not in self._channels:
                self._channels[where] = self._made(where)
            where = self._channels[where]
        found = self.backend.get_channel(where)
        guilds: dict[int | None, GuildHandle] = {self.home.id: self.home, self.away.id: self.away}
        return ChannelHandle(self.env, guilds.get(found.guild_id), found)

    def _made(self, name: str) -> int:
        if name.startswith("@"):
            return self.person(name[1:]).dm_channel.id
        if name == GROUP:
            group = self.backend.create_channel(None, None, type=ChannelType.DM)
            self.afar.add(group.id)
            self.refuse("POST", f"/channels/{group.id}/messages", 50001, times=None)
            return group.id
        guild = self.away if name == ELSEWHERE else self.home
        kind = ChannelType.FORUM if name == FORUM else ChannelType.TEXT
        return self.backend.create_channel(guild.id, name, type=kind).id

    def webhook(self, channel: ChannelHandle) -> WebhookHandle:
        """A webhook that writes into a channel."""
        made = self.backend.create_webhook(channel.id, WEBHOOK, self.backend.bot_user.id)
        return WebhookHandle(self.env, made)

    def actor(self, by: str, channel: ChannelHandle) -> MemberActor | UserHandle:
        """Somebody who does something in a channel."""
        person = self.person(by)
        if channel.guild:
            return MemberActor(self.env, channel.guild, person)
        if (
            channel.id in self.afar
        ):  # simcord has no groups: one person at a time is in one, as in direct messages
            self.backend.get_channel(channel.id).recipient_ids = [person.id]
        self.backend.dm_channels[person.id] = channel.id
        return person

    def forum_post(self, title: str, text: str, by: str, forum: Where) -> Message:
        """Somebody begins a post, whose first message has the id of the post as its own."""
        author = self.person(by).id
        post = self.backend.create_thread(self.channel(forum).id, title, author, broadcast=False)
        self.backend.announce_thread_create(post)
        starter = self.backend.prepare_message(post.id, author, text)
        starter.id = post.id
        return self.backend.commit_message(starter)

    def thread(self, name: str, by: str = "ada", where: Where = GENERAL) -> int:
        """Somebody opens a thread in a channel; returns its id."""
        return self.backend.create_thread(self.channel(where).id, name, self.person(by).id).id

    def deny(self, *permissions: str, where: Where = GENERAL) -> None:
        """The bot may not do these things in a channel, by the names that discord.py has for them."""
        denied = discord.Permissions(**dict.fromkeys(permissions, True))
        overwrite = Overwrite(self.backend.bot_user.id, OverwriteType.MEMBER, deny=denied.value)
        self.backend.set_overwrite(self.channel(where).id, overwrite)

    def handle(self, posted: Posted) -> ResponseMessage:
        """A message, for those who do something with it."""
        return ResponseMessage(self.env, self.backend.get_message(posted.channel, posted.id))

    def posted(self, message: Message) -> Posted:
        """A message as it is now."""
        owner = (message.interaction_metadata or {}).get("user", {}).get("username", "")
        return Posted(
            id=message.id,
            channel=message.channel_id,
            by=message.author_name or self.backend.get_user(message.author_id).name,
            content=message.content,
            rows=tuple(message.components),
            only=owner if message.is_ephemeral else "",
            reply_to=int((message.reference or {}).get("message_id", 0)),
            flags=message.flags,
            edited=message.edited_timestamp is not None,
            thinking=bool(message.flags & LOADING),
        )

    def now(self, posted: Posted) -> Posted:
        """A message as it is now.

        Raises:
            LookupError: it is gone.
        """
        return self.posted(self.backend.messages[posted.channel][posted.id])

    def messages(self, where: Where) -> list[Posted]:
        """All messages of a channel, the oldest first."""
        kept = self.backend.messages.get(self.channel(where).id, {})
        return [self.posted(one) for _, one in sorted(kept.items())]

    def form(self, by: str, asked: Interaction) -> Form:
        """The form that was opened by an interaction."""
        modal = asked.modal or {}
        opened = InteractionResult(self.env, asked)
        return Form(
            by, asked.channel_id, modal["title"], modal["custom_id"], tuple(modal["components"]), opened
        )

    def response(self, asked: Interaction) -> Posted | None:
        """The message that an interaction was answered with first, None where there is none any more."""
        kept = self.backend.messages.get(asked.channel_id, {}).get(asked.message_id or 0)
        return self.posted(kept) if kept else None

    def unanswered(self) -> list[str]:
        """The interactions that got no answer, or one that never came."""
        return [
            f"{self.backend.get_user(one.user_id).name} got no answer to {one.command_name or 'a tap'}"
            for one in self.interactions
            if not one.responded or (one.loading and self.response(one))
        ]
