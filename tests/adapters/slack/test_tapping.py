"""Tapping: what a button does for whoever taps it, and what others see of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from bot.answer import Answerer
from tests import slack_taps as taps
from tests.slack_far_side import FarSide
from tests.slack_office import Office, office
from tests.slack_payloads import Scene, direct_scene
from tests.slack_reading import drawn, labels
from tests.slack_records import Posted
from tests.stores import copied

BOB: Final = Scene(user="U0BOB")
DM: Final = direct_scene()
CHOICE: Final = "Which problems do websites typically have, and who helps?"
NEXT: Final = "Building and maintaining APIs"
GONE: Final = "There is nothing by that name here, or not any more."


@pytest.fixture
def at_desk(shipped_at_work: Office) -> Office:
    """Backchat with all it knows, in a workspace with Ada and Bob."""
    shipped_at_work.far.workspace().person(BOB.user)
    return shipped_at_work


async def asked(at: Office, text: str) -> Posted:
    """What the bot says to Ada, who has named it."""
    await at.mention(text)
    return at.said()[-1]


def forged(message: Posted, action_id: str, value: str) -> Posted:
    """The message with another value behind a button, as an older version would have posted it."""
    for block in message.blocks:
        for one in block.get("elements", ()):
            if one.get("action_id") == action_id:
                one["value"] = value
    return message


async def test_the_asker_s_choice_becomes_the_answer(at_desk: Office) -> None:
    """Whoever asked picks what was meant: the answer takes the place of the choices, and votes count for the question."""
    message = await asked(at_desk, "websites")
    await at_desk.press(message, CHOICE)
    await at_desk.press(message, "Helpful")
    [question], [vote] = [await at_desk.parts.kept(table) for table in ("questions", "votes")]
    [answer] = at_desk.said()

    assert (message.ts, 1, True) == (answer.ts, answer.edits, answer.text.startswith(CHOICE))
    assert (question["id"], "common-website-issues") == (vote["asked"], vote["entry"])
    assert {"Not what I asked", "Helpful", "Delete"} <= {*labels(answer.blocks)}


async def test_the_asker_s_choice_is_what_the_thread_is_about(at_desk: Office) -> None:
    """What follows in the thread is read in the light of what was picked."""
    message = await asked(at_desk, "websites")
    await at_desk.press(message, CHOICE)
    await at_desk.say("tell me more", BOB, thread_ts=message.thread_ts)

    assert at_desk.said()[-1].text.startswith(f"That is all I have on {CHOICE}")


async def test_another_s_choice_is_their_own_business(at_desk: Office) -> None:
    """Whoever did not ask sees their pick alone, in the thread; the choices stay for whoever asked."""
    message = await asked(at_desk, "websites")
    await at_desk.press(message, CHOICE, BOB)
    seen, [stays] = at_desk.whispered(BOB), at_desk.said()

    assert (message.thread_ts, True) == (seen.thread_ts, seen.text.startswith(CHOICE))
    assert (0, [], True) == (stays.edits, at_desk.far.ephemerals(), CHOICE in labels(stays.blocks))
    assert "Share in thread" in labels(seen.blocks)


@pytest.mark.parametrize("scene", [Scene(), BOB], ids=["the asker", "another"])
async def test_related_topics_are_for_the_tapper(at_desk: Office, scene: Scene) -> None:
    """Whoever taps a related topic sees it alone, in the thread; the answer stays as it is."""
    message = await asked(at_desk, "what is an api")
    await at_desk.press(message, NEXT, scene)
    seen = at_desk.whispered(scene)

    assert (message.thread_ts, True) == (seen.thread_ts, seen.text.startswith(NEXT))
    assert [0] == [one.edits for one in at_desk.said()]
    assert "Share in thread" in labels(seen.blocks)


async def test_a_private_answer_turns_over(at_desk: Office) -> None:
    """Topics, a kind, its next page, an entry and back again: all in the one message that its owner sees."""
    message = await at_desk.type("topics")
    seen = []
    for label in (
        "Duties (…",
        "More",
        "Browse all topics",
        "Comparisons (…",
        "Synchronous versus asynchronous programming",
    ):
        await at_desk.press(message, label)
        seen.append(at_desk.whispered().text.splitlines()[0])

    assert ["Duties, page 1", "Duties, page 2", "Topics", "Comparisons"] == [
        one.partition(" of ")[0] for one in seen[:-1]
    ]
    assert ("Synchronous versus asynchronous programming", 5) == (seen[-1], message.edits)
    assert "Share in channel" in labels(message.blocks)
    assert ([], 1) == (at_desk.said(), len(at_desk.far.ephemerals()))


async def test_a_related_topic_can_be_shared_too(at_desk: Office) -> None:
    """A related topic replaces what its owner sees, and the button to share is still there."""
    message = await at_desk.type("what is an api")
    await at_desk.press(message, NEXT)

    assert (True, 1) == (message.text.startswith(NEXT), len(at_desk.far.ephemerals()))
    assert "Share in channel" in labels(message.blocks)


async def test_in_direct_messages_answers_stand_below(at_desk: Office) -> None:
    """What is tapped in direct messages is answered below, and so is what is picked, with votes for the question."""
    await at_desk.say("websites", DM)
    await at_desk.press(at_desk.said(DM.channel)[0], CHOICE, DM)
    picked = at_desk.said(DM.channel)[-1]
    await at_desk.press(picked, labels(picked.blocks)[0], DM)
    await at_desk.press(picked, "Helpful", DM)
    [question], [vote] = [await at_desk.parts.kept(table) for table in ("questions", "votes")]

    assert [0, 0, 0] == [one.edits for one in at_desk.said(DM.channel)]
    assert (True, question["id"]) == (picked.text.startswith(CHOICE), vote["asked"])


async def test_a_path_is_walked_in_one_message(at_desk: Office) -> None:
    """What next and Back turn the step over in place, More shows its entry, and the journal knows the step."""
    message = await at_desk.type("path from-zero 2")
    for label in ("What next?", "What next?", "Back"):
        await at_desk.press(message, label)
    [row] = await at_desk.parts.kept("progress")
    told = message.text
    await at_desk.press(message, next(one for one in labels(message.blocks) if one.startswith("More:")))

    assert ("from-zero", 3) == (row["path"], row["step"])
    assert told.startswith("From zero to junior, step 3 of ")
    assert message.text.startswith("Which programming languages should I know?")


async def test_a_path_ends(at_desk: Office) -> None:
    """Behind the last step there is a word about it, and the way to the other paths."""
    message = await at_desk.type("path from-zero 18")
    await at_desk.press(message, "Finish")

    assert "That was the last step of From zero to junior" in message.text
    assert "Learning paths" in labels(message.blocks)


@pytest.mark.parametrize("value", ["show:removed", "drop:tables", "topics:none:9", "path:none:3", "x" * 200])
async def test_what_is_not_there_any_more_is_told_in_private(at_desk: Office, value: str) -> None:
    """A button of something that was removed, or that was never ours, says so to the tapper, and what was said stays."""
    message = forged(await asked(at_desk, "websites"), "pick:0", value)
    await at_desk.tap(message, "pick:0")
    await at_desk.settled()
    seen = at_desk.whispered()

    assert any(
        told in drawn(seen.blocks) for told in (GONE, "There are no topics by that", "There is no path by")
    )
    assert [0] == [one.edits for one in at_desk.said()]


async def test_a_tap_is_answered_once(at_desk: Office) -> None:
    """Slack delivers a tap again: there is one answer; tapping again is another tap."""
    message = await asked(at_desk, "what is an api")
    for count in (1, 2):
        url, trigger = at_desk.far.response_url(ts=message.ts), at_desk.far.trigger_id()
        action = taps.pressed(message.blocks, "tap:1")
        told = taps.tap(Scene(), message.payload(), action, response_url=url, trigger_id=trigger)
        for _ in range(3):
            await at_desk.interact(told)
        await at_desk.settled()

        assert count == len(at_desk.far.ephemerals())


async def test_buttons_outlive_a_restart(
    far: FarSide, small: Answerer, migrated_file: Path, tmp_path: Path
) -> None:
    """What one process has posted, another answers: choices, votes, steps."""
    store = copied(migrated_file, tmp_path)
    async with office(far, store, lambda: small) as before:
        choices = await asked(before, "linux or sql")
        step = await before.type("path first")
        await before.recorded()
    async with office(far, store, lambda: small) as after:
        await after.press(choices, "What is linux?")
        await after.press(choices, "Helpful")
        await after.press(step, "What next?")
        [vote], [row] = [await after.parts.kept(table) for table in ("votes", "progress")]

    assert (True, "linux", 2) == (choices.text.startswith("What is linux?"), vote["entry"], row["step"])
    assert step.text.startswith("First, step 2 of 2: What is git?")
