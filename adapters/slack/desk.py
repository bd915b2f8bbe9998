"""Between Slack's deliveries and the service: hands messages over, and tells Slack whether to deliver them again."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from slack_bolt.response import BoltResponse

from adapters.insisting import insist
from bot.turns.message import AGAIN

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.service import Service
    from bot.turns.message import Ending, Message, Send

ACK: Final = 0.3
"""Seconds that Slack waits for us at most: an answer that is sent by then is acknowledged with it, others before it."""

_AGAIN: Final = 503
"""What makes Slack deliver an event again, as does silence in Socket Mode."""

Body = dict[str, Any]
"""What Slack delivers."""


class Desk:
    """Hands messages to one service."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._under_way: set[asyncio.Task[Ending]] = set()

    async def take(self, message: Message, send: Send) -> BoltResponse | None:
        """Has a message answered; an answer of ours where Slack must deliver it again, and None where it need not."""
        acknowledged = asyncio.Event()
        # what was acknowledged and then could not be sent is nobody else's to deliver again
        task = asyncio.create_task(insist(self.service, message, send, acknowledged.is_set))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.wait({task}, timeout=ACK)
        if not task.done():
            acknowledged.set()
            return None
        again = task.cancelled() or task.result() in AGAIN
        return BoltResponse(status=_AGAIN, body="") if again else None


def listener(handle: Callable[..., Awaitable[BoltResponse | None]]) -> Callable[..., Any]:
    """What Bolt calls, with arguments that it finds by their names; acknowledged, if nothing else is said."""

    async def _listen(body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> BoltResponse:
        return await handle(body, client, context) or BoltResponse(status=200, body="")

    return _listen


def team_of(context: AsyncBoltContext) -> str:
    """The workspace, or the organisation where it is in none."""
    return context.team_id or context.enterprise_id or ""
