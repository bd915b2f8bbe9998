"""Sharing: a private answer becomes one message for all, where it belongs, and leaves nothing behind."""

from __future__ import annotations

import asyncio
from typing import Final

import pytest

from tests.slack_far_side import FarSide
from tests.slack_office import Office
from tests.slack_payloads import Scene
from tests.slack_reading import drawn, labels
from tests.slack_records import Posted

BOB: Final = Scene(user="U0BOB")
OTHERS: Final = Scene(channel="C0OTHERS")
PRIVATE: Final = Scene(channel="D0BOBADA")
RESTATED: Final = "Question: explain docker <& why>"


@pytest.fixture
def team(far: FarSide) -> FarSide:
    """A workspace with Ada and Bob, a channel without the bot, and their direct messages, where it cannot be."""
    space = far.workspace()
    space.person(BOB.user)
    space.channel(OTHERS.channel, joined=False)
    return far


def outside(at: Office) -> list[str]:
    """How Slack refused what the bot may not do in a channel without it; that it tried is no fault here."""
    errors = [one.error for one in at.far.refused]
    at.far.refused.clear()
    return errors


async def shared(at: Office, scene: Scene, *, times: int = 1) -> None:
    """Ada asks by command, and taps Share."""
    message = await at.type("explain docker &lt;&amp; why&gt;", scene)
    payload = [at.tap(message, "share", scene) for _ in range(times)]
    await asyncio.gather(*payload)
    await at.settled()


@pytest.mark.parametrize("times", [1, 2, 5])
async def test_what_is_shared_stands_there_once(team: FarSide, at_work: Office, times: int) -> None:
    """However often Share is tapped, there is one message for all, with the question over it; the private one is gone."""
    await shared(at_work, Scene(), times=times)
    [message] = at_work.said()

    assert ("", [], True) == (message.thread_ts, team.ephemerals(), RESTATED in drawn(message.blocks))
    assert "You asked" not in drawn(message.blocks)
    assert ["Delete"] == labels(message.blocks)


async def test_what_stays_behind_is_not_shared_twice(team: FarSide, at_work: Office) -> None:
    """Where the private answer cannot be removed, what was shared still stands there once, however often it is tapped."""
    message = await at_work.type("explain docker")
    team.fail("response_url", None, status=404)
    answers = [await at_work.tap(message, "share") for _ in range(2)]
    await at_work.settled()

    assert ([200, 200], 1, []) == ([one.status for one in answers], len(at_work.said()), at_work.parts.faults)


@pytest.mark.parametrize("scene", [OTHERS, PRIVATE], ids=["channel", "direct messages of two"])
async def test_where_the_bot_is_not_it_is_shared_too(team: FarSide, at_work: Office, scene: Scene) -> None:
    """In a channel without the bot, and between two people, what is shared goes by the address of the tap."""
    await shared(at_work, scene)
    [message] = at_work.said(scene.channel)

    assert (True, []) == (RESTATED in drawn(message.blocks), team.ephemerals(scene.channel))
    assert len(outside(at_work)) == 1


@pytest.mark.parametrize("scene", [Scene(), OTHERS, PRIVATE], ids=["with it", "without it", "two people"])
async def test_who_shared_can_delete_it(team: FarSide, at_work: Office, scene: Scene) -> None:
    """The sharer's bin deletes what was shared, whether the bot is in the channel or not; another's tells them."""
    await shared(at_work, scene)
    [message] = at_work.said(scene.channel)
    other = Scene(user=BOB.user, channel=scene.channel)
    await at_work.press(message, "Delete", other)
    stands = len(at_work.said(scene.channel))
    await at_work.press(message, "Delete", scene)
    outside(at_work)

    assert (1, []) == (stands, at_work.said(scene.channel))
    assert at_work.whispered(other).text.startswith("Only the person who asked, or an admin")


async def test_between_two_people_taps_are_answered(team: FarSide, shipped_at_work: Office) -> None:
    """Under what was shared between two people a related topic is shown to the tapper, though the bot cannot post there."""
    message = await shipped_at_work.type("what is an api", PRIVATE)
    await shipped_at_work.press(message, "Share in channel", PRIVATE)
    [answer] = shipped_at_work.said(PRIVATE.channel)
    other = Scene(user=BOB.user, channel=PRIVATE.channel)
    await shipped_at_work.press(answer, "Building and maintaining APIs", other)
    outside(shipped_at_work)

    assert shipped_at_work.whispered(other).text.startswith("Building and maintaining APIs")


