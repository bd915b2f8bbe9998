from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.errors import StoreError
from bot.journal.journal import Journal
from bot.journal.records import Pseudonym
from tests.samples import ADA, BOB, NOON, THREAD, asked, kept, missed, texts, voted

HOSTILE = (
    ("nul", "a\x00b", "a\ufffdb"),
    ("lone-high", "a\ud83d", "a\ufffd"),
    ("lone-low", "\udc00a", "\ufffda"),
    ("backwards", "\ude00\ud83d", "\ufffd\ufffd"),
    ("pair", "\U0001f600", "\U0001f600"),
    ("emoji", "\U0001f600" * 4_000, "\U0001f600" * 4_000),
    (
        "family",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 800,
        "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 800,
    ),
    ("quotes", "'; DROP TABLE questions; --", "'; DROP TABLE questions; --"),
    ("percent", "100% :name ? %s $1 {x}", "100% :name ? %s $1 {x}"),
    ("direction", "\u202eabc\u2066", "\u202eabc\u2066"),
    ("last", "\U0010ffff\uffff", "\U0010ffff\uffff"),
    ("neighbours", "\x01\ud7ff\ue000\ufffe", "\x01\ud7ff\ue000\ufffe"),
    ("empty", "", ""),
    ("none", None, None),
)


async def test_a_question_is_kept_as_it_was(journal: Journal) -> None:
    """Everything about a question comes back, its time as a date."""
    await journal.questions.record([asked()])

    assert [
        {
            "table": "questions",
            "id": "q",
            "at": datetime.fromtimestamp(NOON / 1000, UTC).isoformat(timespec="milliseconds"),
            "platform": "slack",
            "place": "here",
            "person": "ada",
            "thread": "thread",
            "text": "what is docker",
            "outcome": "answered",
            "entry": "docker",
            "after": "",
            "confidence": 0.75,
            "evidence": {"docker": 0.9},
            "knowledge": "abc",
            "took": 1_500,
        }
    ] == await kept(journal, "questions")


