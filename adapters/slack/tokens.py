"""The bot's token in each workspace: kept sealed, renewed before it ends, and known still while the store is away."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from math import inf
from time import time
from typing import TYPE_CHECKING, Final

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.oauth.installation_store import Bot

from bot.errors import StoreError
from bot.operations.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator

    from bot.installations import Installations

RENEWED: Final = 120
"""Minutes before its end that a token is renewed."""

RENEWING: Final = 1.0
"""Seconds that an answer waits for a new token while the old one still works."""

AWAY: Final = (SlackClientError, aiohttp.ClientError, OSError)
"""What Slack's client raises when Slack refuses or does not answer."""

_log = get_logger()


class Tokens:
    """The tokens by place: the id of a workspace, or of an organisation that installed the app for all of its own."""

    def __init__(self, installations: Installations, rotator: AsyncTokenRotator) -> None:
        self._installations = installations
        self._rotator = rotator
        self._known: dict[str, Bot] = {}
        self._renewals: dict[str, asyncio.Task[Bot]] = {}

    async def find(self, places: Sequence[str]) -> Bot | None:
        """The first of some places that has a token; it is renewed where it ends soon.

        Raises:
            StoreError: nobody knows.
        """
        for place in places:
            bot = await self._find(place)
            if bot:
                return await self._fresh(place, bot)
        return None

    async def keep(self, bot: Bot) -> None:
        """Keeps a token, instead of an earlier one.

        Raises:
            StoreError: it was not kept.
        """
        place = place_of(bot)
        self._known[place] = bot
        await self._installations.keep(place, json.dumps(bot.to_dict_for_copying(), default=str).encode())

    async def drop(self, places: Sequence[str], at: float = inf) -> None:
        """Deletes the first token that some places have; not one of later than `at`, in seconds since 1970.

        Raises:
            StoreError: it was not deleted.
        """
        for place in places:
            found = await self._find(place)
            if found and found.installed_at > at:
                return
            await self._installations.drop(place)
            self._known.pop(place, None)
            if found:
                return

    async def _find(self, place: str) -> Bot | None:
        try:
            kept = await self._installations.find(place)
        except StoreError:
            if place in self._known:
                return self._known[place]
            raise
        if kept is None:
            self._known.pop(place, None)
            return None
        bot = Bot(**json.loads(kept))
        known = self._known.get(place, bot)
        if _version(known) > _version(bot):  # it could not be kept when it was renewed
            with suppress(StoreError):
                await self.keep(known)
            return known
        self._known[place] = bot
        return bot

    async def _fresh(self, place: str, bot: Bot) -> Bot:
        """The token, or a new one where it ends soon: many may ask at a time, and one gets it for all."""
        ends = bot.bot_token_expires_at
        if not bot.bot_refresh_token or ends is None or ends > time() + 60 * RENEWED:
            return bot
        if place not in self._renewals:
            self._renewals[place] = asyncio.create_task(self._renewed(place, bot))
            self._renewals[place].add_done_callback(lambda _: self._renewals.pop(place))
        renewal = self._renewals[place]
        await asyncio.wait([renewal], timeout=RENEWING if ends > time() else None)
        return renewal.result() if renewal.done() else bot

    async def _renewed(self, place: str, bot: Bot) -> Bot:
        """A new token, which is kept; or the one that there is."""
        try:
            new = await self._rotator.perform_bot_token_rotation(bot=bot, minutes_before_expiration=RENEWED)
        except AWAY as error:
            _log.warning("a token could not be renewed", platform="slack", fault=error)
            return await self._find(place) or bot  # another process may have renewed it
        if new:
            with suppress(StoreError):  # the next event keeps it
                await self.keep(new)
        return new or bot


def place_of(bot: Bot) -> str:
    """The place that a token is for; empty if Slack did not tell."""
    return (bot.enterprise_id if bot.is_enterprise_install else bot.team_id) or ""


def _version(bot: Bot) -> tuple[int, int]:
    """Grows with every installation, and with every renewal of one."""
    return round(bot.installed_at), bot.bot_token_expires_at or 0
