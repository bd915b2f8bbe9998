"""Choosing: what becomes of a did-you-mean when somebody picks what was meant, and of lists to choose from."""

from __future__ import annotations

import asyncio
from typing import Final

import pytest

from tests.discord_guild import Guild
from tests.discord_seen import Posted

ASKED: Final = "linux or sql"
CHOICE: Final = "What is linux?"
OTHER: Final = "What is sql?"


def heads(posted: Posted) -> list[str]:
    """The first two lines of a message."""
    return posted.content.splitlines()[:2]


async def test_the_asker_s_choice_becomes_the_answer(at_home: Guild) -> None:
    """Whoever asked picks what was meant: the answer stands in place of the choices, under the question, for all."""
    choices = await at_home.ask(ASKED)
    seen = await at_home.tap(choices, CHOICE)
    (answer,) = at_home.said()

    assert (choices.id, "", True, answer) == (answer.id, answer.only, answer.edited, seen)
    assert ["-# Question: linux or sql", "### What is linux?"] == heads(answer)
    assert ("This helped", "This did not help", "Not what I asked", "Dismiss") == answer.labels


async def test_a_vote_on_what_was_picked_is_one_on_the_question(at_home: Guild) -> None:
    """Votes on the answer that was picked count for the question that was asked, whoever gives them."""
    choices = await at_home.ask(ASKED)
    await at_home.tap(choices, CHOICE)
    for person in ("ada", "bob"):
        await at_home.tap(choices, "This helped", by=person)
    [question], votes = [await at_home.parts.kept(table) for table in ("questions", "votes")]

    assert [(question["id"], "linux")] * 2 == [(vote["asked"], vote["entry"]) for vote in votes]


async def test_choices_under_a_mention_turn_over_too(at_home: Guild) -> None:
    """Under what somebody said to the bot the answer stays a reply to it, which needs no question above it."""
    asked = await at_home.mention(ASKED)
    await at_home.tap(at_home.said()[0], CHOICE)
    (answer,) = at_home.said()

    assert (asked.id, True, "### What is linux?") == (answer.reply_to, answer.edited, heads(answer)[0])


async def test_another_s_choice_is_their_own_business(at_home: Guild) -> None:
    """Whoever did not ask sees their pick alone, and not as their own question; the choices stay for whoever asked."""
    choices = await at_home.ask(ASKED)
    seen = await at_home.tap(choices, CHOICE, by="bob")
    [before] = at_home.said()
    await at_home.tap(choices, OTHER)
    [after] = at_home.said()

    assert seen == at_home.whispered("bob")
    assert ["-# Question: linux or sql", "### What is linux?"] == heads(seen)
    assert "Show to channel" in seen.labels
    assert "Dismiss" not in seen.labels
    assert (choices, "### What is sql?") == (before, heads(after)[1])


async def test_who_did_not_ask_can_say_whether_it_helped(at_home: Guild) -> None:
    """What another picked is voted on as an answer to the question that stood there."""
    choices = await at_home.ask(ASKED)
    seen = await at_home.tap(choices, CHOICE, by="bob")
    assert seen is not None
    await at_home.tap(seen, "This did not help", by="bob")
    [question], [vote] = [await at_home.parts.kept(table) for table in ("questions", "votes")]

    assert (question["id"], "linux", False) == (vote["asked"], vote["entry"], bool(vote["helped"]))


async def test_private_choices_turn_over_privately(at_home: Guild) -> None:
    """What one person sees alone is turned over for them alone, and can then be shown with their question."""
    choices = await at_home.ask(ASKED, private=True)
    seen = await at_home.tap(choices, CHOICE)
    private = at_home.said()
    await at_home.tap(choices, "Show to channel")
    [shared] = at_home.said()

    assert seen is not None
    assert (choices.id, "ada", []) == (seen.id, seen.only, private)
    assert ["-# You asked: linux or sql", "### What is linux?"] == heads(seen)
    assert ["-# Question: linux or sql", "### What is linux?"] == heads(shared)


