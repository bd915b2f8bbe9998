"""The Start-here panel: posted once, moved, and taken away without a trace, whatever goes wrong."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import pytest

from bot.errors import StoreError
from bot.place_settings import PlaceSettings
from bot.service import Service
from tests.discord_away import away, fails, heals
from tests.discord_guild import Guild
from tests.discord_seen import Posted

BUTTONS: Final = ("Learning paths", "Browse all topics", "Ask a question", "What can I ask?")
OFFICE: Final = "office"


async def chosen(home: Guild, *where: str | int, by: str = "admin") -> Posted:
    """The form after an admin has chosen a channel for the panel, or none."""
    form = await home.command("backchat setup", by=by, where=OFFICE)
    assert form is not None
    shown = await home.choose(form, "setup:start", *where, by=by)
    assert shown is not None
    return shown


async def known(home: Guild) -> str:
    """Where the panel stands, as the settings have it."""
    return (await home.service.place("discord", str(home.world.home.id))).panel


def at(posted: Posted) -> str:
    """Where a message stands, as the settings have it."""
    return f"{posted.channel}/{posted.id}"


def shown(form: Posted) -> list[int]:
    """The channel that the menu shows as chosen."""
    return [int(one["id"]) for one in form.parts[0].get("default_values") or ()]


def told(form: Posted) -> str:
    """What the form says of the choice."""
    return form.content.splitlines()[-1]


@pytest.fixture
async def panel(at_home: Guild) -> Posted:
    """The panel in #general."""
    await chosen(at_home, "general")
    return at_home.said()[0]


async def test_it_is_posted(at_home: Guild) -> None:
    """An admin chooses a channel: the panel stands there with its buttons, and nobody's name is on it."""
    form = await chosen(at_home, "general")
    [panel] = at_home.said()

    assert (BUTTONS, at(panel)) == (panel.labels, await known(at_home))
    assert (["### Start here"], "-# Kept.", [panel.channel]) == (
        panel.content.splitlines()[:1],
        told(form),
        shown(form),
    )


async def test_it_is_moved(at_home: Guild, panel: Posted) -> None:
    """Another channel has it then, and the one before has it no more."""
    form = await chosen(at_home, "welcome")
    [moved] = at_home.said("welcome")

    assert ([], at(moved), [moved.channel]) == (at_home.said(), await known(at_home), shown(form))


async def test_it_is_taken_away(at_home: Guild, panel: Posted) -> None:
    """Choosing no channel removes it."""
    form = await chosen(at_home)

    assert ([], "", [], "-# Kept.") == (at_home.said(), await known(at_home), shown(form), told(form))


async def test_in_the_same_channel_it_is_new(at_home: Guild, panel: Posted) -> None:
    """Chosen again for the same channel, there is a new one, and only that."""
    await chosen(at_home, "general")
    [again] = at_home.said()

    assert (True, at(again)) == (panel.id != again.id, await known(at_home))


@pytest.mark.parametrize(
    ("what", "where"),
    [
        ("message", "general"),
        ("message", "welcome"),
        ("message", ""),
        ("channel", "welcome"),
        ("channel", ""),
    ],
)
async def test_somebody_deleted_it(at_home: Guild, panel: Posted, what: str, where: str) -> None:
    """Where the message or its channel was deleted by hand, it is posted anew, or not at all, as if it were there."""
    if what == "message":
        at_home.world.backend.delete_message(panel.channel, panel.id)
    else:
        at_home.world.backend.delete_channel(panel.channel)
    form = await chosen(at_home, *([where] if where else []))
    posted = [at(one) for one in at_home.said(where)] if where else [""]

    assert ("-# Kept.", posted) == (told(form), [await known(at_home)])


async def test_where_it_may_not_write_the_admin_is_told(at_home: Guild, panel: Posted) -> None:
    """In a channel where the bot may not write nothing is posted, the admin is told why, and the old one stays."""
    at_home.world.deny("send_messages", where="welcome")
    form = await chosen(at_home, "welcome")

    assert f"-# I may not post in <#{at_home.world.channel('welcome').id}>." in told(form)
    assert ([panel], [], at(panel)) == (at_home.said(), at_home.said("welcome"), await known(at_home))
    assert [panel.channel] == shown(form)


