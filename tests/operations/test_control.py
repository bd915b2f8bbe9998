"""A person has a running process reload, and nobody else has it do anything."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from bot.errors import ServingError
from bot.operations import control
from bot.operations.control import described, hangups, listen, order, running
from bot.problems import Problem
from bot.reloads import Outcome, Refused, Reloaded, Unchanged

PROBLEM: Final = Problem("a.yaml", 3, 1, "'x' is not a field: remove it", "schema")
RELOADED: Final = Reloaded("v2", 5, 5, ("a",), ("b",), ("c",), ("skills/c.yaml",))
NOT_UNDERSTOOD: Final = {
    "outcome": "misunderstood",
    "reason": 'the order is one line: {"do": "reload", "forced": false}',
}


class Knowledge:
    """Remembers how it was reloaded, and has an outcome ready."""

    def __init__(self, outcome: Outcome = RELOADED, seconds: float = 0) -> None:
        self.outcome, self.seconds = outcome, seconds
        self.forced: list[bool] = []
        self.ended = asyncio.Event()

    async def reload(self, forced: bool) -> Outcome:  # noqa: FBT001 - as the socket hands it on
        """Takes its time, and gives the outcome."""
        self.forced.append(forced)
        await asyncio.sleep(self.seconds)
        self.ended.set()
        return self.outcome


async def sent(path: Path, line: bytes) -> Any:
    """What comes back for some bytes."""
    reader, writer = await asyncio.open_unix_connection(str(path))
    writer.write(line)
    answer = await reader.readline()
    writer.close()
    await writer.wait_closed()
    return json.loads(answer)


TOLD: Final = {
    "outcome": "reloaded",
    "version": "v2",
    "before": 5,
    "after": 5,
    "added": ["a"],
    "removed": ["b"],
    "changed": ["c"],
    "files": ["skills/c.yaml"],
}


@pytest.mark.parametrize("forced", [False, True])
@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (RELOADED, TOLD),
        (Unchanged("v1"), {"outcome": "unchanged", "version": "v1"}),
        (
            Refused("1 problem", (PROBLEM,)),
            {"outcome": "refused", "reason": "1 problem", "problems": [PROBLEM._asdict()]},
        ),
    ],
    ids=["reloaded", "unchanged", "refused"],
)
async def test_ordered(tmp_path: Path, outcome: Outcome, expected: object, forced: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """An order is carried out as it was given, and the outcome comes back whole."""
    knowledge = Knowledge(outcome)
    async with listen(tmp_path, knowledge.reload) as path:
        answer = await asyncio.to_thread(order, path, forced=forced)

    assert expected == answer == json.loads(json.dumps(described(outcome)))
    assert [forced] == knowledge.forced


async def test_the_socket_is_for_the_user_alone_and_goes_with_the_process(tmp_path: Path) -> None:
    """The folder is made for nobody else, the socket is named by the process, and at the end it is gone."""
    folder = tmp_path / "deep" / "data"
    async with listen(folder, Knowledge().reload) as path:
        modes = [one.stat().st_mode & 0o777 for one in (folder, path)]
        found = await asyncio.to_thread(running, folder)

    assert [0o700, 0o600] == modes
    assert [(os.getpid(), folder / f"control-{os.getpid()}.sock")] == found == [(os.getpid(), path)]
    assert [] == list(folder.iterdir())


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"reload\n",
        b'{"do": "stop"}\n',
        b'{"do": "reload", "forced": 1}\n',
        b'{"do": "reload", "forced": "yes"}\n',
        b'{"do": "reload", "forced": true, "run": "rm"}\n',
        b'{"do": "reload", "run": "rm"}\n',
        b'["reload"]\n',
        b"\xff\xfe\n",
        b"[" * 1_020 + b"\n",
        b" " * 5_000 + b"\n",
    ],
)
async def test_another_order_is_refused(tmp_path: Path, line: bytes) -> None:
    """Whatever is no order to reload, too long or no JSON at all, is answered with what an order is, and not obeyed."""
    knowledge = Knowledge()
    async with listen(tmp_path, knowledge.reload) as path:
        answer = await sent(path, line)

    assert (NOT_UNDERSTOOD, []) == (answer, knowledge.forced)


async def test_an_order_without_force(tmp_path: Path) -> None:
    """An order that says nothing of force has none."""
    knowledge = Knowledge()
    async with listen(tmp_path, knowledge.reload) as path:
        await sent(path, b'{"do": "reload"}\n')

    assert [False] == knowledge.forced


async def test_an_order_that_does_not_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever connects and sends half an order is answered after a while, and keeps nobody else from reloading."""
    monkeypatch.setattr(control, "_TO_SEND", 0.2)
    knowledge = Knowledge()
    async with listen(tmp_path, knowledge.reload) as path:
        slow = asyncio.create_task(sent(path, b'{"do": "rel'))
        quick = await sent(path, b'{"do": "reload"}\n')

        assert ("reloaded", NOT_UNDERSTOOD) == (quick["outcome"], await slow)


