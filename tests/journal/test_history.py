from __future__ import annotations

from dataclasses import fields

import pytest

from bot.journal.journal import Journal
from bot.journal.records import Kept, Tally
from tests.samples import ADA, BOB, DAY, NOON, asked, missed, voted

EVIDENCE = {"candidates": [["docker", 0.9], ["kubernetes", 0.4]], "known": 1.0, "family": ["pets", 0.1]}


async def test_a_question_comes_back_with_what_became_of_it(journal: Journal) -> None:
    """Everything that maintainers may see of a question is there, with the entries that came nearest."""
    await journal.questions.record([asked(after="git", evidence=EVIDENCE)])

    assert (
        Kept(
            id="q",
            at=NOON,
            platform="slack",
            text="what is docker",
            outcome="answered",
            entry="docker",
            after="git",
            confidence=0.75,
            candidates=(("docker", 0.9), ("kubernetes", 0.4)),
            took=1_500,
        ),
    ) == await journal.history.since(NOON)


async def test_nobody_is_in_it(journal: Journal) -> None:
    """Neither a person nor a place nor a conversation leaves with the questions."""
    await journal.questions.record([asked(evidence=EVIDENCE)])
    await journal.questions.miss(missed())
    told = {repr(getattr(one, part.name)) for one in await journal.history.since(0) for part in fields(one)}

    assert set() == {"'ada'", "'here'", "'thread'"} & told
    assert set() == {"person", "place", "thread"} & {part.name for part in fields(Kept)}


async def test_evidence_of_another_shape_is_no_fault(journal: Journal) -> None:
    """A question without candidates in its evidence simply has none."""
    await journal.questions.record([asked(evidence={})])

    assert [()] == [one.candidates for one in await journal.history.since(NOON)]


async def test_a_picked_entry_is_nobodys_words(journal: Journal) -> None:
    """Of an entry that was chosen from a list it is told that its text is a title."""
    await journal.questions.record([asked("q1", evidence={"picked": True}), asked("q2", evidence=EVIDENCE)])

    assert [("q1", True), ("q2", False)] == [(one.id, one.picked) for one in await journal.history.since(0)]


async def test_votes_are_counted(journal: Journal) -> None:
    """The last vote of each person counts, however late it came."""
    await journal.questions.record([asked("q1"), asked("q2")])
    await journal.questions.vote(voted(asked="q1", helped=False))
    await journal.questions.vote(voted(asked="q1", at=NOON + 9 * DAY))
    await journal.questions.vote(voted(asked="q1", person=BOB, helped=False))
    kept = await journal.history.since(NOON)

    assert [("q1", 1, 1), ("q2", 0, 0)] == [(one.id, one.up, one.down) for one in kept]


async def test_votes_on_several_answers_to_a_question(journal: Journal) -> None:
    """Who was offered a choice votes on what they chose: every entry has its own tally."""
    await journal.questions.record([asked(outcome="unsure", entry="")])
    await journal.questions.vote(voted(entry="kubernetes", helped=False))
    await journal.questions.vote(voted(entry="docker"))
    (kept,) = await journal.history.since(NOON)

    assert (Tally("docker", 1, 0), Tally("kubernetes", 0, 1)) == kept.votes
    assert (1, 1) == (kept.up, kept.down)


async def test_a_vote_on_no_question_is_left_out(journal: Journal) -> None:
    """Votes on questions that are gone or too old do no harm."""
    await journal.questions.record([asked("new", at=NOON), asked("old", at=NOON - DAY)])
    for name in ("old", "gone"):
        await journal.questions.vote(voted(asked=name))

    assert [("new", 0)] == [(one.id, one.up) for one in await journal.history.since(NOON)]


async def test_what_people_wanted_instead(journal: Journal) -> None:
    """A remark names the question it is about and the entry that missed, even if the question is of an earlier day."""
    await journal.questions.record([asked(at=NOON - DAY)])
    await journal.questions.miss(missed())

    assert (
        Kept("m", NOON, "slack", "salaries", "missed", "docker", about="q"),
    ) == await journal.history.since(NOON)


async def test_a_remark_about_no_question(journal: Journal) -> None:
    """A remark whose question is gone has no entry."""
    await journal.questions.miss(missed(asked="gone"))

    assert [("", "gone")] == [(one.entry, one.about) for one in await journal.history.since(NOON)]


@pytest.mark.parametrize(("since", "expected"), [(0, ["a", "b", "c"]), (NOON, ["b", "c"]), (NOON + 2, [])])
async def test_from_a_time_on(journal: Journal, since: int, expected: list[str]) -> None:
    """The time itself is included, and the earliest comes first."""
    await journal.questions.record([asked("c", at=NOON + 1), asked("a", at=NOON - 1), asked("b", at=NOON)])

    assert expected == [one.id for one in await journal.history.since(since)]


async def test_erased_text_is_none(journal: Journal) -> None:
    """What has had its days is still counted, without its words."""
    await journal.questions.record([asked()])
    await journal.questions.miss(missed())
    await journal.people.erase(NOON + 2 * DAY, keep_days=1)

    assert [("m", None), ("q", None)] == [(one.id, one.text) for one in await journal.history.since(0)]


async def test_who_is_forgotten_is_gone(journal: Journal) -> None:
    """Nothing of a person who had their data deleted comes back."""
    await journal.questions.record([asked("hers"), asked("his", person=BOB)])
    await journal.questions.vote(voted(asked="his", person=ADA))
    await journal.people.forget(ADA, NOON)

    assert [("his", 0)] == [(one.id, one.up) for one in await journal.history.since(0)]
