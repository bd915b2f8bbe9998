from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import pytest
from starlette.routing import BaseRoute

from bot.errors import ConfigurationError, ServingError
from bot.journal.engine import store_of
from bot.journal.journal import opened_journal
from bot.operations.plug import State
from bot.service import Service
from bot.serving import serve
from bot.settings import Settings
from tests.clients import Client, health, question, tap
from tests.processes import Loopbacks, small_knowledge, until
from tests.services import Far, message

CRASHED: Final = 70


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """What the tests hear of signals afterwards is what they heard before."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


class Plug:
    """An adapter that does one thing once it runs, and then stays as it is."""

    name = "discord"

    def __init__(
        self,
        error: BaseException | None = None,
        number: signal.Signals | None = None,
        leaving: float = 0.0,
    ) -> None:
        """Raises an error, or sends the process a signal; takes `leaving` seconds to stop."""
        self._error = error
        self._number = number
        self._leaving = leaving
        self.stopped = False
        self.closed = False
        self.far = Far()
        self.endings: list[str] = []

    def routes(self, service: Service) -> Sequence[BaseRoute]:  # noqa: ARG002 - it needs none
        """Nothing: it connects by itself."""
        return ()

    def state(self) -> State:
        """It is always connected."""
        return State(ok=True)

    async def aclose(self) -> None:
        """Nothing is held open."""
        self.closed = True

    async def run(self, service: Service) -> None:
        """Has one question answered, and does what it is for."""
        try:
            self.endings.append(await service.serve(message("explain docker"), self.far))
            if self._error:
                raise self._error
            if self._number:
                os.kill(os.getpid(), self._number)
            await asyncio.Event().wait()
        finally:
            self.stopped = True
            await asyncio.sleep(self._leaving)


@pytest.fixture
def settings(tmp_path: Path, cache: Path) -> Settings:
    """Settings of a process that keeps everything in a folder of the test."""
    folder = small_knowledge(tmp_path / "knowledge")
    return Settings(knowledge=folder, data=tmp_path / "data", cache=cache, port=0)


@pytest.fixture
def loopbacks(tmp_path: Path) -> Loopbacks:
    """Processes with a SQLite journal."""
    folder = tmp_path / "process"
    folder.mkdir()
    return Loopbacks(folder, BACKCHAT_KNOWLEDGE=str(small_knowledge(tmp_path / "knowledge")))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("web", [True, False])
async def test_a_signal_ends_it_well(settings: Settings, number: signal.Signals, *, web: bool) -> None:
    """Told to stop, with a web server or without, the process disconnects and ends with 0."""
    plug = Plug(number=number)

    assert 0 == await asyncio.wait_for(serve(settings, [plug], web=web), 20)
    assert (["answered"], 1, True) == (plug.endings, len(plug.far.arrived), plug.stopped)


@pytest.mark.parametrize("error", [ServingError("gone"), ConfigurationError("the token was refused")])
async def test_an_adapter_that_cannot_go_on_ends_the_process(settings: Settings, error: Exception) -> None:
    """An adapter's own error is raised at the end, for its line to be read; the other adapter is disconnected."""
    other = Plug()
    with pytest.raises(type(error), match=str(error)):
        await asyncio.wait_for(serve(settings, [Plug(error), _named(other, "slack")], web=False), 20)

    assert other.stopped


@pytest.mark.parametrize("error", [RuntimeError("a fault"), asyncio.CancelledError()], ids=["raised", "gone"])
async def test_an_adapter_that_fails_ends_the_process(settings: Settings, error: BaseException) -> None:
    """A fault of ours is 70, and so is an adapter that is cut off by something in itself."""
    other = Plug()
    found = await asyncio.wait_for(serve(settings, [Plug(error), _named(other, "slack")], web=False), 20)

    assert (CRASHED, True) == (found, other.stopped)


