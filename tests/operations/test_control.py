"""A person has a running process reload, and nobody else has it do anything."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from bot.operations import control
from bot.operations.control import described, hangups, listen, order
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
