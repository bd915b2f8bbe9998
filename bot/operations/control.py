"""How a person has a running process reload its knowledge: `backchat reload` over a socket, or SIGHUP.

Both are a person's word that the files are as they are meant to be. The socket lies in the data folder, open to the user
of the process alone, and takes one line of JSON: {"do": "reload", "forced": false}. The answer is one line, too.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from bot.errors import ServingError
from bot.reloads import Outcome, Refused, Reloaded, Unchanged

if TYPE_CHECKING:
    from pathlib import Path

Reload = Callable[[bool], Awaitable[Outcome]]
"""Reloads; told whether many entries may go."""

_LONGEST_LINE: Final = 1_024
"""How many bytes an order may have."""

_TO_SEND: Final = 2.0
"""How many seconds whoever connects has to send it."""

_TO_ANSWER: Final = 60.0
"""How many seconds a reload has."""

_MISUNDERSTOOD: Final = {
    "outcome": "misunderstood",
    "reason": 'the order is one line: {"do": "reload", "forced": false}',
}
_LATE: Final = {
    "outcome": "late",
    "reason": f"it takes longer than {_TO_ANSWER:.0f} seconds: the log will tell",
}

_LONGEST_ADDRESS: Final = 100
"""The longest path that a socket takes everywhere, in bytes: 103 on macOS, 107 on Linux."""

_NAME: Final = re.compile(r"control-(\d+)(-[0-9a-f]+)?\.sock")


@asynccontextmanager
async def listen(folder: Path, reload: Reload) -> AsyncIterator[Path]:
    """Takes orders as long as the context lasts, at a socket in `folder`, whose path it gives.

    Raises:
        ServingError: there can be no socket in the folder.
    """
    bound, path = await asyncio.to_thread(_bind, folder)
    accepting = asyncio.create_task(_accept(bound, reload), name="taking orders")
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
        accepting.cancel()
        await asyncio.wait([accepting])
        bound.close()


async def _accept(bound: socket.socket, reload: Reload) -> None:
    loop = asyncio.get_running_loop()
    async with asyncio.TaskGroup() as group:
        while True:
            try:
                connection, _ = await loop.sock_accept(bound)
            except OSError:  # too many files are open: not for ever
                await asyncio.sleep(1)
            else:
                task = group.create_task(_serve(connection, reload))
                task.add_done_callback(partial(_close, connection))  # one that is cancelled may never begin


def _close(connection: socket.socket, _task: asyncio.Task[None]) -> None:
    connection.close()


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


def running(folder: Path) -> list[tuple[int, Path]]:
    """Every process that listens in a folder, by number, with its socket; what dead ones left is removed."""
    return [
        (int(found[1]), path)
        for path in sorted(folder.glob("control-*.sock"))
        if (found := _NAME.fullmatch(path.name)) and _lives(path)
    ]


def order(path: Path, *, forced: bool = False) -> dict[str, Any]:
    """What a process answers to the order to reload.

    Raises:
        OSError: it does not take the order, or does not answer in time.
        ValueError: it answers something that is no outcome.
    """
    with _connected(path, _TO_ANSWER + 5) as connection, connection.makefile("rb") as answers:
        connection.sendall(json.dumps({"do": "reload", "forced": forced}).encode() + b"\n")
        answer = json.loads(answers.readline())
    match answer:
        case {"outcome": str(), **_rest}:
            return dict(answer)
        case _:
            raise ValueError("it is no answer that we know")


def _lives(path: Path) -> bool:
    """Whether somebody listens at a socket; if not, it is removed."""
    try:
        _connected(path, 1).close()
    except (ConnectionRefusedError, FileNotFoundError):
        path.unlink(missing_ok=True)
        return False
    except OSError:  # another user's, or too busy to take us: it lives
        return True
    return True


def _connected(path: Path, seconds: float) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(seconds)
    try:
        with _address(path) as address:
            connection.connect(address)
    except OSError:
        connection.close()
        raise
    return connection


def _bind(folder: Path) -> tuple[socket.socket, Path]:
    """A socket that listens, under a name that appears only when it does."""
    bound = socket.socket(socket.AF_UNIX)
    name = f"control-{os.getpid()}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        taken = name in {
            path.stem for _, path in running(folder)
        }  # in a container everybody may be process 1
        path = folder / (f"{name}-{secrets.token_hex(4)}.sock" if taken else f"{name}.sock")
        new = path.with_name(f".{secrets.token_hex(4)}")
        with suppress(OSError):  # so that it is nobody else's from the start, where a socket can be told that
            os.fchmod(bound.fileno(), 0o600)
        with _address(new) as address:
            bound.bind(address)
        new.chmod(0o600)
        bound.listen()
        bound.setblocking(False)  # noqa: FBT003 - the event loop accepts on it, and must never wait there
        new.replace(path)
    except OSError as error:
        bound.close()
        raise ServingError(
            f"there can be no control socket in {folder}: {error.strerror or error}. Name another folder with BACKCHAT_DATA."
        ) from None
    return bound, path


@contextmanager
def _address(path: Path) -> Iterator[str]:
    """What a socket at a path is called: a short name, where the path is longer than a socket's may be.

    Raises:
        OSError: the folder cannot be opened.
    """
    if len(os.fsencode(path)) <= _LONGEST_ADDRESS:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)


@contextmanager
def hangups(reload: Callable[[], Awaitable[object]]) -> Iterator[None]:
    """Reloads at every SIGHUP as long as the context lasts; for the running event loop of the main thread."""
    loop, tasks = asyncio.get_running_loop(), set[asyncio.Future[object]]()

    def hang_up() -> None:
        task = asyncio.ensure_future(reload())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    if not hasattr(signal, "SIGHUP"):  # Windows has none
        yield
        return
    loop.add_signal_handler(signal.SIGHUP, hang_up)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGHUP)
