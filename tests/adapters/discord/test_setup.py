"""/backchat setup: what an admin chooses is kept, shown as chosen, and counts at once."""

from __future__ import annotations

import asyncio
from typing import Any, Final

import pytest

from bot.place_settings import PlaceSettings
from tests.discord_away import away, fails
from tests.discord_guild import Guild
from tests.discord_peopled import ImpossibleError
from tests.discord_seen import Posted

REFUSED: Final = "Only who may manage this server can set me up."
KEPT: Final = "-# Kept."
NOT_KEPT: Final = "-# I could not keep that just now. Please choose again in a minute."
PRIVATE: Final = "Answers to /ask: for the asker alone"
BRIEF: Final = "Brief answers, the rest on a tap"


async def opened(home: Guild, by: str = "admin") -> Posted:
    """The form, as an admin opens it."""
    form = await home.command("backchat setup", by=by)
    assert form is not None
    return form


async def settings(home: Guild) -> PlaceSettings:
    """What is kept of the server."""
    return await home.service.place("discord", str(home.world.home.id))


def chosen(form: Posted) -> dict[str, Any]:
    """What the menus of a form show as chosen: the ids of channels, and the words of the others."""
    shown = {}
    for menu in form.parts:
        words = [one["label"] for one in menu.get("options", ()) if one.get("default")]
        shown[menu["custom_id"]] = words or [int(one["id"]) for one in menu.get("default_values") or ()]
    return shown


def told(form: Posted | None) -> str:
    """What the form says of the last choice."""
    return form.content.splitlines()[-1] if form else ""


def promoted(home: Guild, name: str) -> str:
    """Somebody who may manage the server from now on, as the admin may; returns their name."""
    members = home.world.backend.get_guild(home.world.home.id).members
    members[home.world.person(name).id].role_ids = members[home.world.person("admin").id].role_ids
    return name


async def test_a_new_server_has_the_defaults(at_home: Guild) -> None:
    """The form is for the admin alone, and shows that nothing is chosen, and answers in full for all to see."""
    form = await opened(at_home)

    assert "admin" == form.only
    assert {
        "setup:start": [],
        "setup:forums": [],
        "setup:channels": [],
        "setup:private": ["Answers to /ask: for all to see"],
        "setup:brief": ["Answers in full"],
    } == chosen(form)


@pytest.mark.parametrize("by", ["ada", "mod"])
async def test_others_do_not_see_the_command(at_home: Guild, by: str) -> None:
    """Who may not manage the server has no such command, not even who may manage messages."""
    with pytest.raises(ImpossibleError, match="not visible to this user"):
        await at_home.command("backchat setup", by=by)


async def test_there_is_no_such_command_without_a_server(at_home: Guild) -> None:
    """In direct messages there is nothing to set up, and none where people have the bot as an app of their own."""
    command = at_home.world.backend.find_command("backchat", None)
    with pytest.raises(ImpossibleError, match="not visible to this user"):
        await at_home.command("backchat setup", by="admin", where="@admin")

    assert command is not None
    assert ([0], [0]) == (command["contexts"], command["integration_types"])


async def test_who_was_given_the_command_alone_is_told(at_home: Guild) -> None:
    """Whoever has the command by the server's integrations, and may not manage it, is refused kindly."""
    command = at_home.world.backend.find_command("backchat", None)
    assert command is not None
    at_home.world.home.set_command_permissions(int(command["id"]), {at_home.world.person("bob"): True})
    answer = await at_home.command("backchat setup", by="bob")

    assert answer is not None
    assert (REFUSED, "bob", ()) == (answer.content, answer.only, answer.parts)


async def test_who_may_not_any_more_is_told(at_home: Guild) -> None:
    """Whoever has the form open and lost the right is refused kindly, and nothing is changed."""
    form = await opened(at_home)
    members = at_home.world.backend.get_guild(at_home.world.home.id).members
    members[at_home.world.person("admin").id].role_ids = []
    answers = [
        await at_home.pick(form, PRIVATE, by="admin"),
        await at_home.choose(form, "setup:start", "general"),
    ]

    assert [REFUSED] * 2 == [one.content for one in answers if one]
    assert (PlaceSettings(), [], form) == (await settings(at_home), at_home.said(), at_home.world.now(form))


@pytest.mark.parametrize(
    ("menu", "label", "name"), [("setup:private", PRIVATE, "private"), ("setup:brief", BRIEF, "brief")]
)
async def test_what_is_either_or(at_home: Guild, menu: str, label: str, name: str) -> None:
    """A choice of two is kept and shown, in the form and in the next one, and taken back in the same way."""
    form = await opened(at_home)
    first = at_home.world.now(form).options[2 * (name == "brief")]
    shown = await at_home.pick(form, label, by="admin")
    kept, again = getattr(await settings(at_home), name), await opened(at_home)
    back = await at_home.pick(again, first, by="admin")

    assert shown is not None
    assert back is not None
    assert (True, [label], [label], [first]) == (kept, *(chosen(one)[menu] for one in (shown, again, back)))
    assert ([KEPT, KEPT], PlaceSettings()) == ([told(shown), told(back)], await settings(at_home))


