"""How clients come to the fake gateway, begin or resume sessions there, and are turned away."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Final

from aiohttp import web

from tests.discord_connections import ZLIB, Connection
from tests.discord_records import Json, Refused
from tests.discord_sessions import Event, Session, greet, identify_fault

if TYPE_CHECKING:
    from tests.discord_world import World

HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, INVALID, HELLO, ACK = 1, 2, 3, 4, 6, 7, 9, 10, 11
_WINDOW: Final = 5.0
"""Seconds in which `concurrency` counts."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """An IDENTIFY or RESUME: `at` is `time.monotonic()`, `number` that of the connection, `properly` by its own URL."""

    shard: tuple[int, int]
    intents: int
    ok: bool
    at: float
    number: int
    properly: bool = False


class Links:
    """All connections and sessions of one bot."""

    def __init__(self, world: World, refuse: Callable[[Refused], None]) -> None:
        """`refuse` is told what broke a rule."""
        self.heartbeat = 41.25
        self.least_shards = 1
        self.concurrency = 16
        self.rejecting = 0
        self.url = ""
        self.connections: list[Connection] = []
        self.sessions: list[Session] = []
        self.identified: list[Attempt] = []
        self.resumed: list[Attempt] = []
        self._world = world
        self._refuse = refuse
        self._numbers = count(1)
        self._out_until = 0.0

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Serves a connection until it ends."""
        transport = request.transport
        if not isinstance(transport, asyncio.Transport) or time.monotonic() < self._out_until:
            if transport is not None:
                transport.abort()
            return web.Response(status=500)
        if self.rejecting:
            return web.Response(status=self.rejecting)
        socket = web.WebSocketResponse(autoclose=False, timeout=0.5, compress=False)
        await socket.prepare(request)
        compress, resumes = request.query.get("compress", ""), request.path.endswith("/resume")
        connection = Connection(next(self._numbers), socket, transport, resumes, compress)
        self.connections.append(connection)
        await self._serve(connection, dict(request.query))
        return socket

    async def _serve(self, connection: Connection, query: dict[str, str]) -> None:
        pump = asyncio.create_task(connection.pump())
        connection.payload(HELLO, {"heartbeat_interval": round(self.heartbeat * 1000), "_trace": []})
        if query.get("v") != "10" or query.get("encoding") != "json" or connection.compress not in {"", ZLIB}:
            self._dismiss(connection, query, 4012)
        try:
            async for payload in connection.payloads():
                wrong = payload if isinstance(payload, int) else self._heard(connection, payload)
                if wrong:
                    self._dismiss(connection, payload, wrong)
        finally:
            self._end(connection)
            await connection.finish(pump)

    def _end(self, connection: Connection) -> None:
        connection.open = False
        session = connection.session
        if session is not None and session.connection is connection:
            session.connection = None
            if connection.left in {1000, 1001} and session in self.sessions:
                self.sessions.remove(session)

    def _dismiss(self, connection: Connection, payload: object, code: int) -> None:
        self._refuse(Refused("gateway", payload, code))
        connection.close(code)

    def _heard(self, connection: Connection, payload: Json) -> int:
        """Does what a payload asks for; returns the code with which it is refused, or 0."""
        op, data = payload["op"], payload.get("d")
        if op == HEARTBEAT:
            connection.beats.append(time.monotonic())
            connection.payload(ACK)
            return 0
        if op not in {IDENTIFY, RESUME, PRESENCE, VOICE}:
            return 4001
        if connection.session is None and op in {PRESENCE, VOICE}:
            return 4003
        if connection.session is not None and op in {IDENTIFY, RESUME}:
            return 4005
        if not isinstance(data, dict):
            return 4002
        return {IDENTIFY: self._identify, RESUME: self._resume}.get(op, _ignored)(connection, data)

    def _identify(self, connection: Connection, data: Json) -> int:
        wrong = identify_fault(self._world, data, self.least_shards)
        now = time.monotonic()
        crowded = sum(one.ok and one.at > now - _WINDOW for one in self.identified) >= self.concurrency
        shard, intents = tuple(data.get("shard", (0, 1))), data.get("intents", 0)
        attempt = Attempt(shard, intents, not wrong and not crowded, now, connection.number)
        self.identified.append(attempt)
        if attempt.ok:
            self._begin(connection, attempt)
        elif not wrong:
            connection.payload(INVALID, data=False)
        return wrong

    def _begin(self, connection: Connection, attempt: Attempt) -> None:
        session = Session(f"session{self._world.snowflake()}", attempt.intents, attempt.shard, connection)
        connection.session = session
        self.sessions.append(session)
        greet(self._world, session, f"{self.url}/resume")

    def _resume(self, connection: Connection, data: Json) -> int:
        found = next((one for one in self.sessions if one.id == data.get("session_id")), None)
        wrong = _resume_fault(self._world, found, data)
        shard, intents = (found.shard, found.intents) if found else ((0, 1), 0)
        ok = not wrong and found is not None
        self.resumed.append(
            Attempt(shard, intents, ok, time.monotonic(), connection.number, connection.resume_url)
        )
        if found is None and not wrong:
            connection.payload(INVALID, data=False)
        if found is not None and ok:
            _go_on(connection, found, data["seq"])
        return wrong


def _resume_fault(world: World, session: Session | None, data: Json) -> int:
    if data.get("token") != world.token:
        return 4004
    if not isinstance(data.get("seq"), int) or (session is not None and data["seq"] > session.seq):
        return 4007
    return 0


def _go_on(connection: Connection, session: Session, seq: int) -> None:
    """Gives a session a new connection, and tells through it what was missed."""
    if session.connection is not None:
        session.connection.close(4000)
    connection.session, session.connection = session, connection
    session.again(seq)
    session.say(Event("RESUMED", {"_trace": []}))


def _ignored(_connection: Connection, _data: Json) -> int:
    return 0
