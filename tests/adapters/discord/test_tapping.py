"""Tapping: what a button does for whoever taps it, and what others see of it."""

from __future__ import annotations

from typing import Final

import pytest

from tests.discord_guild import Guild
from tests.discord_seen import Posted

NEXT: Final = "Building and maintaining APIs"
TROUBLE: Final = "That was a lot at once. Ask again in"


def head(posted: Posted | None) -> str:
    """The first line of a message."""
    return posted.content.splitlines()[0] if posted else ""


@pytest.mark.parametrize("by", ["ada", "bob"])
async def test_related_topics_are_for_the_tapper(shipped_at_home: Guild, by: str) -> None:
    """Whoever taps a related topic sees it alone; the answer stays as it is."""
    answer = await shipped_at_home.ask("what is an api")
    seen = await shipped_at_home.tap(answer, NEXT, by=by)

    assert seen == shipped_at_home.whispered(by)
    assert (f"### {NEXT}", True) == (head(seen), "Show to channel" in shipped_at_home.whispered(by).labels)
    assert [answer] == shipped_at_home.said()


async def test_what_one_sees_alone_turns_over(shipped_at_home: Guild) -> None:
    """From one related topic to the next, all in the one message that its owner sees."""
    answer = await shipped_at_home.ask("what is an api", private=True)
    seen = await shipped_at_home.tap(answer, NEXT)
    assert seen is not None
    again = await shipped_at_home.tap(seen, shipped_at_home.world.now(seen).labels[0])

    assert (answer.id, answer.id, f"### {NEXT}") == (seen.id, again and again.id, head(seen))
    assert head(seen) != head(again)
    assert 1 == len(shipped_at_home.world.messages("general"))


async def test_pages_are_turned_in_place(shipped_at_home: Guild) -> None:
    """Topics, a kind, its next page and all topics again, in one message."""
    seen = await shipped_at_home.command("topics")
    assert seen is not None
    await shipped_at_home.pick(seen, "Duties (46)")
    labels = ("More", "More", "Browse all topics")
    told = [head(await shipped_at_home.tap(seen, label)) for label in labels]

    assert ["### Duties, page 2 of 5", "### Duties, page 3 of 5", "### Topics"] == told
    assert [seen.id] == [one.id for one in shipped_at_home.world.messages("general")]


async def test_a_path_is_walked_in_one_message(at_home: Guild) -> None:
    """What next and Finish turn the step over in place, More shows its entry, and the journal knows the step."""
    step = await at_home.command("path", path="first")
    assert step is not None
    labels = ("What next?", "Back", "What next?", "Finish", "Learning paths")
    told = [head(step), *[head(await at_home.tap(step, label)) for label in labels]]
    [row] = await at_home.parts.kept("progress")

    steps = ["### First, step 1 of 2: What is linux?", "### First, step 2 of 2: What is git?"]
    assert [*steps, *steps, "### You are through", "### Learning paths"] == told
    assert ("first", 3, 1) == (row["path"], row["step"], len(at_home.world.messages("general")))


async def test_lists_under_what_all_see_are_for_the_tapper(at_home: Guild) -> None:
    """All topics, tapped under an answer for all, are shown to the tapper alone, and go on from there in place."""
    await at_home.mention("kafka")
    [answer] = at_home.said()
    topics = await at_home.tap(answer, "Browse all topics", by="bob")
    assert topics is not None
    await at_home.tap(topics, "Skills (5)", by="bob")

    assert ([answer], "### Skills") == (at_home.said(), head(at_home.whispered("bob")))
    assert topics.id == at_home.whispered("bob").id


async def test_in_direct_messages_answers_stand_below(shipped_at_home: Guild) -> None:
    """What is tapped under an answer in direct messages is answered below, and nothing is there to be shown to others."""
    await shipped_at_home.dm("what is an api")
    [answer] = shipped_at_home.said("@ada")
    below = await shipped_at_home.tap(answer, NEXT)

    assert [answer, below] == shipped_at_home.said("@ada")
    assert f"### {NEXT}" == head(below)
    assert below is not None
    assert "Show to channel" not in below.labels


async def test_brief_answers_are_a_tap_from_whole(at_home: Guild) -> None:
    """Where answers are brief, a tap shows the tapper the rest, and what they see in whole they can show in whole."""
    place = str(at_home.world.home.id)
    await at_home.service.set_up("discord", place, brief=True)
    answer = await at_home.ask("explain docker")
    whole = await at_home.tap(answer, "The whole answer", by="bob")
    assert whole is not None
    await at_home.tap(whole, "Show to channel", by="bob")
    shared = at_home.said()[-1]

    assert ("bob", [False, True, True]) == (
        whole.only,
        ["There is more to say" in one.content for one in (answer, whole, shared)],
    )


async def test_what_is_brief_is_shown_briefly(at_home: Guild) -> None:
    """A brief answer that is shown to all is brief, with the way to the rest."""
    await at_home.service.set_up("discord", str(at_home.world.home.id), brief=True)
    answer = await at_home.ask("explain docker", private=True)
    await at_home.tap(answer, "Show to channel")
    [shared] = at_home.said()

    assert ("There is more to say" in shared.content, "The whole answer" in shared.labels) == (False, True)


async def test_tapping_again_is_answered_again(shipped_at_home: Guild) -> None:
    """Two taps on the same button are two answers, for nobody minds."""
    answer = await shipped_at_home.ask("what is an api")
    seen = [await shipped_at_home.tap(answer, NEXT) for _ in range(2)]

    assert 2 == len({one.id for one in seen if one})


async def test_who_taps_too_fast_keeps_what_they_see(at_home: Guild, monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice stands below what somebody sees alone, and not in its place: their way on is still there."""
    monkeypatch.setattr("bot.service.TAPS", 1)
    await at_home.restart()
    step = await at_home.command("path", path="first")
    assert step is not None
    for _ in range(3):
        await at_home.tap(step, "What next?")
    notices = [one.content for one in at_home.world.messages("general")[1:]]

    assert step == at_home.world.now(step)
    assert [True, True] == [one.startswith(TROUBLE) for one in notices[:1]] + [
        notices[1].startswith("Still a lot")
    ]


async def test_what_is_tapped_by_many_at_once_is_answered_to_each(at_home: Guild) -> None:
    """Six people tap the same button: each has an answer of their own."""
    answer = await at_home.ask("kafka")
    people = [f"person{number}" for number in range(6)]
    for person in people:
        await at_home.tap(answer, "Browse all topics", by=person)

    assert people == [one.only for one in at_home.world.messages("general") if one.only]
