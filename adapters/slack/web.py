"""Calls to Slack: one client, waits that end, errors that say what to do."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.errors import ConfigurationError, ServingError
from bot.operations.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from slack_sdk.http_retry.request import HttpRequest
    from slack_sdk.http_retry.response import HttpResponse
    from slack_sdk.http_retry.state import RetryState

SLACK: Final = "https://slack.com/api/"
"""Slack's own Web API."""

LONGEST_WAIT: Final = 30.0
"""Seconds that we wait at most when Slack says that we are too fast."""

TIMEOUT: Final = 10
"""Seconds that one call may take."""

PAUSE: Final = 0.5
"""Seconds after which what came with a command or a tap is answered again when Slack fails at it, as any call is."""

_LOOKS: Final = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "block_mismatch"}
)
_PASSING: Final = frozenset(
    {"", "ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable"}
    | {"request_timeout", "team_added_to_org"}
)
_PASSING_STATUS: Final = frozenset({500, 503})
_TOO_MANY: Final = 429
_ODD: Final = "Slack at {} does not answer as it should: try again later"
_log = get_logger()


class WaitAsTold(AsyncRetryHandler):
    """Waits as long as Slack asks, at most `LONGEST_WAIT`: the SDK's own reads the first digit alone, and has no bound."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002 - the SDK's signature
        request: HttpRequest,  # noqa: ARG002
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002
    ) -> bool:
        return response is not None and response.status_code == _TOO_MANY

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,  # noqa: ARG002 - the SDK's signature
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002
    ) -> None:
        """Sleeps, and asks for another attempt."""
        headers: Mapping[str, Any] = response.headers if response else {}
        told = {name.lower(): value for name, value in headers.items()}  # proxies write it retry-after
        await asyncio.sleep(told_wait(told.get("retry-after")))
        state.next_attempt_requested = True
        state.increment_current_attempt()


def told_wait(told: object) -> float:
    """Seconds to wait by a Retry-After header, whatever it holds: 1 to `LONGEST_WAIT`."""
    text = str(told[0] if isinstance(told, list) and told else told)
    seconds = int(text[:6]) if text.isascii() and text.isdigit() else 1
    return float(min(max(seconds, 1), LONGEST_WAIT))


def _retries() -> list[AsyncRetryHandler]:
    return [
        AsyncConnectionErrorRetryHandler(),
        AsyncServerErrorRetryHandler(),
        WaitAsTold(max_retry_count=2),
    ]


def web_client(
    api_url: str, token: str | None = None, session: aiohttp.ClientSession | None = None
) -> AsyncWebClient:
    """A client of the Web API at another base than Slack's own, if one is named."""
    base = api_url if api_url.endswith("/") else f"{api_url}/"
    return AsyncWebClient(
        token=token, base_url=base, timeout=TIMEOUT, session=session, retry_handlers=_retries()
    )


async def call(method: Callable[..., Awaitable[Any]], **arguments: Any) -> str:
    """Calls a method of the Web API; returns by what name Slack refused it, empty when it did it.

    A message whose looks are refused goes out as plain text; what Slack will never do is logged and let go.

    Raises:
        SlackApiError, aiohttp.ClientError, TimeoutError: it may work another time.
    """
    try:
        await method(**arguments)
    except SlackApiError as error:
        code = code_of(error)
        if code in _LOOKS and {"text", "blocks"} <= arguments.keys():
            _log.error("Slack refused how a reply looks", where=f"slack.{code}")
            return await call(method, **{name: one for name, one in arguments.items() if name != "blocks"})
        if code in _PASSING:
            raise
        _log.warning("Slack refused a call", where=f"slack.{code}")
        return code
    return ""


def code_of(error: SlackApiError) -> str:
    """The name that Slack gives an error; empty when the answer was none of Slack's."""
    data = getattr(error.response, "data", error.response)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


async def respond(session: aiohttp.ClientSession, url: str, body: Mapping[str, Any]) -> None:
    """Sends to the address that came with a command or a tap, with the same waits as any call.

    Raises:
        ConnectionError: it was not taken.
    """
    webhook = AsyncWebhookClient(url, timeout=TIMEOUT, session=session, retry_handlers=_retries())
    answer = await webhook.send_dict(dict(body))
    if answer.status_code in _PASSING_STATUS:  # of webhooks the SDK asks its handlers after 429 alone
        await asyncio.sleep(PAUSE)
        answer = await webhook.send_dict(dict(body))
    if answer.status_code >= 400:  # noqa: PLR2004 - the first status that is an error
        raise ConnectionError(f"the response address answered {answer.status_code}")


async def checked(work: Awaitable[Any], name: str, api_url: str) -> dict[str, Any]:
    """What Slack tells when a token is used for the first time.

    Raises:
        ConfigurationError: Slack refuses the token, with what to do about it.
        ServingError: Slack cannot be reached.
    """
    try:
        async with asyncio.timeout(TIMEOUT / 2):
            return dict((await work).data)
    except SlackApiError as error:
        code = code_of(error)
        if code in _PASSING:
            raise ServingError(_ODD.format(api_url)) from None
        raise ConfigurationError(
            f"Slack refuses {name} ({code}): copy it anew from the settings of your app at api.slack.com/apps"
        ) from None
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        raise ServingError(
            f"cannot reach Slack at {api_url}: check the network, and SLACK_API_URL if you set it"
        ) from None
    except Exception:  # noqa: BLE001 - what answers there is not Slack: a body of any shape may raise anything
        raise ServingError(_ODD.format(api_url)) from None
