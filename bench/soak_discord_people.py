"""The people of a soak of Discord: they mention the bot, reply to it, write to it alone, type commands, vote, tap, walk paths.

Around them is Discord, which tells of nothing twice: what is said while nobody is connected is lost, and what somebody did by
a command or a tap waits three seconds.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any, Final

from adapters.discord.incoming import PLATFORM
from bench.discord_far import DIRECT
from bench.far import Told
from bench.soak_discord_fleet import DiscordFleet
from bench.soak_people import chance
from bench.soak_walks import Step, Walk
from bot.wishes import Vote, parse_code
from tests.discord_people import MENTION
from tests.discord_records import CHANNEL

PATH: Final = "from-zero"
"""The learning path that some walk."""

_FIRST: Final = 807_000_000_000_000_000
"""Ids of people are counted from here: long enough to be found in a log by themselves."""

_LIVELY: Final = (
    "@everyone @here <@&1056964608000000000> <@1056964608000000022> how do i learn sql",
    "[what](https://a.example) is <https://a.example> an api? discord.gg/abc",
    "```what``` *is* ||docker|| <t:1700000000:R> <a:wave:1056964608000000022> ## really",
)
"""What ought to call nobody when it is repeated."""

_LEADS_ON: Final = re.compile(":(?:path|resume):")
"""What leads along a path: who walks it is counted."""

_FOLLOW_UPS: Final = ("why?", "tell me more", "and for juniors?", "more")


@dataclass(slots=True)
class Said:
    """A message: when it was told (seconds of the monotonic clock), and to how many connections."""

    id: str
    by: str
    at: float
    hearing: int
    text: str


@dataclass(slots=True)
class Done:
    """A command, a tap or a form: the same of it; `vote` if it was one."""

    id: str
    by: str
    at: float
    hearing: int
    kind: str
    vote: Vote | None = None


@dataclass(slots=True)
class DiscordBooks:
    """All that was said and done."""

    said: list[Said] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    walks: list[Walk] = field(default_factory=list)


class DiscordCrowd:
    """Many people, some at a time."""

    def __init__(self, fleet: DiscordFleet, texts: Sequence[str], seed: int) -> None:
        """They ask `texts`, of all processes of a fleet at once."""
        self._fleet, self._texts, self._seed = fleet, texts, seed
        self._people = count(_FIRST)
        self.books = DiscordBooks()
        self._over = False

    async def flood(self, at_a_time: int) -> None:
        """People come one after the other, so many at a time, until `leave`."""
        await asyncio.gather(*(self._queue(number) for number in range(at_a_time)))

    def leave(self) -> None:
        """Nobody new comes."""
        self._over = True

    async def _queue(self, number: int) -> None:
        random = Random(self._seed * 1_000 + number)  # noqa: S311 - a soak needs no secrecy
        while not self._over:
            await self._visit(str(next(self._people)), random)

    async def _visit(self, by: str, random: Random) -> None:
        answer = await self._say(by, f"{MENTION} {self._text(random)}")
        if answer:
            await self._press(by, answer["message"], random)
            if chance(random, 0.3):
                await self._say(by, random.choice(_FOLLOW_UPS), reply_to=answer["message"])
        if chance(random, 0.5):
            await self._ask(by, random)
        if chance(random, 0.2):
            await self._walk(by, random)
        if chance(random, 0.2):
            await self._say(by, self._text(random), channel=DIRECT)

    def _text(self, random: Random) -> str:
        return random.choice(_LIVELY) if chance(random, 0.1) else random.choice(self._texts)

    async def _say(self, by: str, text: str, **where: str) -> Told | None:
        """Writes; returns the request that answered."""
        told = await self._fleet.discord.do("say", text=text, by=by, **{"channel": CHANNEL, **where})
        self.books.said.append(Said(told["id"], by, told["at"], told["hearing"], text))
        return await self._fleet.answered(told["id"])

    async def _do(self, kind: str, order: str, by: str, vote: Vote | None = None, **how: Any) -> Told | None:
        """Sends a command, taps or sends a form; returns the request that answered."""
        told = await self._fleet.discord.do(order, by=by, **how)
        if told is None:
            return None
        self.books.done.append(Done(told["id"], by, told["at"], told["hearing"], kind, vote))
        return await self._fleet.answered(told["id"])

    async def _ask(self, by: str, random: Random) -> None:
        """Types a question, and sends it; for all to see or not."""
        text, private = self._text(random), chance(random, 0.4)
        begun = text[: len(text) // 2]
        await self._do("completion", "complete", by, name="ask", option="question", text=begun)
        options = {"question": text} | ({"private": True} if private else {})
        answer = await self._do("command", "command", by, name="ask", options=options)
        if answer:
            await self._press(by, answer["message"], random)

    async def _walk(self, by: str, random: Random) -> None:
        """Walks a learning path from its beginning, a tap a step."""
        walk, began = Walk(PLATFORM, by, PATH), time.monotonic()
        self.books.walks.append(walk)
        answer = await self._do("command", "command", by, name="path", options={"path": PATH})
        walk.steps.append(Step(1, began, answer is not None))
        for number in range(2, random.randrange(3, 6)):
            ids = await self._offers(answer["message"]) if answer else ()
            onward = next((one for one in ids if one.endswith(f":path:{PATH}:{number}")), "")
            if not onward or not answer:
                return
            began = time.monotonic()
            answer = await self._tap(by, answer["message"], onward)
            walk.steps.append(Step(number, began, answer is not None))

    async def _press(self, by: str, message: str, random: Random) -> None:
        """Some say whether it helped, and change their mind; some tap what is offered, or say what is missing."""
        ids = [*await self._offers(message)]
        votes = [one for one in ids if ":vote:" in one]
        others = [one for one in ids if one.startswith(("tap:", "pick:")) and one not in votes]
        offered = [one for one in others if not _LEADS_ON.search(one)]
        if votes and chance(random, 0.5):
            for _ in range(2 if chance(random, 0.2) else 1):
                await self._tap(by, message, random.choice(votes))
        if offered and chance(random, 0.3):
            await self._tap(by, message, random.choice(offered))
        lasts = [one for one in ids if one.startswith(("share:", "delete:", "missing:"))]
        if lasts and chance(random, 0.3):
            await self._end(by, message, random.choice(lasts))

    async def _end(self, by: str, message: str, last: str) -> None:
        """Shows an answer to all, dismisses it, or says what is missing."""
        shown = await self._tap(by, message, last)
        if shown and last.startswith("missing:"):
            await self._do("form", "submit", by, custom_id=last, fields={"wanted": "something else"})

    async def _tap(self, by: str, message: str, custom_id: str) -> Told | None:
        """Taps, the first of a list; returns the request that answered, None also where that is not there any more."""
        values = (await self._offers(message)).get(custom_id)
        if values is None:
            return None
        _, _, code = custom_id.partition(":")[2].partition(":")
        said = parse_code(code) if code else None
        vote = said if isinstance(said, Vote) else None
        how = {"message_id": message, "custom_id": custom_id, "values": values[:1]}
        return await self._do("tap", "tap", by, vote, **how)

    async def _offers(self, message: str) -> Mapping[str, Sequence[str]]:
        found: Mapping[str, Sequence[str]] = await self._fleet.discord.do("offers", message_id=message)
        return found
