"""Facts about the state of the moment: it follows the files, keeps what was good, and never waits for a check."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.check.finding import Found, Spot
from bot.check.rule import Rule
from bot.check.subject import Subject
from bot.errors import KnowledgeMissingError
from bot.preview import live as module
from bot.preview.drawing import Platforms
from bot.preview.live import Live
from bot.reloads import Refused
from tests.kitchen import Kitchen


@pytest.fixture
def live(kitchen: Kitchen, cache: Path, drawn: Platforms) -> Live:
    """The preview's state over the small folder; nothing is read yet."""
    return Live(kitchen.folder, cache, drawn.measure)


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - what is waited for is what pages would see, and nothing tells of it
            await asyncio.sleep(0.01)


async def test_it_is_estimated_then_checked_then_done(
    kitchen: Kitchen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would take long to compile is answered by an estimate at once, and in the end thoroughly with all rules run."""
    monkeypatch.setattr("bot.matching.model.QUICKLY_TRAINED", 0)  # as if the folder were large
    live = Live(kitchen.folder, tmp_path / "cache", {})
    await live.reload()
    first = live.state
    await live.settled()
    last = live.state
    await live.aclose()

    assert ("estimated", True) == (first.stage, first.answerer is not None and first.answerer.index.rough)
    assert ("done", False) == (last.stage, last.answerer is not None and last.answerer.index.rough)
    assert "" == last.fault


async def test_what_is_not_changed_is_not_told(live: Live) -> None:
    """Files that say the same leave the stamp as it is."""
    await live.reload()
    await live.settled()
    stamp = live.stamp
    await live.reload()
    await live.settled()
    await live.aclose()

    assert stamp == live.stamp


async def test_findings_come_and_go(live: Live, kitchen: Kitchen) -> None:
    """An entry without sources is found once the file is saved so, and forgotten once it is mended."""
    await live.reload()
    await live.settled()
    before = live.state.found(("entry", "git"))
    kitchen.change("skills/git.yaml", "sources: [editorial]\n", "")
    await live.reload()
    await live.settled()
    found = live.state.found(("entry", "git"))
    kitchen.change("skills/git.yaml", "related: [sql]\n", "related: [sql]\nsources: [editorial]\n")
    await live.reload()
    await live.settled()
    await live.aclose()

    assert "unsourced" in {one.rule for one in found}
    assert {one.rule for one in before} == {one.rule for one in live.state.found(("entry", "git"))}


async def test_a_broken_file_leaves_the_last_answer(live: Live, kitchen: Kitchen) -> None:
    """What answers still has the entry, the finding has its place, and rules that ask are left out."""
    await live.reload()
    kitchen.change("skills/git.yaml", "short: Git", "short: [Git")
    await live.reload()
    await live.settled()
    state = live.state
    await live.aclose()

    assert "Git keeps the history of your code." == state.knowledge.entries["git"].short
    assert [("yaml", "skills/git.yaml")] == [
        (one.rule, one.found.spot.file) for one in state.findings if one.severity == "error"
    ]
    assert "done" == state.stage
    assert "shared-phrasing" in state.left_out


async def test_a_folder_that_goes_is_told(live: Live, kitchen: Kitchen) -> None:
    """All that was read stays, with a word of why it is not up to date, and is up to date once the folder is back."""
    await live.reload()
    kitchen.folder.rename(kitchen.folder.with_name("away"))
    outcome = await live.reload()
    fault = live.state.fault
    kitchen.folder.with_name("away").rename(kitchen.folder)
    await live.reload()
    await live.aclose()

    assert isinstance(outcome, Refused)
    assert "there is no folder" in fault
    assert "" == live.state.fault
    assert "sql" in live.state.knowledge.entries


async def test_a_folder_that_never_was(tmp_path: Path) -> None:
    """It cannot begin, and says why."""
    live = Live(tmp_path / "none", None, {})

    with pytest.raises(KnowledgeMissingError, match="there is no folder"):
        await live.reload()
    with pytest.raises(KnowledgeMissingError, match="not read yet"):
        _ = live.state


async def test_whoever_waits_is_told(live: Live, kitchen: Kitchen) -> None:
    """Each new state wakes all that wait, and the end ends them."""
    await live.reload()
    heard: list[str] = []

    async def _listen() -> None:
        async for stamp in live.stamps():
            heard.append(stamp)  # noqa: PERF401 - it is read while it grows

    listeners = [asyncio.create_task(_listen()) for _ in range(3)]
    await _until(lambda: len(heard) >= 3)
    kitchen.change("skills/git.yaml", "history", "story")
    await live.reload()
    await _until(lambda: heard.count(live.stamp) == 3 or live.state.stage == "done")
    await live.aclose()
    await asyncio.wait_for(asyncio.gather(*listeners), 5)

    assert 3 == heard.count(heard[0])
    assert len({*heard}) >= 2


def _failing(_subject: Subject) -> Iterator[Found]:
    raise RuntimeError("no idea")


async def test_a_rule_that_fails_is_told(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages say so, and nothing waits for the check any more."""
    monkeypatch.setattr(module, "TEXTS", (Rule("odd", "error", _failing, ""),))
    await live.reload()
    await live.settled()
    await live.aclose()

    assert ("done", "the check has failed: RuntimeError: no idea") == (live.state.stage, live.state.fault)


async def test_what_is_out_of_date_is_not_checked_on(
    live: Live, kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is saved while the last state is being checked ends that check: what is shown is of the latest files."""
    seen: list[str] = []

    def _slow(subject: Subject) -> Iterator[Found]:
        short = subject.knowledge.entries["git"].short
        seen.append(short)
        time.sleep(0.005)
        yield Found(Spot("skills/git.yaml"), short)

    rules = tuple(Rule(f"odd-{number}", "warning", _slow, "") for number in range(200))
    monkeypatch.setattr(module, "TEXTS", rules)
    await live.reload()
    await _until(lambda: bool(seen))
    kitchen.change("skills/git.yaml", "history", "story")
    await live.reload()
    await live.settled()
    await live.aclose()

    assert seen.count("Git keeps the history of your code.") < 200
    assert {"Git keeps the story of your code."} == {
        one.found.message for one in live.state.findings if one.rule.startswith("odd")
    }
