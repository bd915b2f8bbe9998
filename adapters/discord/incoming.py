"""What Discord delivers, read as what a person said and where; pure, and without a call to Discord."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import discord

from adapters.asking import told
from bot.conversation import Question, ShowEntry
from bot.turns.message import Message
from bot.wishes import Vote, parse_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from adapters.asking import Asked
    from bot.conversation import Action
    from bot.turns.message import Said
    from bot.wishes import Wish

PLATFORM: Final = "discord"

_ENTITY: Final = re.compile(
    r"<(?:@[!&]?(?P<mention>\d+)|#\d+|id:\w+|t:-?\d+(?::\w)?|a?:(?P<emoji>\w+):\d+|/(?P<command>[^:<>\n]+):\d+|(?P<link>https?://[^\s<>]+))>"
    r"|(?<!\S)@(?:everyone|here)(?!\w)"
)
_SAID: Final = frozenset({discord.MessageType.default, discord.MessageType.reply})
"""The types of messages that a person wrote; all others tell of joins, pins and the like."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was said, by the ids of Discord; `key` is that of the message or interaction.

    `place` is the server, empty where somebody talks with the bot alone or in a group of friends; `direct` is the former.
    """

    place: str
    channel: str
    person: str
    key: str
    direct: bool = False

    def message(self, said: Said, **more: Any) -> Message:
        """The message for the service; what a person says in a channel, one after the other, is one conversation."""
        thread = f"{self.channel}:{self.person}"
        return Message(PLATFORM, more.pop("key", self.key), self.person, self.place, thread, said, **more)


def spot_of(event: discord.Message | discord.Interaction[Any]) -> Spot:
    """Where a message was written or an interaction happened."""
    if isinstance(event, discord.Message):
        place, channel, person = event.guild and event.guild.id, event.channel.id, event.author.id
        group = False
    else:
        place, channel, person = event.guild_id, event.channel_id or 0, event.user.id
        group = event.context.private_channel
    direct = place is None and not group
    return Spot(str(place or ""), str(channel), str(person), str(event.id), direct)


def typed(text: str) -> str:
    """The text of a message as its author sees it, without mentions, channels and times; emoji by their names."""
    return _ENTITY.sub(_read, text).strip()


def _read(entity: re.Match[str]) -> str:
    if entity["emoji"]:
        return f":{entity['emoji']}:"
    return entity["link"] or (f"/{entity['command']}" if entity["command"] else " ")


def by_a_person(message: discord.Message) -> bool:
    """Whether a person wrote this: no bot, no webhook, nothing that Discord itself tells."""
    author = message.author
    return not (author.bot or author.system or message.webhook_id) and message.type in _SAID


def heard(message: discord.Message, me: int) -> Asked | None:
    """What a person said to us; None for what is not ours to answer."""
    if not by_a_person(message):
        return None
    # the text of a reply to a command's answer is kept from us, though it names us
    named = any(one.id == me for one in message.mentions) and message.content
    if message.guild is not None and not named:
        return None
    # a wave asks for nothing
    worded = any(map(str.isalnum, _ENTITY.sub(" ", message.content)))
    said = told(typed(message.content) if worded else "")
    return replace(said, after=_replied_to(message, me)) if isinstance(said, Question) else said


def _replied_to(message: discord.Message, me: int) -> str:
    """The entry that an answer of ours is about to which somebody replies: they mean that, whatever came since."""
    answer = message.reference and message.reference.resolved
    if not isinstance(answer, discord.Message) or answer.author.id != me:
        return ""
    codes = (parse_code(one.split(":", 2)[-1]) for one in custom_ids(answer))
    return next((code.entry for code in codes if isinstance(code, Vote)), "")


def forum_post(message: discord.Message) -> str | None:
    """The id of the forum, where a message of a person begins a post in one."""
    post = message.channel
    if not isinstance(post, discord.Thread) or post.id != message.id or not by_a_person(message):
        return None
    return str(post.parent_id)


def channels_of(event: discord.Message | discord.Interaction[Any]) -> set[str]:
    """The ids of the channel that something happened in, and of the one that its thread belongs to."""
    parent = getattr(event.channel, "parent_id", None)
    return {spot_of(event).channel, *([str(parent)] if parent else ())}


def tapped(code: str) -> Action | Wish:
    """What a button stands for; one that is none of ours, or no more, shows that nothing is there by that name."""
    return parse_code(code) or ShowEntry("gone")


def custom_ids(message: discord.Message) -> Iterator[str]:
    """The ids of all that can be tapped under a message."""
    for row in message.components:
        for part in getattr(row, "children", ()):
            yield getattr(part, "custom_id", None) or ""


def carried(message: discord.Message, name: str) -> str:
    """What the button of a name carries under a message, such as the asker in "delete"; empty where there is none."""
    found = (one.partition(":") for one in custom_ids(message))
    return next((value for key, _, value in found if key == name), "")


def filled_in(data: Mapping[str, Any]) -> str:
    """The text that was typed into a form with one field."""
    parts = [
        part
        for row in data.get("components", ())
        for part in (row.get("component"), *row.get("components", ()))
    ]
    return next((str(part["value"]) for part in parts if part and part.get("value")), "")
