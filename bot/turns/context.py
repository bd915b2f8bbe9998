"""Which entry was shown last in a conversation, so that "and why?" can be understood.

Kept in memory for a bounded number of conversations; after a restart, or when another process answered since, the journal
knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.errors import StoreError

if TYPE_CHECKING:
    from bot.journal.questions import Questions
    from bot.journal.records import Millis, Pseudonym

LASTS: Final = 30 * 60_000
"""How long a follow-up is read in the light of what was shown, in milliseconds."""

JOINED: Final = 24 * 60 * 60_000
"""How long the bot is part of a conversation after it has answered there, in milliseconds."""

CONVERSATIONS: Final = 10_000
"""How many conversations are kept in memory: some 3 MB."""


class Context:
    """What was shown last, by conversation."""

    def __init__(
        self, questions: Questions | None = None, *, shared: bool = False, most: int = CONVERSATIONS
    ) -> None:
        """`questions` is where to look for what this process does not remember; `shared` if others answer there too."""
        self._questions = questions
        self._shared = shared
        self._most = most
        self._shown: dict[Pseudonym, tuple[str, Millis, bool]] = {}

    async def last(self, thread: Pseudonym, now: Millis) -> str:
        """The id of the entry shown last in a conversation, empty for none or when it cannot be found out at once."""
        entry, at, _whole = self._shown.get(thread, ("", 0, False))
        ours = entry if at > now - LASTS else ""
        if self._questions is None or (thread in self._shown and not self._shared):
            return ours
        try:
            return await self._questions.last_entry(thread, max(at + 1, now - LASTS)) or ours
        except StoreError:
            return ours

    async def joined(self, thread: Pseudonym, now: Millis) -> bool:
        """Whether somebody was answered in a conversation within a day; not, when it cannot be found out at once."""
        if thread in self._shown and self._shown[thread][1] > now - JOINED:
            return True
        try:
            return self._questions is not None and await self._questions.any_since(thread, now - JOINED)
        except StoreError:
            return False

    def whole(self, thread: Pseudonym, entry: str) -> bool:
        """Whether an entry is known to have been shown last in a conversation, and all of it."""
        shown, _at, whole = self._shown.get(thread, ("", 0, False))
        return whole and shown == entry

    def show(self, thread: Pseudonym, entry: str, now: Millis, *, whole: bool = True) -> None:
        """Remembers what was shown, empty when it was no entry; not `whole` when something of it was left out."""
        self._shown.pop(thread, None)
        self._shown[thread] = entry, now, whole
        while len(self._shown) > self._most:
            del self._shown[next(iter(self._shown))]

    def forget(self, thread: Pseudonym) -> None:
        """Forgets a conversation."""
        self._shown.pop(thread, None)
