"""What belongs to a server or a workspace: its settings, and the sealed tokens of its installation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, select, update

from bot.journal.database import insert, upsert
from bot.journal.records import Pseudonym
from bot.journal.tables import INSTALLATIONS, PLACES

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from bot.journal.database import Database
    from bot.journal.records import Millis

Settings = Mapping[str, Any]

NOBODY = Pseudonym("")
"""In place of the person of an installation that is the whole place's."""

LOOK: Final = 1.0
"""Seconds that looking for an installation may take: every message of its place waits for it, before its claim."""


class Places:
    """Settings and installations, by place."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def settings(self, place: Pseudonym) -> Settings:
        """What was set for a place; empty when nothing was.

        Raises:
            StoreError: it could not be read.
        """
        found = select(PLACES.c.settings).where(PLACES.c.place == place)

        async def _settings(connection: AsyncConnection) -> Settings:
            return (await connection.execute(found)).scalar() or {}

        return await self._database.read(_settings)

    async def change(self, place: Pseudonym, changes: Settings, now: Millis) -> Settings:
        """Sets some settings of a place and leaves the others; None unsets one. Returns all of them.

        Raises:
            StoreError: they were not changed.
        """
        found = select(PLACES.c.settings).where(PLACES.c.place == place).with_for_update()

        async def _change(connection: AsyncConnection) -> Settings:
            first = insert(connection, PLACES).values(place=place, settings={}, at=now)
            await connection.execute(first.on_conflict_do_nothing())
            merged = {**(await connection.execute(found)).scalar_one(), **changes}
            kept = {name: value for name, value in merged.items() if value is not None}
            await connection.execute(
                update(PLACES).where(PLACES.c.place == place).values(settings=kept, at=now)
            )
            return kept

        return await self._database.write(_change)

    async def install(self, place: Pseudonym, sealed: bytes, now: Millis, person: Pseudonym = NOBODY) -> None:
        """Keeps the sealed tokens of an installation, instead of earlier ones.

        Raises:
            StoreError: they were not kept.
        """

        async def _install(connection: AsyncConnection) -> None:
            row = {"place": place, "person": person, "sealed": sealed, "at": now}
            await connection.execute(upsert(connection, INSTALLATIONS, row))

        await self._database.write(_install)

    async def installation(self, place: Pseudonym, person: Pseudonym = NOBODY) -> bytes | None:
        """The sealed tokens of an installation, if there is one.

        Raises:
            StoreError: it could not be read.
        """
        found = select(INSTALLATIONS.c.sealed).where(
            INSTALLATIONS.c.place == place, INSTALLATIONS.c.person == person
        )

        async def _installation(connection: AsyncConnection) -> bytes | None:
            return (await connection.execute(found)).scalar()

        return await self._database.read(_installation, LOOK)

    async def uninstall(self, place: Pseudonym, person: Pseudonym | None = None) -> None:
        """Deletes the tokens of a person, or all of the place's.

        Raises:
            StoreError: they were not deleted.
        """
        gone = delete(INSTALLATIONS).where(INSTALLATIONS.c.place == place)
        if person is not None:
            gone = gone.where(INSTALLATIONS.c.person == person)
        await self._database.write(lambda connection: connection.execute(gone))
        await self._database.scrub()
