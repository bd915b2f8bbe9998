"""The state of the far side of Discord: servers, people, messages, commands, and a clock that tests can put forward."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final, TypeVar

from tests.discord_records import (
    APPLICATION,
    BOT,
    CHANNEL,
    DIRECT,
    FORUM,
    FORUM_KIND,
    GUILD,
    MANAGER,
    OTHER,
    TEXT,
    THREAD,
    USER,
    Channel,
    DeniedError,
    Guild,
    Interaction,
    Json,
    Person,
    Posted,
)

Kept = TypeVar("Kept", Person, Guild, Channel)

BEGAN: Final = 1_420_070_400_000
"""When Discord's snowflakes begin, in milliseconds since 1970."""
TOKEN: Final = (
    f"{base64.b64encode(BOT.encode()).decode().rstrip('=')}.Gx4bAc.cHRoZS1mYXItc2lkZS1vZi1EaXNjb3Jk"
)


@dataclass
class World:
    """All that Discord knows; `granted` are the bits of privileged intents that the application may ask for."""

    token: str = TOKEN
    application_id: str = APPLICATION
    bot_id: str = BOT
    granted: int = 0
    guilds: dict[str, Guild] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    messages: dict[str, Posted] = field(default_factory=dict)
    nonces: dict[tuple[str, str], Posted] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    ahead: float = 0.0
    numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """With one server, a channel and a forum in it, and three people; and the bot."""
        self.person(self.bot_id, name="backchat", bot=True)
        self.person(USER, name="ada")
        self.person(OTHER, name="grace")
        self.person(MANAGER, name="linus", manages=True)
        self.guild(GUILD, name="home")
        self.channel(CHANNEL, name="general")
        self.channel(FORUM, kind=FORUM_KIND, name="questions")

    def clock(self) -> float:
        """Seconds of `time.monotonic()`, with what tests have put the clock forward."""
        return time.monotonic() + self.ahead

    def now(self) -> float:
        """Seconds since 1970, with what tests have put the clock forward."""
        return time.time() + self.ahead

    def snowflake(self) -> str:
        """An id that nothing else has."""
        return str((int(self.now() * 1000) - BEGAN) << 22 | next(self.numbers) % (1 << 22))

    def person(self, user: str, **more: Any) -> Person:
        """Somebody, who is added or changed."""
        self.people.setdefault(user, Person(user, f"person{user[-4:]}"))
        return _changed(self.people[user], more)

    def guild(self, guild: str, **more: Any) -> Guild:
        """A server, which is added or changed."""
        self.guilds.setdefault(guild, Guild(guild, f"server{guild[-4:]}"))
        return _changed(self.guilds[guild], more)

    def channel(self, channel: str, **more: Any) -> Channel:
        """A channel, which is added (as a text channel of the first server) or changed."""
        self.channels.setdefault(channel, Channel(channel, TEXT, GUILD, f"channel{channel[-4:]}"))
        return _changed(self.channels[channel], more)

    def direct(self, user: str) -> Channel:
        """The channel of direct messages with somebody, which is added if it is new."""
        known = next((one for one in self.channels.values() if one.person == user), None)
        return known or self.channel(self.snowflake(), kind=DIRECT, guild="", name="", person=user)

    def keep(self, message: Posted) -> Posted:
        """Keeps a new message."""
        self.messages[message.id] = message
        self.channels[message.channel].messages.append(message)
        if message.nonce:
            self.nonces[message.channel, message.nonce] = message
        return message

    def of_guild(self, guild: str) -> Iterator[Channel]:
        """The channels of a server, without threads."""
        return (one for one in self.channels.values() if one.guild == guild and one.kind != THREAD)

    def bot_in(self, channel: Channel) -> bool:
        """Whether the bot itself is where the channel is."""
        return not channel.guild or self.guilds[channel.guild].installed

    def seen_channel(self, name: str) -> Channel:
        """The channel of a request.

        Raises:
            DeniedError: there is none, or the bot does not see it.
        """
        found = self.channels.get(name)
        if found is None:
            raise DeniedError(404, 10003, "Unknown Channel")
        if found.hidden or not self.bot_in(found):
            raise DeniedError(403, 50001, "Missing Access", meant=found.hidden)
        return found

    def seen_message(self, channel: str, name: str) -> Posted:
        """The message of a request, which everybody in the channel sees.

        Raises:
            DeniedError: there is none, or it was deleted.
        """
        found = self.messages.get(name)
        if found is None or found.deleted or found.only or found.channel != channel:
            raise DeniedError(404, 10008, "Unknown Message", meant=found is not None and found.deleted)
        return found

    def writable(self, name: str) -> Channel:
        """The channel of a new message.

        Raises:
            DeniedError: the bot may not write in it, and why.
        """
        found = self.seen_channel(name)
        person = self.people.get(found.person)
        if person is not None and person.closed:
            raise DeniedError(403, 50007, "Cannot send messages to this user", meant=True)
        if found.locked:
            raise DeniedError(403, 50013, "Missing Permissions", meant=True)
        if found.archived:
            raise DeniedError(400, 50083, "Thread is archived", meant=True)
        if found.kind == FORUM_KIND:
            raise DeniedError(400, 50008, "Cannot send messages in a non-text channel")
        if not found.begun:
            why = "Cannot message this thread until after the post author has sent an initial message"
            raise DeniedError(403, 40058, why)
        return found


def _changed(kept: Kept, more: Json) -> Kept:
    for name, value in more.items():
        setattr(kept, name, value)
    return kept
