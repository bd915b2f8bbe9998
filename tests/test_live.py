"""Edited knowledge goes live whole or not at all, and the last good one answers until then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Final

import pytest

from bot.answer import Answerer
from bot.conversation import Question
from bot.live import LiveKnowledge
from bot.loading import load
from bot.reloads import Refused, Reloaded, Unchanged

SUBJECTS: Final = ("docker", "linux", "sql", "git", "rest")


def entry(subject: str, *more: str) -> str:
    """The file of an entry."""
    return f"title: What is {subject}?\nphrasings: [explain {subject}]\nshort: All about {subject}.\n{''.join(more)}"


FILES: Final = {f"skills/{subject}.yaml": entry(subject) for subject in SUBJECTS}

Begin = Callable[..., tuple[LiveKnowledge, Path]]


def save(folder: Path, texts: Mapping[str, str]) -> None:
    """Saves files the way most editors do: written anew and moved to their names."""
    for name, text in texts.items():
        new = (folder / name).with_suffix(".new")
        new.write_text(text)
        new.replace(folder / name)


@pytest.fixture
async def begin(write: Callable[[Mapping[str, str]], Path]) -> AsyncIterator[Begin]:
    """Makes some files live, and stops what is being compiled in the end."""
    made: list[LiveKnowledge] = []

    def _begin(
        files: Mapping[str, str] = FILES, cache: Path | None = None, patience: float = 0.0
    ) -> tuple[LiveKnowledge, Path]:
        folder = write(files)
        made.append(LiveKnowledge(Answerer(load(folder)), folder, cache, patience=patience))
        return made[-1], folder

    yield _begin
    for live in made:
        await live.aclose()


async def test_a_saved_file_goes_live(begin: Begin) -> None:
    """After a reload the new text is answered with, the version is another, and whoever has the old one keeps it."""
    live, folder = begin()
    old, version, since = live.answerer, live.version, live.loaded_at
    save(folder, {"skills/sql.yaml": entry("sql").replace("All about", "News of")})
    outcome = await live.reload()

    assert isinstance(outcome, Reloaded)
    assert (outcome.version, True) == (live.version, live.version != version)
    assert live.loaded_at > since
    assert live.answerer(Question("explain sql")).text.count("News of sql.") == 1
    assert old(Question("explain sql")).text.count("All about sql.") == 1


async def test_what_changed_is_told(begin: Begin) -> None:
    """Ids of added, removed and changed entries are told, and the names of all files that differ."""
    live, folder = begin()
    save(
        folder,
        {
            "skills/sql.yaml": entry("sql", "detail: More.\n"),
            "skills/http.yaml": entry("http"),
            "synonyms.yaml": "families:\n  sql: [sequel]\n",
        },
    )
    (folder / "skills/git.yaml").unlink()
    files = ("skills/git.yaml", "skills/http.yaml", "skills/sql.yaml", "synonyms.yaml")
    outcome = await live.reload()

    assert Reloaded(live.version, 5, 5, ("http",), ("git",), ("sql",), files) == outcome


async def test_nothing_new(begin: Begin) -> None:
    """Files that say the same change nothing, be they untouched or with another comment."""
    live, folder = begin()
    answerer, version = live.answerer, live.version
    outcomes = [await live.reload(), await live.reload()]
    save(folder, {"skills/sql.yaml": "# why\n" + entry("sql")})
    outcomes += [await live.reload(), await live.reload()]

    assert [Unchanged(version)] * 4 == outcomes
    assert live.answerer is answerer


async def test_the_version_is_that_of_the_content(begin: Begin) -> None:
    """Going back to an earlier text goes back to its version."""
    live, folder = begin()
    versions = [live.version]
    for phrasing in ("why sql", "explain sql"):
        save(folder, {"skills/sql.yaml": entry("sql").replace("explain sql", phrasing)})
        await live.reload()
        versions.append(live.version)

    assert versions[0] == versions[2] != versions[1]


async def test_what_was_saved_before_the_first_reload_goes_live(begin: Begin) -> None:
    """The first reload finds what changed while the process started, though no file changes any more."""
    _, folder = begin()
    old = Answerer(load(folder))
    save(folder, {"skills/sql.yaml": entry("sql", "detail: More.\n")})
    live = LiveKnowledge(old, folder, None)

    assert isinstance(await live.reload(), Reloaded)


async def test_problems_are_refused_with_their_places(begin: Begin) -> None:
    """A file with a problem is told with file, line and column, and the last good knowledge stays."""
    live, folder = begin()
    answerer = live.answerer
    save(
        folder,
        {
            "skills/sql.yaml": entry("sql", "colour: red\n"),
            "skills/git.yaml": entry("git", "related: [gut]\n"),
        },
    )
    outcome = await live.reload(asked=True, forced=True)

    assert isinstance(outcome, Refused)
    assert outcome.reason == "2 problems in the knowledge"
    assert [
        f"{folder}/skills/git.yaml:4:11: there is no entry 'gut': did you mean 'git'? (dangling-reference)",
        f"{folder}/skills/sql.yaml:4:1: 'colour' is not a field: remove it (schema)",
    ] == [str(problem) for problem in outcome.problems]
    assert live.answerer is answerer


async def test_a_mended_file_goes_live(begin: Begin) -> None:
    """After a refusal the next good save goes live, and the old text is unchanged."""
    live, folder = begin()
    save(folder, {"skills/sql.yaml": "title: ["})
    refused = await live.reload()
    save(folder, {"skills/sql.yaml": entry("sql")})
    back = await live.reload()
    save(folder, {"skills/sql.yaml": entry("sql", "detail: More.\n")})

    assert (Refused, Unchanged) == (type(refused), type(back))
    assert isinstance(await live.reload(), Reloaded)


async def test_a_folder_that_is_gone_or_empty_is_refused(begin: Begin) -> None:
    """Without a folder, or with nothing in it, the last good knowledge stays, and the reason names the folder."""
    live, folder = begin()
    away = folder.rename(folder.with_name("away"))
    gone = await live.reload()
    folder.mkdir()
    empty = await live.reload(forced=True)
    folder.rmdir()
    away.rename(folder)

    assert all(isinstance(one, Refused) and str(folder) in one.reason for one in (gone, empty))
    assert isinstance(await live.reload(), Unchanged)


async def test_a_fifth_may_go_and_more_must_be_meant(begin: Begin) -> None:
    """Of five entries one may go; then one of four is more than a fifth, and goes only by force."""
    live, folder = begin()
    (folder / "skills/git.yaml").unlink()
    fifth = await live.reload()
    (folder / "skills/sql.yaml").unlink()
    quarter = [await live.reload(), await live.reload(asked=True)]
    reason = "1 of 4 entries would go, more than a fifth: put them back, or run 'backchat reload --force' if that is meant"

    assert isinstance(fifth, Reloaded)
    assert [Refused(reason)] * 2 == quarter
    assert isinstance(await live.reload(forced=True), Reloaded)
    assert len(live.answerer.knowledge.entries) == 3


async def test_a_torn_file_is_refused_until_somebody_vouches_for_it(begin: Begin) -> None:
    """A file that lost its end is not live until a person asks, though it is sound as it is."""
    live, folder = begin({**FILES, "skills/sql.yaml": entry("sql", "detail: More.\n")})
    save(folder, {"skills/sql.yaml": entry("sql")})
    refused = await live.reload()

    assert isinstance(refused, Refused)
    assert refused.reason == "1 file seems to be half saved"
    assert [(f"{folder}/skills/sql.yaml", 4, 1)] == [problem[:3] for problem in refused.problems]
    assert isinstance(await live.reload(asked=True), Reloaded)
    assert live.answerer.knowledge.entries["sql"].detail is None


async def test_a_torn_file_hides_no_other_problem(begin: Begin) -> None:
    """What is wrong with other files is told as well, and of a torn one only that it is torn."""
    live, folder = begin()
    save(folder, {"skills/sql.yaml": "title: Wh", "skills/git.yaml": "title: [\n"})
    outcome = await live.reload()

    assert isinstance(outcome, Refused)
    assert [("git.yaml", "yaml"), ("sql.yaml", "torn")] == [
        (Path(problem.file).name, problem.rule) for problem in outcome.problems
    ]


async def test_a_file_that_went_and_comes_back_torn_is_refused(begin: Begin) -> None:
    """A file deleted and written again is compared with what it was before."""
    live, folder = begin({**FILES, "skills/sql.yaml": entry("sql", "detail: More.\n")})
    (folder / "skills/sql.yaml").unlink()
    gone = await live.reload()
    save(folder, {"skills/sql.yaml": entry("sql")})

    assert isinstance(gone, Reloaded)
    assert isinstance(await live.reload(), Refused)


async def test_a_file_written_in_place_must_stay_as_it_is(begin: Begin) -> None:
    """What is written over while somebody waits is looked at when it is whole, and never before."""
    live, folder = begin(patience=0.3)
    file = folder / "skills/sql.yaml"
    whole = entry("sql", "detail: More.\n").replace("All about", "News of")
    file.write_text(whole[: whole.index("detail")])
    reload = asyncio.create_task(live.reload())
    await asyncio.sleep(0.15)
    file.write_text(whole)
    outcome = await reload

    assert isinstance(outcome, Reloaded)
    assert live.answerer.knowledge.entries["sql"].detail == "More."


async def test_a_change_during_a_reload_is_taken_by_the_next(begin: Begin) -> None:
    """Two reloads at once are one after the other, and the second has what was saved during the first."""
    live, folder = begin(patience=0.2)
    (folder / "skills/sql.yaml").write_text(entry("sql", "detail: First.\n"))
    first, second = asyncio.create_task(live.reload()), asyncio.create_task(live.reload())
    await asyncio.sleep(0.05)
    save(folder, {"skills/git.yaml": entry("git", "detail: Second.\n")})
    outcomes = [await first, await second]

    assert Reloaded in map(type, outcomes)
    assert live.answerer.knowledge == load(folder)
