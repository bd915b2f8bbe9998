"""The gateway of the fake Discord: any number of clients and shards, and everything that can go wrong with it.

`far.gateway` is one of these. What a test can do to its clients, all of them or those of one `shard`:

    await far.gateway.connected(2)     waits for so many sessions that are connected; returns them, the newest last
    far.gateway.reconnect()            op 7; they come back and resume
    far.gateway.invalidate()           op 9; with resumable=True they may try to resume
    far.gateway.close(4000)            any close code; 4007 and 4009 end the session too
    far.gateway.abort()                cuts the line without a close frame
    far.gateway.silence()              nothing comes any more, not even acknowledgements; new connections work
    far.gateway.forget()               ends the sessions, so that resuming them fails
    far.gateway.outage(3.0)            new connections are dropped for so many seconds
    far.gateway.rejecting = 503        new connections get this HTTP status for ever; 0 ends it
    far.gateway.raw('{"op": 99}')      sends a text (or bytes) as it is
    far.gateway.dispatch(Event("A_NEW_EVENT", {...}))

`identified` and `resumed` are the attempts to do so, `connections` all that ever were, with the times of heartbeats.
`heartbeat` (seconds), `least_shards` (fewer are closed with 4011), `concurrency` (IDENTIFYs in five seconds; more get
op 9) can be set before a client connects.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from tests.discord_connections import Connection
from tests.discord_links import INVALID, RECONNECT, Links
from tests.discord_sessions import Event, Session

_ENDS: Final = {4007, 4009}
"""Codes after which a session cannot be resumed."""


class Gateway(Links):
    """All connections and sessions of one bot."""

    def open(self, shard: int | None = None) -> list[Session]:
        """The sessions that are connected, of one shard or of all; the newest last."""
        there = [one for one in self.sessions if one.connection is not None and one.connection.open]
        return [one for one in there if shard in {None, one.shard[0]}]

    async def connected(self, least: int = 1, patience: float = 10.0) -> list[Session]:
        """Waits until so many sessions are connected that are not silent.

        Raises:
            TimeoutError: there are fewer.
        """
        deadline = time.monotonic() + patience
        while (
            len(found := [one for one in self.open() if one.connection and not one.connection.silent]) < least
        ):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(found)} of {least} sessions are connected")
            await asyncio.sleep(0.01)
        return found

    def dispatch(self, event: Event) -> None:
        """Tells an event to every session that it concerns, connected or not."""
        for session in self.sessions:
            session.tell(event)

    def reconnect(self, shard: int | None = None) -> None:
        """Tells clients to connect again."""
        self._each(lambda one: one.payload(RECONNECT), shard)

    def invalidate(self, *, resumable: bool = False, shard: int | None = None) -> None:
        """Tells clients that their session is invalid."""
        self._each(lambda one: one.payload(INVALID, resumable), shard)
        if not resumable:
            self.forget(shard)

    def close(self, code: int, shard: int | None = None) -> None:
        """Closes connections."""
        self._each(lambda one: one.close(code), shard)
        if code in _ENDS:
            self.forget(shard)

    def abort(self, shard: int | None = None) -> None:
        """Cuts connections off."""
        self._each(Connection.abort, shard)

    def silence(self, shard: int | None = None, *, polite: bool = False) -> None:
        """Lets nothing through any more on the connections that are open; to be `polite` is to answer a client's close.

        discord.py waits up to 30 s for that answer, as it must where a line is really cut.
        """
        for session in self.open(shard):
            if session.connection is not None:
                session.connection.silent, session.connection.polite = True, polite

    def forget(self, shard: int | None = None) -> None:
        """Ends sessions: they cannot be resumed."""
        self.sessions = [one for one in self.sessions if shard not in {None, one.shard[0]}]

    def outage(self, seconds: float) -> None:
        """Drops new connections for some time; open ones stay."""
        self._out_until = time.monotonic() + seconds

    def raw(self, frame: str | bytes, shard: int | None = None) -> None:
        """Sends a frame as it is."""
        self._each(lambda one: one.send(frame), shard)

    def _each(self, act: Callable[[Connection], None], shard: int | None) -> None:
        for session in self.open(shard):
            if session.connection is not None:
                act(session.connection)

    async def stop(self) -> None:
        """Ends every connection."""
        for one in self.connections:
            if one.open:
                one.close(1001)
