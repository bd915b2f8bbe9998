"""Sessions of the fake gateway: what each client asked for, what it was told, and what it can be told again."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.discord_payloads import application, bot_user, guild
from tests.discord_records import Json

if TYPE_CHECKING:
    from tests.discord_connections import Connection
    from tests.discord_world import World

GUILDS: Final = 1 << 0
GUILD_MESSAGES: Final = 1 << 9
DIRECT_MESSAGES: Final = 1 << 12
CONTENT: Final = 1 << 15
PRIVILEGED: Final = 1 << 1 | 1 << 8 | CONTENT
INTENTS: Final = (1 << 17) - 1 | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25
"""All intents that there are."""
VERSION: Final = 10


@dataclass(frozen=True, slots=True)
class Event:
    """Something to tell: `intent` is what a client needs for it (0: nothing), `emptied` what it gets without contents.

    `guild` is empty for what happens outside of servers, of which shard 0 is told.
    """

    name: str
    data: Any
    guild: str = ""
    intent: int = 0
    emptied: Json | None = None


@dataclass(eq=False, slots=True)
class Session:
    """What one client has of one shard; it outlives connections, and remembers all that it was told."""

    id: str
    intents: int
    shard: tuple[int, int] = (0, 1)
    connection: Connection | None = None
    sent: list[str] = field(default_factory=list, repr=False)

    @property
    def seq(self) -> int:
        """The number of what was told last."""
        return len(self.sent)

    def has(self, guild_id: str) -> bool:
        """Whether a server is on its shard."""
        number, of = self.shard
        return (int(guild_id or 0) >> 22) % of == number

    def tell(self, event: Event) -> None:
        """Tells an event, if it is of this shard and wanted; one that is lost on the way can be told again."""
        if self.has(event.guild) and (not event.intent or self.intents & event.intent):
            self.say(event)

    def say(self, event: Event) -> None:
        """Tells what is of every shard: of the session itself."""
        hides = event.emptied is not None and not self.intents & CONTENT
        data = event.emptied if hides else event.data
        frame = {"op": 0, "t": event.name, "s": self.seq + 1, "d": data}
        self.sent.append(json.dumps(frame))
        if self.connection is not None:
            self.connection.send(self.sent[-1])

    def again(self, after: int) -> None:
        """Tells once more what came behind a number."""
        for frame in self.sent[after:]:
            if self.connection is not None:
                self.connection.send(frame)


def greet(world: World, session: Session, resume_url: str) -> None:
    """Tells a new session that it is there, and of its servers."""
    there = [one for one in world.guilds.values() if one.installed and session.has(one.id)]
    told: Json = {"v": VERSION, "user": bot_user(world), "session_id": session.id, "session_type": "normal"}
    told |= {"resume_gateway_url": resume_url, "shard": list(session.shard), "private_channels": []}
    told |= {"guilds": [{"id": one.id, "unavailable": True} for one in there]}
    told |= {"application": {key: application(world)[key] for key in ("id", "flags")}, "presences": []}
    told |= {"relationships": [], "user_settings": {}, "geo_ordered_rtc_regions": [], "_trace": []}
    session.say(Event("READY", told | {"guild_join_requests": [], "auth": {}}))
    for one in there:
        session.tell(Event("GUILD_CREATE", guild(world, one), one.id, GUILDS))


def identify_fault(world: World, data: Json, least_shards: int) -> int:
    """The code with which an IDENTIFY is refused, 0 where it is right."""
    intents, shard = data.get("intents"), data.get("shard", [0, 1])
    if data.get("token") != world.token:
        return 4004
    if not isinstance(intents, int) or intents & ~INTENTS:
        return 4013
    if intents & PRIVILEGED & ~world.granted:
        return 4014
    if not (isinstance(shard, list) and len(shard) == 2 and 0 <= shard[0] < shard[1]):
        return 4010
    if shard[1] < least_shards:
        return 4011
    return 0 if {"os", "browser", "device"} <= data.get("properties", {}).keys() else 4002
