"""Threads: where the bot speaks up without being named, where it keeps quiet, and who is heard together."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any, Final

import pytest

from bot.answer import Answerer
from bot.journal.engine import Store
from bot.service import Service
from bot.turns.context import JOINED
from bot.turns.cooldown import QUESTIONS
from tests import slack_payloads as sent
from tests.slack_far_side import FarSide
from tests.slack_office import Office, office
from tests.slack_payloads import Scene, direct_scene
from tests.slack_records import CHANNEL
from tests.stores import copied

BOB: Final = Scene(user="U0BOB")


@pytest.fixture
def store(migrated_file: Path, tmp_path: Path) -> Store:
    """A SQLite file."""
    return copied(migrated_file, tmp_path)


@pytest.fixture
def team(far: FarSide) -> FarSide:
    """A workspace with Ada and Bob."""
    far.workspace().person(BOB.user)
    return far


def firsts(at: Office) -> list[str]:
    """The first lines of what the bot has said in the channel."""
    return [one.text.splitlines()[0] for one in at.said()]


@pytest.mark.parametrize("scene", [Scene(), BOB], ids=["the asker", "another"])
@pytest.mark.parametrize("more", [{}, {"subtype": "thread_broadcast"}], ids=["plain", "broadcast"])
async def test_a_follow_up_needs_no_name(
    team: FarSide, shipped_at_work: Office, scene: Scene, more: dict[str, Any]
) -> None:
    """In a thread with the bot, what it knows is answered there, whoever asks, and in the light of what was shown."""
    ts = await shipped_at_work.mention("what is an api")
    await shipped_at_work.say("and what is docker", scene, thread_ts=ts, **more)
    await shipped_at_work.say("tell me more", scene, thread_ts=ts, **more)

    assert ["What is an API?", "Docker and containers"] == firsts(shipped_at_work)[:2]
    assert firsts(shipped_at_work)[2].startswith("That is all I have on Docker and containers")
    assert [ts] * 3 == [one.thread_ts for one in shipped_at_work.said()]


@pytest.mark.parametrize(
    "text",
    [
        "kafka",
        "websites",
        "thanks!",
        "see you at 3 then",
        "lunch at noon?",
        "whats the pay in berlin",
        "delete my data",
        "",
        "x" * 4_001,
        "<@U0BOB> what is docker",
        "<!here> what is docker",
        "<!subteam^S0DEVS|@devs> what is docker",
    ],
)
async def test_what_is_not_for_us_is_let_be(team: FarSide, shipped_at_work: Office, text: str) -> None:
    """In a thread with the bot it stays silent when it does not know, is unsure, or when people talk to each other."""
    ts = await shipped_at_work.mention("what is an api")
    await shipped_at_work.say(text, BOB, thread_ts=ts)

    assert (1, []) == (len(shipped_at_work.said()), team.ephemerals(CHANNEL, BOB.user))
    assert 1 == len(await shipped_at_work.parts.kept("questions"))


async def test_threads_of_others_are_let_be(team: FarSide, at_work: Office) -> None:
    """Outside of threads, and in a thread without the bot, it says nothing however well it knows."""
    root = team.said("The build is red").ts
    await at_work.say("explain docker", thread_ts=root)
    await at_work.say("explain docker")

    assert ([], []) == (at_work.said(), await at_work.parts.kept("questions"))


async def test_a_private_answer_is_no_part_of_the_thread(team: FarSide, at_work: Office) -> None:
    """Who has a message of a thread answered in private does not bring the bot into the thread."""
    root = team.said("The build is red")
    asked = team.said("explain docker", user=BOB.user, thread_ts=root.ts)
    await at_work.use_shortcut(asked)
    await at_work.say("explain linux", BOB, thread_ts=root.ts)

    assert [] == at_work.said()


async def test_a_private_look_leaves_the_thread_as_it_was(team: FarSide, shipped_at_work: Office) -> None:
    """What somebody opens for their own eyes does not change what the thread is about."""
    ts = await shipped_at_work.mention("what is an api")
    await shipped_at_work.press(shipped_at_work.said()[0], "Building and maintaining APIs", BOB)
    await shipped_at_work.say("tell me more", thread_ts=ts)

    assert firsts(shipped_at_work)[1].startswith("That is all I have on What is an API?")


async def test_a_thread_is_left_after_a_day(team: FarSide, store: Store, small: Answerer) -> None:
    """After a restart the thread is known from the journal; a day after the last answer the bot keeps out of it."""
    async with office(team, store, lambda: small) as before:
        ts = await before.mention("explain docker")
        await before.recorded()
    async with office(team, store, lambda: small) as after:
        await after.say("explain linux", thread_ts=ts)
        await after.recorded()
    with sqlite3.connect(str(store.file)) as connection:
        connection.execute("UPDATE questions SET at = at - ?", (JOINED,))
    connection.close()
    async with office(team, store, lambda: small) as later:
        await later.say("explain git", thread_ts=ts)

        assert ["What is docker?", "What is linux?"] == firsts(later)


async def test_a_mention_in_a_thread_is_answered_once(team: FarSide, at_work: Office) -> None:
    """Slack tells of a mention twice, as such and as a message, in any order and again: there is one answer to each."""
    ts = await at_work.mention("explain docker")
    for number in range(2):
        text, scene = f"explain {('linux', 'git')[number]}", Scene()
        own = sent.new_ts()
        told = [
            sent.app_mention(scene, text, ts=own, thread_ts=ts),
            sent.message(scene, f"<@{scene.bot_user}> {text}", ts=own, thread_ts=ts),
        ]
        await asyncio.gather(*(at_work.event(one) for one in told[:: 1 - 2 * number] * 2))
        await at_work.settled()

    assert ["What is docker?", "What is linux?", "What is git?"] == firsts(at_work)


async def test_who_floods_is_told_once(team: FarSide, at_work: Office) -> None:
    """The question over the limit gets one notice for its author's eyes, later ones nothing; others are answered."""
    for _ in range(QUESTIONS + 3):
        await at_work.mention("explain docker")
    await at_work.mention("explain git", BOB)
    [notice] = team.ephemerals()

    assert QUESTIONS + 1 == len(at_work.said())
    assert notice.text.startswith("That was a lot at once.")
    assert [] == team.ephemerals(CHANNEL, BOB.user)


