"""What happens between Discord and us in test_discord_canaries.py, with a canary in every place that holds a secret, an id or a text."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from itertools import count
from typing import Any, Final, NoReturn

from pydantic import SecretStr

from adapters.discord import client
from bot.answer import Answerer
from bot.errors import BackchatError
from bot.journal.engine import Store
from bot.operations import logs
from bot.settings import Settings
from tests.discord_clients import eventually, led_to
from tests.discord_far_side import FarSide
from tests.discord_people import MENTION
from tests.discord_processes import Plugged, answered, back, installed, plugged
from tests.discord_records import CHANNEL, DROPPED, FORUM, MANAGER, OTHER, USER

QUESTION: Final = "explain docker to my boss kanarifrage"
TOKEN: Final = (
    f"{base64.b64encode(b'82473190546788991').decode().rstrip('=')}.Kanari.kanaribot7f3a-kanaribot7f3a"
)
MESSAGES: Final = "POST /channels/*/messages"
FAULTS: Final[tuple[dict[str, Any], ...]] = (
    *({"status": status, "code": code} for status, code in ((403, 50013), (400, 50035), (404, 10003))),
    *({"status": 503}, {"status": DROPPED}, {"retry_after": 0.05}, {"retry_after": 60.0}),
    *({"retry_after": 0.05, "scope": "global"}, {"retry_after": 60.0, "via": False}),
)
NUMBERS: Final = count(1)


class Answering:
    """An answerer that fails when it is told to, with the question in what it raises."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self.fails = False

    def __call__(self) -> Answerer:
        """The answerer, if there is one today."""
        return self._fail() if self.fails else self._answerer

    def _fail(self) -> NoReturn:
        raise ValueError(QUESTION, {USER: TOKEN})


@asynccontextmanager
async def canary_discord() -> AsyncIterator[FarSide]:
    """A Discord in which every secret is a canary."""
    async with FarSide() as side:
        side.world.token = TOKEN
        yield await installed(side)


def cores(side: FarSide) -> list[str]:
    """What is left of a canary, of an id, or of the token of an interaction, when half of it is struck out."""
    tokens = [one[:24] for one in side.world.interactions] + [one[-24:] for one in side.world.interactions]
    ids = [*side.world.messages, *side.world.channels, *side.world.guilds, *side.world.people]
    pieces = [
        *TOKEN.split("."),
        TOKEN[-12:],
        "kanari",
        "my boss",
        "7f3a",
        "/callback",
        "/webhooks/",
        "session1",
    ]
    return [*pieces, *tokens, *ids, CHANNEL, FORUM]


def _somebody(side: FarSide) -> str:
    """Another person: one who asks as much as here would soon be asked to wait."""
    return side.world.person(str(824_731_905_467_000_000 + next(NUMBERS))).id


async def asking(on_line: Plugged) -> None:
    """Questions in every way, answered and not, and what Discord tells of besides."""
    side = on_line.far
    for text in (QUESTION, "kanarifrage how do i quit", "kanarifrage " * 160):
        by = _somebody(side)
        question = side.say(f"{MENTION} {text}", by=by)
        await answered(side, question)
        side.say(text, by=by, channel=side.world.direct(by).id)
        await side.posted(side.world.direct(by).id)
        await side.shown(side.command("ask", {"question": text[:1_900], "private": True}, by=by))
        await side.answered(side.autocomplete("ask", "question", text[:90], by=by))
        await side.shown(side.menu("Answer this", side.say(text[:1_900], by=OTHER), by=by))
    answer = next(one for one in side.own() if "All about docker" in one.content)
    for name in ("tap:0", "missing"):
        await side.answered(side.tap(answer, next(one for one in answer.ids if one.startswith(name))))
    form = next(one for one in answer.ids if one.startswith("missing"))
    await side.shown(side.submit(form, {"wanted": QUESTION}))
    await side.shown(side.command("backchat setup", by=MANAGER))
    side.edit(answer, QUESTION)
    side.post(QUESTION, QUESTION)


async def _failing(on_line: Plugged, answering: Answering) -> None:
    """Requests that Discord refuses, drops and slows down, and a core that fails."""
    side = on_line.far
    for fault in FAULTS:
        side.fail(MESSAGES, **fault)
        side.fail("POST /interactions/*", **fault)
        before = len(side.called("POST *"))
        side.say(f"{MENTION} {QUESTION}", by=_somebody(side))
        side.command("ask", {"question": QUESTION}, by=_somebody(side))
        await side.came("POST *", before + 2)
    side.command("ask", {"question": QUESTION}, by=_somebody(side))
    side.pass_time(4)
    answering.fails = True
    await side.shown(side.command("ask", {"question": QUESTION}, by=_somebody(side)))
    side.say(f"{MENTION} {QUESTION}", by=_somebody(side))
    await eventually(lambda: len([one for one in on_line.parts.faults if one[0] == "answer"]) > 1)
    answering.fails = False
    side.heal()


async def _connecting(on_line: Plugged) -> None:
    """A connection that is replaced, dropped and told nonsense."""
    gateway = on_line.far.gateway
    told = {"id": "x", "content": QUESTION, "token": TOKEN, "channel_id": CHANNEL}
    for name in ("MESSAGE_CREATE", "INTERACTION_CREATE", "KANARI_EVENT"):
        gateway.raw(json.dumps({"op": 0, "t": name, "s": None, "d": told}))
    for frame in (QUESTION, f'["{TOKEN}"]'):
        gateway.raw(frame)
    for how in (partial(gateway.raw, b"kanari\x00\x00\xff\xff"), gateway.reconnect, gateway.abort):
        opened = len(gateway.connections)
        how()
        await back(on_line.far, opened)
    gateway.rejecting = 503
    gateway.abort()
    await on_line.reaches(ok=False)
    gateway.rejecting = 0
    await on_line.reaches(ok=True)


async def _refusing(side: FarSide) -> str:
    """Tokens that are refused at the start; returns what an operator is told."""
    said = []
    for token, trouble in ((f"{TOKEN}x", {}), (TOKEN, {"status": 403}), (TOKEN, {"retry_after": 99.0})):
        settings = Settings(discord_api_url=side.api, discord_token=SecretStr(token))
        if trouble:
            side.fail("GET /users/@me", **trouble)
        try:
            await asyncio.to_thread(client.connected, settings)
        except BackchatError as error:
            said.append(str(error))
            logs.get_logger().error("it did not start", exc_info=error)
    return "\n".join(said)


async def _revoked(on_line: Plugged) -> str:
    """A token that is taken back while it runs; returns what an operator is told."""
    on_line.far.world.token = "another"  # noqa: S105 - it is none
    on_line.far.gateway.close(4004)
    with suppress(asyncio.TimeoutError):
        try:
            await asyncio.wait_for(on_line.running, 5)
        except BackchatError as error:
            logs.get_logger().error("the process ends", exc_info=error)
            return str(error)
    return ""


async def everything(store: Store, answering: Answering, seen: Callable[[list[str]], None]) -> str:
    """All that can happen; `seen` is told the canaries; returns what an operator is told besides the log."""
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 0.002
    async with canary_discord() as side:
        with led_to(side):
            said = await _refusing(side)
        async with plugged(side, store, answering) as on_line:
            await asking(on_line)
            await _failing(on_line, answering)
            await _connecting(on_line)
            said += await _revoked(on_line)
            for where, error in on_line.parts.faults:
                logs.get_logger().error("a turn failed", where=where, exc_info=error)
        seen(cores(side))
    return said
