"""The pages that a browser shows while somebody installs the app: friendly, locked up, and without a word of what went on inside."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from slack_bolt.response import BoltResponse
from slack_sdk.oauth import RedirectUriPageRenderer
from starlette.responses import HTMLResponse, Response

from bot.operations.logs import get_logger

if TYPE_CHECKING:
    from slack_bolt.oauth.async_callback_options import AsyncFailureArgs, AsyncSuccessArgs

INSTALL: Final = "/slack/install"
BACK: Final = "/slack/oauth_redirect"

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}
_REFUSALS: Final = {
    "access_denied": (HTTPStatus.FORBIDDEN, "it was not allowed, so nothing was installed"),
    "invalid_browser": (HTTPStatus.BAD_REQUEST, "it was begun in another browser, or not from here"),
    "invalid_state": (HTTPStatus.BAD_REQUEST, "it took longer than ten minutes, or was finished before"),
    "storage_error": (HTTPStatus.BAD_REQUEST, "Slack gave no token for a bot"),
}
_REFUSAL: Final = (
    HTTPStatus.BAD_REQUEST,
    "Slack did not accept it: its code is too old or was used, or the app is not set up rightly",
)
_LATER: Final = "something that is needed does not answer, so wait a minute"

_log = get_logger()


async def installed(args: AsyncSuccessArgs) -> BoltResponse:
    """Thanks, and a way into Slack."""
    _log.info("a workspace installed the app", platform="slack")
    return await args.default.success(args)


async def refused(args: AsyncFailureArgs) -> BoltResponse:
    """Why nothing was installed, and a way to begin anew."""
    status, why = _REFUSALS.get(args.reason, _REFUSAL)
    _log.info("an installation was refused", platform="slack", reason=why)
    return _apology(status, why)


def later() -> BoltResponse:
    """Something is away that an installation needs."""
    return _apology(HTTPStatus.SERVICE_UNAVAILABLE, _LATER)


def _apology(status: HTTPStatus, why: str) -> BoltResponse:
    page = RedirectUriPageRenderer(install_path=INSTALL, redirect_uri_path=BACK).render_failure_page(why)
    return BoltResponse(status=status, body=page)


def converted(answered: BoltResponse) -> Response:
    """What Bolt answers, locked up: not cached, not framed, and without scripts."""
    response = HTMLResponse(answered.body, answered.status, _HEADERS)
    for name in ("location", "set-cookie"):
        for value in answered.headers.get(name, ()):
            response.headers.append(name, value)
    return response
