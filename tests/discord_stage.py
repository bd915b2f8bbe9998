"""What happens on the far side of Discord, whoever does it: it is kept, and the gateway tells of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.discord_payloads import channel
from tests.discord_records import Channel, Interaction, Json, Posted
from tests.discord_sessions import DIRECT_MESSAGES, GUILD_MESSAGES, GUILDS, Event
from tests.discord_tellings import dispatched, emptied, interaction

if TYPE_CHECKING:
    from tests.discord_gateway import Gateway
    from tests.discord_world import World


@dataclass(frozen=True, slots=True)
class Stage:
    """The world, and those who are told of it."""

    world: World
    gateway: Gateway

    def post(self, message: Posted) -> Posted:
        """Somebody wrote a message; what one person alone sees is told to nobody."""
        self.world.keep(message)
        self._tell("MESSAGE_CREATE", message)
        return message

    def change(self, message: Posted, content: Json, *, first: bool = False) -> None:
        """A message gets another content, or other components: those that are given; or its first."""
        message.was += [] if first else [message.content]
        for key in content.keys() & {"content", "components", "embeds"}:
            setattr(message, key, content[key] or type(getattr(message, key))())
        message.flags = content.get("flags", message.flags)
        self._tell("MESSAGE_UPDATE", message)

    def remove(self, message: Posted) -> None:
        """A message is deleted."""
        message.deleted = True
        place = self.world.channels[message.channel]
        about: Json = {"id": message.id, "channel_id": place.id}
        about |= {"guild_id": place.guild} if place.guild else {}
        if self._seen(message):
            self.gateway.dispatch(Event("MESSAGE_DELETE", about, place.guild, _intent(place)))

    def open(self, thread: Channel) -> Channel:
        """A thread, or a post in a forum, is there."""
        self.world.channels[thread.id] = thread
        told = channel(self.world, thread) | {"newly_created": True}
        self.gateway.dispatch(Event("THREAD_CREATE", told, thread.guild, GUILDS))
        return thread

    def happen(self, one: Interaction) -> Interaction:
        """Somebody did something that the app must answer."""
        self.world.interactions[one.token] = one
        one.at = self.world.clock()
        place = self.world.channels[one.channel]
        self.gateway.dispatch(Event("INTERACTION_CREATE", interaction(self.world, one), place.guild))
        return one

    def _tell(self, name: str, message: Posted) -> None:
        if not self._seen(message):
            return
        place, told = self.world.channels[message.channel], dispatched(self.world, message)
        self.gateway.dispatch(Event(name, told, place.guild, _intent(place), emptied(self.world, told)))

    def _seen(self, message: Posted) -> bool:
        place = self.world.channels[message.channel]
        return not message.only and not place.hidden and self.world.bot_in(place)


def _intent(place: Channel) -> int:
    return GUILD_MESSAGES if place.guild else DIRECT_MESSAGES
