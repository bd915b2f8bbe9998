"""Show to channel: what one person saw becomes one message for all, and leaves nothing behind."""

from __future__ import annotations

import asyncio
from typing import Final

import pytest

from tests.discord_away import fails
from tests.discord_guild import Guild
from tests.discord_seen import Posted

ASKED: Final = "explain docker <@1> *why*"
RESTATED: Final = r"-# Question: explain docker \*why\*"
SHOW: Final = "Show to channel"
NOT_SHARED: Final = "I may not post here, so I could not share it."
GONE: Final = "There is nothing by that name here, or not any more."


async def private(home: Guild, by: str = "ada", where: str | int = "general") -> Posted:
    """What somebody is answered for their eyes alone."""
    return await home.ask(ASKED, private=True, by=by, where=where)


async def test_what_is_shown_is_for_all(at_home: Guild) -> None:
    """There is one message for all, with the question over it; the private one is gone."""
    await at_home.tap(await private(at_home), SHOW)
    [shown] = at_home.world.messages("general")

    assert ("", RESTATED) == (shown.only, shown.content.splitlines()[0])
    assert ("Dismiss",) == shown.labels


async def test_many_taps_at_once_show_it_once(at_home: Guild) -> None:
    """However fast it is tapped again, before the private answer is gone, it stands there once."""
    answer = await private(at_home)
    at_home.world.refuse("DELETE", "/webhooks/*", 50013, times=None)
    await asyncio.gather(*(at_home.tap(answer, SHOW) for _ in range(4)))

    assert 1 == len(at_home.said())


async def test_what_stays_behind_is_not_shown_twice(at_home: Guild) -> None:
    """Where the private answer cannot be removed, what was shown stands there once, by whatever process it is tapped."""
    answer = await private(at_home)
    at_home.world.refuse("DELETE", "/webhooks/*", 50013, times=None)
    await at_home.tap(answer, SHOW)
    await at_home.tap(answer, SHOW)
    await at_home.restart()
    await at_home.tap(answer, SHOW)

    assert (1, [answer]) == (
        len(at_home.said()),
        [one for one in at_home.world.messages("general") if one.only],
    )


@pytest.mark.parametrize("where", ["elsewhere", "group"])
async def test_where_the_bot_is_not_it_is_shown_too(at_home: Guild, where: str) -> None:
    """On a server without the bot and in a group, what is shown goes by the tap itself."""
    answer = await private(at_home, where=where)
    await at_home.tap(answer, SHOW)
    [shown] = at_home.world.messages(where)

    assert ("", RESTATED) == (shown.only, shown.content.splitlines()[0])


async def test_in_a_thread_it_is_shown_there(at_home: Guild) -> None:
    """A private answer in a thread is shown in the thread."""
    thread = at_home.world.thread("Tools")
    await at_home.tap(await private(at_home, where=thread), SHOW)

    assert ([], 1) == (at_home.said(), len(at_home.said(thread)))


async def test_where_nobody_else_is_there_is_nothing_to_show(at_home: Guild) -> None:
    """In direct messages, and where the server wants no answers for all, there is no such button."""
    direct = await at_home.ask(ASKED, private=True, where="@ada")
    other = str(at_home.world.channel("bots").id)
    await at_home.service.set_up("discord", str(at_home.world.home.id), channels=(other,))
    outside = await private(at_home)

    assert [False, False] == [SHOW in one.labels for one in (direct, outside)]


async def test_the_server_changed_its_mind(at_home: Guild) -> None:
    """Where answers may not be for all any more, whoever taps is told, as often as they tap, and keeps the answer."""
    answer = await private(at_home)
    other = str(at_home.world.channel("bots").id)
    await at_home.service.set_up("discord", str(at_home.world.home.id), channels=(other,))
    for _ in range(2):
        await at_home.tap(answer, SHOW)
    kept, *told = at_home.world.messages("general")

    assert (answer, [NOT_SHARED] * 2, ["ada"] * 2) == (
        kept,
        [one.content for one in told],
        [one.only for one in told],
    )


