"""A strict Slack on the loopback interface: the Web API, response URLs and Socket Mode, for one app in any workspaces."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from tests.slack_records import (
    CHANNEL,
    TEAM,
    USER,
    Call,
    Posted,
    Refused,
    Trouble,
    Workspace,
)
from tests.slack_server import Server

What = str | Callable[[Call], bool]


class FarSide:
    """Slack, as an async context manager; `calls` are all that came, `refused` is all that broke a rule."""

    def __init__(self) -> None:
        """With one workspace: more are there once `workspace` or `code` has named them."""
        self._server = Server()
        self.world = self._server.world
        self.world.workspace()
        self.calls: list[Call] = self._server.calls
        self.refused: list[Refused] = self._server.refused
        self.sockets = self._server.sockets

    async def __aenter__(self) -> Self:
        """Serves on a port of its own."""
        await self._server.start()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _where: TracebackType | None
    ) -> None:
        """Ends every connection, then the server."""
        await self._server.stop()

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._server.port

    @property
    def api(self) -> str:
        """Where the Web API is: the `base_url` of a client, SLACK_API_URL of a process."""
        return f"http://127.0.0.1:{self.port}/api/"

    def workspace(self, team: str = TEAM) -> Workspace:
        """A workspace, which is added if it is new; its `bot_token`, `person()` and `channel()` are for the tests."""
        return self.world.workspace(team)

    def code(self, team: str) -> str:
        """A code for OAuth, good once, by which the app gets the bot token of a workspace."""
        return self.world.code(team)

    def trigger_id(self, user: str = USER, team: str = TEAM, view: str = "") -> str:
        """A trigger id: good for 3 s, once; `view` is the id of the view in which somebody tapped, if in one."""
        return self.world.trigger(user, team, view)

    def response_url(self, channel: str = CHANNEL, user: str = USER, ts: str = "", team: str = TEAM) -> str:
        """A response URL, good for five uses in 30 minutes; `ts` is the message that it is about, if it is."""
        return f"http://127.0.0.1:{self.port}/{self.world.link(channel, user, ts, team)}"

    def pass_time(self, seconds: float) -> None:
        """Puts the clock of Slack forward: triggers and response URLs grow old."""
        self.world.ahead += seconds

    def fail(
        self,
        method: str,
        times: int | None = 1,
        *,
        status: int = 200,
        error: str = "",
        retry_after: float | None = None,
        delay: float = 0.0,
    ) -> None:
        """Arms a fault of a method ("*" for all, "response_url" for those): `times` None is until `heal`.

        `status` DROPPED drops the connection; `retry_after` is a 429; `delay` alone is a late answer, in seconds.
        """
        self._server.troubles.append(Trouble(method, times, status, error, retry_after, delay))

    def heal(self) -> None:
        """Disarms every fault."""
        self._server.troubles.clear()

    def called(self, what: What) -> list[Call]:
        """The calls of a method that were not refused and not failed, or all calls of which something is true."""
        return [
            call
            for call in self.calls
            if (call.ok and call.method == what if isinstance(what, str) else what(call))
        ]

    async def wait_for(self, what: What, count: int = 1, patience: float = 10.0) -> list[Call]:
        """Waits until so many calls came, as `called` has them.

        Raises:
            TimeoutError: fewer came; it says which.
        """
        deadline = time.monotonic() + patience
        while len(found := self.called(what)) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(
                    f"{len(found)} of {count} came; all: {[(c.method, c.result.get('error', 'ok')) for c in self.calls]}"
                )
            await asyncio.sleep(0.01)
        return found

    def messages(self, channel: str = CHANNEL) -> list[Posted]:
        """What everybody in a channel sees, the oldest first."""
        return [one for one in self._all() if (one.channel, one.only) == (channel, "")]

    def thread(self, channel: str, ts: str) -> list[Posted]:
        """What stands in a thread, with the message that began it if the far side knows it."""
        return [one for one in self.messages(channel) if ts in {one.ts, one.thread_ts}]

    def ephemerals(self, channel: str = CHANNEL, user: str = USER) -> list[Posted]:
        """What one person alone sees in a channel."""
        return [one for one in self._all() if (one.channel, one.only) == (channel, user)]

    def said(
        self, text: str, *, channel: str = CHANNEL, user: str = USER, thread_ts: str = "", team: str = TEAM
    ) -> Posted:
        """A message that a person writes into a channel; it is not told to the app."""
        message = Posted(channel, self.world.ts(), text, [], thread_ts, user)
        self.workspace(team).messages.append(message)
        return message

    def home(self, user: str = USER, team: str = TEAM) -> dict[str, Any] | None:
        """The App Home of somebody, if one was published."""
        return self.workspace(team).homes.get(user)

    def views(self, kind: str = "modal", team: str = TEAM) -> list[dict[str, Any]]:
        """The views of a type, the oldest first, as Slack tells them."""
        return [view for view in self.workspace(team).views.values() if view["type"] == kind]

    def _all(self) -> list[Posted]:
        return [one for space in self.world.workspaces.values() for one in space.messages]
