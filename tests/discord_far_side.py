"""A strict Discord on the loopback interface: its REST API and its gateway, for one bot on any servers and shards.

    async with FarSide() as far:
        ...                                      # start a client: DISCORD_API_URL=far.api, DISCORD_TOKEN=far.token
        await far.gateway.connected()            # a session is there
        asked = far.say(f"{MENTION} what is SQL?")
        (answer,) = await far.posted()           # the bot's messages in the first channel
        picked = far.tap(answer, answer.ids[0])
        shown = await far.shown(picked)          # the message that answers it, when it has its content
        assert picked.response.after < 1.5       # seconds until the first answer
        assert [] == far.refused                 # nothing broke a rule

Everything that is sent is held against Discord's own description of its API and the rules of the house
(`tests.discord_oracle`); what breaks one, or is not known, is refused as Discord does it, and kept in `refused`. What a
test has arranged itself (a fault by `fail`, a limit, a channel that is locked, a message that somebody deleted) is not.

People act by `say`, `edit`, `delete`, `thread`, `post`, `begin`, `command`, `autocomplete`, `menu`, `tap` and `submit`;
they return at once, and the bot is told through the gateway. Commands must have been announced: by the client (PUT), or
by `install`. In the world there are a server GUILD with CHANNEL and FORUM, and the people USER, OTHER and MANAGER, who
may manage it (all in tests.discord_records); `far.world` adds to it and changes it:

    far.world.guild(server(1)); far.world.channel("77", guild=server(1))     # on shard 1 of 2; before clients connect
    far.world.channel(CHANNEL, locked=True)      # 50013; hidden=True is 50001, archived=True 50083
    far.world.person(USER, closed=True)          # takes no direct messages: 50007
    far.world.direct(USER).id                    # the channel of direct messages with somebody
    far.world.guild(GUILD, installed=False)      # the app is there by its users alone
    far.world.granted = CONTENT                  # privileged intents that the app may ask for; otherwise 4014

What goes wrong with the gateway is in tests.discord_gateway; with requests it is armed here, by patterns:

    far.fail("POST /channels/*/messages", status=502)           # once; times=None until heal()
    far.fail("POST /channels/*", status=403, code=50013)
    far.fail("*", retry_after=0.5, scope="global")              # 429; via=False is a ban by Cloudflare
    far.fail("POST /interactions/*", delay=2.0)                 # late
    far.fail("POST /channels/*/messages", status=DROPPED, done=True)   # done, and the answer is lost
    far.limit("POST /channels/*/messages", 5, per=5.0)          # a real limit for each channel; "*" is the global one
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from types import TracebackType
from typing import Any, Final, Self, TypeVar

from tests.discord_gateway import Gateway
from tests.discord_limits import Limit, Trouble
from tests.discord_people import People
from tests.discord_records import CHANNEL, LOADING, USER, Call, Interaction, Json, Posted, Refused, Response
from tests.discord_requests import API
from tests.discord_rest import Rest
from tests.discord_routes import install

PATIENCE: Final = 10.0
"""Seconds that something may take which a test waits for."""

Found = TypeVar("Found")


class FarSide(People):
    """Discord, as an async context manager; `calls` are all that came, `refused` is all that broke a rule."""

    def __init__(self, *, strict: bool = True) -> None:
        """With one server; clients see what is added before they connect.

        Without being `strict` it reads no bodies for faults, which takes 2 ms a message: for benchmarks alone.
        """
        self._rest = Rest(strict=strict)
        super().__init__(self._rest.stage)
        self.calls: list[Call] = self._rest.calls
        self.refused: list[Refused] = self._rest.refused
        self.gateway: Gateway = self._rest.gateway

    async def __aenter__(self) -> Self:
        """Serves on a port of its own."""
        await self._rest.start()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        """Ends every connection, then the server."""
        await self._rest.stop()

    @property
    def api(self) -> str:
        """Where the API is: DISCORD_API_URL of a process, `discord.http.Route.BASE` of a client."""
        return f"http://127.0.0.1:{self._rest.port}{API}"

    @property
    def token(self) -> str:
        """The bot's token."""
        return self.world.token

    @property
    def application_id(self) -> str:
        """The id of the application; it is not that of the bot."""
        return self.world.application_id

    @property
    def bot_id(self) -> str:
        """The id of the bot as a user."""
        return self.world.bot_id

    def install(self, commands: Iterable[Json], guild: str = "") -> list[Json]:
        """Announces commands, as a client would by PUT; everywhere, or in one server."""
        return install(self._stage, commands, guild)

    def pass_time(self, seconds: float) -> None:
        """Puts the clock of Discord forward: interactions grow old."""
        self.world.ahead += seconds

    def fail(self, where: str, times: int | None = 1, **how: Any) -> None:
        """Arms a fault of the requests that a pattern matches, as `Trouble` has them; `times` None is until `heal`."""
        self._rest.limits.troubles.append(Trouble(where, times, **how))

    def limit(self, where: str, number: int, per: float = 1.0) -> None:
        """Allows only so many requests in `per` seconds, for each channel or token alone; "*" counts all together."""
        self._rest.limits.limits.append(Limit(where, number, per))

    def heal(self) -> None:
        """Disarms every fault and limit."""
        self._rest.limits.troubles.clear()
        self._rest.limits.limits.clear()

    def forgive(self, *codes: int) -> list[Refused]:
        """Takes what was refused with these codes out of `refused`, where a test means it; returns it."""
        forgiven = [one for one in self.refused if one.code in codes]
        self.refused[:] = [one for one in self.refused if one.code not in codes]
        return forgiven

    def called(self, what: str) -> list[Call]:
        """The requests that a pattern matches ("POST /channels/*/messages"), refused ones too."""
        return [one for one in self.calls if fnmatchcase(f"{one.method} {one.path}", what)]

    def messages(self, channel: str = CHANNEL) -> list[Posted]:
        """What everybody in a channel sees, the oldest first."""
        return [one for one in self._all(channel) if not one.only]

    def own(self, channel: str = CHANNEL) -> list[Posted]:
        """What the bot has written in a channel for all to see, and what is not only on its way."""
        mine = [one for one in self.messages(channel) if one.author == self.bot_id]
        return [one for one in mine if not one.flags & LOADING]

    def ephemerals(self, user: str = USER, channel: str = CHANNEL) -> list[Posted]:
        """What one person alone sees in a channel."""
        return [one for one in self._all(channel) if one.only == user]

    def deleted(self, channel: str = CHANNEL) -> list[Posted]:
        """What was there, and is not any more."""
        return [one for one in self.world.channels[channel].messages if one.deleted]

    def _all(self, channel: str) -> list[Posted]:
        return [one for one in self.world.channels[channel].messages if not one.deleted]

    def unanswered(self) -> list[Interaction]:
        """What people did that has no answer, and will have none: they are told that it failed."""
        late = self.world.clock() - 3.0
        return [one for one in self.world.interactions.values() if one.response is None and one.at < late]

    async def posted(
        self, channel: str = CHANNEL, count: int = 1, patience: float = PATIENCE
    ) -> list[Posted]:
        """Waits until the bot has written so many messages in a channel, as `own` has them.

        Raises:
            TimeoutError: there are fewer.
        """
        return await self._until(lambda: self._enough(self.own(channel), count), patience)

    async def whispered(
        self, user: str = USER, channel: str = CHANNEL, count: int = 1, patience: float = PATIENCE
    ) -> list[Posted]:
        """Waits until one person alone sees so many messages in a channel, as `ephemerals` has them.

        Raises:
            TimeoutError: there are fewer.
        """
        return await self._until(lambda: self._enough(self.ephemerals(user, channel), count), patience)

    async def came(self, what: str, count: int = 1, patience: float = PATIENCE) -> list[Call]:
        """Waits until so many requests came that a pattern matches.

        Raises:
            TimeoutError: there are fewer.
        """
        return await self._until(lambda: self._enough(self.called(what), count), patience)

    async def answered(self, one: Interaction, patience: float = PATIENCE) -> Response:
        """Waits for the first answer to something that somebody did; `after` are the seconds that it took.

        Raises:
            TimeoutError: there is none.
        """
        return await self._until(lambda: one.response, patience)

    async def shown(self, one: Interaction, patience: float = PATIENCE) -> Posted:
        """Waits for the message that answers it, until that has its content.

        Raises:
            TimeoutError: there is none, or it is still on its way.
        """
        return await self._until(lambda: self._settled(one), patience)

    def _settled(self, one: Interaction) -> Posted | None:
        found = self.world.messages.get(one.original)
        return None if found is None or found.flags & LOADING else found

    @staticmethod
    def _enough(found: list[Found], count: int) -> list[Found] | None:
        return found if len(found) >= count else None

    async def _until(self, look: Callable[[], Found | None], patience: float) -> Found:
        deadline = time.monotonic() + patience
        while (found := look()) is None:
            if time.monotonic() > deadline:
                came = [(f"{one.method} {one.path}", one.status, one.code) for one in self.calls[-8:]]
                raise TimeoutError(
                    f"it did not come; the last requests were {came}, refused are {self.refused}"
                )
            await asyncio.sleep(0.01)
        return found
