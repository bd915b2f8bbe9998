"""Where the time of an answer in Slack goes: each part by itself, one message at a time, in this process."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from typing import TYPE_CHECKING, Final

import aiohttp
from pydantic import SecretStr

from adapters.slack.app import own_token
from adapters.slack.delivery import Delivery
from adapters.slack.http import SlackHttp
from adapters.slack.incoming import Spot
from adapters.slack.render import Frame, message
from adapters.slack.web import web_client
from bench.service import Work, laps, turns
from bench.slack_far import Slack
from bot.answer import Answerer
from bot.conversation import Question
from bot.journal.engine import Store
from bot.operations.health import Health
from bot.operations.metrics import Metrics
from bot.operations.web import web_app
from bot.service import Service
from bot.settings import Settings
from tests import slack_payloads as sent
from tests.services import bench
from tests.slack_office import asked
from tests.slack_records import CHANNEL, TEAM

if TYPE_CHECKING:
    from bot.reply import Reply
    from bot.turns.message import Ending, Message, Send

_FRAME: Final = Frame("U1", deletable=True)
_NUMBERS: Final = count(1)


@dataclass(frozen=True, slots=True)
class Spent:
    """Median milliseconds of a message: in the service with the core, drawing, signature and Bolt, and the call to Slack."""

    service: float
    drawing: float
    bolt: float
    call: float


async def parts(slack: Slack, answerer: Answerer, texts: Sequence[str], store: Store) -> Spent:
    """Measures each part on the same questions."""
    replies = [answerer(Question(text)) for text in texts]
    service = await turns(answerer, texts, store, 1)
    drawing = await laps(_drawing(replies), len(texts), 1)
    async with _dispatching(slack, answerer, store) as work:
        bolt = await laps(work, len(texts), 1)
    async with aiohttp.ClientSession() as session:
        call = await laps(_calling(slack, session, replies), len(texts), 1)
    return Spent(service.half, drawing.half, bolt.half, max(0.0, call.half - drawing.half))


def _drawing(replies: Sequence[Reply]) -> Work:
    async def _draw(number: int) -> None:
        message(replies[number], _FRAME)

    return _draw


def _calling(slack: Slack, session: aiohttp.ClientSession, replies: Sequence[Reply]) -> Work:
    client = web_client(slack.api, slack.bot, session)

    async def _call(number: int) -> None:
        spot = Spot(TEAM, CHANNEL, "U1", sent.new_ts())
        await Delivery(client, spot).post(_FRAME)(replies[number])

    return _call


class _Answered(Service):
    """A service that has answered before it is asked."""

    async def serve(self, message: Message, send: Send) -> Ending:  # noqa: ARG002 - the service's signature
        return "answered"


@asynccontextmanager
async def _dispatching(slack: Slack, answerer: Answerer, store: Store) -> AsyncIterator[Work]:
    """Signed requests through our web application and Bolt, to a service that takes no time."""
    settings = Settings(
        slack_api_url=slack.api,
        slack_bot_token=SecretStr(slack.bot),
        slack_signing_secret=SecretStr(sent.SECRET),
    )
    async with bench(store, lambda: answerer) as there:
        plug = SlackHttp(settings, await own_token(settings))
        app = web_app(Health({}), Metrics(), plugs_routes=plug.routes(_Answered(there.parts)))

        async def _deliver(_number: int) -> None:
            scene = sent.Scene(user=f"U{next(_NUMBERS):09d}")
            body = json.dumps(sent.callback(scene, sent.app_mention(scene, "what is an api")))
            answer = await asked(app, "/slack/events", body.encode(), sent.signed(body))
            if answer.status != HTTPStatus.OK:
                raise RuntimeError("a question was not acknowledged")

        try:
            yield _deliver
        finally:
            await plug.aclose()
