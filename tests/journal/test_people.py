from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import aclosing
from dataclasses import asdict

import pytest

from bot.journal.engine import Store, make_engine
from bot.journal.journal import Journal
from bot.journal.people import CLAIMS_KEPT, ROWS_KEPT
from bot.journal.records import Forgotten, Pseudonym
from bot.journal.tables import QUESTIONS
from tests.samples import ADA, BOB, DAY, HERE, NOON, asked, kept, missed, texts, voted


async def _tell(journal: Journal, person: Pseudonym, at: int = NOON) -> None:
    """Two questions, a vote, a miss and a path of a person."""
    await journal.questions.record([asked(f"{person}{number}", person=person, at=at) for number in range(2)])
    await journal.questions.vote(voted(asked=f"{person}0", person=person, at=at))
    await journal.questions.miss(missed(f"m{person}", person=person, at=at))
    await journal.people.reach(person, "start", 1, at)


async def _rows(journal: Journal, person: Pseudonym | None = None) -> dict[str, int]:
    return dict(Counter([str(row["table"]) async for row in journal.people.export(person)]))


ALL = {"questions": 2, "votes": 1, "misses": 1, "progress": 1}


async def test_nobody_has_begun_a_path_yet(journal: Journal) -> None:
    """Who did no step is at step 0 of every path, and on none."""
    assert 0 == await journal.people.step(ADA, "start")
    assert {} == await journal.people.steps(ADA)


async def test_a_step_is_remembered(journal: Journal) -> None:
    """The step done last counts, also when it is a step back; doing it twice is doing it once."""
    for later, step in enumerate((1, 5, 3, 3)):
        await journal.people.reach(ADA, "start", step, NOON + later)

    assert 3 == await journal.people.step(ADA, "start")
    assert {"start": 3} == await journal.people.steps(ADA)


async def test_an_earlier_step_that_arrives_late_does_not_count(journal: Journal) -> None:
    """Steps that are written in another order than they were done in end at the one done last."""
    await journal.people.reach(ADA, "start", 4, NOON + 1)
    await journal.people.reach(ADA, "start", 3, NOON)

    assert 4 == await journal.people.step(ADA, "start")


async def test_paths_come_with_the_latest_first(journal: Journal) -> None:
    """Where a person is, beginning with what they did last."""
    await journal.people.reach(ADA, "first", 1, NOON)
    await journal.people.reach(ADA, "second", 2, NOON + 2)
    await journal.people.reach(ADA, "third", 3, NOON + 1)
    await journal.people.reach(BOB, "first", 9, NOON + 3)

    assert [("second", 2), ("third", 3), ("first", 1)] == list((await journal.people.steps(ADA)).items())


async def test_a_person_reads_all_of_theirs_and_nothing_else(journal: Journal) -> None:
    """The export of a person has every row of theirs, of all without has everybody's."""
    await _tell(journal, ADA)
    await _tell(journal, BOB)

    assert ALL == await _rows(journal, ADA)
    assert {"ada"} == {row["person"] async for row in journal.people.export(ADA)}
    assert {name: 2 * number for name, number in ALL.items()} == await _rows(journal)


async def test_an_export_comes_in_order(journal: Journal) -> None:
    """Table by table, and in each by its key, so that two exports can be compared."""
    await journal.questions.record([asked(name) for name in ("c", "a", "b")])
    await journal.questions.miss(missed())

    assert [("questions", "a"), ("questions", "b"), ("questions", "c"), ("misses", "m")] == [
        (row["table"], row["id"]) async for row in journal.people.export()
    ]


async def test_an_export_that_is_left_early_holds_nothing_up(journal: Journal) -> None:
    """Who stops reading an export leaves the journal usable."""
    await _tell(journal, ADA)
    async with aclosing(journal.people.export()) as export:
        await anext(export)
    await journal.people.forget(ADA, NOON)

    assert {} == await _rows(journal)


async def test_forgetting_deletes_all_of_a_person(journal: Journal) -> None:
    """All of a person's is gone and counted; others keep theirs."""
    await _tell(journal, ADA)
    await _tell(journal, BOB)

    assert Forgotten(questions=2, votes=1, misses=1, paths=1) == await journal.people.forget(ADA, NOON)
    assert {} == await _rows(journal, ADA)
    assert ALL == await _rows(journal, BOB)


async def test_forgetting_twice_does_no_harm(journal: Journal) -> None:
    """The second time there is nothing left to delete, and that is said."""
    await _tell(journal, ADA)
    first = await journal.people.forget(ADA, NOON)
    second = await journal.people.forget(ADA, NOON)

    assert first.anything
    assert Forgotten() == second
    assert not second.anything


