"""Slack, as the command line finds it: which part serves it by these settings, and whether its tokens are good."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from adapters.slack.app import own_token, plain
from adapters.slack.http import SlackHttp
from adapters.slack.manifest import manifest, scopes
from adapters.slack.socket import SlackSocket
from adapters.slack.web import checked, web_client
from bot.errors import ConfigurationError

if TYPE_CHECKING:
    from bot.operations.plug import Plug
    from bot.settings import Settings

__all__ = ["manifest", "over_http", "over_socket", "scopes"]


def over_socket(settings: Settings) -> Plug:
    """Slack over Socket Mode, once both tokens were found good.

    Raises:
        ConfigurationError: a token is missing, or Slack refuses it.
        ServingError: Slack cannot be reached.
    """
    bot, app = plain(settings.slack_bot_token), plain(settings.slack_app_token)
    if not bot:
        raise ConfigurationError(
            "SLACK_BOT_TOKEN is not set: it is the Bot User OAuth Token (xoxb-…) under 'OAuth & Permissions' of your app"
        )
    if not app:
        raise ConfigurationError(
            "SLACK_APP_TOKEN is not set: make one (xapp-…) with the scope connections:write under 'Basic Information' of your app"
        )
    _not_swapped(bot, app)

    async def _both() -> Plug:
        own = await own_token(settings)
        url = settings.slack_api_url
        await checked(web_client(url, app).apps_connections_open(app_token=app), "SLACK_APP_TOKEN", url)
        return SlackSocket(settings, own)

    return asyncio.run(_both())


def over_http(settings: Settings) -> Plug | None:
    """Slack over HTTP; None where nothing of Slack is set.

    Raises:
        ConfigurationError: half of it is set, or Slack refuses the token.
        ServingError: Slack cannot be reached.
    """
    secret, token = plain(settings.slack_signing_secret), plain(settings.slack_bot_token)
    pair = (settings.slack_client_id.strip(), plain(settings.slack_client_secret))
    if any(pair) and not all(pair):
        raise ConfigurationError("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together: set both, or neither")
    if not secret:
        if all(pair):
            raise ConfigurationError(
                "SLACK_SIGNING_SECRET is not set: it is under 'Basic Information' of your app, and Slack's requests are checked with it"
            )
        return None
    if not token and not all(pair):
        raise ConfigurationError(
            "SLACK_SIGNING_SECRET is set, but no token: set SLACK_BOT_TOKEN for one workspace, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for several"
        )
    _not_swapped(token, "")
    return SlackHttp(settings, asyncio.run(own_token(settings)) if token else None)


def _not_swapped(bot: str, app: str) -> None:
    """Tells tokens by their beginnings, as far as Slack lets us: others may begin as they like."""
    if bot.startswith("xoxp-"):
        raise ConfigurationError(
            "SLACK_BOT_TOKEN is the token of a person: the Bot User OAuth Token (xoxb-…) stands beside it under 'OAuth & Permissions' of your app"
        )
    if bot.startswith("xapp-") or app.startswith(("xoxb-", "xoxp-")):
        raise ConfigurationError(
            "the tokens of Slack are in each other's place: SLACK_BOT_TOKEN is the one with xoxb-, SLACK_APP_TOKEN the one with xapp-"
        )