async def test_in_direct_messages_the_choices_turn_over(at_home: Guild) -> None:
    """In direct messages there is one message: the choices, then what was picked, with votes for the question."""
    await at_home.dm(ASKED)
    [choices] = at_home.said("@ada")
    await at_home.tap(choices, CHOICE)
    [answer] = at_home.said("@ada")
    await at_home.tap(answer, "This helped")
    [question], [vote] = [await at_home.parts.kept(table) for table in ("questions", "votes")]

    assert (choices.id, "### What is linux?", question["id"]) == (answer.id, heads(answer)[0], vote["asked"])


@pytest.mark.parametrize("where", ["elsewhere", "group"])
async def test_where_the_bot_is_not_it_is_the_same(at_home: Guild, where: str) -> None:
    """On a server without the bot and in a group, the asker's pick is for all, another's for them alone."""
    choices = await at_home.ask(ASKED, where=where)
    seen = await at_home.tap(choices, OTHER, by="bob")
    await at_home.tap(choices, CHOICE)
    [answer] = at_home.said(where)

    assert seen is not None
    assert ("bob", "### What is sql?") == (seen.only, heads(seen)[1])
    assert (choices.id, "### What is linux?") == (answer.id, heads(answer)[1])


async def test_in_a_thread_it_is_the_same(at_home: Guild) -> None:
    """Choices in a thread turn over there."""
    thread = at_home.world.thread("About tools")
    choices = await at_home.ask(ASKED, where=thread)
    await at_home.tap(choices, CHOICE)

    assert [(choices.id, True)] == [(one.id, one.edited) for one in at_home.said(thread)]


async def test_what_was_picked_is_what_the_talk_is_about(at_home: Guild) -> None:
    """What the person says next is read in the light of what they picked."""
    await at_home.mention(ASKED)
    await at_home.tap(at_home.said()[0], CHOICE)
    await at_home.mention("tell me more")

    assert "That is all I have on **What is linux?**" in at_home.said()[-1].content


async def test_two_picks_at_once_leave_one_answer(at_home: Guild) -> None:
    """Whoever taps two choices at once has one message with one of the two answers."""
    choices = await at_home.ask(ASKED)
    await asyncio.gather(at_home.tap(choices, CHOICE), at_home.tap(choices, OTHER))
    [answer] = at_home.said()

    assert heads(answer)[1] in {"### What is linux?", "### What is sql?"}


async def test_choices_that_were_deleted_meanwhile(at_home: Guild) -> None:
    """A pick under a message that somebody deletes at that moment goes nowhere, and is no fault."""
    choices = await at_home.ask(ASKED)
    at_home.world.refuse("POST", "/interactions/*/callback", 10008)
    await at_home.tap(choices, CHOICE)

    assert ["ada got no answer to a tap"] == at_home.pardon()


async def test_a_list_is_chosen_from_in_place(shipped_at_home: Guild) -> None:
    """Many options are a list; what is chosen from it takes its place, and so does the entry that is tapped then."""
    topics = await shipped_at_home.command("topics")
    assert topics is not None
    kind = await shipped_at_home.pick(topics, "Comparisons (3)")
    assert kind is not None
    entry = await shipped_at_home.tap(kind, "Synchronous versus asynchronous programming")
    assert entry is not None

    assert ["### Comparisons", "### Synchronous versus asynchronous programming"] == [
        heads(kind)[0],
        heads(entry)[0],
    ]
    assert [topics.id] * 2 == [kind.id, entry.id]
    assert ([], 1) == (shipped_at_home.said(), len(shipped_at_home.world.messages("general")))


async def test_nobody_s_id_is_to_be_read(at_home: Guild) -> None:
    """Who asked is known to the buttons and stands in no text, whoever asks, picks, shows and dismisses."""
    choices = await at_home.ask(ASKED)
    await at_home.tap(choices, OTHER, by="bob")
    await at_home.tap(choices, CHOICE)
    private = await at_home.ask("explain git", private=True, by="bob")
    await at_home.tap(private, "Show to channel", by="bob")
    await at_home.tap(choices, "Dismiss", by="bob")
    seen = at_home.world.messages("general")
    ids = [str(at_home.world.person(one).id) for one in ("ada", "bob")]

    assert [] == [one for one in seen for id_ in ids if id_ in f"{one.content} {one.labels} {one.options}"]
    assert f"delete:{ids[0]}" in at_home.world.now(choices).ids
