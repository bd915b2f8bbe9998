"""The real `backchat discord`, started for a Discord that stands in for Discord."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bench.discord_far import Discord
from bench.load import Serving, launched

_SYNCING: Final = 60.0


def started(folder: Path, name: str, discord: Discord, settings: Mapping[str, str], *more: str) -> Serving:
    """`backchat discord`, or with `more` one of its commands, with these settings and no others."""
    known = {"DISCORD_API_URL": discord.api, "DISCORD_TOKEN": discord.token}
    return launched(folder, name, ("bot", "discord", *more), {**known, **settings})


async def announced(folder: Path, discord: Discord, settings: Mapping[str, str]) -> None:
    """Tells that Discord the commands, as whoever installs Backchat does.

    Raises:
        ChildProcessError: they were not told.
    """
    syncing = started(folder, "sync", discord, settings, "sync")
    if code := await syncing.ended(_SYNCING):
        raise ChildProcessError(f"`backchat discord sync` ended with {code}: {syncing.log.read_text()}")
