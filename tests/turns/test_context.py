from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.journal.engine import file_store
from bot.journal.journal import Journal
from bot.journal.records import Pseudonym
from bot.turns.context import CONVERSATIONS, LASTS, Context
from tests.samples import NOON, THREAD, asked

OTHER = Pseudonym("other")


async def test_what_was_shown_is_remembered() -> None:
    """The entry shown last in a conversation is known, and in no other conversation."""
    context = Context()
    context.show(THREAD, "docker", NOON)
    context.show(THREAD, "sql", NOON + 1)

    assert ("sql", "") == (await context.last(THREAD, NOON + 2), await context.last(OTHER, NOON + 2))


def test_how_much_was_shown_is_remembered() -> None:
    """An entry counts as shown whole when all of it was shown last in that conversation, and when it is not known not."""
    context = Context()
    context.show(THREAD, "docker", NOON)
    whole = [context.whole(THREAD, "docker"), context.whole(THREAD, "sql"), context.whole(OTHER, "docker")]
    context.show(THREAD, "docker", NOON, whole=False)

    assert [True, False, False, False] == [*whole, context.whole(THREAD, "docker")]


@pytest.mark.parametrize(
    ("later", "entry"), [(0, "docker"), (LASTS - 1, "docker"), (LASTS, ""), (2 * LASTS, "")]
)
async def test_it_ends_after_half_an_hour(later: int, entry: str) -> None:
    """After thirty minutes a question stands alone again."""
    context = Context()
    context.show(THREAD, "docker", NOON)

    assert entry == await context.last(THREAD, NOON + later)
    assert 30 * 60 * 1000 == LASTS


async def test_the_journal_knows_what_the_process_does_not(journal: Journal) -> None:
    """After a restart the entry shown last is found in the journal, within the same half hour."""
    await journal.questions.record([asked("q", entry="docker", thread=THREAD)])
    context = Context(journal.questions)

    assert "docker" == await context.last(THREAD, NOON + LASTS)
    assert ("", "") == (await context.last(THREAD, NOON + LASTS + 1), await context.last(OTHER, NOON))


async def test_the_process_knows_better_than_the_journal(journal: Journal) -> None:
    """What was shown by a tap since is not in the journal, and counts."""
    await journal.questions.record([asked("q", entry="docker", thread=THREAD)])
    context = Context(journal.questions)
    context.show(THREAD, "sql", NOON + 1)

    assert "sql" == await context.last(THREAD, NOON + 2)


@pytest.mark.parametrize(("later", "entry"), [(1, "docker"), (0, "sql"), (-1, "sql")])
async def test_what_another_process_showed_since_counts(journal: Journal, later: int, entry: str) -> None:
    """Where several processes share a journal, the later of what this one and another one showed is the last."""
    await journal.questions.record([asked("q", entry="docker", thread=THREAD, at=NOON + later)])
    context = Context(journal.questions, shared=True)
    context.show(THREAD, "sql", NOON)

    assert entry == await context.last(THREAD, NOON + 2)


async def test_a_store_that_is_away_costs_the_context_alone(tmp_path: Path) -> None:
    """When the journal cannot be read, there is no context and no fault."""
    journal = Journal(file_store(tmp_path / "missing" / "journal.sqlite3"))
    try:
        assert "" == await Context(journal.questions).last(THREAD, NOON)
    finally:
        await journal.close()


async def test_a_conversation_can_be_forgotten() -> None:
    """What is forgotten is not known any more; forgetting twice does nothing."""
    context = Context()
    context.show(THREAD, "docker", NOON)
    context.show(OTHER, "sql", NOON)
    context.forget(THREAD)
    context.forget(THREAD)

    assert ("", "sql") == (await context.last(THREAD, NOON), await context.last(OTHER, NOON))


async def test_ten_thousand_conversations_are_remembered() -> None:
    """Of one more conversation than there is room for, the one that was shown something longest ago is forgotten."""
    context = Context()
    for number in range(CONVERSATIONS):
        context.show(Pseudonym(f"t{number}"), "docker", NOON)
    context.show(Pseudonym("t0"), "sql", NOON)
    context.show(THREAD, "git", NOON)
    found = [await context.last(Pseudonym(name), NOON) for name in ("t0", "t1", "t2", "thread")]

    assert ["sql", "", "docker", "git"] == found


@given(st.lists(st.sampled_from("abcdef"), max_size=40), st.integers(1, 5))
async def test_the_latest_are_remembered(shown: list[str], most: int) -> None:
    """Whatever is shown in whatever order, exactly the latest conversations are remembered."""
    context = Context(most=most)
    for number, thread in enumerate(shown):
        context.show(Pseudonym(thread), f"e{number}", NOON)
    last = {thread: f"e{number}" for number, thread in enumerate(shown)}
    latest = sorted(last, key=lambda thread: int(last[thread][1:]))[-most:]

    assert {one: last[one] for one in latest} == {
        one: entry for one in "abcdef" if (entry := await context.last(Pseudonym(one), NOON))
    }
