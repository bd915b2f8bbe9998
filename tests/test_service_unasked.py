"""Suggestions, completions and pages of a service: who asked nothing is not bothered, and who picked has asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from bot.answer import Answerer
from bot.journal.engine import Store
from bot.service import Service
from bot.turns.cooldown import QUESTIONS
from bot.turns.message import Said
from bot.wishes import Picked, QuizMe, Resume, Suggest
from tests.services import Bench, Far, bench, message
from tests.stores import copied

ADA: Final = {"person": "ada"}


@pytest.fixture
def sqlite(migrated_file: Path, tmp_path: Path) -> Store:
    """A SQLite file."""
    return copied(migrated_file, tmp_path)


@pytest.fixture
async def on(small: Answerer, sqlite: Store) -> AsyncIterator[Bench]:
    """Parts that work."""
    async with bench(sqlite, lambda: small) as parts:
        yield parts


@pytest.mark.parametrize("addressed", [True, False])
async def test_a_post_gets_one_suggestion_or_none(on: Bench, *, addressed: bool) -> None:
    """Where something is near it is named, once; where nothing is, nothing is sent, and the post is done."""
    service, far = Service(on.parts), Far()
    near = message(Suggest("explain docker"), key="near", addressed=addressed)
    far_off = message(Suggest("lunch?"), key="far", addressed=addressed)
    endings = [await service.serve(one, far) for one in (near, near, far_off, far_off)]

    assert (["answered", "duplicate", "silent", "duplicate"], 1) == (endings, len(far.arrived))
    assert "duplicate" == await Service(on.parts).serve(far_off, far)


async def test_who_posts_much_gets_no_notice(on: Bench) -> None:
    """Beyond what is suggested to one person in a window there is silence, and they may still ask."""
    service, far = Service(on.parts), Far()
    endings = [
        await service.serve(message(Suggest("explain docker"), **ADA), far) for _ in range(QUESTIONS + 2)
    ]

    assert ["answered"] * QUESTIONS + ["cooldown"] * 2 == endings
    assert "answered" == await service.serve(message("explain docker", **ADA), far)


async def test_a_fault_of_ours_is_no_news_to_who_posted(sqlite: Store) -> None:
    """When the core fails on a post the fault is told to us, and nobody else hears of it."""

    def _broken() -> Answerer:
        raise RuntimeError("no answerer")

    async with bench(sqlite, _broken) as parts:
        far = Far()
        ending = await Service(parts.parts).serve(message(Suggest("explain docker")), far)

    assert ("silent", []) == (ending, far.arrived)
    assert ["answer"] == [where for where, _ in parts.faults]


async def test_what_is_picked_counts_as_asked(on: Bench) -> None:
    """Completions and questions of one person share one limit, with one notice; taps have another."""
    service, far = Service(on.parts), Far()
    asking: tuple[str | Said, ...] = (Picked("docker"), "explain git")
    endings = [
        await service.serve(message(one, **ADA), far)
        for one in (*asking * (QUESTIONS // 2), *reversed(asking))
    ]
    taps = [await service.serve(message(one, **ADA), far) for one in (Resume("first"), QuizMe())]

    assert ["answered"] * QUESTIONS + ["notice", "cooldown"] == endings
    assert ["answered"] * 2 == taps


async def test_completions_are_those_of_the_moment(on: Bench, small: Answerer) -> None:
    """What is offered while somebody types is what the live answerer offers, and leaves no trace."""
    offered = Service(on.parts).complete("docker")

    assert small.complete("docker") == offered
    assert "docker" in [one.entry for one in offered]
    assert [] == await on.kept("questions")
