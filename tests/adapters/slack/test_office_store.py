"""The same on each database, with two processes that share it, and with two workspaces in one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Final
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from bot.answer import Answerer
from bot.journal.engine import Store
from bot.turns.cooldown import QUESTIONS
from tests import slack_payloads as sent
from tests.slack_far_side import FarSide
from tests.slack_office import Office, asked, office
from tests.slack_payloads import Scene, scene_of
from tests.slack_reading import drawn
from tests.slack_records import CHANNEL, TEAM

AWAY: Final = "T0AWAY"
BOB: Final = Scene(user="U0BOB")


@pytest.fixture
async def processes(far: FarSide, small: Answerer, store: Store) -> AsyncIterator[list[Office]]:
    """Two processes of Backchat, in a workspace with Ada and Bob."""
    far.workspace().person(BOB.user)
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(office(far, store, lambda: small)) for _ in range(2)]


async def test_whichever_process_answers_it_is_one_conversation(processes: list[Office]) -> None:
    """A thread, its choices, votes and remarks go on in another process; each is kept once."""
    first, second = processes
    ts = await first.mention("linux or sql")
    await first.recorded()
    await second.press(second.said()[0], "What is sql?")
    await first.press(first.said()[0], "Helpful", BOB)
    await second.press(second.said()[0], "Not what I asked")
    told = await first.send(first.far.views()[-1], "which one is faster?")
    await second.say("explain git", BOB, thread_ts=ts)
    tables = {table: await second.parts.kept(table) for table in ("questions", "votes", "misses")}

    assert ["What is sql?", "What is git?"] == [one.text.splitlines()[0] for one in second.said()]
    assert (2, 1, 1) == tuple(len(rows) for rows in tables.values())
    assert tables["votes"][0]["asked"] == tables["misses"][0]["asked"]
    assert "update" == told.json["response_action"]


async def test_of_two_processes_one_answers(processes: list[Office]) -> None:
    """A mention, a tap and a share that reach both processes, more than once, are each answered once."""
    first, second = processes
    message = await first.type("explain docker")
    mention = sent.app_mention(Scene(), "explain git")
    await asyncio.gather(*(one.event(mention) for one in processes * 2))
    await asyncio.gather(*(one.tap(message, "share") for one in processes * 2))
    for one in processes:
        await one.settled()

    assert ["What is docker?", "What is git?"] == sorted(one.text.splitlines()[0] for one in second.said())


async def test_what_is_kept_of_a_person_goes(processes: list[Office]) -> None:
    """Everything of Ada is deleted, whichever process kept it, and what is kept of Bob is not."""
    first, second = processes
    for at in processes:
        await at.mention("explain docker")
        await at.recorded()
    await first.mention("explain git", BOB)
    await first.type("path first 2")
    await first.recorded()
    await second.press(await second.type("delete my data"), "Delete my data")
    [left] = await second.parts.kept("questions")

    assert "Done: 2 questions and 1 path deleted." in drawn(second.whispered().blocks)
    assert ("explain git", []) == (left["text"], await second.parts.kept("progress"))


@pytest.fixture
async def two_workspaces(far: FarSide, small: Answerer, store: Store) -> AsyncIterator[Office]:
    """Backchat installed by two workspaces, in which a channel and a person have the same ids."""
    far.workspace(AWAY).channel(CHANNEL)
    secret = SecretStr(far.world.client_secret)
    oauth = {"slack_client_id": far.world.client_id, "slack_client_secret": secret}
    async with office(far, store, lambda: small, **oauth) as opened:
        for team in (TEAM, AWAY):
            await _install(opened, team)
        yield opened


async def _install(at: Office, team: str) -> None:
    app = at._app  # noqa: SLF001 - an office sends POST alone
    begun = await asked(app, "/slack/install", b"", {}, "GET")
    link = begun.headers.get("location") or begun.body.decode().partition('href="')[2].partition('"')[0]
    (state,) = parse_qs(urlsplit(link.replace("&amp;", "&")).query)["state"]
    cookie = {"cookie": begun.headers.get("set-cookie", "").partition(";")[0]}
    await asked(app, f"/slack/oauth_redirect?code={at.far.code(team)}&state={state}", b"", cookie, "GET")


def firsts(at: Office, team: str) -> list[str]:
    """The first lines of what the bot has said in a workspace."""
    return [one.text.splitlines()[0] for one in at.far.workspace(team).messages if one.bot_id]


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_two_workspaces_do_not_mix(two_workspaces: Office) -> None:
    """The same timestamp, channel and person in two workspaces are two messages, two conversations and two people."""
    at, home, away = two_workspaces, scene_of(TEAM, CHANNEL), scene_of(AWAY, CHANNEL)
    ts = sent.new_ts()
    await at.event(sent.app_mention(home, "explain docker", ts=ts), home)
    await at.event(sent.app_mention(away, "explain git", ts=ts), away)
    for scene in (home, away):
        await at.say("tell me more", scene, thread_ts=ts)

    assert ["What is docker?", "That is all I have on What is docker?; I never make more up."] == firsts(
        at, TEAM
    )
    assert ["What is git?", "That is all I have on What is git?; I never make more up."] == firsts(at, AWAY)


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_two_people_of_one_id_are_two(two_workspaces: Office) -> None:
    """Who floods one workspace, or deletes what is kept there, is another than whoever has the same id elsewhere."""
    at, home, away = two_workspaces, scene_of(TEAM, CHANNEL), scene_of(AWAY, CHANNEL)
    for _ in range(QUESTIONS + 1):
        await at.mention("explain docker", home)
    await at.mention("explain git", away)
    await at.open_home(away)
    await at.press_in(at.home(away), "What can I ask?", away)
    await at.recorded()
    people = {row["person"] for row in await at.parts.kept("questions")}

    assert (QUESTIONS + 1, ["What is git?"]) == (len(firsts(at, TEAM)), firsts(at, AWAY))
    assert (2, 1, 0) == (len(people), len(at.far.views(team=AWAY)), len(at.far.views(team=TEAM)))


async def test_an_operator_finds_a_person_by_both_ids(processes: list[Office]) -> None:
    """What `backchat forget slack:TEAM/USER` looks for is what a question of that person was kept under."""
    first = processes[0]
    await first.mention("explain docker")
    [row] = await first.parts.kept("questions")

    assert first.parts.parts.privacy.pseudonym("person", "slack", f"{TEAM}/U0ADA") == row["person"]
