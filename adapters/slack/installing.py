"""One Slack app in many workspaces: how it is installed (OAuth), and which token answers whom.

Bolt leads the flow; where its states and tokens lie and what its pages say is ours. Its log lines hold codes and tokens, so it
gets a logger that writes nothing.
"""

from __future__ import annotations

import logging
from math import inf
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.web.async_client import AsyncWebClient
from starlette.routing import Route

from adapters.slack.pages import BACK, INSTALL, converted, installed, later, refused
from adapters.slack.tokens import AWAY, Tokens, place_of
from adapters.slack.web import SLACK
from bot.errors import StoreError
from bot.operations.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from slack_bolt.response import BoltResponse
    from slack_sdk.oauth.installation_store import Installation
    from starlette.requests import Request
    from starlette.responses import Response

    from bot.installations import Installations

    Lead = Callable[[AsyncOAuthFlow, AsyncBoltRequest], Awaitable[BoltResponse]]

__all__ = ["BACK", "INSTALL", "Workspaces"]

_HEEDED: Final = ("code", "state", "error")

_silent: Final = logging.Logger("silent", logging.CRITICAL + 1)  # noqa: LOG001 - nobody else may find it, or hear it
_log = get_logger()


class Workspaces(AsyncAuthorize):
    """The workspaces that have the app; itself what Bolt asks for their tokens: `AsyncApp(authorize=workspaces)`."""

    def __init__(  # noqa: PLR0913 - an app is registered with as much
        self,
        *,
        client: AsyncWebClient,
        client_id: str,
        client_secret: str,
        scopes: Sequence[str],
        installations: Installations,
        api_url: str = SLACK,
        redirect_uri: str = "",
    ) -> None:
        """`client` has no token; its logger is told nothing. Without `redirect_uri` Slack takes the first that the app is registered with."""
        self._client = _unheard(client)
        self._id, self._secret, self._scopes = client_id, client_secret, list(scopes)
        self._installations = installations
        self._api_url = api_url.rstrip("/") + "/"
        self._redirect_uri = redirect_uri
        rotator = AsyncTokenRotator(client_id=client_id, client_secret=client_secret, client=self._client)
        self._tokens = Tokens(installations, rotator)

    async def authorize(
        self,
        *,
        context: Any,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_: object,
    ) -> AuthorizeResult | None:
        """The token for an event of a workspace; None where the app is not installed. Asks Slack only to renew one.

        Raises:
            StoreError: nobody knows.
        """
        whole = bool(context.is_enterprise_install)
        bot = await self._tokens.find(_places(enterprise_id, team_id, whole=whole))
        if bot is None:
            _log.warning("a workspace without an installation was not answered", platform="slack")
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            bot_id=bot.bot_id,
            bot_user_id=bot.bot_user_id,
            bot_token=bot.bot_token,
            bot_scopes=bot.bot_scopes,
        )

    __call__ = authorize  # Bolt cannot call a bound method, but an object of its own class

    def routes(self) -> list[Route]:
        """Where an installation begins, and where Slack sends the browser back to."""
        return [
            Route(INSTALL, self._page(AsyncOAuthFlow.handle_installation), methods=["GET"]),
            Route(BACK, self._page(AsyncOAuthFlow.handle_callback), methods=["GET"]),
        ]

    async def forget(self, enterprise_id: str | None, team_id: str | None, at: float = inf) -> None:
        """Deletes the token of a workspace, or where it has none of its own, that of its organisation.

        `at` is when the app was removed, in seconds since 1970: what was installed after that stays.

        Raises:
            StoreError: it was not deleted.
        """
        await self._tokens.drop(_places(enterprise_id, team_id), at)

    def _page(self, lead: Lead) -> Callable[[Request], Awaitable[Response]]:
        async def _answer(request: Request) -> Response:
            try:
                return converted(await lead(self._flow(request), _asked(request)))
            except (StoreError, *AWAY) as error:
                _log.warning("an installation could not go on", platform="slack", fault=error)
                return converted(later())

        return _answer

    def _flow(self, request: Request) -> AsyncOAuthFlow:
        settings = AsyncOAuthSettings(
            client_id=self._id,
            client_secret=self._secret,
            scopes=self._scopes,
            user_scopes=[],
            redirect_uri=self._redirect_uri or self._told_back(request),
            install_path=INSTALL,
            install_page_rendering_enabled=False,
            redirect_uri_path=BACK,
            callback_options=AsyncCallbackOptions(success=installed, failure=refused),
            authorization_url=urljoin(self._api_url, "../oauth/v2/authorize"),
            installation_store=_Keeper(self._tokens),
            state_store=_States(self._installations),
            logger=_silent,
        )
        return AsyncOAuthFlow(client=self._client, logger=_silent, settings=settings)

    def _told_back(self, request: Request) -> str | None:
        """Slack knows where to send the browser back to; a server that stands in for it must be told."""
        return None if self._api_url == SLACK else urljoin(str(request.base_url), BACK)


class _States(AsyncOAuthStateStore):
    """Bolt's view on our states."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def async_issue(self, *_args: object, **_more: object) -> str:
        return await self._installations.issue_state()

    async def async_consume(self, state: str) -> bool:
        return await self._installations.consume_state(state)


class _Keeper(AsyncInstallationStore):
    """Bolt's view on our tokens: of all that Slack tells, what the bot needs is kept, and nothing of the person."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def async_save(self, installation: Installation) -> None:
        bot = installation.to_bot()
        if not bot.bot_token or not place_of(bot):
            raise BoltError("no token for a bot")
        await self._tokens.keep(bot)


def _places(enterprise_id: str | None, team_id: str | None, *, whole: bool = False) -> list[str]:
    """Where a token may lie, the likelier first; `whole` where the organisation has installed the app for all."""
    places = [enterprise_id, team_id] if whole else [team_id, enterprise_id]
    return [place for place in places if place]


def _asked(request: Request) -> AsyncBoltRequest:
    """A request as Bolt takes it, with nothing that would go unquoted into Slack's address."""
    told = request.query_params
    query: dict[str, Sequence[str]] = {name: told.getlist(name) for name in _HEEDED if name in told}
    return AsyncBoltRequest(body="", query=query, headers={"cookie": request.headers.getlist("cookie")})


def _unheard(client: AsyncWebClient) -> AsyncWebClient:
    """The same client without its logger, to which it would tell codes and tokens, and without its session, which knows no time-out."""
    return AsyncWebClient(
        base_url=client.base_url,
        timeout=client.timeout,
        ssl=client.ssl,
        proxy=client.proxy,
        trust_env_in_session=client.trust_env_in_session,
        headers=dict(client.headers),
        logger=_silent,
        retry_handlers=client.retry_handlers,
    )