@pytest.mark.parametrize(("later", "expected"), [(-1, {}), (0, {}), (1, ALL)])
async def test_what_was_on_its_way_is_not_kept(
    journal: Journal, later: int, expected: dict[str, int]
) -> None:
    """What a person did before they were forgotten and was written after it is left out; what they do later is kept."""
    await journal.people.forget(ADA, NOON)
    await _tell(journal, ADA, NOON + later)

    assert expected == await _rows(journal)


async def test_others_in_the_batch_are_kept(journal: Journal) -> None:
    """Of a batch, only the questions of the forgotten are left out."""
    await journal.people.forget(ADA, NOON)
    await journal.questions.record([asked("q1"), asked("q2", person=BOB), asked("q3", at=NOON + 1)])

    assert ["q2", "q3"] == [row["id"] for row in await kept(journal, "questions")]


@pytest.mark.parametrize(("later", "expected"), [(-1, ["what is docker"]), (0, [None]), (1, [None])])
@pytest.mark.parametrize("days", [0, 1, 399])
async def test_a_text_is_kept_for_so_many_days(
    journal: Journal, days: int, later: int, expected: list[str | None]
) -> None:
    """To the millisecond when its days are over a text is erased, and the rest of its question stays."""
    await journal.questions.record([asked()])
    erased = await journal.people.erase(NOON + days * DAY + later, days)

    assert expected == await texts(journal)
    assert (1 if later >= 0 else 0) == erased


@pytest.mark.parametrize(("later", "expected"), [(-1, ["what is docker"]), (0, [])])
async def test_texts_may_be_kept_for_years(journal: Journal, later: int, expected: list[str]) -> None:
    """Where texts are kept for longer than rows usually are, their rows are kept as long."""
    await journal.questions.record([asked()])
    await journal.people.erase(NOON + 3_650 * DAY + later, 3_650)

    assert expected == await texts(journal)


async def test_misses_are_erased_too(journal: Journal) -> None:
    """What people wanted to know instead is text of theirs as well; both are counted, and only once."""
    await journal.questions.record([asked()])
    await journal.questions.miss(missed())

    assert 2 == await journal.people.erase(NOON + DAY, 1)
    assert [None] == await texts(journal, "misses")
    assert 0 == await journal.people.erase(NOON + DAY, 1)


@pytest.mark.parametrize(("later", "left"), [(-1, {"questions", "votes", "misses"}), (0, set())])
async def test_rows_without_text_go_after_a_year(journal: Journal, later: int, left: set[str]) -> None:
    """What is left of questions, votes and misses is deleted after 400 days, to the millisecond."""
    await _tell(journal, ADA)
    await journal.people.erase(NOON + ROWS_KEPT + later, 30)

    assert left | {"progress"} == set(await _rows(journal))


@pytest.mark.parametrize(("later", "free"), [(-1, False), (0, True)])
async def test_answered_messages_are_remembered_for_two_days(
    journal: Journal, later: int, *, free: bool
) -> None:
    """A settled claim is forgotten two days after its lease ended, to the millisecond."""
    await journal.claims.claim(HERE, "a", NOON, 10)
    await journal.claims.settle(HERE, "a")
    at = NOON + 10 + CLAIMS_KEPT + later
    await journal.people.erase(at, 30)

    assert free == await journal.claims.claim(HERE, "b", at)


@pytest.mark.parametrize(("later", "expected"), [(-1, 0), (0, 1)])
async def test_that_somebody_was_forgotten_is_forgotten_after_a_day(
    journal: Journal, later: int, expected: int
) -> None:
    """For a day questions from before are refused; then even the note of it is gone, to the millisecond."""
    await journal.people.forget(ADA, NOON)
    await journal.people.erase(NOON + DAY + later, 30)
    await journal.questions.record([asked()])

    assert expected == len(await texts(journal))


async def test_forgetting_waits_for_what_is_being_written(store: Store, journal: Journal) -> None:
    """A question whose transaction has begun, but not ended, when its person is forgotten is deleted with the others."""
    writer = make_engine(store)
    async with writer.begin() as connection:
        await connection.execute(QUESTIONS.insert(), asdict(asked()))
        forgetting = asyncio.create_task(journal.people.forget(ADA, NOON))
        done, _ = await asyncio.wait([forgetting], timeout=0.2)
    await writer.dispose()

    assert set() == done
    assert Forgotten(questions=1) == await forgetting
    assert {} == await _rows(journal)
