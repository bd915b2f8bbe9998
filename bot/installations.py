"""Where a platform's adapter keeps the tokens of the places that installed it: sealed, and by nobody's id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.journal.journal import now
from bot.journal.places import NOBODY
from bot.operations.logs import get_logger

if TYPE_CHECKING:
    from bot.journal.journal import Journal
    from bot.journal.privacy import Privacy
    from bot.journal.records import Pseudonym

_log = get_logger()


class Installations:
    """The installations of one platform; places and people are named by the platform's own ids."""

    def __init__(self, journal: Journal, privacy: Privacy, platform: str) -> None:
        self._journal = journal
        self._privacy = privacy
        self._platform = platform

    async def keep(self, place: str, tokens: bytes, person: str = "") -> None:
        """Keeps the tokens of a place, or of a person there, instead of earlier ones.

        Raises:
            StoreError: they were not kept.
        """
        sealed = self._privacy.seal(tokens)
        await self._journal.places.install(self._place(place), sealed, now(), self._person(person))

    async def find(self, place: str, person: str = "") -> bytes | None:
        """The tokens of a place, or of a person there; None when there are none that can be read.

        Raises:
            StoreError: nobody knows.
        """
        sealed = await self._journal.places.installation(self._place(place), self._person(person))
        if sealed is None:
            return None
        tokens = self._privacy.unseal(sealed)
        if tokens is None:
            _log.error(
                "an installation cannot be read",
                platform=self._platform,
                reason="it was sealed with another secret: set the old BACKCHAT_SECRET, or install again",
            )
        return tokens

    async def drop(self, place: str, person: str | None = None) -> None:
        """Deletes the tokens of a person, with "" those of the place alone, with None all that the place has.

        Raises:
            StoreError: they were not deleted.
        """
        whose = None if person is None else self._person(person)
        await self._journal.places.uninstall(self._place(place), whose)

    async def issue_state(self) -> str:
        """A state for somebody who is sent to the platform to allow an installation; it is good for ten minutes.

        Raises:
            StoreError: it was not kept.
        """
        return await self._journal.states.issue(now())

    async def consume_state(self, state: str) -> bool:
        """Whether a state that came back is one of ours, still good and back for the first time.

        Raises:
            StoreError: nobody knows.
        """
        return await self._journal.states.consume(state, now())

    def _place(self, place: str) -> Pseudonym:
        return self._privacy.pseudonym("place", self._platform, place)

    def _person(self, person: str) -> Pseudonym:
        return self._privacy.pseudonym("person", self._platform, person) if person else NOBODY