async def test_a_reload_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asked is told after a while that it takes longer, and the reload is ended all the same."""
    monkeypatch.setattr(control, "_TO_ANSWER", 0.05)
    knowledge = Knowledge(seconds=0.2)
    async with listen(tmp_path, knowledge.reload) as path:
        answer = await sent(path, b'{"do": "reload"}\n')
        async with asyncio.timeout(5):
            await knowledge.ended.wait()

    assert answer["outcome"] == "late"


async def test_a_reload_that_fails(tmp_path: Path) -> None:
    """A fault is told by its kind alone, and the next order is taken."""

    async def fail(_forced: bool) -> Outcome:  # noqa: FBT001 - as the socket hands it on
        raise ZeroDivisionError("a secret of the file")

    async with listen(tmp_path, fail) as path:
        answers = [await sent(path, b'{"do": "reload"}\n') for _ in range(2)]

    assert [{"outcome": "failed", "reason": "reloading failed: ZeroDivisionError"}] * 2 == answers


async def test_whoever_leaves_early_does_no_harm(tmp_path: Path) -> None:
    """A connection that is closed before the answer leaves the socket working."""
    async with listen(tmp_path, Knowledge().reload) as path:
        for line in (b"", b'{"do": "reload"}\n'):
            _, writer = await asyncio.open_unix_connection(str(path))
            writer.write(line)
            writer.close()
            await writer.wait_closed()
        answer = await sent(path, b'{"do": "reload"}\n')

    assert answer["outcome"] == "reloaded"


async def test_what_dead_processes_left_is_swept_away(tmp_path: Path) -> None:
    """A socket at which nobody listens is removed, even one of our own number; another file is left alone."""
    for number in (os.getpid(), 99_999):
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(tmp_path / f"control-{number}.sock"))
    (tmp_path / "control-x.sock").write_text("no socket of ours")
    async with listen(tmp_path, Knowledge().reload) as path:
        names = await asyncio.to_thread(lambda: sorted(file.name for file in tmp_path.iterdir()))

    assert [path.name, "control-x.sock"] == names


async def test_two_processes_of_one_number(tmp_path: Path) -> None:
    """Two containers over one folder may both be process 1: each gets a socket, and both are found."""
    async with listen(tmp_path, Knowledge().reload) as first, listen(tmp_path, Knowledge().reload) as second:
        found = await asyncio.to_thread(running, tmp_path)

        assert {(os.getpid(), first), (os.getpid(), second)} == set(found)


async def test_a_folder_with_a_long_name(tmp_path: Path) -> None:
    """A path that is longer than the address of a socket may be works like any other."""
    folder = tmp_path / ("x" * 120)
    async with listen(folder, Knowledge().reload) as path:
        (found,) = await asyncio.to_thread(running, folder)
        answer = await asyncio.to_thread(order, path)

    assert (os.getpid(), path) == found
    assert answer["outcome"] == "reloaded"
    assert [] == list(folder.iterdir())


async def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Where there can be no socket, one line says why and what to do."""
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(ServingError, match=r"no control socket in .*taken.*BACKCHAT_DATA"):
        async with listen(tmp_path / "taken", Knowledge().reload):
            pass


def test_nobody_runs(tmp_path: Path) -> None:
    """In a folder that is empty or not there, nobody is found."""
    assert [] == running(tmp_path) == running(tmp_path / "nowhere")


@pytest.mark.parametrize("answer", [b"\n", b"[]\n", b'{"outcome": 1}\n', b""])
async def test_a_strange_answer_is_none(tmp_path: Path, answer: bytes) -> None:
    """An answer that is no outcome is told as such."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(answer)
        writer.close()

    server = await asyncio.start_unix_server(serve, str(tmp_path / "control-1.sock"))
    async with server:
        with pytest.raises(ValueError, match=r"Expecting|no answer"):
            await asyncio.to_thread(order, tmp_path / "control-1.sock")


async def test_a_hangup_reloads_and_only_within_the_context() -> None:
    """SIGHUP reloads as often as it comes, and afterwards the process has what it had before."""
    reloads = asyncio.Queue[int]()

    async def reload() -> None:
        await reloads.put(1)

    handled: Callable[..., Any] | int | None = signal.getsignal(signal.SIGHUP)
    with hangups(reload):
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGHUP)
            async with asyncio.timeout(5):
                await reloads.get()

    assert handled == signal.getsignal(signal.SIGHUP)