async def test_a_channel_that_is_gone_at_that_moment(at_home: Guild, panel: Posted) -> None:
    """A channel that somebody deletes while it is chosen is one where nothing can be posted."""
    at_home.world.channel("welcome")
    at_home.world.refuse("POST", "/channels/*/messages", 10003)
    form = await chosen(at_home, "welcome")

    assert ("-# I may not post in", at(panel)) == (told(form)[:20], await known(at_home))


async def test_what_cannot_be_kept_is_not_posted(at_home: Guild, panel: Posted) -> None:
    """While the journal takes nothing, the old panel stays, and no other is ever seen."""
    posted = len(at_home.requests("POST", "/channels/"))
    async with away(at_home, "places"):
        form = await chosen(at_home, "welcome")
        gone = await chosen(at_home)

    assert ([panel], at(panel)) == (at_home.said(), await known(at_home))
    assert posted == len(at_home.requests("POST", "/channels/"))
    assert ["-# I could not keep that"] * 2 == [told(one)[:24] for one in (form, gone)]
    assert [[panel.channel]] * 2 == [shown(one) for one in (form, gone)]


async def test_what_was_not_kept_is_taken_down(
    at_home: Guild, panel: Posted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the journal goes away after the new panel was posted, that is taken down: none is left that nobody knows."""
    set_up = at_home.service.set_up

    async def _away(*where: str, **changes: Any) -> PlaceSettings:
        if changes:
            raise StoreError("away")
        return await set_up(*where, **changes)

    monkeypatch.setattr(at_home.service, "set_up", _away)
    form = await chosen(at_home, "welcome")

    assert ([panel], [], at(panel)) == (at_home.said(), at_home.said("welcome"), await known(at_home))
    assert told(form).startswith("-# I could not keep that")


async def test_another_process_has_moved_it(at_home: Guild, panel: Posted) -> None:
    """Where another process has moved the panel just before, it is that one which is taken away."""
    other = Service(at_home.parts.parts)
    elsewhere = await at_home.world.env.bot.get_partial_messageable(panel.channel).send("moved")
    await other.set_up("discord", str(at_home.world.home.id), panel=f"{panel.channel}/{elsewhere.id}")
    await chosen(at_home, "welcome")

    assert [panel.id] == [one.id for one in at_home.said()]


async def test_what_discord_failed_to_post(at_home: Guild, panel: Posted) -> None:
    """Where Discord fails, the admin is told that something went wrong, and nothing is changed; later it works."""
    fails(at_home, "POST", "/channels/*/messages")
    await chosen(at_home, "welcome")
    faults = at_home.pardon()

    assert at_home.whispered("admin", OFFICE).content.startswith("Something went wrong on my side")
    assert (1, [panel], at(panel)) == (len(faults), at_home.said(), await known(at_home))
    assert "-# Kept." == told(await chosen(at_home, "welcome"))


async def test_what_discord_failed_to_delete(at_home: Guild, panel: Posted) -> None:
    """Where the old panel cannot be taken away, the new one stands, and the admin is told to delete the old one."""
    fails(at_home, "DELETE", "/channels/*", times=None)
    form = await chosen(at_home, "welcome")
    heals(at_home)
    [moved] = at_home.said("welcome")

    assert (at(moved), [panel]) == (await known(at_home), at_home.said())
    assert f"take the old message in <#{panel.channel}> away" in told(form)


async def test_two_admins_at_once_leave_one(at_home: Guild) -> None:
    """Two admins who choose at the same moment have one panel, which is the one that is known."""
    members = at_home.world.backend.get_guild(at_home.world.home.id).members
    members[at_home.world.person("eve").id].role_ids = members[at_home.world.person("admin").id].role_ids
    forms = {by: await at_home.command("backchat setup", by=by) for by in ("admin", "eve")}
    places = {"admin": "general", "eve": "welcome"}
    await asyncio.gather(
        *(at_home.choose(form, "setup:start", places[by], by=by) for by, form in forms.items() if form)
    )
    [panel] = at_home.said() + at_home.said("welcome")

    assert at(panel) == await known(at_home)
