"""The asynchronous shell around the core: adapters hand it messages, and it sees to it that each is answered once.

Once of all the times and processes it is delivered to, not too fast for one person, never more than can be answered at a
time. No answer waits for a write.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from bot.conversation import Question
from bot.installations import Installations
from bot.journal.journal import now
from bot.place_settings import PlaceBook
from bot.turns import notices
from bot.turns.cooldown import TAPS, Cooldown
from bot.turns.message import turn_of
from bot.turns.once import Once
from bot.turns.responder import Responder
from bot.wishes import Picked, Suggest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Unpack

    from bot.conversation import Action
    from bot.journal.records import Pseudonym
    from bot.matching.complete import Completion
    from bot.place_settings import Changes, PlaceSettings
    from bot.reply import Reply
    from bot.turns.cooldown import Verdict
    from bot.turns.message import Ending, Message, Send, Turn
    from bot.turns.responder import Parts

MOST_UNDER_WAY: Final = 200
"""Messages that are answered at a time; the platform delivers the others again."""

SENDING: Final = 40.0
"""Seconds that a reply may take to reach the platform: a wait of 30 that it asks for, and the sending."""

RELEASING: Final = 2.0
"""Seconds that turns which are cut off get to free their messages: a claim takes 1.5 at most."""


_TURNED_AWAY: Final[Mapping[Ending, str]] = {
    "busy": "busy",
    "duplicate": "duplicate",
    "held": "duplicate",
    "cooldown": "cooldown",
    "notice": "cooldown",
}


class Service:
    """Takes messages from adapters, and sends each reply once."""

    def __init__(self, parts: Parts, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` is a steady clock in seconds."""
        self._parts = parts
        self._clock = clock
        self._once = Once(parts.journal.claims, parts.metrics, clock=clock)
        self._responder = Responder(parts)
        self._places = PlaceBook(parts.journal, parts.privacy, clock=clock)
        self._questions = Cooldown()
        self._overheard = Cooldown()  # what people say to each other must not use up what they may ask
        self._taps = Cooldown(TAPS)
        self._under_way: dict[Pseudonym, asyncio.Task[Any] | None] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self._draining = False

    async def serve(self, message: Message, send: Send) -> Ending:
        """Answers a message if it is ours to answer, by `send`; raises nothing but the cancellation of its task."""
        ending = await self._served(turn_of(message, self._parts.privacy), send)
        if why := _TURNED_AWAY.get(ending):
            self._parts.metrics.turned_away(message.platform, why)
        return ending

    def page(self, action: Action) -> Reply:
        """What an action shows, for a page that stands there unasked: it is no message, and leaves no trace."""
        return self._parts.answerer()(action)

    def fault(self, where: str, error: Exception) -> None:
        """An adapter tells what should not have happened to it."""
        self._parts.fault(where, error)

    def installations(self, platform: str) -> Installations:
        """Where the adapter of a platform keeps the tokens of the places that installed it."""
        return Installations(self._parts.journal, self._parts.privacy, platform)

    def complete(self, text: str) -> tuple[Completion, ...]:
        """What somebody who has typed so much may want to ask, the likeliest first: from memory, and without a trace."""
        return self._parts.answerer().complete(text)

    async def place(self, platform: str, place: str) -> PlaceSettings:
        """How a place wants the bot to be; what was known last or the defaults while the store is away."""
        return await self._places.settings(platform, place)

    async def set_up(self, platform: str, place: str, **changes: Unpack[Changes]) -> PlaceSettings:
        """Changes some settings of a place and leaves the others; returns all of them.

        Raises:
            StoreError: they were not changed.
        """
        return await self._places.change(platform, place, changes)

    async def drain(self, seconds: float) -> int:
        """Takes no more messages and waits for those under way, at most so long; returns how many did not end in time.

        Those are cut off, and free to be answered when they are delivered again.
        """
        self._draining = True
        await self._idle_within(seconds)
        late = [task for task in self._under_way.values() if task]
        for task in late:
            task.cancel()
        await self._idle_within(RELEASING)
        return len(late)

    async def _idle_within(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), seconds)

    async def _served(self, turn: Turn, send: Send) -> Ending:
        if self._draining or len(self._under_way) >= MOST_UNDER_WAY:
            return "busy"
        if turn.key in self._under_way or not self._once.new(turn.key):
            return "duplicate"
        self._under_way[turn.key] = asyncio.current_task()
        self._idle.clear()
        try:
            return await self._turn(turn, send)
        finally:
            del self._under_way[turn.key]
            if not self._under_way:
                self._idle.set()

    async def _turn(self, turn: Turn, send: Send) -> Ending:
        if turn.message.following and not await self._responder.joined(turn):
            return "silent"
        verdict, wait = self._visit(turn)
        if verdict == "silent" or (verdict == "notice" and not turn.message.awaited):
            return "cooldown"
        try:
            whose = await self._once.begin(turn.key, now())
            if whose != "ours":
                return "duplicate" if whose == "done" else "held"
            ending = await (self._notice(wait, send) if verdict == "notice" else self._answer(turn, send))
        except asyncio.CancelledError:
            await asyncio.shield(self._once.undone(turn.key))
            raise
        await (self._once.undone(turn.key) if ending == "failed" else self._once.done(turn.key))
        return ending

    def _visit(self, turn: Turn) -> tuple[Verdict, float]:
        cooldown, clock = self._cooldown(turn.message), self._clock()
        return cooldown.visit(turn.person, clock), cooldown.wait(turn.person, clock)

    def _cooldown(self, message: Message) -> Cooldown:
        if not isinstance(message.said, Question | Picked | Suggest):
            return self._taps
        return self._questions if message.awaited else self._overheard

    async def _notice(self, wait: float, send: Send) -> Ending:
        return "notice" if await self._sent(notices.too_fast(wait), send) else "failed"

    async def _answer(self, turn: Turn, send: Send) -> Ending:
        reply = await self._reply(turn)
        if reply is None:
            return "silent"
        return "answered" if await self._sent(reply, send) else "failed"

    async def _reply(self, turn: Turn) -> Reply | None:
        try:
            return await self._responder.reply(turn)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the person is told and the process lives on
            self._parts.fault("answer", error)
            return notices.trouble() if turn.message.awaited else None

    async def _sent(self, reply: Reply, send: Send) -> bool:
        """Whether the reply arrived."""
        try:
            async with asyncio.timeout(SENDING):
                await send(reply)
        except Exception as error:  # noqa: BLE001 - an adapter's fault ends one turn and not the process
            self._parts.fault("send", error)
            return False
        return True
