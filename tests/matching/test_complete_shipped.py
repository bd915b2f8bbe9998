from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.answer import Answerer
from bot.compose import SMALL_TALK
from bot.conversation import Answered, Question
from bot.workbench.questions import golden_questions
from tests.processes import tell


def _whole(answerer: Answerer) -> list[str]:
    """The golden questions that have an answer which is no small talk."""
    entries = answerer.knowledge.entries
    asked = golden_questions(answerer.knowledge)
    return [one.text for one in asked if one.topics and entries[one.topics[0]].kind != SMALL_TALK]


def test_the_list_agrees_with_the_answer(
    shipped: Answerer, record_property: Callable[[str, object], None]
) -> None:
    """For a whole question that is answered, the answer is on top; else the matcher's first entry is, 19 times of 20."""
    answered, first = [], []
    for text in _whole(shipped):
        ranking = shipped.rank(Question(text))
        best, found = ranking.candidates[0].entry, shipped.complete(text)
        if shipped.knowledge.entries[best].kind != SMALL_TALK:
            first.append(found[:1] and found[0].entry == best)
            if isinstance(shipped.decide(ranking), Answered):
                answered.append(found[0].entry == best)
    tell(
        record_property,
        f"{sum(answered)} of {len(answered)} answers, {sum(map(bool, first))} of {len(first)}",
    )

    assert all(answered)
    assert sum(map(bool, first)) >= 0.95 * len(first) > 0


@pytest.mark.parametrize("typed", ["wha", "how do i", "what is a", "should i lea", "which ", "can i"])
def test_a_common_beginning_brings_what_begins_so(shipped: Answerer, typed: str) -> None:
    """The ten that are seen without scrolling begin as typed, and there are twenty at least, all of different entries."""
    found = shipped.complete(typed)

    assert [] == [one.label for one in found[:10] if not one.label.lower().startswith(typed)]
    assert 20 <= len(found) == len({one.entry for one in found})


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("databse", "what-is-database"),
        ("docke", "docker"),
        ("kubernets", "kubernetes"),
        ("sql inj", "sql-injection"),
        ("degree needed do i", "degree-required"),
        ("fe vs be dev", "front-end-vs-back-end"),
        ("what does a back e", "what-is-back-end-development"),
        ("how do i get my first jo", "how-to-become"),
        ("csrf", "cross-site-request-forgery-csrf"),
    ],
)
def test_typed(shipped: Answerer, typed: str, entry: str) -> None:
    """Half words, slips, other orders and slang bring their entry first."""
    assert entry == shipped.complete(typed)[0].entry


def test_starters_are_of_every_kind(shipped: Answerer) -> None:
    """Who has typed nothing sees 25 titles of every kind but small talk, the first step of every path on top."""
    found = shipped.complete("")
    entries = shipped.knowledge.entries

    assert {*shipped.knowledge.kinds} - {SMALL_TALK} == {entries[one.entry].kind for one in found}
    assert {path.steps[0].entry for path in shipped.knowledge.paths.values()} == {
        one.entry for one in found[: len(shipped.knowledge.paths)]
    }
    assert [entries[one.entry].title for one in found] == [one.label for one in found]
    assert 25 == len(found)


@pytest.mark.parametrize("typed", ["asdfgh", "xqzzy wvvk", "我想知道", "i want to kill myself"])
def test_what_is_none_of_ours_has_no_completion(shipped: Answerer, typed: str) -> None:
    """Gibberish, other writing, and a crisis bring an empty list."""
    assert () == shipped.complete(typed)


def test_threads_share_one_answerer(shipped: Answerer) -> None:
    """Four threads that type through the same questions get what one gets."""
    strokes = [text[:end] for text in _whole(shipped)[:5] for end in range(len(text) + 1)]
    alone = [shipped.complete(stroke) for stroke in strokes]
    answerer = Answerer(shipped.knowledge, shipped.index)
    with ThreadPoolExecutor(4) as pool:
        together = pool.map(lambda _: [answerer.complete(stroke) for stroke in strokes], range(4))

        assert [alone] * 4 == list(together)
