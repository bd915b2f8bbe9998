"""The state of the moment: read anew when a file is saved, then compiled and asked through while pages are read."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from secrets import token_hex
from threading import Event
from typing import TYPE_CHECKING

from bot.answer import Answerer
from bot.compiling import compile_apart
from bot.errors import KnowledgeMissingError
from bot.preview.checking import ASKING, TEXTS, Progress, steps
from bot.preview.state import read, to_check
from bot.reloads import Refused, Unchanged

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

    from bot.check.rule import Rule
    from bot.preview.state import State
    from bot.reloads import Outcome
    from bot.reply import Measures


class _SupersededError(Exception):
    """What was being checked is not what the files say any more."""


class Live:
    """Has the state of the moment, and tells whoever waits of each new one. For one event loop."""

    def __init__(self, folder: Path, cache: Path | None, budgets: Mapping[str, Measures]) -> None:
        """`cache` is where compiled knowledge is kept, None for nowhere; `budgets` measure a reply by platform."""
        self._folder, self._cache, self._budgets = folder, cache, budgets
        self._lock = asyncio.Lock()
        self._next = asyncio.Event()
        self._over = Event()
        self._work: asyncio.Task[None] | None = None
        self._state: State | None = None
        self._run, self._number, self._closed = token_hex(4), 0, False

    @property
    def state(self) -> State:
        """The state of the moment.

        Raises:
            KnowledgeMissingError: nothing could be read yet.
        """
        if self._state is None:
            raise KnowledgeMissingError(f"{self._folder} is not read yet")
        return self._state

    @property
    def stamp(self) -> str:
        """Names the state of the moment, and this process: a page with another stamp is out of date."""
        return f"{self._run}-{self._number}"

    async def stamps(self) -> AsyncIterator[str]:
        """The stamp of the moment, then each that follows, until it is closed."""
        while not self._closed:
            waited = self._next
            yield self.stamp
            await waited.wait()

    async def reload(self) -> Outcome:
        """Reads the files; what there is to say of them, the pages say.

        Raises:
            KnowledgeMissingError: they cannot be read, and never could.
        """
        async with self._lock:
            unfinished = self._work is not None and not self._work.done()
            await self._stop()  # reading comes first
            now = datetime.now(UTC).astimezone()
            try:
                state = await asyncio.to_thread(read, self._folder, now, self._state, self._cache)
            except KnowledgeMissingError as error:
                if self._state is None:
                    raise
                return self.refused(str(error))
            if state is not None:
                self._publish(state)
            if state is not None or unfinished:
                self._over = Event()
                self._work = asyncio.create_task(self._deepen(self.state, self._over))
            return Unchanged(self.stamp)

    def refused(self, reason: str) -> Refused:
        """Says on all pages that the files cannot be read, and why."""
        if self._state and self._state.fault != reason:
            self._publish(replace(self._state, fault=reason))
        return Refused(reason)

    async def settled(self) -> None:
        """Waits until all is known of the files as they are."""
        while self._work and not self._work.done():
            await asyncio.wait([self._work])

    async def aclose(self) -> None:
        """Ends what is being done, and what waits for changes."""
        await self._stop()
        self._closed = True
        self._next.set()

    async def _stop(self) -> None:
        self._over.set()
        if self._work:
            self._work.cancel()
            await asyncio.wait([self._work])

    def _publish(self, state: State) -> None:
        self._state = state
        self._number += 1
        told, self._next = self._next, asyncio.Event()
        told.set()

    async def _deepen(self, state: State, over: Event) -> None:
        """Compiles what answers by an estimate, and has every rule look at it, those that ask it last."""
        compiled = asyncio.create_task(self._compiled(state))
        try:
            state = await self._looked_at(state, TEXTS, over)
            answerer = await compiled
            state = self._shown(replace(state, answerer=answerer, stage="checking"))
            known = Progress(state.findings, state.proved)
            if known.broken or state.written.problems:
                known = known.without(ASKING)
                state = replace(state, findings=known.findings, left_out=known.left_out)
            else:
                state = await self._looked_at(state, ASKING, over)
        except Exception as error:  # noqa: BLE001 - a rule that fails must not leave the pages waiting for ever
            state = replace(state, fault=f"the check has failed: {type(error).__name__}: {error}")
        finally:
            compiled.cancel()
        self._shown(replace(state, stage="done"))

    async def _compiled(self, state: State) -> Answerer | None:
        """What answers from the same knowledge, by no estimate if that can be had."""
        if state.stage == "estimated":
            with suppress(OSError, RuntimeError):
                return Answerer(state.knowledge, await compile_apart(state.knowledge, self._cache))
        return state.answerer

    async def _looked_at(self, state: State, rules: Sequence[Rule], over: Event) -> State:
        """The state with what some rules find; it is shown whenever one of them finds something else than before."""

        def _watch(_label: str, _done: int, _whole: int) -> None:
            if over.is_set():
                raise _SupersededError

        subject = to_check(state, self._budgets, _watch)
        known = steps(subject, rules, Progress(state.findings, state.proved))
        while progress := await asyncio.to_thread(next, known, None):
            state = self._shown(replace(state, findings=progress.findings, proved=progress.proved))
        return state

    def _shown(self, state: State) -> State:
        """Publishes a state unless pages show the same already."""
        if _essence(state) != _essence(self.state):
            self._publish(state)
        return state


def _essence(state: State) -> tuple[object, ...]:
    return state.findings, state.stage, state.fault, state.answerer
