"""Until new knowledge is compiled thoroughly, another process is at it and an estimate answers."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from bot.answer import Answerer
from bot.cache import cached_index
from bot.conversation import Question
from bot.live import LiveKnowledge
from bot.loading import load
from bot.matching import model as modelling
from bot.matching.index import Index
from bot.reloads import Reloaded

SUBJECTS: Final = ("docker", "linux", "sql", "git", "rest")


def entry(subject: str, phrasing: str = "", detail: str = "More.") -> str:
    """The file of an entry."""
    texts = f"[explain {subject}, {phrasing or f'why {subject}'}]"
    return f"title: What is {subject}?\nphrasings: {texts}\nshort: All about {subject}.\ndetail: {detail}\n"


def rankings(answerer: Answerer) -> list[object]:
    """What an answerer makes of some questions."""
    return [answerer.rank(Question(text)) for text in ("explain sql", "why gti", "structured query")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small knowledge base."""
    for subject in SUBJECTS:
        (tmp_path / "base").mkdir(exist_ok=True)
        (tmp_path / "base" / f"{subject}.yaml").write_text(entry(subject))
    return tmp_path / "base"


@pytest.fixture
async def live(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LiveKnowledge]:
    """The base live, thoroughly compiled; from now on nothing is little enough to be learnt in a moment."""
    monkeypatch.setattr(modelling, "QUICKLY_TRAINED", 0)
    knowledge = load(folder)
    answerer = Answerer(knowledge, cached_index(knowledge, tmp_path / "cache"))
    live = LiveKnowledge(answerer, folder, tmp_path / "cache", patience=0)
    yield live
    await live.aclose()


async def test_first_the_estimate_then_what_was_learnt(live: LiveKnowledge, folder: Path) -> None:
    """New phrasings answer by the estimate at once, and when they are compiled as if they had always been there."""
    (folder / "sql.yaml").write_text(entry("sql", "structured query"))
    outcome = await live.reload()
    version, since, first = live.version, live.loaded_at, rankings(live.answerer)
    await live.settled()
    estimated = Answerer(load(folder), Index(load(folder), thorough=False))

    assert isinstance(outcome, Reloaded)
    assert rankings(estimated) == first
    assert rankings(Answerer(load(folder))) == rankings(live.answerer)
    assert rankings(estimated) != rankings(live.answerer)
    assert (version, since) == (live.version, live.loaded_at)


async def test_what_was_compiled_before_is_live_at_once(live: LiveKnowledge, folder: Path) -> None:
    """Going back to texts that the cache has needs no estimate."""
    before = rankings(live.answerer)
    (folder / "sql.yaml").write_text(entry("sql", "structured query"))
    await live.reload()
    await live.settled()
    (folder / "sql.yaml").write_text(entry("sql"))
    await live.reload()

    assert before == rankings(live.answerer)


async def test_another_answer_needs_no_compiling(live: LiveKnowledge, folder: Path) -> None:
    """Where only an answer changed, the index is the old one, though the cache is never asked."""
    before = rankings(live.answerer)
    (folder / "sql.yaml").write_text(entry("sql", detail="Even more."))
    await live.reload()

    assert before == rankings(live.answerer)
    assert live.answerer.knowledge.entries["sql"].detail == "Even more."


async def test_what_is_compiled_fits_a_later_answer(live: LiveKnowledge, folder: Path) -> None:
    """An answer that is edited while its phrasings are compiled is not lost when they are done."""
    (folder / "sql.yaml").write_text(entry("sql", "structured query"))
    await live.reload()
    (folder / "sql.yaml").write_text(entry("sql", "structured query", "Even more."))
    await live.reload()
    await live.settled()

    assert rankings(Answerer(load(folder))) == rankings(live.answerer)
    assert live.answerer.knowledge == load(folder)


async def test_what_is_compiled_too_late_is_dropped(live: LiveKnowledge, folder: Path) -> None:
    """Phrasings that change while earlier ones are compiled win, and are compiled in their turn."""
    for phrasing in ("structured query", "query language", "tables and rows"):
        (folder / "sql.yaml").write_text(entry("sql", phrasing))
        await live.reload()
    await live.settled()

    assert rankings(Answerer(load(folder))) == rankings(live.answerer)


async def test_without_a_cache_it_is_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is kept, new phrasings are compiled thoroughly as well."""
    monkeypatch.setattr(modelling, "QUICKLY_TRAINED", 0)
    live = LiveKnowledge(Answerer(load(folder)), folder, None, patience=0)
    (folder / "sql.yaml").write_text(entry("sql", "structured query"))
    await live.reload()
    await live.settled()

    assert rankings(Answerer(load(folder))) == rankings(live.answerer)


@pytest.mark.parametrize("executable", ["/bin/false", "/no/such/file", "\0"])
async def test_when_compiling_fails_the_estimate_stays(
    live: LiveKnowledge,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    executable: str,
) -> None:
    """However it fails it is one line in the log; answers go on by the estimate, and the next save tries again."""
    monkeypatch.setattr(sys, "executable", executable)
    (folder / "sql.yaml").write_text(entry("sql", "structured query"))
    await live.reload()
    estimated = rankings(live.answerer)
    await live.settled()
    failed = rankings(live.answerer)
    monkeypatch.undo()
    monkeypatch.setattr(modelling, "QUICKLY_TRAINED", 0)
    (folder / "sql.yaml").write_text(entry("sql", "structured query", "Even more."))
    await live.reload()
    await live.settled()

    assert estimated == failed
    assert ["the knowledge could not be compiled thoroughly"] == caplog.messages
    assert rankings(Answerer(load(folder))) == rankings(live.answerer)