@pytest.mark.parametrize("thread", [False, True], ids=["message", "reply"])
async def test_a_shortcut_answers_and_shares_in_the_thread(
    team: FarSide, at_work: Office, *, thread: bool
) -> None:
    """The answer to somebody's message is private; shared, it stands in the thread of that message."""
    root = team.said("The build is red", user=BOB.user) if thread else None
    asked = team.said("explain docker", user=BOB.user, thread_ts=root.ts if root else "")
    answer = await at_work.use_shortcut(asked)
    before, private = len(at_work.said()), drawn(answer.blocks)
    await at_work.press(answer, "Share in thread")
    [message] = at_work.said()

    assert ((root or asked).ts, 0, []) == (message.thread_ts, before, team.ephemerals())
    assert "You asked: explain docker" in private
    assert "Question: explain docker" in drawn(message.blocks)


async def test_what_is_shared_in_a_thread_brings_the_bot_there(team: FarSide, at_work: Office) -> None:
    """After an answer was shared in a thread, a follow-up in it needs no name."""
    asked = team.said("explain docker", user=BOB.user)
    await at_work.press(await at_work.use_shortcut(asked), "Share in thread")
    await at_work.say("tell me more", BOB, thread_ts=asked.ts)

    assert at_work.said()[-1].text.startswith("That is all I have on What is docker?")
    assert [asked.ts] * 2 == [one.thread_ts for one in at_work.said()]


async def test_a_topic_opened_in_a_thread_is_shared_there(team: FarSide, shipped_at_work: Office) -> None:
    """What somebody opened under an answer in a thread is shared in that thread, as its button says."""
    ts = await shipped_at_work.mention("what is an api")
    await shipped_at_work.press(shipped_at_work.said()[0], "Building and maintaining APIs", BOB)
    await shipped_at_work.press(shipped_at_work.whispered(BOB), "Share in thread", BOB)

    assert [ts, ts] == [one.thread_ts for one in shipped_at_work.said()]


@pytest.mark.parametrize(
    ("text", "told"), [("", "The question is empty"), ("lunch?", "I have no answer to that")]
)
async def test_a_shortcut_on_what_is_no_question(
    team: FarSide, at_work: Office, text: str, told: str
) -> None:
    """On a message without words, or without an answer, there is a private word, and nothing to share."""
    answer = await at_work.use_shortcut(team.said(text, user=BOB.user))

    assert (True, False) == (told in drawn(answer.blocks), "Share in thread" in labels(answer.blocks))


async def test_a_shortcut_on_an_answer_of_the_bot(team: FarSide, at_work: Office) -> None:
    """The bot's own message is text like any other: there is a private answer, and nothing in the channel."""
    await at_work.mention("explain docker")
    answer = await at_work.use_shortcut(at_work.said()[0])

    assert ("U0ADA", 1) == (answer.only, len(at_work.said()))


async def test_a_shortcut_where_the_bot_is_not(team: FarSide, at_work: Office) -> None:
    """In a channel without the bot the shortcut answers, and shares in the thread of the message, all the same."""
    asked = team.said("explain docker", user=BOB.user, channel=OTHERS.channel)
    await at_work.press(await at_work.use_shortcut(asked, OTHERS), "Share in thread", OTHERS)
    [call] = team.called(lambda one: one.arguments.get("response_type") == "in_channel")

    assert (asked.ts, ["not_in_channel"]) == (call.arguments["thread_ts"], outside(at_work))


async def test_what_is_gone_is_not_shared(team: FarSide, at_work: Office) -> None:
    """When the entry was removed meanwhile, its sharer alone is told, and nothing is said before all."""
    message = await at_work.type("explain docker")
    _remove(message)
    await at_work.press(message, "Share in channel")

    assert ([], 2) == (at_work.said(), len(team.ephemerals()))
    assert at_work.whispered().text.startswith("There is nothing by that name here")


def _remove(message: Posted) -> None:
    for block in message.blocks:
        for one in block.get("elements", ()):
            if one.get("action_id") == "share":
                one["value"] = one["value"].replace("show:docker", "show:no")
