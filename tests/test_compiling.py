"""Knowledge compiled by another process is what it would be compiled here, and what fails is told in one line."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from bot.answer import Answerer
from bot.cache import keep_index, kept_index
from bot.compiling import compile_apart, compile_here
from bot.conversation import Question
from bot.knowledge import Entry, Knowledge, Synonyms
from bot.matching.index import Index
from tests.conftest import ROOT

BASE: Final = Knowledge(
    entries={
        one: Entry(
            id=one, title=f"What is {one}?", phrasings=(f"explain {one}", f"why {one}"), short=f"{one}."
        )
        for one in ("docker", "größe", "sql")
    },
    synonyms=Synonyms(families={"docker": ("containers",)}),
)


def rankings(index: Index) -> list[object]:
    """What an index makes of some questions."""
    answerer = Answerer(BASE, index)
    return [answerer.rank(Question(text)) for text in ("explain contaners", "größe", "why")]


@pytest.mark.parametrize("kept", [True, False], ids=["cache", "no-cache"])
async def test_compiled_apart(tmp_path: Path, kept: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Compiled by another process, an index ranks to the last digit as one compiled here, and the cache has it."""
    index = await compile_apart(BASE, tmp_path / "cache" if kept else None)

    assert rankings(Index(BASE)) == rankings(index)
    assert kept == (kept_index(BASE, tmp_path / "cache") is not None)


async def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    """Where the cache's name is a file's, the index comes all the same."""
    (tmp_path / "taken").write_text("a file")

    assert rankings(Index(BASE)) == rankings(await compile_apart(BASE, tmp_path / "taken"))


async def test_a_process_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ends with a failure is one line of complaint."""
    monkeypatch.setattr(sys, "executable", "/bin/false")

    with pytest.raises(RuntimeError, match="the process ended with 1"):
        await compile_apart(BASE, None)


async def test_stopped_it_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cancelled, the process is killed before the cancellation goes on."""
    sleeper = tmp_path / "sleeper"
    sleeper.write_text(
        f"#!/bin/sh\necho $$ > {tmp_path}/pid.part\nmv {tmp_path}/pid.part {tmp_path}/pid\nexec sleep 60\n"
    )
    sleeper.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(sleeper))
    task = asyncio.create_task(compile_apart(BASE, None))
    async with asyncio.timeout(10):
        while not (tmp_path / "pid").exists():  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task])

    assert task.cancelled()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_where_priority_is_forbidden_it_compiles(tmp_path: Path) -> None:
    """In a sandbox that forbids a low priority the knowledge is compiled all the same."""
    code = (
        "import os, runpy\n"
        "def nice(_by): raise PermissionError\n"
        "os.nice = nice\n"
        "runpy.run_module('bot.compiling', run_name='__main__', alter_sys=True)"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        input=BASE.model_dump_json().encode(),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
        timeout=60,
    )

    assert kept_index(BASE, tmp_path)


def test_compiled_here_for_another(tmp_path: Path) -> None:
    """What a process is given as JSON it keeps in the first folder that takes it, and in no other."""
    (tmp_path / "taken").write_text("a file")
    folders = [tmp_path / name for name in ("taken", "second", "third")]
    compile_here(BASE.model_dump_json().encode(), folders)

    assert kept_index(BASE, tmp_path / "second")
    assert not (tmp_path / "third").exists()
    with pytest.raises(OSError, match="taken"):
        compile_here(BASE.model_dump_json().encode(), folders[:1])


def test_what_killed_writers_left_goes_in_time(tmp_path: Path) -> None:
    """A part of a file is removed when it is ten minutes older than a whole one, and not before."""
    for name, age in (("tmpold.part", 700), ("tmpnew.part", 500)):
        (tmp_path / name).write_text("half")
        now = (tmp_path / name).stat().st_mtime
        os.utime(tmp_path / name, (now - age, now - age))
    keep_index(Index(BASE), BASE, tmp_path)

    assert ["tmpnew.part"] == [file.name for file in tmp_path.glob("*.part")]
