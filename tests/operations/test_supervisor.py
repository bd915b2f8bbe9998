from __future__ import annotations

import asyncio
import os
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.operations.supervisor import Supervisor


@contextmanager
def listening(address: str) -> Iterator[socket.socket]:
    """A real datagram socket of a supervisor."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.settimeout(10)
        server.bind("\0" + address[1:] if address.startswith("@") else address)
        yield server


def test_what_happens_is_told(tmp_path: Path) -> None:
    """Ready, reloading and stopping arrive as systemd expects them, a datagram each."""
    address = str(tmp_path / "notify")
    supervisor = Supervisor({"NOTIFY_SOCKET": address})
    before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    with listening(address) as server:
        supervisor.ready()
        supervisor.reloading()
        supervisor.stopping()
        ready, reloading, stopping = (server.recv(1000).decode() for _ in range(3))

    first, second = reloading.splitlines()

    assert ("READY=1", "STOPPING=1") == (ready, stopping)
    assert ("RELOADING=1", "MONOTONIC_USEC") == (first, second.split("=")[0])
    assert int(second.split("=")[1]) >= before


@pytest.mark.skipif(not Path("/proc").exists(), reason="only Linux has abstract sockets")
def test_abstract_sockets_are_reached() -> None:
    """An address that begins with @ is one without a file."""
    address = f"@backchat-test-{os.getpid()}"
    with listening(address) as server:
        Supervisor({"NOTIFY_SOCKET": address}).ready()

        assert b"READY=1" == server.recv(1000)


@pytest.mark.parametrize("address", [None, "", "/nowhere/at/all", "x" * 300])
def test_nobody_who_listens_is_no_fault(address: str | None) -> None:
    """Without a supervisor, or with one that is gone, nothing happens."""
    supervisor = Supervisor({} if address is None else {"NOTIFY_SOCKET": address})

    assert (None, None, None) == (supervisor.ready(), supervisor.reloading(), supervisor.stopping())  # type: ignore[func-returns-value]


def test_a_supervisor_that_does_not_read_holds_nobody_up(tmp_path: Path) -> None:
    """When its queue is full, messages are dropped at once."""
    address = str(tmp_path / "notify")
    with listening(address):
        supervisor = Supervisor({"NOTIFY_SOCKET": address})
        began = time.monotonic()
        for _ in range(2000):
            supervisor.ready()

    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("environ", "seconds"),
    [
        ({}, 0.0),
        ({"WATCHDOG_USEC": "30000000"}, 15.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 15.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, 0.0),
        ({"WATCHDOG_USEC": "soon"}, 0.0),
        ({"WATCHDOG_USEC": "-1"}, 0.0),
        ({"WATCHDOG_USEC": "\u0663"}, 0.0),
        ({"WATCHDOG_USEC": "0"}, 0.0),
    ],
)
def test_signs_of_life_are_due_at_half_of_the_time(environ: Mapping[str, str], seconds: float) -> None:
    """The interval is half of what is asked of this process, and 0 where nothing is asked."""
    assert seconds == Supervisor(environ).interval


async def test_signs_of_life_are_sent_while_alive(tmp_path: Path) -> None:
    """Signs of life come one after the other, and stop when the process does not feel alive."""
    address = str(tmp_path / "notify")
    supervisor = Supervisor({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "20000"})
    feels = [True, True, True]
    asked = asyncio.Event()

    def _alive() -> bool:
        if not feels:
            asked.set()
        return bool(feels) and feels.pop()

    with listening(address) as server:
        task = asyncio.create_task(supervisor.keep_alive(_alive))
        await asyncio.wait_for(asked.wait(), 10)
        task.cancel()
        server.settimeout(0)
        got = [server.recv(1000) for _ in range(3)]

        assert [b"WATCHDOG=1"] * 3 == got
        with pytest.raises(BlockingIOError):
            server.recv(1000)


@pytest.mark.parametrize("environ", [{}, {"WATCHDOG_USEC": "20000"}, {"NOTIFY_SOCKET": "/nowhere"}])
async def test_where_no_sign_of_life_is_due_none_is_sent(environ: Mapping[str, str]) -> None:
    """Without a socket or an interval the task is over at once."""
    done = asyncio.create_task(Supervisor(environ).keep_alive())
    finished, _ = await asyncio.wait({done}, timeout=10)

    assert {done} == finished
