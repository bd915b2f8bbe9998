from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest

from bot.answer import Answerer
from bot.conversation import MAX_QUESTION, FollowPath, ShowEntry
from bot.journal.engine import Store
from bot.reply import Reply
from bot.turns.responder import Responder
from bot.wishes import ForgetMe, Vote, parse_code
from tests.services import Bench, bench, refuse
from tests.stores import copied

ASKED: Final = "AAAAAAAAAAA"
SAME: Final = {"person": "ada", "thread": "t"}


@pytest.fixture
async def on(small: Answerer, store: Store) -> AsyncIterator[Bench]:
    """Parts that work, on each database."""
    async with bench(store, lambda: small) as parts:
        yield parts


@pytest.fixture
async def off(small: Answerer, migrated_file: Path, tmp_path: Path) -> AsyncIterator[Bench]:
    """Parts whose journal takes nothing."""
    away = copied(migrated_file, tmp_path)
    for table in ("questions", "votes", "forgotten"):
        refuse(away, table)
    async with bench(away, lambda: small, writing=False) as parts:
        yield parts


async def said(parts: Bench, responder: Responder, what: Any, **more: Any) -> Reply:
    """The reply to what somebody says, who must get one."""
    reply = await responder.reply(parts.turn(what, **more))
    assert reply is not None
    return reply


async def test_a_question_is_answered_and_kept(on: Bench) -> None:
    """The reply has its votes, and the journal has the question, its answer and why."""
    reply = await said(on, Responder(on.parts), "explain docker")
    [row] = await on.kept("questions")

    assert "All about docker." in reply.text
    assert [Vote("docker", helped, reply.asked) for helped in (True, False)] == [
        parse_code(code) for code in reply.votes
    ]
    assert (reply.asked, "explain docker", "answered", "docker", "abc", "slack") == tuple(
        row[name] for name in ("id", "text", "outcome", "entry", "knowledge", "platform")
    )
    assert "docker" == row["evidence"]["candidates"][0][0]
    assert {'outcome="answered",platform="slack"': 1.0} == on.counted("answers")


@pytest.mark.parametrize(("text", "outcome"), [("linux or sql", "unsure"), ("how is the weather", "unknown")])
async def test_what_is_not_known_is_kept_too(on: Bench, text: str, outcome: str) -> None:
    """A question without an answer is kept with what became of it, and there is nothing to vote on."""
    reply = await said(on, Responder(on.parts), text)
    [row] = await on.kept("questions")

    assert (outcome, "", ()) == (row["outcome"], row["entry"], reply.votes)


@pytest.mark.parametrize("text", ["linux or sql", "how is the weather", "", "x" * 5000, "delete my data"])
async def test_what_people_say_to_each_other_is_their_business(on: Bench, text: str) -> None:
    """To what is not addressed to us and we do not know, nothing is said; and it is neither kept nor counted."""
    reply = await Responder(on.parts).reply(on.turn(text, addressed=False))

    assert (None, [], {}) == (reply, await on.kept("questions"), on.counted("answers"))


async def test_what_is_known_is_answered_unasked(on: Bench) -> None:
    """What is not addressed to us but known is answered and kept."""
    reply = await said(on, Responder(on.parts), "explain docker", addressed=False)

    assert ("docker", 1) == (reply.entry, len(await on.kept("questions")))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "The question is empty: ask something"),
        ("x" * (MAX_QUESTION + 1), "That is 4,001 characters long: put"),
        ("a\ud800b", "That is not valid UTF-8: send"),
    ],
)
async def test_what_is_no_question_gets_a_kind_word(on: Bench, text: str, told: str) -> None:
    """What cannot be used is answered with what to do instead, for the person's eyes, and is not kept."""
    reply = await said(on, Responder(on.parts), text)

    assert (True, []) == (reply.private, await on.kept("questions"))
    assert reply.text.startswith(told)


async def test_a_follow_up_is_read_after_what_was_shown(on: Bench) -> None:
    """What follows an answer is read in its light, in the same conversation and in no other."""
    responder = Responder(on.parts)
    await said(on, responder, "explain docker", **SAME)
    more = await said(on, responder, "tell me more", **SAME)
    other = await said(on, responder, "tell me more")
    afters = {row["outcome"]: row["after"] for row in await on.kept("questions")}

    assert ("docker" in more.text, "docker" in other.text) == (True, False)
    assert {"answered": "", "more": "docker", "unknown": ""} == afters


