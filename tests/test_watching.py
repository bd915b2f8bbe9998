"""Whoever saves a knowledge file need not say so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import pytest
from watchfiles import Change

from bot.answer import Answerer
from bot.live import LiveKnowledge
from bot.loading import load
from bot.reloads import Outcome, Refused, Reloaded, Unchanged
from bot.watching import Reloading, concerns_knowledge, watch

Told = asyncio.Queue[Outcome]

PATIENCE: Final = 0.05


def entry(subject: str, detail: str = "More.") -> str:
    """The file of an entry."""
    return f"title: What is {subject}?\nphrasings: [explain {subject}]\nshort: {subject}.\ndetail: {detail}\n"


def base(folder: Path, detail: str = "More.") -> Path:
    """A knowledge base of five entries."""
    (folder / "skills").mkdir(parents=True)
    for subject in ("docker", "linux", "sql", "git", "rest"):
        (folder / "skills" / f"{subject}.yaml").write_text(entry(subject, detail))
    return folder


def detail(live: LiveKnowledge, name: str = "sql") -> str | None:
    """What is live of an entry."""
    return live.answerer.knowledge.entries[name].detail


def begin(folder: Path) -> LiveKnowledge:
    """The base of a folder, live."""
    return LiveKnowledge(Answerer(load(folder)), folder, None, patience=PATIENCE)


@asynccontextmanager
async def watched(live: Reloading, folder: Path) -> AsyncIterator[Told]:
    """A watch that has begun, and what it tells."""
    told = Told()
    watching = asyncio.create_task(watch(live, folder, told.put))
    try:
        await told.get()  # what it finds at first
        yield told
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def heard(told: Told, kind: type[Outcome]) -> Outcome:
    """The next outcome of a kind."""
    async with asyncio.timeout(10):
        while not isinstance(outcome := await told.get(), kind):
            pass
    return outcome


def in_place(folder: Path) -> None:
    """Writes over a file."""
    (folder / "skills/sql.yaml").write_text(entry("sql", "Other."))


def moved_there(folder: Path) -> None:
    """Writes a file anew and gives it the name."""
    (folder / "skills/.sql.yaml.tmp").write_text(entry("sql", "Other."))
    (folder / "skills/.sql.yaml.tmp").rename(folder / "skills/sql.yaml")


def deleted_first(folder: Path) -> None:
    """Deletes a file and writes it again."""
    (folder / "skills/sql.yaml").unlink()
    (folder / "skills/sql.yaml").write_text(entry("sql", "Other."))


@pytest.mark.parametrize("save", [in_place, moved_there, deleted_first])
async def test_a_saved_file_goes_live(tmp_path: Path, save: Callable[[Path], None]) -> None:
    """However an editor saves a file, it goes live by itself."""
    folder = base(tmp_path / "base")
    live = begin(folder)
    async with watched(live, folder) as told:
        save(folder)
        await heard(told, Reloaded)
        while detail(live) != "Other.":
            await heard(told, Reloaded)

    assert live.answerer.knowledge == load(folder)


async def test_a_new_folder_goes_live(tmp_path: Path) -> None:
    """A kind that is made while the bot runs is watched as well."""
    folder = base(tmp_path / "base")
    live = begin(folder)
    async with watched(live, folder) as told:
        (folder / "tools").mkdir()
        (folder / "tools/make.yaml").write_text(entry("make"))
        await heard(told, Reloaded)
        (folder / "tools/make.yaml").write_text(entry("make", "Other."))
        await heard(told, Reloaded)

    assert detail(live, "make") == "Other."


async def test_a_refusal_is_told_and_the_next_save_goes_live(tmp_path: Path) -> None:
    """A file with a problem is told with its place, and when it is mended it goes live."""
    folder = base(tmp_path / "base")
    live = begin(folder)
    file = folder / "skills/sql.yaml"
    async with watched(live, folder) as told:
        file.write_text(entry("sql").replace("detail", "deatil"))
        refused = await heard(told, Refused)
        file.write_text(entry("sql", "Mended."))
        await heard(told, Reloaded)

    assert isinstance(refused, Refused)
    assert [(str(file), 4, 1)] == [problem[:3] for problem in refused.problems]
    assert detail(live) == "Mended."


async def test_what_was_saved_before_the_watch_goes_live(tmp_path: Path) -> None:
    """What changed while the process started is found when the watch begins."""
    folder = base(tmp_path / "base")
    live = begin(folder)
    moved_there(folder)
    async with watched(live, folder):
        pass

    assert detail(live) == "Other."


async def test_a_folder_that_goes_and_comes_back(tmp_path: Path) -> None:
    """A folder that was moved away is told; another one of its name goes live and is watched in its turn."""
    folder = base(tmp_path / "base")
    live = begin(folder)
    async with watched(live, folder) as told:
        folder.rename(tmp_path / "away")
        refused = await heard(told, Refused)
        base(tmp_path / "new", "New.").rename(folder)
        await heard(told, Reloaded)
        new = detail(live)
        in_place(folder)
        await heard(told, Reloaded)

    assert isinstance(refused, Refused)
    assert f"there is no folder {folder}" in refused.reason
    assert ("New.", "Other.") == (new, detail(live))


async def test_a_link_that_is_turned(tmp_path: Path) -> None:
    """Where the folder is a link to a release, turning it makes the new release live, which is watched from then on."""
    base(tmp_path / "release-1")
    base(tmp_path / "release-2", "Second.")
    folder = tmp_path / "current"
    folder.symlink_to("release-1")
    live = begin(folder)
    async with watched(live, folder) as told:
        (tmp_path / "next").symlink_to("release-2")
        (tmp_path / "next").rename(folder)
        await heard(told, Reloaded)
        second = detail(live)
        in_place(tmp_path / "release-2")
        await heard(told, Reloaded)

    assert ("Second.", "Other.") == (second, detail(live))


async def test_a_mounted_config_map(tmp_path: Path) -> None:
    """Kubernetes turns one hidden link to swap all files of a volume: they go live together."""
    folder = tmp_path / "mounted"
    for version, text in (("..v1", "More."), ("..v2", "Second.")):
        (folder / version).mkdir(parents=True)
        for subject in ("sql", "git"):
            (folder / version / f"{subject}.yaml").write_text(entry(subject, text))
    (folder / "..data").symlink_to("..v1")
    for subject in ("sql", "git"):
        (folder / f"{subject}.yaml").symlink_to(f"..data/{subject}.yaml")
    live = begin(folder)
    async with watched(live, folder) as told:
        (folder / "..data_tmp").symlink_to("..v2")
        (folder / "..data_tmp").rename(folder / "..data")
        outcome = await heard(told, Reloaded)

    assert isinstance(outcome, Reloaded)
    assert (("git", "sql"), "Second.") == (outcome.changed, detail(live))


class Faulty:
    """Fails at every other reload."""

    def __init__(self) -> None:
        self.reloads = 0

    async def reload(self) -> Outcome:
        """Fails, or has nothing new."""
        self.reloads += 1
        if self.reloads % 2:
            raise ZeroDivisionError("a secret of the file")
        return Unchanged("v")


async def test_a_reload_that_fails_is_told_and_the_watch_goes_on(tmp_path: Path) -> None:
    """Whatever a reload raises is told by its kind alone, and the next save is looked at."""
    folder = base(tmp_path / "base")
    async with watched(Faulty(), folder) as told:
        in_place(folder)
        second = await heard(told, Unchanged)
        in_place(folder)
        third = await heard(told, Refused)

    assert (Unchanged("v"), Refused("reloading failed: ZeroDivisionError")) == (second, third)


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("a.yaml", Change.modified, True),
        ("a.yml", Change.deleted, True),
        (".a.yaml", Change.added, False),
        ("a.yaml~", Change.added, False),
        (".a.yaml.swp", Change.modified, False),
        ("4913", Change.added, False),
        ("README.md", Change.modified, False),
        ("folder", Change.added, True),
        ("..data", Change.added, True),
        ("skills", Change.deleted, True),
        ("a.tmp", Change.deleted, False),
    ],
)
def test_what_concerns_the_knowledge(tmp_path: Path, name: str, change: Change, expected: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """YAML files and folders do; what editors leave beside them does not."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "..data").symlink_to("folder")

    assert expected == concerns_knowledge(change, str(tmp_path / name))
