"""What the journal of the settings can tell maintainers: for `report`, `propose` and `diff`.

`kept_questions(days)` returns `KeptQuestions(kept, note)`. `kept` holds the questions of the last days and what people wanted
instead, as `bot.journal.records.Kept`, the earliest first. It never asks for a journal to be there: where there is none, or
none that can be read, `kept` is empty and `note` says why in a sentence, to be shown on standard error. It makes no file,
and changes no table.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.errors import ConfigurationError, StoreError

if TYPE_CHECKING:
    from bot.journal.engine import Store
    from bot.journal.records import Kept, Millis

_DAY: Final = 86_400_000

_NOT_READY: Final = {
    "empty": "has no tables yet: the first start of a server makes them, or 'backchat db upgrade'",
    "old": "is of an older version: run 'backchat db upgrade'",
    "newer": "is of a newer version: install that one",
}


@dataclass(frozen=True, slots=True)
class KeptQuestions:
    """What was asked, the earliest first; `note` says why nothing could be read, and is empty when it could."""

    kept: tuple[Kept, ...] = ()
    note: str = ""


def kept_questions(days: int) -> KeptQuestions:
    """What was asked in the last `days` days, of the journal that the settings name.

    Raises:
        ConfigurationError: a setting has a value that cannot be used.
    """
    from bot.cli.processes import needs_serving

    try:
        needs_serving()
    except ConfigurationError:
        return KeptQuestions(note="the journal was not read: that takes pip install 'backchat[serve]'")
    from bot.journal.engine import store_of
    from bot.journal.journal import now
    from bot.settings import read_settings

    store = store_of(read_settings())
    if store.file is not None and not store.file.exists():
        return KeptQuestions(
            note=f"there is no journal in {store.file}: set BACKCHAT_DATA or DATABASE_URL as the server has them"
        )
    try:
        return asyncio.run(_read(store, now() - days * _DAY))
    except StoreError as error:
        return KeptQuestions(note=str(error))


async def _read(store: Store, since: Millis) -> KeptQuestions:
    from bot.journal.journal import opened_journal

    async with opened_journal(store, prepared=False) as journal:
        standing = await journal.standing()
        if standing != "current":
            return KeptQuestions(note=f"the journal in {store.name} {_NOT_READY[standing]}")
        return KeptQuestions(await journal.history.since(since))
