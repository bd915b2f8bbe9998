"""The people of a soak of Slack: they mention the bot, write to it alone, ask on in threads, vote, tap and type commands.

Around them is Slack: it tells of a mention twice, as a mention and as a message, delivers again what nobody acknowledged, and
now and then what somebody did.
"""

from __future__ import annotations

import asyncio
import html
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from adapters.slack.incoming import PLATFORM, Spot
from bench.far import Told
from bench.soak_people import CANARY, chance
from bench.soak_slack_fleet import Parcel, Receipt, SlackFleet
from bench.soak_walks import Step, Walk
from bot.conversation import ShowHelp
from bot.wishes import Vote, parse_code
from tests import slack_payloads as sent
from tests import slack_taps as taps
from tests.slack_payloads import Scene
from tests.slack_records import CHANNEL, TEAM

PATH: Final = "from-zero"
"""The learning path that some walk."""

PAUSES: Final = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Seconds between deliveries of what nobody acknowledges: Slack's are longer, and a soak has no hours."""

_LIVELY: Final = (
    f"<!channel> <!here> @everyone <@U0ADA> {CANARY} how do i learn sql",
    f"&lt;!channel&gt; &lt;@U0ADA&gt; &lt;https://a.example|{CANARY}&gt;",
    f"<https://a.example|{CANARY}> <#C0GENERAL|general> what is an api",
    f"```{CANARY}``` *what* _is_ ~docker~ &amp;lt;!here&amp;gt;",
)
"""What ought to call nobody when it is repeated, as Slack delivers it."""

_FOLLOW_UPS: Final = ("why?", "tell me more", "and for juniors?", "more")


@dataclass(slots=True)
class Asked:
    """A question: where its answer belongs, who asked, and the receipts of its deliveries that were acknowledged."""

    parcel: Parcel
    thread: str
    user: str
    receipts: list[Receipt] = field(default_factory=list)


@dataclass(slots=True)
class Tapped:
    """A tap on a message, a vote if it was one, or a command; and what came back for it."""

    user: str
    message: str = ""
    vote: Vote | None = None
    receipt: Receipt = field(default_factory=Receipt)


@dataclass(slots=True)
class SlackBooks:
    """All that was said and tapped."""

    asked: list[Asked] = field(default_factory=list)
    tapped: list[Tapped] = field(default_factory=list)
    walks: list[Walk] = field(default_factory=list)
    again: int = 0
    twins: int = 0