async def test_an_adapter_that_does_not_stop_costs_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an adapter whose connection does not close the end comes all the same, and what was asked is written."""
    monkeypatch.setattr("bot.serving.ANSWERING", 0.2)
    plug = Plug(number=signal.SIGTERM, leaving=30.0)

    assert 0 == await asyncio.wait_for(serve(settings, [plug], web=False), 10)
    async with opened_journal(store_of(settings), prepared=False) as journal:
        assert 1 == (await journal.counts())["questions"]


async def test_told_to_stop_before_it_serves(settings: Settings, tmp_path: Path) -> None:
    """A signal while knowledge is compiled ends it with 0: nothing is left of the compiling, and no adapter was begun."""
    plug = Plug()
    slow = settings.model_copy(update={"cache": tmp_path / "cache"})
    asyncio.get_running_loop().call_later(0.3, os.kill, os.getpid(), signal.SIGTERM)

    assert 0 == await asyncio.wait_for(serve(slow, [plug]), 10)
    assert ([], False) == (plug.endings, (tmp_path / "cache").exists())


def _named(plug: Plug, name: str) -> Plug:
    plug.name = name
    return plug


async def test_what_was_asked_is_written_before_the_end(settings: Settings) -> None:
    """The question of a moment before the signal is in the journal."""
    for _ in range(2):
        await asyncio.wait_for(serve(settings, [Plug(number=signal.SIGTERM)], web=False), 20)
    async with opened_journal(store_of(settings), prepared=False) as journal:
        counts = await journal.counts()

    assert (2, 2) == (counts["questions"], counts["claims"])


async def test_a_port_in_use_ends_it_before_it_begins(settings: Settings) -> None:
    """A process that cannot listen says so, and names the remedy."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ServingError, match=f"cannot listen on 127.0.0.1 port {port} .*--port"):
            await serve(settings.model_copy(update={"port": port}), [])


async def test_a_restart_is_not_noticed(loopbacks: Loopbacks) -> None:
    """After a restart a follow-up is understood, a message that was answered is a duplicate, and votes can be given."""
    with loopbacks.started() as [process]:
        async with Client(process.port) as client:
            await client.post(question("q1", thread="t"))
        assert 0 == process.stop()[0]
    [first] = loopbacks.replies()
    with loopbacks.started() as [process]:
        async with Client(process.port) as client:
            again = await client.post(question("q1", thread="t"))
            await client.post(question("q2", text="tell me more", thread="t"))
            await client.post(tap("v", first["votes"][0]))
    _, more, thanks = loopbacks.replies()

    assert ("duplicate", "docker") == (again, first["entry"])
    assert "That is all I have on **What is docker?**" in more["text"]
    assert "thank you" in thanks["text"]
    assert [(first["votes"][0].split(":")[-1],)] == loopbacks.rows("SELECT asked FROM votes")


async def test_health_names_every_part(loopbacks: Loopbacks) -> None:
    """A process that serves is ready, with its journal, its knowledge, its disk and its adapter."""
    with loopbacks.started() as [process]:
        status, body = await health(process.port)

    assert (200, True, True) == (status, body["ready"], body["live"])
    assert {"journal", "knowledge", "disk", "loopback"} == set(body["parts"])


async def test_while_it_ends_it_is_not_ready(loopbacks: Loopbacks) -> None:
    """Between the signal and the end health says draining, new messages are told busy, and what was begun is answered."""
    with loopbacks.started(delay=1.5) as [process]:
        async with Client(process.port) as begun, Client(process.port) as late:
            under_way = asyncio.create_task(begun.post(question("q")))
            await asyncio.to_thread(until, lambda: bool(loopbacks.rows("SELECT * FROM claims")))
            await late.ask("GET", "/health")
            process.running.send_signal(signal.SIGTERM)
            await asyncio.to_thread(until, lambda: "told to stop" in process.log)
            status, body = await late.ask("GET", "/health")
            endings = [await late.post(question("late")), await under_way]
        code, _ = await asyncio.to_thread(process.stop)

    assert (503, "draining", ["busy", "answered"], 0) == (status, body["status"], endings, code)
