"""A running process is found by its socket, and a dead one is not."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import pytest

from bot.errors import ServingError
from bot.operations import sockets
from bot.operations.control import listen, order
from bot.operations.sockets import running
from bot.reloads import Outcome, Unchanged


async def reload(_forced: bool) -> Outcome:  # noqa: FBT001 - as the socket hands it on
    """Has nothing new."""
    return Unchanged("v")


async def test_the_socket_is_for_the_user_alone_and_goes_with_the_process(tmp_path: Path) -> None:
    """The folder is made for nobody else, the socket is named by the process, and at the end it is gone."""
    folder = tmp_path / "deep" / "data"
    async with listen(folder, reload) as path:
        modes = [one.stat().st_mode & 0o777 for one in (folder, path)]
        found = await asyncio.to_thread(running, folder)

    assert [0o700, 0o600] == modes
    assert [(os.getpid(), folder / f"control-{os.getpid()}.sock")] == found == [(os.getpid(), path)]
    assert [] == list(folder.iterdir())


async def test_what_dead_processes_left_is_swept_away(tmp_path: Path) -> None:
    """A socket at which nobody listens is removed, even one of our own number; another file is left alone."""
    for number in (os.getpid(), 99_999):
        with socket.socket(socket.AF_UNIX) as dead:
            dead.bind(str(tmp_path / f"control-{number}.sock"))
    (tmp_path / "control-x.sock").write_text("no socket of ours")
    async with listen(tmp_path, reload) as path:
        names = await asyncio.to_thread(lambda: sorted(file.name for file in tmp_path.iterdir()))

    assert [path.name, "control-x.sock"] == names


async def test_two_processes_of_one_number(tmp_path: Path) -> None:
    """Two containers over one folder may both be process 1: each gets a socket, and both are found."""
    async with listen(tmp_path, reload) as first, listen(tmp_path, reload) as second:
        found = await asyncio.to_thread(running, tmp_path)

        assert {(os.getpid(), first), (os.getpid(), second)} == set(found)


async def test_two_processes_of_one_number_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when neither sees the other, because both look before either is there."""
    with monkeypatch.context() as patch:
        patch.setattr(sockets, "running", lambda _folder: [])
        bounds = [sockets.bind(tmp_path) for _ in range(2)]
    found = {path for _, path in running(tmp_path)}
    for bound, _ in bounds:
        bound.close()

    assert {path for _, path in bounds} == found
    assert len(found) == len(list(tmp_path.iterdir())) == 2


async def test_a_folder_with_a_long_name(tmp_path: Path) -> None:
    """A path that is longer than the address of a socket may be works like any other."""
    folder = tmp_path / ("x" * 120)
    async with listen(folder, reload) as path:
        (found,) = await asyncio.to_thread(running, folder)
        answer = await asyncio.to_thread(order, path)

    assert (os.getpid(), path) == found
    assert answer["outcome"] == "unchanged"
    assert [] == list(folder.iterdir())


async def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Where there can be no socket, one line says why and what to do."""
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(ServingError, match=r"no control socket in .*taken.*BACKCHAT_DATA"):
        async with listen(tmp_path / "taken", reload):
            pass


def test_nobody_runs(tmp_path: Path) -> None:
    """In a folder that is empty or not there, nobody is found."""
    assert [] == running(tmp_path) == running(tmp_path / "nowhere")
