"""Tells what came of a reload, everywhere it should be known: the log, the metrics, health, and the admins' channel."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.errors import ConfigurationError
from bot.operations.logs import get_logger
from bot.operations.plug import State
from bot.operations.webhook import refusal_text, tell_admins, usable
from bot.reloads import Refused, Reloaded, Unchanged

if TYPE_CHECKING:
    from pathlib import Path

    from bot.live import LiveKnowledge
    from bot.operations.metrics import Metrics
    from bot.reloads import Outcome

_log = get_logger()


class Teller:
    """Reloads when a person asks, and tells of every reload."""

    def __init__(self, live: LiveKnowledge, metrics: Metrics, folder: Path, webhook: str = "") -> None:
        """`webhook` is where admins are told of a refusal; empty for nowhere.

        Raises:
            ConfigurationError: nothing can be posted there.
        """
        if webhook and not usable(webhook):
            raise ConfigurationError("BACKCHAT_ADMIN_WEBHOOK cannot be used: it must begin with https://")
        self._live = live
        self._metrics = metrics
        self._folder = folder
        self._webhook = webhook
        self._last: Outcome | None = None
        self._posting: set[asyncio.Task[bool]] = set()

    async def reload(self, forced: bool = False) -> Outcome:  # noqa: FBT001, FBT002 - what the control socket calls
        """Reloads on a person's word."""
        outcome = await self._live.reload(asked=True, forced=forced)
        await self.tell(outcome)
        return outcome

    def state(self) -> State:
        """Whether the files of the knowledge are what answers."""
        if isinstance(self._last, Refused):
            return State(ok=False, reason="the last edit was refused; the knowledge from before answers")
        if self._live.estimated:
            return State(ok=False, reason="edited knowledge answers by an estimate until it is compiled")
        return State(ok=True)

    async def tell(self, outcome: Outcome) -> None:
        """Tells of a reload; never waits for the admins' channel."""
        news = outcome != self._last
        match outcome:
            case Reloaded():
                self._metrics.reloaded("live")
                _log.info("knowledge reloaded", entries=outcome.after, version=outcome.version)
            case Unchanged():
                self._metrics.reloaded("unchanged")
            case Refused():
                self._metrics.reloaded("refused")
                self._log_refusal(outcome)
                if news and self._webhook:
                    self._post(refusal_text(outcome))
        self._last = outcome

    def _log_refusal(self, refused: Refused) -> None:
        _log.error(
            "knowledge refused: the last good one answers",
            problems=len(refused.problems),
            reason=refused.reason,
        )
        for problem in refused.problems[:5]:
            _log.error(
                "problem in the knowledge",
                file=problem.file.removeprefix(f"{self._folder}/"),
                line=problem.line,
                column=problem.column,
                rule=problem.rule,
            )

    def _post(self, text: str) -> None:
        task = asyncio.create_task(tell_admins(self._webhook, text))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)