@pytest.mark.parametrize(("text", "expected"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
async def test_any_text_can_be_kept(journal: Journal, text: str | None, expected: str | None) -> None:
    """What no database takes, NUL and lone surrogates, becomes U+FFFD; all else comes back letter by letter."""
    await journal.questions.record([asked(text=text)])
    await journal.questions.miss(missed(text=text))

    assert [expected] == await texts(journal)
    assert [expected] == await texts(journal, "misses")


async def test_no_questions_are_no_work(journal: Journal) -> None:
    """An empty batch is kept without a complaint."""
    await journal.questions.record([])

    assert [] == await texts(journal)


async def test_a_thousand_questions_at_once(journal: Journal) -> None:
    """A batch of a thousand is kept whole."""
    await journal.questions.record([asked(f"q{number:04}", text=str(number)) for number in range(1_000)])

    assert [str(number) for number in range(1_000)] == await texts(journal)


async def test_a_batch_that_comes_again_changes_nothing(journal: Journal) -> None:
    """What is there stays as it is; only what was missing is added."""
    await journal.questions.record([asked("q1", text="first")])
    await journal.questions.record([asked("q1", text="changed"), asked("q2", text="second")])

    assert ["first", "second"] == await texts(journal)


async def test_one_bad_question_keeps_the_batch_out(journal: Journal) -> None:
    """A batch is kept whole or not at all."""
    with pytest.raises(StoreError):
        await journal.questions.record([asked("q1"), asked("q2", outcome=None)])

    assert [] == await texts(journal)


async def test_questions_at_the_same_time_are_all_kept(journal: Journal) -> None:
    """Sixty batches at once, more than go into one transaction, are each kept."""
    await asyncio.gather(*(journal.questions.record([asked(f"q{number:03}")]) for number in range(130)))

    assert 130 == len(await texts(journal))


async def test_one_at_fault_does_not_stop_the_others(journal: Journal) -> None:
    """Of writes that go into one transaction together, the one that cannot be done fails alone."""
    records = [journal.questions.record([asked(f"q{number}")]) for number in range(5)]
    bad = journal.questions.record([asked("bad", outcome=None)])
    told = await asyncio.gather(*records[:2], bad, *records[2:], return_exceptions=True)

    assert [None, None, StoreError, None, None, None] == [one and type(one) for one in told]
    assert 5 == len(await texts(journal))


async def test_a_vote_is_kept_once(journal: Journal) -> None:
    """The same vote twice is one vote."""
    await journal.questions.vote(voted())
    await journal.questions.vote(voted())

    assert [True] == [row["helped"] for row in await kept(journal, "votes")]


@pytest.mark.parametrize(("later", "expected"), [(1, False), (0, False), (-1, True)])
async def test_the_last_vote_counts(journal: Journal, later: int, *, expected: bool) -> None:
    """A later vote replaces an earlier one, and an earlier one that arrives late does not replace it."""
    await journal.questions.vote(voted(helped=True))
    await journal.questions.vote(voted(helped=False, at=NOON + later))

    assert [expected] == [row["helped"] for row in await kept(journal, "votes")]


async def test_votes_on_different_things_stand_side_by_side(journal: Journal) -> None:
    """Another person, another question or another entry is another vote."""
    for one in (voted(), voted(person=BOB), voted(asked="q2"), voted(entry="linux")):
        await journal.questions.vote(one)

    assert [
        ("q", "ada", "docker"),
        ("q", "ada", "linux"),
        ("q", "bob", "docker"),
        ("q2", "ada", "docker"),
    ] == [(row["asked"], row["person"], row["entry"]) for row in await kept(journal, "votes")]


async def test_a_vote_needs_no_question(journal: Journal) -> None:
    """A vote counts when its question was never kept, or not yet."""
    await journal.questions.vote(voted(asked="unheard"))

    assert ["unheard"] == [row["asked"] for row in await kept(journal, "votes")]


async def test_a_miss_is_kept_once(journal: Journal) -> None:
    """What somebody wanted to know instead stays as it was said first."""
    await journal.questions.miss(missed(text="salaries"))
    await journal.questions.miss(missed(text="changed"))

    assert ["salaries"] == await texts(journal, "misses")


async def test_no_conversation_has_no_last_entry(journal: Journal) -> None:
    """Where nothing was asked, nothing was shown."""
    assert "" == await journal.questions.last_entry(THREAD, 0)


async def test_the_last_entry_is_the_latest_shown(journal: Journal) -> None:
    """Of a conversation's questions the latest counts, whatever order they were written in."""
    await journal.questions.record(
        [
            asked("q1", at=NOON + 2, entry="latest"),
            asked("q2", at=NOON, entry="first"),
            asked("q3", at=NOON + 1, entry="between"),
            asked("q4", at=NOON + 9, entry="elsewhere", thread=Pseudonym("another")),
        ]
    )

    assert "latest" == await journal.questions.last_entry(THREAD, 0)


async def test_a_question_without_an_answer_leaves_the_last_entry(journal: Journal) -> None:
    """Where an answer was followed by a question nobody wrote an answer for, the answer is still what was shown last."""
    await journal.questions.record([asked("q1"), asked("q2", at=NOON + 1, entry="", outcome="unknown")])

    assert "docker" == await journal.questions.last_entry(THREAD, 0)


@pytest.mark.parametrize(("since", "expected"), [(-1, "docker"), (0, "docker"), (1, "")])
async def test_old_entries_do_not_count(journal: Journal, since: int, expected: str) -> None:
    """What was shown before a time is forgotten for follow-ups; the time itself belongs to them."""
    await journal.questions.record([asked(person=ADA)])

    assert expected == await journal.questions.last_entry(THREAD, NOON + since)
