"""What Backchat does when somebody taps a button in Slack, or sends a form."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from slack_bolt.response import BoltResponse

from adapters.slack.delivery import SHARE, SHARE_IN_THREAD, Delivery
from adapters.slack.desk import Body, listener, team_of
from adapters.slack.incoming import Spot, asked_in, asker_of, tapped, tapped_at
from adapters.slack.render import Frame, missing, modal
from adapters.slack.web import call
from bot.conversation import ShowEntry, parse_action
from bot.turns import notices
from bot.wishes import Vote, Wanted

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from adapters.slack.desk import Desk
    from bot.reply import Reply
    from bot.turns.message import Send

SUBMITTING: Final = 2.5
"""Seconds that a form waits for its answer: Slack gives three."""


class Taps:
    """What hears taps and forms."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, app: AsyncApp) -> None:
        """Puts every listener into an app."""
        app.action(re.compile("^(?:tap|pick|vote)(?::|$)"))(listener(self._tap))
        app.action("missing")(listener(self._missing))
        app.action("share")(listener(self._share))
        app.action("delete")(listener(self._delete))
        app.view("missing")(listener(self._wanted))

    async def _tap(
        self, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> BoltResponse | None:
        action = body["actions"][0]
        spot = tapped_at(body, team_of(context))
        key = f"tap:{spot.person}:{action['action_ts']}:{action['action_id']}"
        message = spot.message(tapped(action), key)
        if not _for_all(body, spot):
            message = replace(message, thread=spot.aside)
        back = _back(body, Delivery(client, spot, body.get("response_url") or ""))
        return await self._desk.take(message, back)

    async def _missing(self, body: Body, client: AsyncWebClient, _context: AsyncBoltContext) -> None:
        on_top = (body.get("view") or {}).get("type") == "modal"
        show = client.views_push if on_top else client.views_open
        form = missing(str(body["actions"][0].get("value") or ""))
        await call(show, trigger_id=body["trigger_id"], view=form)

    async def _wanted(
        self, body: Body, _client: AsyncWebClient, context: AsyncBoltContext
    ) -> BoltResponse | None:
        view, spot = body["view"], Spot(team_of(context), "", body["user"]["id"])
        text = view["state"]["values"]["wanted"]["wanted"]["value"] or ""
        # sent again after it was not kept, it is the same form, but another message
        message = spot.message(Wanted(text, view["private_metadata"]), f"wanted:{body['trigger_id']}")
        replies: list[Reply] = []

        async def _keep(reply: Reply) -> None:
            replies.append(reply)

        with suppress(TimeoutError):
            await asyncio.wait_for(self._desk.service.serve(message, _keep), SUBMITTING)
        reply = [*replies, notices.remark_not_kept()][0]
        if reply != notices.remark_kept():  # the form stays open: nobody types it all again
            return BoltResponse(
                status=200, body={"response_action": "errors", "errors": {"wanted": reply.text}}
            )
        shown = modal(reply, Frame(spot.person))
        return BoltResponse(status=200, body={"response_action": "update", "view": shown})

    async def _share(
        self, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> BoltResponse | None:
        spot, told = tapped_at(body, team_of(context)), json.loads(body["actions"][0]["value"])
        frame, thread = Frame(spot.person, told["question"], shared=True, deletable=True), told["thread"]
        back = Delivery(client, spot, body.get("response_url") or "").share(frame, thread)
        said, key = parse_action(told["code"]) or ShowEntry("gone"), f"share:{spot.channel}:{spot.ts}"
        return await self._desk.take(replace(spot, thread=thread).message(said, key), back)

    async def _delete(self, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        spot = tapped_at(body, team_of(context))
        to = Delivery(client, spot, body.get("response_url") or "")
        if body["actions"][0].get("value") == spot.person or await _is_admin(client, spot.person):
            await to.remove()
        else:
            await to.whisper(Frame())(notices.not_yours())


def _back(body: Body, to: Delivery) -> Send:
    """Where the answer to a tap belongs: quiet for others, and in place of what it answers."""
    action, view, person = body["actions"][0], body.get("view"), to.spot.person
    frame, thread = Frame(person, deletable=True), to.spot.thread
    private = Frame(person, share=SHARE_IN_THREAD if thread else SHARE, thread=thread)
    vote = isinstance(tapped(action), Vote)
    if view and (vote or view["type"] == "home"):
        return to.open(body["trigger_id"], frame, on_top=view["type"] == "modal")
    picked = action["action_id"].startswith("pick:")
    if view:
        send = to.turn_over(view["id"], frame)
        return _about(asked_in(body), send) if picked else send
    if vote:
        return to.whisper(private)
    if body["container"].get("is_ephemeral"):
        return to.whisper(private, in_place=True)
    send = to.post(frame) if to.spot.direct else to.update(frame)
    if not _for_all(body, to.spot):
        return send if to.spot.direct else to.whisper(private)
    return _about(asked_in(body), send)


def _for_all(body: Body, spot: Spot) -> bool:
    """Whether a tap answers what the bot asked this person, before everybody who saw it ask."""
    action = body["actions"][0]
    asked = action["action_id"].startswith("pick:") and asker_of(action) == spot.person
    return asked and not body.get("view") and not body["container"].get("is_ephemeral")


def _about(asked: str, send: Send) -> Send:
    """Sends a reply as the answer to a question asked before: people can say whether it helped."""

    async def _send(reply: Reply) -> None:
        await send(replace(reply, asked=reply.asked or asked))

    return _send


async def _is_admin(client: AsyncWebClient, person: str) -> bool:
    """Whether a person looks after the workspace; not, where we may not ask."""
    try:
        user = (await client.users_info(user=person)).get("user") or {}
    except Exception:  # noqa: BLE001 - whatever the reason, who is not known to be an admin is none
        return False
    return bool(user.get("is_admin") or user.get("is_owner"))