async def test_an_unanswered_question_does_not_end_the_conversation(on: Bench) -> None:
    """After a question without an answer in between, a follow-up is still understood."""
    responder = Responder(on.parts)
    for text in ("explain docker", "how is the weather"):
        await said(on, responder, text, **SAME)

    assert "docker" in (await said(on, responder, "tell me more", **SAME)).text


async def test_a_tap_is_followed_up_too(on: Bench) -> None:
    """An entry shown by a button counts as shown."""
    responder = Responder(on.parts)
    await said(on, responder, ShowEntry("git"), **SAME)

    assert "git" in (await said(on, responder, "tell me more", **SAME)).text


async def test_another_process_follows_up_by_the_journal(on: Bench) -> None:
    """What one process has shown, another knows."""
    await said(on, Responder(on.parts), "explain docker", **SAME)
    await on.recorder.flush(5)

    assert "docker" in (await said(on, Responder(on.parts), "tell me more", **SAME)).text


@pytest.mark.parametrize("helped", [True, False])
async def test_a_vote_is_kept_and_then_thanked_for(on: Bench, *, helped: bool) -> None:
    """Thanks mean that the journal has the vote."""
    reply = await said(on, Responder(on.parts), Vote("docker", helped, ASKED), person="ada")
    [row], told = await on.kept("votes"), "yes" if helped else "no"

    assert "thank you" in reply.text.lower()
    assert (ASKED, "docker", helped) == (row["asked"], row["entry"], bool(row["helped"]))
    assert {f'helped="{told}",kept="yes",platform="slack"': 1.0} == on.counted("votes")


async def test_what_could_not_be_done_is_told(off: Bench) -> None:
    """While the journal is away, who votes or wants to be forgotten is told that it did not happen."""
    responder = Responder(off.parts)
    wishes = (Vote("docker", helped=True, asked=ASKED), ForgetMe(confirmed=True))
    vote, forget = await asyncio.gather(*(said(off, responder, wish) for wish in wishes))

    assert "could not keep your vote" in vote.text
    assert "nothing was deleted" in forget.text
    assert {'helped="yes",kept="no",platform="slack"': 1.0} == off.counted("votes")


async def test_answers_need_no_journal(off: Bench) -> None:
    """With the journal away a question is answered, and waits to be written."""
    reply = await said(off, Responder(off.parts), "explain docker")

    assert ("docker", 1) == (reply.entry, len(off.recorder))


@pytest.mark.parametrize("what", ["delete my data", "Please delete all my data!", ForgetMe()])
async def test_who_asks_to_be_forgotten_is_asked_first(on: Bench, what: Any) -> None:
    """Nothing is deleted before the button is tapped, and the request itself is not kept."""
    responder = Responder(on.parts)
    await said(on, responder, "explain docker", person="ada")
    reply = await said(on, responder, what, person="ada")

    assert "Shall I delete" in reply.text
    assert ["explain docker"] == [row["text"] for row in await on.kept("questions")]


async def test_forgetting_deletes_what_is_still_on_its_way(on: Bench) -> None:
    """Everything of the person goes, also what waits to be written at that moment; others keep theirs."""
    responder = Responder(on.parts)
    await said(on, responder, Vote("docker", helped=True, asked=ASKED), person="ada")
    await said(on, responder, "explain git", person="bob")
    for text in ("explain docker", "explain sql"):
        await said(on, responder, text, **SAME)
    reply = await said(on, responder, ForgetMe(confirmed=True), **SAME)
    after = await said(on, responder, "tell me more", **SAME)

    assert "Done: 2 questions and 1 vote deleted." in reply.text
    assert {"explain git", "tell me more"} == {row["text"] for row in await on.kept("questions")}
    assert "docker" not in after.text


async def test_a_path_is_remembered(on: Bench) -> None:
    """The step of a path that somebody is at is kept; a list of paths is not, nor a path that there is not."""
    responder = Responder(on.parts)
    for action in (FollowPath(), FollowPath("first", 2), FollowPath("none" * 20, 7)):
        await said(on, responder, action, **SAME)
    [row] = await on.kept("progress")

    assert ("first", 2) == (row["path"], row["step"])


@pytest.mark.parametrize(("days", "text"), [(0, None), (1, "explain docker")])
async def test_with_no_days_no_text_is_kept(
    small: Answerer, store: Store, days: int, text: str | None
) -> None:
    """With keep_days 0 a question is kept without its words."""
    async with bench(store, lambda: small, keep_days=days) as parts:
        await said(parts, Responder(parts.parts), "explain docker")
        [row] = await parts.kept("questions")

    assert (text, "docker") == (row["text"], row["entry"])
