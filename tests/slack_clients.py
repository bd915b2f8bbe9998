"""The real client of slack_sdk, and how its calls end."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack_far_side import FarSide


def client_of(far: FarSide, token: str = "", **more: Any) -> AsyncWebClient:
    """The real client, with a token: that of the first workspace where none is said."""
    return AsyncWebClient(token=token or far.workspace().bot_token, base_url=far.api, **more)


async def error_of(call: Awaitable[object]) -> str:
    """The error with which a call is refused, or "ok"."""
    try:
        await call
    except SlackApiError as error:
        return str(error.response["error"])
    return "ok"
