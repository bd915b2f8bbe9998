"""Discord, as the command line finds it: what serves it, whether its token is good, its commands and its invitation."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeVar

import aiohttp
import discord

from adapters.discord.delivery import LONGEST_WAIT
from adapters.discord.gateway import REFUSED, DiscordGateway
from adapters.discord.sync import NEEDED, application_of, invitation, synced
from adapters.discord.wire import led_to
from bot.errors import ConfigurationError, ServingError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from adapters.discord.sync import Difference
    from bot.operations.plug import Plug
    from bot.settings import Settings

Found = TypeVar("Found")

LOGIN: Final = 8.0
"""Seconds that Discord has to say whether the token is good: discord.py tries for 25, and waits as long as it is told to."""

_GARBAGE: Final = (AttributeError, LookupError, TypeError, ValueError, RecursionError)
"""What discord.py raises where something else answers in Discord's place."""

__all__ = ["NEEDED", "connected", "invite", "sync"]


def connected(settings: Settings, shard_ids: Sequence[int] = (), shards: int | None = None) -> Plug:
    """Discord over its gateway, once the token was found good; with these of so many shards, or with all.

    Raises:
        ConfigurationError: the token is missing, or Discord refuses it.
        ServingError: Discord cannot be reached.
    """

    async def _nothing(_: discord.Client) -> None:
        return None

    _logged_in(settings, _nothing)
    return DiscordGateway(settings, _token(settings), shard_ids, shards)


def sync(settings: Settings, guild: int | None = None, *, check: bool = False) -> Difference:
    """Tells Discord the commands where it has others, for all servers or one; with `check` it only looks.

    Raises:
        ConfigurationError: the token is missing, Discord refuses it, or refuses the commands.
        ServingError: Discord cannot be reached.
    """

    async def _sync(client: discord.Client) -> Difference:
        try:
            return await synced(client, guild, check=check)
        except discord.HTTPException as error:
            if error.status == HTTPStatus.BAD_REQUEST:
                raise ConfigurationError(f"Discord refuses the commands: {error.text}") from None
            if guild and isinstance(error, discord.Forbidden):
                raise ConfigurationError(
                    f"Discord does not let the bot have commands on server {guild}: invite it there first"
                ) from None
            raise

    return _logged_in(settings, _sync)


def invite(settings: Settings, application: int | None = None) -> str:
    """The address at which an admin lets the bot onto a server.

    Raises:
        ConfigurationError: nobody knows the id of the app.
    """
    found = application or application_of(_token(settings))
    if not found:
        raise ConfigurationError(
            "DISCORD_TOKEN is no bot token: it has three parts with dots between them; or name the app with --application ID"
        )
    return invitation(found)


def _token(settings: Settings) -> str:
    secret = settings.discord_token
    token = secret.get_secret_value().strip().removeprefix("Bot ") if secret else ""
    if not token:
        raise ConfigurationError(
            "DISCORD_TOKEN is not set: it is under 'Bot' of your app in the Discord Developer Portal, 'Reset Token'"
        )
    if not token.isascii() or not token.isprintable() or " " in token:
        raise ConfigurationError("DISCORD_TOKEN holds a character that no token has: copy it anew")
    return token


def _logged_in(settings: Settings, work: Callable[[discord.Client], Awaitable[Found]]) -> Found:
    """Does something with a client that Discord knows."""
    token = _token(settings)

    async def _work() -> Found:
        async with discord.Client(
            intents=discord.Intents.none(), max_ratelimit_timeout=LONGEST_WAIT
        ) as client:
            try:
                await _log_in(client, token, settings.discord_api_url)
                return await work(client)
            except discord.LoginFailure:
                raise ConfigurationError(REFUSED) from None
            except discord.HTTPException as error:
                raise ServingError(f"Discord answers with an error, {error.status} ({error.code})") from None
            except discord.RateLimited as error:
                raise ServingError(f"Discord wants to be left alone for {error.retry_after:.0f} s") from None
            except (OSError, aiohttp.ClientError):
                raise ServingError(f"Discord cannot be reached at {settings.discord_api_url}") from None

    with led_to(settings.discord_api_url):
        return asyncio.run(_work())


async def _log_in(client: discord.Client, token: str, where: str) -> None:
    try:
        async with asyncio.timeout(LOGIN):
            await client.login(token)
    except aiohttp.ClientError:
        raise
    except _GARBAGE:
        raise ServingError(f"Discord at {where} does not answer as it should: try again later") from None
