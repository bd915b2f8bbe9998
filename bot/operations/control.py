"""How a person has a running process reload its knowledge: `backchat reload` over a socket, or SIGHUP.

Both are a person's word that the files are as they are meant to be. The socket lies in the data folder, open to the user
of the process alone, and takes one line of JSON: {"do": "reload", "forced": false}. The answer is one line, too.
"""

from __future__ import annotations

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from bot.operations.signals import on_signal
from bot.operations.sockets import bind, connected
from bot.reloads import Outcome, Refused, Reloaded, Unchanged

if TYPE_CHECKING:
    import socket
    from pathlib import Path

Reload = Callable[[bool], Awaitable[Outcome]]
"""Reloads; told whether many entries may go."""

_LONGEST_LINE: Final = 1_024
"""How many bytes an order may have."""

_TO_SEND: Final = 2.0
"""How many seconds whoever connects has to send it."""

_TO_ANSWER: Final = 60.0
"""How many seconds a reload has."""

_PAUSE: Final = 1.0
"""After how many seconds connections are taken again, when too many files were open."""

_MISUNDERSTOOD: Final = {
    "outcome": "misunderstood",
    "reason": 'the order is one line: {"do": "reload", "forced": false}',
}
_LATE: Final = {
    "outcome": "late",
    "reason": f"it takes longer than {_TO_ANSWER:.0f} seconds: the log will tell",
}


@asynccontextmanager
async def listen(folder: Path, reload: Reload) -> AsyncIterator[Path]:
    """Takes orders as long as the context lasts, at a socket in `folder`, whose path it gives.

    Raises:
        ServingError: there can be no socket in the folder.
    """
    bound, path = await asyncio.to_thread(bind, folder)
    tasks: set[asyncio.Task[None]] = set()
    _accept(bound, reload, tasks)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        asyncio.get_running_loop().remove_reader(bound)
        bound.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _accept(bound: socket.socket, reload: Reload, tasks: set[asyncio.Task[None]]) -> None:
    """Serves everybody who connects, until the socket is closed; `tasks` are those who are being served.

    The event loop's own server may still have a connection on its way in when it is closed, and forgets it then.
    """
    loop = asyncio.get_running_loop()

    def enter() -> None:
        try:
            connection, _ = bound.accept()
        except BlockingIOError:
            return
        except OSError:  # too many files are open, but not for ever
            loop.remove_reader(bound)
            loop.call_later(_PAUSE, again)
            return
        task = loop.create_task(_serve(connection, reload))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        task.add_done_callback(lambda _: connection.close())  # one that is cancelled may never begin

    def again() -> None:
        if bound.fileno() >= 0:
            loop.add_reader(bound, enter)

    again()


async def _serve(connection: socket.socket, reload: Reload) -> None:
    reader, writer = await asyncio.open_unix_connection(sock=connection, limit=_LONGEST_LINE)
    try:
        await _obey(reader, writer, reload)
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def _obey(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, reload: Reload) -> None:
    """Carries an order out, and to its end, even when that takes longer than anybody waits for the answer."""
    try:
        async with asyncio.timeout(_TO_SEND):
            line = await reader.readline()
        forced = _order(line)
    except (OSError, ValueError, RecursionError):
        return await _send(writer, _MISUNDERSTOOD)
    work = asyncio.ensure_future(_carry_out(reload, forced))
    try:
        done, _ = await asyncio.wait([work], timeout=_TO_ANSWER)
        await _send(writer, work.result() if done else _LATE)
        await work
    finally:
        work.cancel()


async def _send(writer: asyncio.StreamWriter, answer: Mapping[str, Any]) -> None:
    with suppress(OSError):  # whoever asked may have left
        writer.write(json.dumps(answer).encode() + b"\n")
        await writer.drain()


async def _carry_out(reload: Reload, forced: bool) -> Mapping[str, Any]:  # noqa: FBT001 - as `Reload` takes it
    try:
        return described(await reload(forced))
    except Exception as error:  # noqa: BLE001 - whoever asked is told that it failed, and the process goes on
        return {"outcome": "failed", "reason": f"reloading failed: {type(error).__name__}"}


def _order(line: bytes) -> bool:
    """Whether an order to reload is forced.

    Raises:
        ValueError: it is no such order.
    """
    match json.loads(line):
        case {"do": "reload", "forced": bool(forced), **rest} if not rest:
            return forced
        case {"do": "reload", **rest} if not rest:
            return False
        case _:
            raise ValueError("no order that we know")


def described(outcome: Outcome) -> dict[str, Any]:
    """An outcome as JSON has it; problems with their fields by name."""
    match outcome:
        case Reloaded():
            return {"outcome": "reloaded", **asdict(outcome)}
        case Unchanged():
            return {"outcome": "unchanged", **asdict(outcome)}
        case Refused(reason, problems):
            named = [problem._asdict() for problem in problems]
            return {"outcome": "refused", "reason": reason, "problems": named}


def order(path: Path, *, forced: bool = False) -> dict[str, Any]:
    """What a process answers to the order to reload.

    Raises:
        OSError: it does not take the order, or does not answer in time.
        ValueError: it answers something that is no outcome.
    """
    with connected(path, _TO_ANSWER + 5) as connection, connection.makefile("rb") as answers:
        connection.sendall(json.dumps({"do": "reload", "forced": forced}).encode() + b"\n")
        answer = json.loads(answers.readline())
    match answer:
        case {"outcome": str(), **_rest}:
            return dict(answer)
        case _:
            raise ValueError("it is no answer that we know")


@contextmanager
def hangups(reload: Callable[[], Awaitable[object]]) -> Iterator[None]:
    """Reloads at every SIGHUP as long as the context lasts; for the running event loop of the main thread."""
    tasks = set[asyncio.Future[object]]()

    def hang_up() -> None:
        task = asyncio.ensure_future(reload())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    if not hasattr(signal, "SIGHUP"):  # Windows has none
        yield
        return
    put_back = on_signal(signal.SIGHUP, hang_up)
    try:
        yield
    finally:
        put_back()
