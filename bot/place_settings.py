"""How a server or workspace wants the bot to be: kept in the journal, and known at once, because every message asks.

Another version may have written what is kept: a value that is not what it should be counts as not set.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final, TypedDict

from bot.errors import StoreError
from bot.journal.journal import now
from bot.operations.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.journal.journal import Journal
    from bot.journal.privacy import Privacy
    from bot.journal.records import Pseudonym

FRESH: Final = 60.0
"""Seconds for which what was read counts: so long a change made by another process may go unnoticed."""

PLACES: Final = 10_000
"""How many places are remembered: some 10 MB."""

LOOK: Final = 1.0
"""Seconds that reading may take: a message waits for it."""

AWAY: Final = 5.0
"""Seconds for which a store that failed is not asked."""

_log = get_logger()


@dataclass(frozen=True, slots=True)
class PlaceSettings:
    """The settings of a place, by the platform's own ids.

    `private` is whether answers to commands are for the asker alone unless they say otherwise, `brief` whether answers are
    short; `channels` are those where the bot may answer before all (none: everywhere), `forums` those where it names what
    may help with a new post; `panel` is where the "Start here" panel stands, as "channel/message".
    """

    private: bool = False
    brief: bool = False
    channels: tuple[str, ...] = ()
    forums: tuple[str, ...] = ()
    panel: str = ""


class Changes(TypedDict, total=False):
    """Some of the settings of a place."""

    private: bool
    brief: bool
    channels: tuple[str, ...]
    forums: tuple[str, ...]
    panel: str


def settings_of(kept: Mapping[str, Any]) -> PlaceSettings:
    """The settings that the journal has of a place; the default for each that is unknown or broken."""
    known = {field.name: _read(kept.get(field.name), field.default) for field in fields(PlaceSettings)}
    return PlaceSettings(**known)


def _read(value: Any, default: Any) -> Any:
    if isinstance(default, tuple):
        sound = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
        return tuple(value) if sound else default
    return value if type(value) is type(default) else default


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of a place, and until when, in seconds of the clock, it counts."""

    settings: PlaceSettings
    until: float


class PlaceBook:
    """The settings of all places, as one process knows them."""

    def __init__(
        self,
        journal: Journal,
        privacy: Privacy,
        *,
        clock: Callable[[], float] = time.monotonic,
        most: int = PLACES,
    ) -> None:
        """`clock` is a steady clock in seconds; `most` places are remembered."""
        self._journal = journal
        self._privacy = privacy
        self._clock = clock
        self._most = most
        self._known: dict[Pseudonym, _Known] = {}
        self._away_until = 0.0

    def __len__(self) -> int:
        """How many places are remembered."""
        return len(self._known)

    async def settings(self, platform: str, place: str) -> PlaceSettings:
        """The settings of a place; what was known last, or the defaults, while the store is away."""
        if not place:  # what is said to the bot alone is said in no place
            return PlaceSettings()
        key = self._privacy.pseudonym("place", platform, place)
        known = self._known.get(key)
        if known and self._clock() < known.until:
            return known.settings
        if self._clock() >= self._away_until and (found := await self._found(key)):
            if self._known.get(key) is known:  # nobody changed them while they were read
                self._keep(key, found)
            known = self._known.get(key)
        return known.settings if known else PlaceSettings()

    async def change(self, platform: str, place: str, changes: Changes) -> PlaceSettings:
        """Changes some settings of a place; returns all of them.

        Raises:
            StoreError: they were not changed.
        """
        key = self._privacy.pseudonym("place", platform, place)
        settings = settings_of(await self._journal.places.change(key, {**changes}, now()))
        self._keep(key, settings)
        return settings

    async def _found(self, key: Pseudonym) -> PlaceSettings | None:
        """What the journal has; None when it cannot be read."""
        try:
            async with asyncio.timeout(LOOK):
                return settings_of(await self._journal.places.settings(key))
        except (StoreError, TimeoutError):
            self._away_until = self._clock() + AWAY
            _log.warning("settings of places cannot be read: the last known ones count", seconds=AWAY)
            return None

    def _keep(self, key: Pseudonym, settings: PlaceSettings) -> None:
        self._known.pop(key, None)
        self._known[key] = _Known(settings, self._clock() + FRESH)
        while len(self._known) > self._most:
            del self._known[next(iter(self._known))]
