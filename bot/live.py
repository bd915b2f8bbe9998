"""The knowledge of a running process: edited files go live whole or not at all.

An answerer is never changed. A reload makes another one beside it and puts it in its place in one step, so that a
question in progress keeps the knowledge it began with. Whatever is wrong with new files, the last good ones stay.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from bot.answer import Answerer
from bot.cache import kept_index
from bot.compiling import compile_apart
from bot.counting import count
from bot.errors import KnowledgeMissingError
from bot.loading import inspect
from bot.matching.index import Index
from bot.operations.logs import get_logger
from bot.reloads import Outcome, Refused, Reloaded, Unchanged
from bot.snapshot import Files, differing, hurried, take, torn

if TYPE_CHECKING:
    from pathlib import Path

    from bot.knowledge import Knowledge
    from bot.problems import Problem

MOST_LOST: Final = 0.2
"""The share of the entries that may go without anybody saying that it is meant."""

PATIENCE: Final = 1.0
"""For how many seconds a file that was changed in place must stay as it is; one that was moved there counts at once."""

_ROUNDS: Final = 10
"""How often files are read that change while they are read."""

_PAUSE: Final = 0.05
"""How many seconds lie between two rounds."""

_log = get_logger()


@dataclass(frozen=True, slots=True)
class _State:
    """All that is live, and the files it was made of.

    `gone` are files that were deleted since, as they were: one that comes back is compared with its old self. The files
    are `certain` when they are known to be what the answerer was made of.
    """

    answerer: Answerer
    index: Index
    version: str
    loaded_at: datetime
    files: Files
    gone: Files
    certain: bool

    def seen(self, files: Files) -> _State:
        """The same, made of other files that say the same."""
        gone = {name: seen for name, seen in {**self.gone, **self.files}.items() if name not in files}
        return replace(self, files=files, gone=gone, certain=True)


@dataclass(frozen=True, slots=True)
class _Found:
    """What was read of a folder."""

    knowledge: Knowledge
    problems: tuple[Problem, ...]
    files: Files


class LiveKnowledge:
    """Has the answerer of the moment, and makes a new one when it is told to. For one event loop."""

    def __init__(
        self, answerer: Answerer, folder: Path, cache: Path | None, *, patience: float = PATIENCE
    ) -> None:
        """`answerer` is that of `folder` as it is now; `cache` is where compiled knowledge is kept, None for nowhere.

        `patience` is for how many seconds a file changed in place must stay as it is.

        Raises:
            KnowledgeMissingError: the folder cannot be read.
        """
        self._folder, self._cache, self._patience = folder, cache, patience
        index = answerer.index
        version, now = _version(answerer.knowledge), datetime.now(UTC)
        self._state = _State(answerer, index, version, now, take(folder), {}, certain=False)
        self._lock = asyncio.Lock()
        self._compiling: asyncio.Task[None] | None = None

    @property
    def answerer(self) -> Answerer:
        """The answerer of the moment."""
        return self._state.answerer

    @property
    def version(self) -> str:
        """Twelve letters that name what is known: the same in every process with the same knowledge."""
        return self._state.version

    @property
    def loaded_at(self) -> datetime:
        """Since when this knowledge is live, in UTC."""
        return self._state.loaded_at

    @property
    def estimated(self) -> bool:
        """Whether answers are by an estimate, until this knowledge is compiled."""
        return self._state.index.rough

    async def reload(self, *, asked: bool = False, forced: bool = False) -> Outcome:
        """Reads the files and makes their knowledge live if it is sound; one reload at a time, the next waits.

        `asked` says that a person vouches for the files as they are, even if one looks half saved; `forced` that many
        entries may go, too.
        """
        async with self._lock:
            try:
                return await self._reload(asked=asked or forced, forced=forced)
            except KnowledgeMissingError as error:
                return Refused(str(error))

    async def settled(self) -> None:
        """Waits until nothing is being compiled any more."""
        while self._compiling:
            await asyncio.wait([self._compiling])

    async def aclose(self) -> None:
        """Stops what is being compiled; for when nobody reloads any more."""
        async with self._lock:
            await self._stop()

    async def _reload(self, *, asked: bool, forced: bool) -> Outcome:
        for _ in range(_ROUNDS):
            files = await asyncio.to_thread(take, self._folder)
            if self._state.certain and not differing(files, self._state.files):
                self._state = self._state.seen(files)
                return Unchanged(self.version)
            if not asked and hurried(files, self._state.files):
                await asyncio.sleep(self._patience)
            found = await asyncio.to_thread(_read, self._folder, files)
            if found:
                refused = self._refused(found, asked=asked, forced=forced)
                return refused or await self._go_live(found)
            await asyncio.sleep(_PAUSE)
        return Refused(f"the files in {self._folder} keep changing: save them once more when that is over")

    def _refused(self, found: _Found, *, asked: bool, forced: bool) -> Refused | None:
        state = self._state
        if not asked and (ends := torn(found.files, {**state.gone, **state.files}, self._folder)):
            names = {problem.file for problem in ends}
            others = (problem for problem in found.problems if problem.file not in names)
            reason = f"{count(len(ends), 'file')} seem{'s' if len(ends) == 1 else ''} to be half saved"
            return Refused(reason, tuple(sorted((*ends, *others))))
        if found.problems:
            return Refused(f"{count(len(found.problems), 'problem')} in the knowledge", found.problems)
        before, after = len(state.answerer.knowledge.entries), len(found.knowledge.entries)
        if before - after > MOST_LOST * before and not forced:
            return Refused(_too_many(before - after, before))
        return None

    async def _go_live(self, found: _Found) -> Outcome:
        old = self._state
        if found.knowledge == old.answerer.knowledge:
            self._state = old.seen(found.files)
            return Unchanged(self.version)
        if not old.index.fits(found.knowledge):
            await self._stop()
        self._state = new = await asyncio.to_thread(_next, old, found, self._cache)
        if new.index.rough and not self._compiling:
            compiled = self._compile(found.knowledge)
            self._compiling = asyncio.create_task(compiled, name="compiling the knowledge")
        return _told(old, new)

    async def _stop(self) -> None:
        """Stops what is being compiled, for texts that are not live any more."""
        if self._compiling:
            self._compiling.cancel()
            await asyncio.wait([self._compiling])
            self._compiling = None

    async def _compile(self, knowledge: Knowledge) -> None:
        """Has knowledge compiled thoroughly that is live by an estimate, and puts that in its place."""
        try:
            index = await compile_apart(knowledge, self._cache)
            async with self._lock:
                if self._state.index.fits(knowledge):
                    self._state = await asyncio.to_thread(_improved, self._state, index)
        except Exception as error:  # noqa: BLE001 - whatever it is, answers go on by the estimate
            _log.warning("the knowledge could not be compiled thoroughly", exc_info=error)
        self._compiling = None  # one that is stopped does not get here, and is not the latest any more


def _version(knowledge: Knowledge) -> str:
    return sha256(knowledge.model_dump_json().encode()).hexdigest()[:12]


def _read(folder: Path, files: Files) -> _Found | None:
    """What the files of a folder say; None when they are others after reading than before."""
    knowledge, problems = inspect(folder)
    return _Found(knowledge, problems, files) if take(folder) == files else None


def _next(old: _State, found: _Found, cache: Path | None) -> _State:
    """What comes after `old`: with all that was compiled before, else with what is quickly made."""
    knowledge, index = found.knowledge, None
    if cache and not old.index.fits(knowledge):
        index = kept_index(knowledge, cache)
    index = index or Index(knowledge, thorough=False, before=old.index)
    answerer, now = Answerer(knowledge, index).prepare(), datetime.now(UTC)
    return replace(
        old.seen(found.files), answerer=answerer, index=index, version=_version(knowledge), loaded_at=now
    )


def _improved(state: _State, index: Index) -> _State:
    knowledge = state.answerer.knowledge
    index = Index(knowledge, index.compiled)
    return replace(state, answerer=Answerer(knowledge, index).prepare(), index=index)


def _told(old: _State, new: _State) -> Reloaded:
    before, after = old.answerer.knowledge.entries, new.answerer.knowledge.entries
    return Reloaded(
        new.version,
        len(before),
        len(after),
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(sorted(one for one in before.keys() & after.keys() if before[one] != after[one])),
        files=differing(new.files, old.files),
    )


def _too_many(lost: int, before: int) -> str:
    return (
        f"{lost} of {count(before, 'entry', 'entries')} would go, more than a fifth: put them back, or run "
        "'backchat reload --force' if that is meant"
    )
