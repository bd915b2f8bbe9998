"""Notices that somebody saved a knowledge file, and has the knowledge reloaded.

On network and some shared folders nothing tells of changes; WATCHFILES_FORCE_POLLING=1 makes the watch look by itself.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from watchfiles import Change, awatch

from bot.reloads import Refused

if TYPE_CHECKING:
    from bot.reloads import Outcome, Tell

QUIET: Final = 50
"""For how many milliseconds nothing must change before it is looked at: several files are often saved together."""

_LOOK: Final = 250
"""After how many milliseconds at the most it is looked whether the folder is another one."""

_LONGEST: Final = 1_000
"""After how many milliseconds it is looked at though changes do not end."""

_AGAIN: Final = 1.0
"""After how many seconds a watch that failed is begun again."""


class Reloading(Protocol):
    """What reloads: `bot.live.LiveKnowledge`."""

    async def reload(self) -> Outcome:
        """Makes the files live if they are sound."""


async def watch(live: Reloading, folder: Path, tell: Tell) -> None:
    """Reloads whenever a file of the folder changes, and tells what came of it, until it is cancelled.

    The folder itself may go and come back, or be a link that is turned to another one. Whatever fails is told as a
    refusal, and the watch goes on.
    """
    while True:
        try:
            await _watch(live, folder, tell)
        except Exception as error:  # noqa: BLE001 - a watch that ends in silence is worse than any fault it tells of
            await _refuse(tell, f"the folder {folder} cannot be watched", error)
            await asyncio.sleep(_AGAIN)


async def _watch(live: Reloading, folder: Path, tell: Tell) -> None:
    """Watches one folder until another one has its name, or waits a moment for one."""
    if (watched := _which(folder)) is None:
        return await asyncio.sleep(_LOOK / 1000)
    changes = awatch(
        folder,
        watch_filter=concerns_knowledge,
        debounce=_LONGEST,
        step=QUIET,
        rust_timeout=_LOOK,
        yield_on_timeout=True,
    )
    missed = True  # what changed before the watch began
    async with aclosing(changes):
        async for changed in changes:
            left = _which(folder) != watched
            if changed or missed or left:
                await _reload(live, tell)
            if left:
                return None
            missed = False
    return None


def _which(folder: Path) -> tuple[int, int] | None:
    """Which folder has the name now; None when there is none."""
    try:
        about = folder.stat()
    except OSError:
        return None
    return about.st_dev, about.st_ino


async def _reload(live: Reloading, tell: Tell) -> None:
    try:
        outcome = await live.reload()
    except Exception as error:  # noqa: BLE001 - the next save may be sound again
        await _refuse(tell, "reloading failed", error)
    else:
        await tell(outcome)


async def _refuse(tell: Tell, reason: str, error: Exception) -> None:
    """Tells of a fault by its kind alone: its text may have anything in it."""
    await tell(Refused(f"{reason}: {type(error).__name__}"))


def concerns_knowledge(change: Change, path: str) -> bool:
    """Whether a change may be one of the knowledge: a YAML file that is not hidden, or a folder or a link to one.

    What was deleted cannot be asked what it was: a name without a dot counts as a folder.
    """
    name = Path(path)
    if name.suffix in {".yaml", ".yml"}:
        return not name.name.startswith(".")
    return "." not in name.name if change is Change.deleted else name.is_dir()
