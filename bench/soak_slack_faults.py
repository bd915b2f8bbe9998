"""What happens to the processes of a workspace and to Slack, one thing at a time, each kind again and again."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Final

from bench.soak_faults import Blow, Blows, strike
from bench.soak_slack_fleet import SlackFleet

_CALM: Final = 0.5
"""Seconds between two faults."""

_SENDING: Final = ("chat.postMessage", "response_url")
_REASONS: Final = ("refresh_requested", "warning", "link_disabled")


class SlackFaults(Blows):
    """Does one thing after the other, in an order drawn by lot."""

    def __init__(self, fleet: SlackFleet, random: Random) -> None:
        super().__init__(fleet, random)
        self._slack = fleet.slack

    async def run(self, until: float) -> None:
        """Goes on until a time, in seconds since 1970; what was begun is brought to its end."""
        await strike(self.kinds(), self.troubles, self._random, until, calm=_CALM)

    def kinds(self) -> Mapping[str, Blow]:
        """All that can happen, by a name of its own."""
        return {
            **super().kinds(),
            "refresh": self._refresh,
            "abort": self._abort,
            "limit": self._limit,
            "limit again": self._limit,
            "fail": self._fail,
            "fail again": self._fail,
            "drop": self._drop,
        }

    async def _refresh(self) -> str:
        await self._slack.do("refresh", reason=self._random.choice(_REASONS))
        return "connections that Slack had replaced"

    async def _abort(self) -> str:
        await self._slack.do("abort")
        return "connections that were cut"

    async def _limit(self) -> str:
        await self._slack.do("fail", method=self._random.choice(_SENDING), retry_after=1)
        return "calls of which Slack said that they are too many"

    async def _fail(self) -> str:
        await self._slack.do("fail", method=self._random.choice(_SENDING), status=500)
        return "calls that failed on Slack's side"

    async def _drop(self) -> str:
        await self._slack.do("drop", method=self._random.choice(_SENDING))
        return "calls whose connection was cut"
