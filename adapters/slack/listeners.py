"""What Backchat does when somebody says something in Slack, whichever way it comes."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from math import inf
from time import time
from typing import TYPE_CHECKING, Final

from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from adapters.asking import commanded
from adapters.slack.delivery import SHARE, SHARE_IN_THREAD, Delivery
from adapters.slack.desk import Body, listener, team_of
from adapters.slack.incoming import Spot, heard, tapped_at, typed
from adapters.slack.render import Frame, home
from adapters.slack.web import call
from bot.conversation import BrowseTopics, FollowPath, Question, ShowHelp
from bot.errors import StoreError
from bot.operations.logs import get_logger
from bot.reply import Choices
from bot.turns import notices

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.async_app import AsyncApp
    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from adapters.slack.desk import Desk

    Forget = Callable[[str | None, str | None, float], Awaitable[None]]

_log = get_logger()


TOLD_AGAIN: Final = 3_600
"""Seconds within which Slack tells an event again: five minutes, and much for a slow day."""


class Listeners:
    """What hears questions, and shows the App Home."""

    def __init__(self, desk: Desk, forget: Forget) -> None:
        """`forget` deletes the tokens of a workspace that removed the app, and when it did."""
        self._desk = desk
        self._forget = forget

    def register(self, app: AsyncApp) -> None:
        """Puts every listener into an app; what none of them takes is acknowledged and let go."""
        for event in ("app_mention", "message"):
            app.event(event)(listener(self._heard))
        app.event("app_home_opened")(listener(self._home))
        for event in ("app_uninstalled", "tokens_revoked"):
            app.event(event)(listener(self._gone))
        app.command(re.compile(".+"))(listener(self._command))
        app.message_shortcut(re.compile(".+"))(listener(self._shortcut))
        app.action("search")(listener(self._search))
        app.error(self._error())

    async def _heard(
        self, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> BoltResponse | None:
        found = heard(body["event"], team_of(context), context.bot_user_id or "")
        if found is None:
            return None
        spot, message = found
        back = Delivery(client, spot).post(Frame(spot.person, deletable=True))
        return await self._desk.take(message, back)

    async def _command(
        self, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> BoltResponse | None:
        said = commanded(typed(body.get("text") or ""))
        question = said.text if isinstance(said, Question) else ""
        spot = Spot(team_of(context), body["channel_id"], body["user_id"])
        # no message and no thread: what a person asks here, one after the other, is one conversation
        message = replace(spot.message(said, body["trigger_id"]), thread=spot.aside)
        back = Delivery(client, spot, body.get("response_url") or "").whisper(
            Frame(spot.person, question, share=SHARE)
        )
        if await self._desk.take(message, back):
            sorry = {"response_type": "ephemeral", "text": notices.trouble().text}
            return BoltResponse(status=200, body=sorry)
        return None

    async def _shortcut(
        self, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> BoltResponse | None:
        about = body["message"]
        question = typed(about.get("text") or "", context.bot_user_id or "")
        where = (body["channel"]["id"], body["user"]["id"], about["ts"], about.get("thread_ts") or "")
        spot = Spot(team_of(context), *where)
        frame = Frame(spot.person, question, share=SHARE_IN_THREAD, thread=spot.thread or spot.ts)
        # what is answered in private must not make the bot a part of the thread
        message = spot.message(Question(question), body["trigger_id"], quoted=True)
        return await self._desk.take(
            replace(message, thread=spot.aside),
            Delivery(client, spot, body.get("response_url") or "").whisper(frame),
        )

    async def _search(
        self, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> BoltResponse | None:
        spot, question = tapped_at(body, team_of(context)), str(body["actions"][0].get("value") or "")
        message = spot.message(Question(question), f"search:{body['trigger_id']}")
        back = Delivery(client, spot).open(body["trigger_id"], Frame(spot.person, question))
        return await self._desk.take(message, back)

    async def _home(self, body: Body, client: AsyncWebClient, _context: AsyncBoltContext) -> None:
        event = body["event"]
        if event.get("tab") == "messages":
            await self._suggest(client, event["channel"])
            return
        page = self._desk.service.page
        await call(
            client.views_publish, user_id=event["user"], view=home(page(BrowseTopics()), page(FollowPath()))
        )

    async def _suggest(self, client: AsyncWebClient, channel: str) -> None:
        """Questions to begin with, where the workspace has the agent view; elsewhere Slack refuses, and nobody minds."""
        blocks = self._desk.service.page(ShowHelp()).blocks
        labels = [one.label for block in blocks if isinstance(block, Choices) for one in block.options]
        prompts = [{"title": label, "message": label} for label in labels[:4]]
        with suppress(Exception):
            await client.assistant_threads_setSuggestedPrompts(channel_id=channel, prompts=prompts)

    async def _gone(self, body: Body, _client: AsyncWebClient, context: AsyncBoltContext) -> None:
        event, whole = body["event"], context.is_enterprise_install
        if event["type"] == "app_uninstalled" or event.get("tokens", {}).get("bot"):
            _log.warning("a workspace removed the app, or its token", platform="slack")
            await self._forget(context.enterprise_id, None if whole else context.team_id, _removed_at(body))

    def _error(self) -> Callable[..., Awaitable[BoltResponse]]:
        async def _failed(
            error: Exception, body: Body, client: AsyncWebClient, context: AsyncBoltContext
        ) -> BoltResponse:
            """Says sorry in one line, and tells Slack that it is done: the same again would fail again."""
            if isinstance(error, BoltUnhandledRequestError):
                return BoltResponse(status=200, body="")
            self._desk.service.fault("slack", error)
            if isinstance(error, StoreError):
                # whose token answers is not known now: by the next delivery it may be
                return BoltResponse(status=503, body="")
            with suppress(Exception):
                spot = Spot(team_of(context), context.channel_id or "", context.user_id or "")
                to = Delivery(client, spot, body.get("response_url") or "")
                # who opened the Home asked nothing, and it is drawn anew when it is opened again
                said = (body.get("event") or {}).get("type") != "app_home_opened"
                if to.url or (said and spot.channel and spot.person):
                    await (to.whisper(Frame()) if to.url else to.post(Frame()))(notices.trouble())
            return BoltResponse(status=200, body="")

        return _failed


def _removed_at(body: Body) -> float:
    """When the app was removed: told again after a new installation, it must not undo that one; else whatever there is goes."""
    at = float(body.get("event_time") or 0)
    return at if time() - at < TOLD_AGAIN else inf
