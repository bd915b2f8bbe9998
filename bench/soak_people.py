"""The people of a soak: they ask, ask on, vote, tap, send the same twice, send rubbish, flood, and ask to be forgotten.

Around them is the platform: it delivers a message again when the process it gave it to has gone or was too busy, a few
times at once and once more when every lease has ended.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from random import Random
from typing import Any, Final

from bench.hostile import SHAPES
from bench.soak_fleet import Fleet
from bot.journal.claims import LEASE

CANARY: Final = "zq7canary"
"""Stands in every id and in some texts, and nowhere else."""

AGAIN: Final = LEASE / 1000 + 2
"""After how many seconds a message is delivered once more, when nobody knows whether it was answered."""

_TRIES: Final = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between deliveries while there is no answer."""

_SETTLED: Final = frozenset({"answered", "silent", "notice", "cooldown"})
"""Endings after which a message need not be delivered again."""

_RUSH: Final = 45
"""Messages of somebody who floods: more than each process answers of one person in a moment."""

_FOLLOW_UPS: Final = ("why?", "and for juniors?", "tell me more", "how long does that take", "more")

HOSTILE: Final = (
    *(shape[:length] for shape in SHAPES.values() for length in (3_900, 40_000)),
    "",
    " \u200b\u200e ",
    f"{CANARY} \ud800 \udfff lone",
    f"{CANARY}\x00null\x1b[31m",
    f"<!channel> @everyone <@{CANARY}> [x](javascript:alert(1)) <https://a.example|{CANARY}>",
    f"'; DROP TABLE questions; -- {CANARY}",
    f"%s %d {{0}} {{{CANARY}}} ${{jndi:ldap://{CANARY}}}",
    "\u202egnihtemos\u202c what is an api",
    "w\u0335h\u0336a\u0337t is z\u0338\u0335\u0336algo",
    "vote:docker:up:AAAAAAAAAAA",
)

Said = dict[str, Any]


@dataclass(slots=True)
class Books:
    """What was said, how it ended, and which messages are to be delivered again, and when (seconds since 1970)."""

    messages: dict[str, Said] = field(default_factory=dict)
    endings: Counter[str] = field(default_factory=Counter)
    settled: set[str] = field(default_factory=set)
    owed: dict[str, float] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)


class Crowd:
    """Many people, some at a time."""

    def __init__(self, fleet: Fleet, texts: Sequence[str], seed: int) -> None:
        """They ask `texts`, of the processes of a fleet."""
        self._fleet, self._texts, self._seed = fleet, texts, seed
        self.books = Books()
        self._over = False

    async def flood(self, at_a_time: int) -> None:
        """People come one after the other, so many at a time, until `leave`."""
        await asyncio.gather(*(self._queue(number) for number in range(at_a_time)))

    def leave(self) -> None:
        """Nobody new comes."""
        self._over = True

    async def insist(self, rounds: int = 3) -> None:
        """Delivers again what may not have been answered, once every lease has ended; so many times, as a platform does."""
        random = Random(self._seed)  # noqa: S311 - a soak needs no secrecy
        for _ in range(rounds):
            for key, at in sorted(self._owed().items(), key=itemgetter(1)):
                await asyncio.sleep(max(0.0, at - time.time()))
                await self._deliver(self.books.messages[key], random)
                self.books.done["messages delivered again after the lease"] += 1

    def _owed(self) -> dict[str, float]:
        self._fleet.look()
        owed = self.books.owed
        self.books.owed = {
            key: at
            for key, at in owed.items()
            if key not in self._fleet.replies and key not in self.books.settled
        }
        return self.books.owed

    async def _queue(self, number: int) -> None:
        random = Random(self._seed * 1_000 + number)  # noqa: S311 - as above
        visits = 0
        while not self._over:
            await self._visit(f"{CANARY}-p{number}-{visits}", random)
            visits += 1

    async def _visit(self, person: str, random: Random) -> None:
        thread = f"{person}-t"
        if chance(random, 0.02):
            await self._rush(person, random)
        text = random.choice(HOSTILE) if chance(random, 0.1) else random.choice(self._texts)
        for _ in range(random.randrange(1, 4)):
            reply = await self._ask(person, thread, text, random)
            if reply and chance(random, 0.5) and reply["votes"]:
                await self._vote(person, reply["votes"], random)
            if reply and chance(random, 0.3) and reply["codes"]:
                await self._tap(person, thread, random.choice(reply["codes"]), random)
            text = random.choice(_FOLLOW_UPS)
        if chance(random, 0.03):
            await self._tap(person, thread, "forget:yes", random)

    async def _ask(self, person: str, thread: str, text: str, random: Random) -> Mapping[str, Any] | None:
        addressed = not chance(random, 0.08)
        message = self._message(person, thread, text=text, addressed=addressed)
        if chance(random, 0.2):
            return await self._twice(message, random)
        return await self._deliver(message, random)

    async def _twice(self, message: Said, random: Random) -> Mapping[str, Any] | None:
        """The platform delivers a message several times: at once, and a little later."""
        self.books.done["messages sent several times"] += 1
        times = random.randrange(2, 4)
        replies = await asyncio.gather(*(self._deliver(message, random) for _ in range(times)))
        if chance(random, 0.5):
            await self._deliver(message, random)
        return next((reply for reply in replies if reply), None)

    async def _rush(self, person: str, random: Random) -> None:
        self.books.done["people who flooded"] += 1
        thread = f"{person}-r"
        rushed = [self._message(person, thread, text=random.choice(self._texts)) for _ in range(_RUSH)]
        await asyncio.gather(*(self._deliver(message, random) for message in rushed))

    async def _vote(self, person: str, codes: Sequence[str], random: Random) -> None:
        """Some change their mind."""
        for _ in range(2 if chance(random, 0.2) else 1):
            await self._tap(person, f"{person}-t", random.choice(codes), random)

    async def _tap(self, person: str, thread: str, code: str, random: Random) -> Mapping[str, Any] | None:
        return await self._deliver(self._message(person, thread, code=code), random)

    def _message(self, person: str, thread: str, **said: object) -> Said:
        key = f"{CANARY}-m{len(self.books.messages)}"
        message = {"key": key, "person": person, "thread": thread, "place": f"{CANARY}-place", **said}
        self.books.messages[key] = message
        return message

    async def _deliver(self, message: Said, random: Random) -> Mapping[str, Any] | None:
        """Delivers a message until a process has dealt with it; returns the reply, if there is one."""
        books, key, unsure = self.books, message["key"], False
        for pause in _TRIES:
            ending = await self._fleet.say(message, random)
            books.endings[ending] += 1
            if ending in _SETTLED:
                books.settled.add(key)
                break
            unsure = unsure or ending == "gone"
            if ending == "duplicate":  # and not "held", after which the holder may yet have died
                break
            await asyncio.sleep(pause)
        self._fleet.look()
        if replies := self._fleet.replies.get(key):
            return replies[0].line
        if unsure or key not in books.settled:
            books.owed[key] = time.time() + AGAIN
        return None


def chance(random: Random, share: float) -> bool:
    """Whether it comes to pass, so often in all (0-1)."""
    return random.random() < share
