"""`backchat reload` has every running process of a data folder read its files again."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import pytest

from bot.answer import Answerer
from bot.cli.main import run
from bot.live import LiveKnowledge
from bot.loading import load
from bot.operations.control import listen
from bot.reloads import Outcome, Unchanged
from tests.conftest import Run, Write

Captured = pytest.CaptureFixture[str]
SUBJECTS: Final = ("docker", "linux", "sql", "git", "rest")


def entry(subject: str, detail: str = "More.") -> str:
    """The file of an entry."""
    return f"title: What is {subject}?\nphrasings: [explain {subject}]\nshort: {subject}.\ndetail: {detail}\n"


@pytest.fixture
def folder(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A knowledge base, and a data folder of its own."""
    monkeypatch.setenv("BACKCHAT_DATA", str(tmp_path / "data"))
    return write({f"skills/{subject}.yaml": entry(subject) for subject in SUBJECTS})


@pytest.fixture
async def live(folder: Path, tmp_path: Path) -> AsyncIterator[LiveKnowledge]:
    """The base live in a process that takes orders."""
    live = LiveKnowledge(Answerer(load(folder)), folder, None, patience=0)

    async def reload(forced: bool) -> Outcome:  # noqa: FBT001 - as the socket hands it on
        return await live.reload(asked=True, forced=forced)

    async with listen(tmp_path / "data", reload):
        yield live


async def ran(captured: Captured, *options: str) -> tuple[int, str, str]:
    """What comes of `backchat reload` beside the process: its exit code and what it says."""
    code = await asyncio.to_thread(run, ["reload", *options])
    return (code, *captured.readouterr())


async def test_reloaded(live: LiveKnowledge, folder: Path, capsys: Captured) -> None:
    """What changed is told in one line, with the files that differ."""
    (folder / "skills/sql.yaml").write_text(entry("sql", "Other."))
    (folder / "skills/http.yaml").write_text(entry("http"))
    line = "reloaded: 6 entries, 1 added, 1 changed: skills/http.yaml, skills/sql.yaml\n"

    assert (0, line, "") == await ran(capsys)
    assert live.answerer.knowledge == load(folder)


async def test_many_files(live: LiveKnowledge, folder: Path, capsys: Captured) -> None:
    """Of many files the first five are named."""
    for subject in (*SUBJECTS, "a", "b"):
        (folder / f"skills/{subject}.yaml").write_text(entry(subject, "Other."))
    files = "skills/a.yaml, skills/b.yaml, skills/docker.yaml, skills/git.yaml, skills/linux.yaml and 2 more"

    assert (0, f"reloaded: 7 entries, 2 added, 5 changed: {files}\n", "") == await ran(capsys)


async def test_unchanged(live: LiveKnowledge, capsys: Captured) -> None:
    """Where nothing changed, that is what is told."""
    assert (0, "unchanged: the files say what is live already\n", "") == await ran(capsys)


async def test_refused(live: LiveKnowledge, folder: Path, capsys: Captured) -> None:
    """Problems are told with their places, a line each, and the command ends with 65."""
    answerer = live.answerer
    (folder / "skills/sql.yaml").write_text(entry("sql") + "colour: red\n")
    told = (
        "refused: 1 problem in the knowledge; the last good knowledge stays live\n"
        f"{folder}/skills/sql.yaml:5:1: 'colour' is not a field: remove it (schema)\n"
    )

    assert (65, told, "") == await ran(capsys)
    assert live.answerer is answerer


async def test_a_cut_file_and_many_lost_entries(live: LiveKnowledge, folder: Path, capsys: Captured) -> None:
    """A person's word is enough for a file that lost its end; for lost entries it takes --force."""
    (folder / "skills/sql.yaml").write_text(entry("sql").partition("detail")[0])
    cut = await ran(capsys)
    for subject in ("docker", "linux"):
        (folder / f"skills/{subject}.yaml").unlink()
    lost, forced = await ran(capsys), await ran(capsys, "--force")

    assert (0, "reloaded: 5 entries, 1 changed: skills/sql.yaml\n", "") == cut
    assert lost[0] == 65
    assert lost[1].startswith("refused: 2 of 5 entries would go, more than a fifth: put them back, or run")
    assert (0, "reloaded: 3 entries, 2 removed: skills/docker.yaml, skills/linux.yaml\n", "") == forced


async def test_json(live: LiveKnowledge, folder: Path, capsys: Captured) -> None:
    """--json prints a list with what every process answered, and the exit code is the same."""
    good = await ran(capsys, "--json")
    (folder / "skills/sql.yaml").write_text("title: [\n")
    code, out, _ = await ran(capsys, "--json")
    (answer,) = json.loads(out)

    assert [{"process": os.getpid(), "outcome": "unchanged", "version": live.version}] == json.loads(good[1])
    assert (65, "refused", os.getpid()) == (code, answer["outcome"], answer["process"])
    assert {"file": f"{folder}/skills/sql.yaml", "line": 2, "column": 1, "rule": "yaml"}.items() <= answer[
        "problems"
    ][0].items()


async def test_several_processes(folder: Path, tmp_path: Path, capsys: Captured) -> None:
    """Every process is asked, each has a line with its number, and the worst exit code counts."""

    async def unchanged(_forced: bool) -> Outcome:  # noqa: FBT001 - as the socket hands it on
        return Unchanged("v")

    async def fail(_forced: bool) -> Outcome:  # noqa: FBT001 - as the socket hands it on
        raise ZeroDivisionError

    async with AsyncExitStack() as stack:
        for one in (unchanged, fail):
            await stack.enter_async_context(listen(tmp_path / "data", one))
        code, out, err = await ran(capsys)

    assert (69, "") == (code, err)
    assert {
        f"process {os.getpid()} unchanged: the files say what is live already",
        f"process {os.getpid()} failed: reloading failed: ZeroDivisionError",
    } == set(out.splitlines())


def test_nobody_runs(backchat: Run, tmp_path: Path) -> None:
    """Where no process runs one line says so and what to do, and the command ends with 69."""
    done = backchat("reload", env={"BACKCHAT_DATA": str(tmp_path)})
    line = (
        f"backchat: no bot runs with its data in {tmp_path}: start one with 'backchat serve', "
        "or name its folder with BACKCHAT_DATA\n"
    )

    assert (69, "", line) == (done.returncode, done.stdout, done.stderr)


def test_help_teaches(backchat: Run) -> None:
    """--help says what it is for, when --force is wanted and how it ends."""
    told = " ".join(backchat("reload", "--help").stdout.split())

    assert "backchat reload --force" in told
    assert "with 65 when one refused it and with 69 when no process runs" in told
