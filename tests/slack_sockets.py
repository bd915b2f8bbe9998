"""The Socket Mode side of the fake Slack: connections, envelopes and what is acknowledged."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from tests.slack_records import APP, Arguments, Refused
from tests.slack_rules import RESPONSE_URL, faults, submission_faults

MOST: Final = 10
"""Connections that an app may have."""
_ANSWERED: Final = {"view_submission", "block_suggestion"}
_CLOSING: Final = {"link_disabled", "too_many_websockets"}


@dataclass(eq=False, slots=True)
class Connection:
    """An open connection; nothing is sent any more through one that is `retiring`."""

    number: int
    socket: web.WebSocketResponse
    transport: asyncio.BaseTransport | None
    retiring: bool = False


@dataclass(frozen=True, slots=True)
class Ack:
    """What came back for an envelope: `connection` is where it came from, `after` the seconds it took."""

    envelope_id: str
    payload: dict[str, Any] | None
    connection: int
    after: float


@dataclass(frozen=True, slots=True)
class _Sent:
    envelope: dict[str, Any]
    connection: int
    at: float


class Sockets:
    """All connections of one app."""

    def __init__(self, refuse: Callable[[Refused], None]) -> None:
        """`refuse` is told what broke a rule."""
        self.acks: list[Ack] = []
        self.silent = False
        self.opened = 0
        self._refuse = refuse
        self._open: list[Connection] = []
        self._tickets: set[str] = set()
        self._numbers = count(1)
        self._sent: dict[str, _Sent] = {}
        self._rejecting = False
        self._out_until = 0.0

    @property
    def open(self) -> list[int]:
        """The numbers of the open connections, the oldest first; those that are retiring count too."""
        return [one.number for one in self._open]

    @property
    def out(self) -> bool:
        """Whether `apps.connections.open` is out of reach."""
        return time.monotonic() < self._out_until

    def outage(self, seconds: float) -> None:
        """Drops every call of `apps.connections.open` for some seconds; open connections stay."""
        self._out_until = time.monotonic() + seconds

    def reject_handshake(self, *, rejecting: bool = True) -> None:
        """Whether new connections are refused, though their tickets are good."""
        self._rejecting = rejecting

    def ticket(self) -> str:
        """A ticket for one connection."""
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        return ticket

    async def link(self, request: web.Request) -> web.StreamResponse:
        """Serves a connection until it ends."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            self._refuse(Refused("socket", {"ticket": ticket}, "invalid_ticket"))
        if self._rejecting or ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False, timeout=0.5)
        await socket.prepare(request)
        connection = Connection(next(self._numbers), socket, request.transport)
        self._open.append(connection)
        self.opened += 1
        try:
            await self._serve(connection)
        except ConnectionError:
            pass
        finally:
            self._open.remove(connection)
        return socket

    async def connected(self, least: int = 1, patience: float = 10.0) -> int:
        """Waits until so many connections are open that are not retiring; returns the newest's number.

        Raises:
            TimeoutError: there are fewer.
        """
        deadline = time.monotonic() + patience
        while len(fresh := [one for one in self._open if not one.retiring]) < least:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(fresh)} of {least} connections are open")
            await asyncio.sleep(0.01)
        return fresh[-1].number

    async def deliver(
        self,
        kind: str,
        payload: Arguments,
        *,
        retry_attempt: int = 0,
        retry_reason: str = "",
        patience: float = 10.0,
    ) -> str:
        """Sends an envelope (events_api, slash_commands, interactive) through the newest connection; returns its id.

        Raises:
            TimeoutError: there is no connection.
        """
        name = f"envelope-{next(self._numbers)}"
        envelope: dict[str, Any] = {"envelope_id": name, "type": kind, "payload": payload}
        envelope["accepts_response_payload"] = kind == "slash_commands" or payload.get("type") in _ANSWERED
        if kind == "events_api":
            envelope |= {"retry_attempt": retry_attempt, "retry_reason": retry_reason}
        while True:
            number = await self.connected(patience=patience)
            connection = next(one for one in self._open if one.number == number)
            self._sent[name] = _Sent(envelope, number, time.monotonic())
            with suppress(ConnectionError):
                await connection.socket.send_json(envelope)
                return name
            await asyncio.sleep(0.01)

    async def acked(self, envelope_id: str, patience: float = 3.0) -> Ack | None:
        """What came back for an envelope, or None if nothing did in some seconds: Slack waits 3."""
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            for ack in self.acks:
                if ack.envelope_id == envelope_id:
                    return ack
            await asyncio.sleep(0.005)
        return None

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Tells every connection to be replaced: refresh_requested, warning, too_many_websockets or link_disabled."""
        for connection in tuple(self._open):
            await self._dismiss(connection, reason)

    def abort(self) -> None:
        """Drops every connection, without a word."""
        for connection in self._open:
            connection.retiring = True
            if isinstance(connection.transport, asyncio.Transport):
                connection.transport.abort()

    async def close(self) -> None:
        """Ends every connection."""
        for connection in tuple(self._open):
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)

    async def _serve(self, connection: Connection) -> None:
        info = {"host": "far-side", "build_number": 1, "approximate_connection_time": 18060}
        hello = {"type": "hello", "num_connections": len(self._open), "connection_info": {"app_id": APP}}
        await connection.socket.send_json(hello | {"debug_info": info})
        if len(self._open) > MOST:
            self._refuse(Refused("socket", {}, "too_many_websockets"))
            await self._dismiss(connection, "too_many_websockets")
        async for message in connection.socket:
            await self._heard(connection, message)

    async def _dismiss(self, connection: Connection, reason: str) -> None:
        connection.retiring = reason != "warning"
        told = {"type": "disconnect", "reason": reason, "debug_info": {"host": "far-side"}}
        with suppress(ConnectionError):
            await connection.socket.send_json(told)
            if reason in _CLOSING:
                await connection.socket.close()

    async def _heard(self, connection: Connection, message: WSMessage) -> None:
        if message.type == WSMsgType.PING and not self.silent:
            await connection.socket.pong(message.data)
        elif message.type == WSMsgType.TEXT:
            self._acknowledge(connection, message.data)

    def _acknowledge(self, connection: Connection, text: str) -> None:
        try:
            told: Any = json.loads(text)
        except ValueError:
            told = {}
        name = told.get("envelope_id") if isinstance(told, dict) else None
        if not isinstance(name, str) or name not in self._sent:
            self._refuse(Refused("socket.ack", {"said": told}, "unknown_envelope"))
            return
        sent = self._sent[name]
        wrong = self._faults(sent, told)
        if wrong:
            self._refuse(Refused("socket.ack", told, wrong[0], tuple(wrong[1:])))
        self.acks.append(Ack(name, told.get("payload"), connection.number, time.monotonic() - sent.at))

    def _faults(self, sent: _Sent, told: Arguments) -> list[str]:
        """What is wrong with an acknowledgement."""
        if told.keys() - {"envelope_id", "payload"}:
            return ["unknown_property"]
        if any(ack.envelope_id == told["envelope_id"] for ack in self.acks):
            return ["acknowledged_twice"]
        payload = told.get("payload")
        if not payload:
            return []
        if not sent.envelope["accepts_response_payload"]:
            return ["payload_not_accepted"]
        kind = sent.envelope["type"]
        return faults(RESPONSE_URL, payload) if kind == "slash_commands" else submission_faults(payload)
