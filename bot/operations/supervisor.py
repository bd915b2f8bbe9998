"""Tells systemd, or whoever speaks its protocol, how the process is: one datagram a message, no library needed."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Supervisor:
    """The one that started this process and asked to be told; without NOTIFY_SOCKET nobody did, and nothing is sent."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID."""
        address = environ.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self.interval = _interval(environ)
        """Every how many seconds a sign of life is due; 0 for never."""

    def ready(self) -> None:
        """The process serves, for the first time or again after `reloading`."""
        self._send("READY=1")

    def reloading(self) -> None:
        """The process reads its knowledge again."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")

    def stopping(self) -> None:
        """The process has begun to end."""
        self._send("STOPPING=1")

    async def keep_alive(self, alive: Callable[[], bool] = lambda: True) -> None:
        """Sends signs of life as often as is asked for, while `alive`, until it is cancelled; returns if none is due."""
        while self.interval and self._address:
            if alive():
                self._send("WATCHDOG=1")
            await asyncio.sleep(self.interval)

    def _send(self, message: str) -> None:
        if not self._address:
            return
        with (
            suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender,
        ):
            sender.settimeout(0)  # a supervisor that does not listen must not hold us up
            sender.sendto(message.encode(), self._address)


def _interval(environ: Mapping[str, str]) -> float:
    """Half of the time in which a sign of life is expected, in seconds; 0 when it is not expected of this process."""
    told, whom = environ.get("WATCHDOG_USEC", ""), environ.get("WATCHDOG_PID", "")
    if whom not in {"", str(os.getpid())} or not (told.isascii() and told.isdigit()):
        return 0.0
    return int(told[:18]) / 2_000_000