class SlackCrowd:
    """Many people, some at a time."""

    def __init__(self, fleet: SlackFleet, texts: Sequence[str], seed: int) -> None:
        """They ask `texts`, of the processes of a fleet."""
        self._fleet, self._texts, self._seed = fleet, texts, seed
        self.books = SlackBooks()
        self._over = False

    async def flood(self, at_a_time: int) -> None:
        """People come one after the other, so many at a time, until `leave`."""
        await asyncio.gather(*(self._queue(number) for number in range(at_a_time)))

    def leave(self) -> None:
        """Nobody new comes."""
        self._over = True

    async def insist(self) -> None:
        """Delivers once more what was never acknowledged."""
        random = Random(self._seed)  # noqa: S311 - a soak needs no secrecy
        for one in self.books.asked:
            if not one.receipts:
                await self._deliver(one, random)

    async def _queue(self, number: int) -> None:
        random = Random(self._seed * 1_000 + number)  # noqa: S311 - as above
        visits = 0
        while not self._over:
            await self._visit(sent.scene_of(user=f"U{CANARY.upper()}{number}N{visits}"), random)
            visits += 1

    async def _visit(self, scene: Scene, random: Random) -> None:
        await self._fleet.slack.do("person", user=scene.user)
        event = sent.app_mention(scene, self._text(random))
        answer = await self._ask(scene, event, event["ts"], random)
        if answer:
            await self._press(scene, answer, random)
        if chance(random, 0.3):
            more = sent.app_mention(scene, random.choice(_FOLLOW_UPS), thread_ts=event["ts"])
            await self._ask(scene, more, event["ts"], random)
        if chance(random, 0.2):
            await self._command(scene, self._text(random), random)
        if chance(random, 0.2):
            await self._walk(scene, random)
        if chance(random, 0.2):
            alone = sent.direct_scene(scene.user)
            await self._ask(alone, sent.message(alone, self._text(random)), alone.channel, random)

    def _text(self, random: Random) -> str:
        if chance(random, 0.15):
            return random.choice(_LIVELY)
        return html.escape(random.choice(self._texts), quote=False)

    async def _ask(self, scene: Scene, event: Told, thread: str, random: Random) -> Told | None:
        """Says something; returns the answer."""
        asked = Asked(Parcel("events_api", sent.callback(scene, event)), thread, scene.user)
        self.books.asked.append(asked)
        times = random.randrange(2, 4) if chance(random, 0.25) else 1
        self.books.again += times - 1
        works: list[Awaitable[object]] = [self._deliver(asked, random) for _ in range(times)]
        if event["type"] == "app_mention":
            works.append(self._twin(scene, event, random))
        await asyncio.gather(*works)
        before = sum(one.thread == thread for one in self.books.asked)
        return await self._fleet.posted(thread, before) if asked.receipts else None

    async def _twin(self, scene: Scene, event: Told, random: Random) -> None:
        """Slack tells of a mention as of any message in the channel, too."""
        self.books.twins += 1
        twin = {**event, "type": "message", "channel_type": scene.kind}
        parcel = Parcel("events_api", sent.callback(scene, twin))
        await self._deliver(Asked(parcel, "", scene.user), random)

    async def _deliver(self, asked: Asked, random: Random) -> None:
        """Delivers until it is acknowledged, as often as Slack does and a little more."""
        for retry, pause in enumerate(PAUSES):
            receipt = await self._fleet.deliver(asked.parcel, random, retry)
            if receipt.at is not None:
                asked.receipts.append(receipt)
                return
            await asyncio.sleep(pause)

    async def _press(self, scene: Scene, answer: Told, random: Random) -> None:
        """Some say whether it helped, and change their mind; some tap what is offered."""
        message = await self._fleet.slack.do("posted", ts=answer["ts"])
        if message is None:
            return
        there = taps.pressable(message["blocks"])
        offered = [name for name in there if name.startswith(("tap:", "pick:"))]
        if "vote" in there and chance(random, 0.5):
            for _ in range(2 if chance(random, 0.2) else 1):
                await self._tap(scene, message, "vote", random)
        if offered and chance(random, 0.5):
            await self._tap(scene, message, random.choice(offered), random)

    async def _tap(self, scene: Scene, message: Told, name: str, random: Random) -> None:
        value = random.choice(_thumbs(message)) if name == "vote" else None
        action = taps.pressed(message["blocks"], name, value)
        vote = parse_code(action["value"]) if value else None
        made = self._tapping(scene, message, action)
        tapped = Tapped(scene.user, message["ts"], vote if isinstance(vote, Vote) else None)
        await self._hand_in(tapped, made, random)

    def _tapping(self, scene: Scene, message: Told, action: Told) -> Callable[[str, str], Parcel]:
        def _made(url: str, trigger: str) -> Parcel:
            payload = taps.tap(scene, message, action, response_url=url, trigger_id=trigger)
            return Parcel("interactive", payload)

        return _made

    async def _walk(self, scene: Scene, random: Random) -> None:
        """Some walk a learning path, a step after the other."""
        walk = Walk(PLATFORM, Spot(TEAM, CHANNEL, scene.user).message(ShowHelp()).person, PATH)
        self.books.walks.append(walk)
        for number in range(1, random.randrange(2, 5)):
            began = time.monotonic()
            tapped = await self._command(scene, f"path {PATH} {number}", random)
            seen = tapped.receipt.spoke or await self._fleet.responded(scene.user, f"step {number} of")
            walk.steps.append(Step(number, began, seen))
            if not seen:
                return

    async def _command(self, scene: Scene, text: str, random: Random) -> Tapped:
        def _made(url: str, trigger: str) -> Parcel:
            return Parcel("slash_commands", sent.command(scene, text, response_url=url, trigger_id=trigger))

        tapped = Tapped(scene.user)
        await self._hand_in(tapped, _made, random)
        return tapped

    async def _hand_in(self, tapped: Tapped, made: Callable[[str, str], Parcel], random: Random) -> None:
        """Slack delivers what is tapped or typed as a command once; if nobody acknowledges it, the person sees so."""
        self.books.tapped.append(tapped)
        url, trigger = await self._fleet.slack.do("ways", ts=tapped.message, user=tapped.user)
        tapped.receipt = await self._fleet.deliver(made(url, trigger), random)


def _thumbs(message: Told) -> tuple[str, str]:
    """The values of the two buttons of feedback."""
    parts = (part for block in message["blocks"] for part in block.get("elements", ()))
    feedback = next(part for part in parts if part.get("type") == "feedback_buttons")
    return feedback["positive_button"]["value"], feedback["negative_button"]["value"]
