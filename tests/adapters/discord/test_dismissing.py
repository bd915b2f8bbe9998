"""Dismiss: for whoever asked, and for those who keep order."""

from __future__ import annotations

from typing import Final

import pytest

from tests.discord_away import fails
from tests.discord_guild import Guild
from tests.discord_seen import Posted

TOLD: Final = "Only the person who asked, or an admin, can delete this."


@pytest.fixture
async def answer(at_home: Guild) -> Posted:
    """An answer to Ada in the channel."""
    await at_home.mention("explain docker")
    return at_home.said()[0]


@pytest.mark.parametrize("by", ["ada", "mod"])
async def test_it_is_deleted(at_home: Guild, answer: Posted, by: str) -> None:
    """Whoever asked deletes the answer, and so does who may manage messages; nothing is said of it."""
    await at_home.tap(answer, "Dismiss", by=by)

    assert ([], 1) == (at_home.said(), len(at_home.world.messages("general")))


@pytest.mark.parametrize("by", ["bob", "admin"])
async def test_others_are_told_kindly(at_home: Guild, answer: Posted, by: str) -> None:
    """Anybody else is told who can, for their eyes alone, as often as they tap; who manages the server alone is one."""
    for _ in range(2):
        await at_home.tap(answer, "Dismiss", by=by)
    told = [one for one in at_home.world.messages("general") if one.only]

    assert ([answer], [(by, TOLD)] * 2) == (at_home.said(), [(one.only, one.content) for one in told])


async def test_in_direct_messages_it_is_deleted(at_home: Guild) -> None:
    """In direct messages the answer is deleted too."""
    await at_home.dm("explain docker")
    await at_home.tap(at_home.said("@ada")[0], "Dismiss")

    assert [] == at_home.said("@ada")


@pytest.mark.parametrize("where", ["elsewhere", "group"])
async def test_where_the_bot_is_not_it_is_deleted(at_home: Guild, where: str) -> None:
    """On a server without the bot and in a group, whoever asked deletes the answer, and others are told."""
    answer = await at_home.ask("explain docker", where=where)
    await at_home.tap(answer, "Dismiss", by="bob")
    stands = at_home.said(where)
    await at_home.tap(answer, "Dismiss")

    assert ([answer], [], TOLD) == (stands, at_home.said(where), at_home.whispered("bob", where).content)


async def test_suggestions_are_dismissed_by_the_author_of_the_post(at_home: Guild) -> None:
    """What was suggested under a new post is deleted by whoever began it."""
    forum = str(at_home.world.channel("questions").id)
    await at_home.service.set_up("discord", str(at_home.world.home.id), forums=(forum,))
    post = await at_home.forum_post("explain docker", by="bob")
    [suggested] = at_home.said(post.channel)
    await at_home.tap(suggested, "Dismiss", by="ada")
    stands = at_home.said(post.channel)
    await at_home.tap(suggested, "Dismiss", by="bob")

    assert ([suggested], []) == (stands, at_home.said(post.channel))


async def test_one_that_is_gone_already_is_no_fault(at_home: Guild, answer: Posted) -> None:
    """A tap under a message that somebody has deleted meanwhile is answered with nothing, and nothing is noted."""
    at_home.world.refuse("DELETE", "/webhooks/*/messages/@original", 10008)
    await at_home.tap(answer, "Dismiss")

    assert [answer] == [one for one in at_home.world.messages("general") if one.by == "backchat"]


async def test_who_cannot_delete_it_is_told(at_home: Guild, answer: Posted) -> None:
    """Where Discord fails to delete it, whoever tapped is told, and can tap again."""
    fails(at_home, "DELETE", "*")
    await at_home.tap(answer, "Dismiss")
    told = at_home.whispered("ada").content
    faults = at_home.pardon()
    await at_home.tap(answer, "Dismiss")

    assert (1, [], True) == (len(faults), at_home.said(), told.startswith("Something went wrong on my side"))


async def test_what_only_its_owner_sees_has_no_such_button(at_home: Guild) -> None:
    """Discord itself lets people dismiss what they alone see."""
    answer = await at_home.ask("explain docker", private=True)

    assert "Dismiss" not in answer.labels


async def test_a_button_for_nobody_is_for_who_keeps_order(at_home: Guild, answer: Posted) -> None:
    """A button without the id of an asker deletes for those who may manage messages, and for nobody else."""
    message = at_home.world.backend.get_message(answer.channel, answer.id)
    message.components[-1]["components"][-1]["custom_id"] = "delete:"
    await at_home.tap(answer, "Dismiss", by="ada")
    stands = len(at_home.said())
    await at_home.tap(answer, "Dismiss", by="mod")

    assert (1, []) == (stands, at_home.said())