async def test_chatter_of_people_uses_up_nothing(team: FarSide, at_work: Office) -> None:
    """However much is said in a thread with the bot, who then names it is answered."""
    ts = await at_work.mention("explain docker")
    for _ in range(QUESTIONS + 1):
        await at_work.say("what a day", BOB, thread_ts=ts)
    await at_work.mention("explain git", BOB, thread_ts=ts)

    assert ["What is docker?", "What is git?"] == firsts(at_work)


class _BrokenError(Exception):
    """Something nobody thought of."""


def _broken() -> Answerer:
    raise _BrokenError


@pytest.mark.parametrize("scene", [Scene(), direct_scene()], ids=["channel", "direct"])
async def test_a_fault_of_ours_is_owned_up_to(team: FarSide, store: Store, scene: Scene) -> None:
    """Where answering fails its author gets one friendly line, in a channel nobody else does; and it counts as a fault."""
    async with office(team, store, _broken) as at:
        await (at.say("explain docker", scene) if scene.kind == "im" else at.mention("explain docker", scene))
        [told] = at.said(scene.channel) or team.ephemerals()

        assert ("" if scene.kind == "im" else scene.user) == told.only
        assert told.text.startswith("Something went wrong on my side, and it is noted.")
        assert [("answer", _BrokenError)] == [(where, type(error)) for where, error in at.parts.faults]


async def test_a_command_that_fails_is_owned_up_to(team: FarSide, store: Store) -> None:
    """The same for a command, at its own address."""
    async with office(team, store, _broken) as at:
        told = await at.type("explain docker")

    assert told.text.startswith("Something went wrong on my side")


async def test_the_notice_of_a_full_house_is_no_silence(team: FarSide, at_work: Office) -> None:
    """While it stops, a command is answered with one line, and an event is left for Slack to deliver again."""
    stopping: Service = at_work.service
    await stopping.drain(1)
    command, event = (
        await at_work.command("explain docker"),
        await at_work.event(sent.app_mention(Scene(), "x")),
    )

    assert (200, 503, []) == (command.status, event.status, team.messages())
    assert command.json["text"].startswith("Something went wrong on my side")
