"""Bolt's app over our listeners, for one workspace with its token or for all that installed the app."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from adapters.slack.desk import Desk
from adapters.slack.installing import Workspaces
from adapters.slack.listeners import Listeners
from adapters.slack.manifest import SCOPES
from adapters.slack.taps import Taps
from adapters.slack.web import TIMEOUT, call, checked, web_client
from bot.operations.plug import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import SecretStr
    from starlette.routing import Route

    from bot.service import Service
    from bot.settings import Settings

LOOK: Final = 20.0
"""Seconds between two looks whether the bot token of the settings is still good."""

_UNKNOWN_PLACE: Final = (
    "I am not installed here any more. Who may add apps to this workspace can install me again."
)

_quiet: Final = logging.Logger("slack_bolt", logging.CRITICAL)  # noqa: LOG001 - Bolt logs whole bodies; we log for it


class Own(AsyncAuthorize):
    """The token of the settings, as `auth.test` knows it: no event waits for asking again."""

    def __init__(self, token: str, told: dict[str, Any]) -> None:
        """`told` is what Slack answered to auth.test."""
        self._token = token
        self._told = told

    @property
    def home(self) -> str:
        """The workspace that the token is of."""
        return str(self._told.get("team_id") or "")

    async def __call__(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None, **_: object
    ) -> AuthorizeResult | None:
        """Whom to answer as, in the workspace of the token and in those that share a channel with it."""
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            bot_token=self._token,
            bot_id=self._told.get("bot_id"),
            bot_user_id=self._told.get("user_id"),
        )


class Both(AsyncAuthorize):
    """The token of the settings in its own workspace, those of the installations in all others."""

    def __init__(self, own: Own, workspaces: Workspaces) -> None:
        """Neither is asked before an event comes."""
        self._own = own
        self._workspaces = workspaces

    async def __call__(self, *, team_id: str | None, **told: Any) -> AuthorizeResult | None:
        """Whom to answer as; None where the app is not installed.

        Raises:
            StoreError: nobody knows.
        """
        if team_id and team_id == self._own.home:
            return await self._own(team_id=team_id, **told)
        return await self._workspaces(team_id=team_id, **told)


class SlackApp:
    """The app of one process: built once it runs, closed when nothing is under way any more."""

    def __init__(self, settings: Settings, own: Own | None, *, several: bool = False) -> None:
        """`own` is the token of the settings; with `several`, workspaces can install the app besides."""
        self._settings = settings
        self._own = own
        self._several = several
        self._refused = False
        self._session: aiohttp.ClientSession | None = None
        self._bolt: AsyncApp | None = None
        self.pages: Sequence[Route] = ()

    def bolt(self, service: Service) -> AsyncApp:
        """Bolt's app; must be called where an event loop runs."""
        if self._bolt is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT))
            self._bolt = self._built(service, self._session)
        return self._bolt

    def _built(self, service: Service, session: aiohttp.ClientSession) -> AsyncApp:
        settings = self._settings
        client = web_client(settings.slack_api_url, session=session)
        workspaces = Workspaces(
            client=client,
            client_id=settings.slack_client_id,
            client_secret=plain(settings.slack_client_secret),
            scopes=[*SCOPES],
            installations=service.installations("slack"),
            api_url=settings.slack_api_url,
        )
        app = AsyncApp(
            name="slack",  # Bolt silences the logger of this name with its own: it must not be ours
            logger=_quiet,
            client=client,
            signing_secret=plain(settings.slack_signing_secret) or "none: the socket is no request",
            authorize=self._authorize(workspaces),  # type: ignore[arg-type] # an AsyncAuthorize is taken too
            user_facing_authorize_error_message=_UNKNOWN_PLACE,
            process_before_response=True,  # what we answer says whether Slack must deliver again
            raise_error_for_unhandled_request=True,  # else an event that nobody wants is a 404 to Slack
        )
        desk = Desk(service)
        Listeners(desk, workspaces.forget).register(app)
        Taps(desk).register(app)
        self.pages = workspaces.routes() if self._several else ()
        return app

    def _authorize(self, workspaces: Workspaces) -> AsyncAuthorize:
        if self._own is None:
            return workspaces
        return Both(self._own, workspaces) if self._several else self._own

    async def watch(self) -> None:
        """Sees whether the one token that answers is still good, until it is cancelled."""
        settings = self._settings
        client = web_client(settings.slack_api_url, plain(settings.slack_bot_token), self._session)
        while True:
            await asyncio.sleep(LOOK)
            if self._own and not self._several:
                with suppress(Exception):  # who is away, or is not Slack, tells nothing of the token
                    self._refused = bool(await call(client.auth_test))

    async def aclose(self) -> None:
        """Closes the connections to Slack."""
        if self._session:
            await self._session.close()

    def state(self) -> State:
        """Whether the token is taken: nothing is held open here that could break."""
        return State(not self._refused, "Slack refuses the bot token" if self._refused else "")


async def own_token(settings: Settings) -> Own:
    """The bot token of the settings, once Slack has said that it is good.

    Raises:
        ConfigurationError: Slack refuses it.
        ServingError: Slack cannot be reached.
    """
    token = plain(settings.slack_bot_token)
    client = web_client(settings.slack_api_url, token)
    return Own(token, await checked(client.auth_test(), "SLACK_BOT_TOKEN", settings.slack_api_url))


def plain(secret: SecretStr | None) -> str:
    """A secret in clear; empty when it is not set."""
    return secret.get_secret_value().strip() if secret else ""