async def test_in_a_thread_of_a_chosen_channel_it_is_shown(at_home: Guild) -> None:
    """A thread counts as its channel, where the server chose channels."""
    thread = at_home.world.thread("Tools")
    general = str(at_home.world.channel("general").id)
    await at_home.service.set_up("discord", str(at_home.world.home.id), channels=(general,))
    await at_home.tap(await private(at_home, where=thread), SHOW)

    assert 1 == len(at_home.said(thread))


async def test_where_discord_forbids_it_they_are_told(at_home: Guild) -> None:
    """Where Discord lets nobody post, whoever taps is told so below the answer that they keep."""
    answer = await private(at_home)
    at_home.world.refuse("POST", "/webhooks/*", 50013)
    await at_home.tap(answer, SHOW)
    kept, told = at_home.world.messages("general")

    assert (answer, NOT_SHARED, "ada") == (kept, told.content, told.only)


async def test_without_leave_to_write_it_is_shown_all_the_same(at_home: Guild) -> None:
    """What a person has shown needs no permission of the bot's: it is their tap that is answered."""
    at_home.world.deny("send_messages", "view_channel")
    await at_home.tap(await private(at_home), SHOW)

    assert 1 == len(at_home.said())


async def test_what_takes_long_is_shown_once_it_comes(at_home: Guild, hurried: None) -> None:
    """Where the answer is put off, it stands there once, for all, and nothing stays under way."""
    await at_home.tap(await private(at_home), SHOW)
    [shown] = at_home.world.messages("general")

    assert ("", False, ("Dismiss",)) == (shown.only, shown.thinking, shown.labels)


async def test_what_could_not_be_shown_can_be_tapped_again(at_home: Guild) -> None:
    """Where Discord fails, whoever taps is told below the answer, and the next tap shows it."""
    answer = await private(at_home)
    fails(at_home, "POST", "/webhooks/*")
    await at_home.tap(answer, SHOW)
    kept, told = at_home.world.messages("general")
    faults = at_home.pardon()
    await at_home.tap(answer, SHOW)

    assert (answer, True) == (kept, told.content.startswith("Something went wrong on my side"))
    assert (1, 1) == (len(faults), len(at_home.said()))


async def test_only_the_sharer_dismisses_it(at_home: Guild) -> None:
    """What was shown is dismissed by the one who showed it; another is told kindly."""
    await at_home.tap(await private(at_home, by="bob"), SHOW, by="bob")
    [shown] = at_home.said()
    await at_home.tap(shown, "Dismiss", by="ada")
    stands = at_home.said()
    await at_home.tap(shown, "Dismiss", by="bob")

    assert ([shown], []) == (stands, at_home.said())
    assert at_home.whispered("ada").content.startswith("Only the person who asked")


async def test_from_another_s_answer_too(shipped_at_home: Guild) -> None:
    """What somebody tapped under another's answer can be shown; there is no question that they asked."""
    answer = await shipped_at_home.ask("what is an api")
    seen = await shipped_at_home.tap(answer, "Building and maintaining APIs", by="bob")
    assert seen is not None
    await shipped_at_home.tap(seen, SHOW, by="bob")

    assert shipped_at_home.said()[-1].content.startswith("### Building and maintaining APIs")


async def test_an_entry_that_was_removed_is_not_shown(at_home: Guild) -> None:
    """What is not there any more is told to whoever taps alone; another entry in its place can be shown."""
    answer = await private(at_home)
    message = at_home.world.backend.get_message(answer.channel, answer.id)
    part = next(one for row in message.components for one in row["components"] if one["label"] == SHOW)
    part["custom_id"] = "share:removed"
    await at_home.tap(answer, SHOW)
    said, told = at_home.said(), at_home.whispered("ada").content
    part["custom_id"] = "share:git"
    await at_home.tap(answer, SHOW)

    assert ([], GONE, 1) == (said, told, len(at_home.said()))


async def test_from_the_menu_of_a_message_it_is_shown(at_home: Guild) -> None:
    """An answer to somebody's message is private, with the question as it was asked; shown, it is for all."""
    asked = await at_home.say("explain rest", by="ada")
    answer = await at_home.menu(asked, by="bob")
    await at_home.tap(answer, SHOW, by="bob")
    [shown] = at_home.said()

    assert ["-# You asked: explain rest", "-# Question: explain rest"] == [
        one.content.splitlines()[0] for one in (answer, shown)
    ]