@pytest.mark.parametrize(
    ("menu", "name", "places"),
    [("setup:forums", "forums", ("questions",)), ("setup:channels", "channels", ("general", "bots"))],
)
async def test_what_are_channels(at_home: Guild, menu: str, name: str, places: tuple[str, ...]) -> None:
    """Chosen channels are kept and shown, in the form and in the next one, and cleared by choosing none."""
    ids = [at_home.world.channel(one).id for one in places]
    form = await opened(at_home)
    shown = await at_home.choose(form, menu, *places)
    kept, again = getattr(await settings(at_home), name), await opened(at_home)
    cleared = await at_home.choose(again, menu)

    assert shown is not None
    assert cleared is not None
    assert (tuple(map(str, ids)), ids, ids, []) == (
        kept,
        *(chosen(one)[menu] for one in (shown, again, cleared)),
    )
    assert ([KEPT, KEPT], PlaceSettings()) == ([told(shown), told(cleared)], await settings(at_home))


async def test_all_of_it_together_outlives_a_restart(at_home: Guild) -> None:
    """Every menu is a setting of its own: none changes another, and another process knows them all."""
    form = await opened(at_home)
    await at_home.pick(form, PRIVATE, by="admin")
    await at_home.choose(form, "setup:channels", "bots")
    await at_home.pick(form, BRIEF, by="admin")
    await at_home.choose(form, "setup:forums", "questions")
    await at_home.choose(form, "setup:start", "general")
    before = chosen(at_home.world.now(form))
    await at_home.restart()
    await at_home.choose(form, "setup:forums")
    after = chosen(at_home.world.now(form))

    assert [1, 1, 1, [PRIVATE], [BRIEF]] == [*map(len, [*before.values()][:3]), *[*before.values()][3:]]
    assert before | {"setup:forums": []} == after


async def test_most_channels_can_be_chosen(at_home: Guild) -> None:
    """Twenty-five channels, the most that Discord has in a menu, are kept and shown."""
    names = [f"room{number}" for number in range(25)]
    shown = await at_home.choose(await opened(at_home), "setup:channels", *names)

    assert shown is not None
    assert 25 == len(chosen(shown)["setup:channels"]) == len((await settings(at_home)).channels)


async def test_it_counts_at_once(at_home: Guild) -> None:
    """What is asked right after a choice is answered as chosen."""
    form = await opened(at_home)
    await at_home.pick(form, PRIVATE, by="admin")
    await at_home.pick(form, BRIEF, by="admin")
    answer = await at_home.ask("explain docker")
    await at_home.choose(form, "setup:channels", "bots")
    outside = await at_home.ask("explain docker", private=False)
    await at_home.mention("explain docker")
    await at_home.choose(form, "setup:forums", "questions")
    await at_home.choose(form, "setup:channels")
    post = await at_home.forum_post("explain docker")

    assert ("ada", False, "ada") == (answer.only, "There is more to say" in answer.content, outside.only)
    assert ([], 1) == (at_home.said(), len(at_home.said(post.channel)))


@pytest.mark.parametrize("menu", ["setup:private", "setup:channels", "setup:start"])
async def test_what_was_not_kept_is_told(at_home: Guild, menu: str) -> None:
    """While the journal takes nothing, the form says so and shows what counts; chosen again later, it is kept."""
    form = await opened(at_home)

    async def _choose() -> Posted | None:
        if menu == "setup:private":
            return await at_home.pick(form, PRIVATE, by="admin")
        return await at_home.choose(form, menu, "general")

    async with away(at_home, "places"):
        refused = await _choose()
    kept = await _choose()

    assert refused is not None
    assert kept is not None
    assert (NOT_KEPT, chosen(form)) == (told(refused), chosen(refused))
    assert (KEPT, True) == (told(kept), chosen(form) != chosen(kept))


async def test_two_admins_at_once(at_home: Guild) -> None:
    """Two admins who choose at the same moment change what each of them chose."""
    forms = [await opened(at_home), await opened(at_home, promoted(at_home, "eve"))]
    await asyncio.gather(
        at_home.pick(forms[0], PRIVATE, by="admin"),
        at_home.pick(forms[1], BRIEF, by="eve"),
    )

    assert PlaceSettings(private=True, brief=True) == await settings(at_home)


async def test_a_form_that_cannot_be_redrawn(at_home: Guild) -> None:
    """Where Discord fails to show what was chosen, the admin is told that something went wrong; the choice counts."""
    form = await opened(at_home)
    fails(at_home, "PATCH", "/webhooks/*")
    await at_home.pick(form, PRIVATE, by="admin")
    [fault] = at_home.pardon()

    assert at_home.whispered("admin").content.startswith("Something went wrong on my side")
    assert "500" in fault
    assert (await settings(at_home)).private


async def test_a_menu_of_another_version(at_home: Guild) -> None:
    """A menu that this version does not have changes nothing, and shows the form as it is."""
    form = await opened(at_home)
    menu = at_home.world.backend.get_message(form.channel, form.id).components[3]["components"][0]
    menu["custom_id"] = "setup:elsewhere"
    shown = await at_home.pick(form, PRIVATE, by="admin")

    assert shown is not None
    assert (["Answers to /ask: for all to see"], PlaceSettings()) == (
        chosen(shown)["setup:private"],
        await settings(at_home),
    )
