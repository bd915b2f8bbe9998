"""The Discord of the tests in a process of its own, and how it is told what people do there and what goes wrong.

`python -m bench.discord_far SOCKET [strict]` serves until its one visitor at the Unix socket leaves.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bench.far import Far, FarHost, Heard, Told
from tests.discord_doings import ImpossibleError
from tests.discord_limits import Trouble
from tests.discord_people import People
from tests.discord_records import CHANNEL, DROPPED, LOADING, Call, Interaction, Json, Posted, Refused, parts
from tests.discord_requests import API
from tests.discord_rest import Rest

STRICT: Final = "strict"
DIRECT: Final = "direct"
"""In place of a channel: direct messages with whoever writes."""

_ACTS: Final = {"reconnect", "invalidate", "close", "abort", "outage", "silence"}
"""What can be done with the gateway by `do_gateway`."""


class Host(FarHost):
    """Discord's side of the Unix socket."""

    def __init__(self, *, strict: bool) -> None:
        self.rest = Rest(strict=strict)
        super().__init__(self.rest)
        self.people = People(self.rest.stage)
        self.rest.calls = Heard[Call](self._call)
        self._seen = 0

    def hello(self) -> Told:
        """The port, and the token of the bot."""
        return {"port": self.rest.port, "token": self.rest.world.token}

    async def do_say(self, text: str, by: str, channel: str = CHANNEL, reply_to: str = "") -> Told:
        """Somebody writes; returns the message's id, when it was told, when that was done, and how many could hear it."""
        place = self._place(channel, by)
        there = self.rest.world.messages.get(reply_to)
        return self._did(lambda: self.people.say(text, by=by, channel=place, reply_to=there))

    async def do_command(self, name: str, options: Json, by: str, channel: str = CHANNEL) -> Told:
        """Somebody sends a command; returns the same of it."""
        place = self._place(channel, by)
        return self._did(lambda: self.people.command(name, options, by=by, channel=place))

    async def do_complete(self, name: str, option: str, text: str, by: str) -> Told:
        """Somebody has typed so much of an option; returns the same of it."""
        self.rest.world.person(by)
        return self._did(lambda: self.people.autocomplete(name, option, text, by=by))

    async def do_tap(
        self, message_id: str, custom_id: str, by: str, values: Sequence[str] = ()
    ) -> Told | None:
        """Somebody taps; returns the same of it, None where they cannot."""
        under = self.rest.world.messages[message_id]
        try:
            return self._did(lambda: self.people.tap(under, custom_id, values, by=by))
        except ImpossibleError:
            return None

    async def do_connected(self, least: int = 1, patience: float = 30.0) -> int:
        """Waits for so many sessions that are connected."""
        return len(await self.rest.gateway.connected(least, patience))

    async def do_gateway(self, act: str, **how: Any) -> None:
        """Does something with every connection."""
        if act not in _ACTS:
            raise ValueError(act)
        getattr(self.rest.gateway, act)(**how)

    async def do_fail(self, where: str, **trouble: Any) -> None:
        """Arms a fault of the requests that a pattern matches, once."""
        self.rest.limits.troubles.append(Trouble(where, 1, **trouble))

    async def do_drop(self, where: str, *, done: bool) -> None:
        """The next such request finds its connection dropped, before or after it is done."""
        self.rest.limits.troubles.append(Trouble(where, 1, DROPPED, done=done))

    async def do_offers(self, message_id: str) -> Mapping[str, Sequence[str]]:
        """What can be tapped in a message as it is now, each with what can be chosen; nothing if it is not there."""
        found = self.rest.world.messages.get(message_id)
        there = parts(found.components) if found and not found.deleted else []
        offered = (one for one in there if "custom_id" in one)
        return {one["custom_id"]: [option["value"] for option in one.get("options", ())] for one in offered}

    async def do_submit(self, custom_id: str, fields: Json, by: str) -> Told:
        """Somebody sends a form that was shown to them; returns the same of it as of what is said."""
        return self._did(lambda: self.people.submit(custom_id, fields, by=by))

    async def do_told(self) -> list[Told]:
        """Everything that the bot has told, the oldest first: deleted messages too, and such as are only on their way."""
        world = self.rest.world
        own = (one for one in world.messages.values() if one.author == world.bot_id)
        return [_told(one) for one in own]

    async def do_answers(self) -> Told:
        """How each thing that people did was answered first, by its id; 0 where it was not."""
        found = self.rest.world.interactions.values()
        return {one.id: one.response.kind if one.response else 0 for one in found}

    async def do_forget(self) -> None:
        """Lets everything go that was said and called: Discord is not to grow slow."""
        world = self.rest.world
        for one in (world.messages, world.nonces, world.interactions):
            one.clear()
        for place in world.channels.values():
            place.messages.clear()
        self.rest.calls.clear()

    def _place(self, channel: str, by: str) -> str:
        self.rest.world.person(by)
        return self.rest.world.direct(by).id if channel == DIRECT else channel

    def _did(self, act: Callable[[], Posted | Interaction]) -> Told:
        began, hearing = time.monotonic(), len(self.rest.gateway.open())
        done = act()
        return {"id": done.id, "at": began, "took": time.monotonic() - began, "hearing": hearing} | {
            "channel": done.channel
        }

    def _call(self, call: Call) -> None:
        told: Told = {"method": call.method, "route": call.route, "status": call.status, "code": call.code}
        about = self._about(call)
        self.say(news="call", **told, at=call.at, body=call.body, **about)
        self._refusals(about["interaction"])

    def _about(self, call: Call) -> Told:
        """What a request is about: the interaction that it answers, and the message that came of it."""
        names = call.path.split("/")
        one = self.rest.world.interactions.get(names[3]) if len(names) > 3 else None  # noqa: PLR2004 - the token's place
        made = call.answer.get("id", "") if isinstance(call.answer, dict) else ""
        return {
            "interaction": one.id if one else "",
            "message": made or (one.original if one else ""),
        }

    def _refusals(self, interaction: str) -> None:
        """Tells what broke a rule since the last time, and in answer to what."""
        new: list[Refused] = self.rest.refused[self._seen :]
        self._seen += len(new)
        for one in new:
            told = {"what": one.what, "code": one.code, "messages": one.messages, "body": one.body}
            self.say(news="refused", at=time.monotonic(), interaction=interaction, **told)


def _told(one: Posted) -> Told:
    return {
        "id": one.id,
        "under": one.reference,
        "interaction": one.interaction.id if one.interaction else "",
        "at": one.at,
        "content": one.content,
        "was": one.was,
        "ids": one.ids,
        "on its way": bool(one.flags & LOADING),
    }


class Discord(Far):
    """Our side: a Discord in another process, as an async context manager; `refused` is all that broke a rule."""

    def __init__(self, folder: Path, heard: Callable[[Told], None], *, strict: bool) -> None:
        """`heard` is told of every request; to be `strict` is to hold bodies against Discord's description of its API."""
        super().__init__(folder, "bench.discord_far", heard, *([STRICT] if strict else ()))
        self.port, self.token = 0, ""

    @property
    def api(self) -> str:
        """Where the API is."""
        return f"http://127.0.0.1:{self.port}{API}"

    def greeted(self, hello: Told) -> None:
        """Takes the port, and the token of the bot."""
        self.port, self.token = hello["port"], hello["token"]


if __name__ == "__main__":
    asyncio.run(Host(strict=STRICT in sys.argv[2:]).host(sys.argv[1]))
