"""The far side of Discord is as strict with answers to what people do as Discord is: when they come, and what they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import discord
import pytest
from discord import app_commands, ui

from tests.discord_clients import code_of, data_of, eventually, running
from tests.discord_doings import ImpossibleError
from tests.discord_far_side import FarSide
from tests.discord_records import CHANNEL, GUILD, OTHER, USER, Posted

Asked = discord.Interaction[Any]
ASK = {
    "name": "ask",
    "description": "Ask",
    "integration_types": [0, 1],
    "options": [
        {"name": "question", "description": "What", "type": 3, "required": True, "autocomplete": True}
    ],
}


@pytest.fixture
async def side() -> AsyncIterator[FarSide]:
    """A fake Discord with one command."""
    async with FarSide() as opened:
        opened.install([ASK])
        yield opened


def saying(*codes: int) -> tuple[list[int], Callable[[Awaitable[object]], Awaitable[None]]]:
    """What a client's attempts come to, and how it makes them."""
    told = [*codes]

    async def _attempt(call: Awaitable[object]) -> None:
        told.append(await code_of(call))

    return told, _attempt


async def drawn(side: FarSide) -> Posted:
    """A message of the bot with a button, and a menu of two."""
    view = ui.View()
    view.add_item(ui.Button(label="Go", custom_id="go"))
    options = [discord.SelectOption(label=one, value=one) for one in ("a", "b")]
    view.add_item(ui.Select(custom_id="menu", options=options))
    async with running(side) as client:
        await client.room(CHANNEL).send("x", view=view)
    return side.own()[-1]


async def test_the_first_answer_is_timed(side: FarSide) -> None:
    """A test sees after how many seconds the first answer came, and what is shown in the end."""

    async def _answer(asked: Asked) -> None:
        await asyncio.sleep(0.05)
        await asked.response.defer(ephemeral=True)
        await asked.edit_original_response(content="here")

    async with running(side, _answer):
        asked = side.command("ask", {"question": "what?"})
        response, shown = await side.answered(asked), await side.shown(asked)

    assert (5, "here", USER, []) == (response.kind, shown.content, shown.only, shown.was)
    assert 0.05 <= response.after < 3
    assert ([], [shown]) == (side.own(), side.ephemerals())


async def test_what_is_not_answered_failed(side: FarSide) -> None:
    """What has no answer after three seconds is told to the person as a failure, and to the test."""
    async with running(side):
        asked = side.command("ask", {"question": "what?"})
        early = side.unanswered()
        side.pass_time(3.1)

    assert ([], [asked]) == (early, side.unanswered())


async def test_two_answers_are_one_too_many(side: FarSide) -> None:
    """Where two processes answer the same command, the second is refused."""
    told, attempt = saying()

    async def _answer(asked: Asked) -> None:
        await attempt(asked.response.send_message("mine"))

    async with running(side, _answer), running(side, _answer):
        await side.gateway.connected(2)
        side.command("ask", {"question": "what?"})
        await eventually(lambda: len(told) == 2)

    assert ([0, 40060], 1) == (sorted(told), len(side.own()))
    assert [40060] == [one.code for one in side.forgive(40060)]


@pytest.mark.parametrize(
    ("seconds", "codes"), [(2.0, [0, 0]), (3.1, [10062, 10015]), (901.0, [10062, 50027])]
)
async def test_an_answer_may_be_too_late(side: FarSide, seconds: float, codes: list[int]) -> None:
    """The first answer has three seconds, all that follows fifteen minutes."""
    told, attempt = saying()

    async def _answer(asked: Asked) -> None:
        side.pass_time(seconds)
        await attempt(asked.response.send_message("late"))
        await attempt(asked.followup.send("later"))

    async with running(side, _answer):
        side.command("ask", {"question": "what?"})
        await eventually(lambda: len(told) == 2)

    assert codes == told
    assert [code for code in codes if code] == [one.code for one in side.refused]


async def test_what_follows_needs_an_answer(side: FarSide) -> None:
    """Nothing can follow before there is a first answer; then it does, and can be read, changed and deleted."""
    told, attempt = saying()

    async def _answer(asked: Asked) -> None:
        await attempt(asked.followup.send("too early"))
        await attempt(asked.original_response())
        await attempt(asked.response.send_message("first"))
        more = await asked.followup.send("second", wait=True)
        await attempt(more.edit(content="third"))
        await attempt(asked.delete_original_response())
        await attempt(asked.edit_original_response(content="gone"))

    async with running(side, _answer):
        side.command("ask", {"question": "what?"})
        await eventually(lambda: len(told) == 6)

    assert [10015, 10015, 0, 0, 0, 10008] == told
    assert [("third", ["second"])] == [(one.content, one.was) for one in side.own()]


async def test_what_follows_a_promise_keeps_it(side: FarSide) -> None:
    """The first message after an answer that was put off takes its place, and is seen by whom that was for."""

    async def _answer(asked: Asked) -> None:
        await asked.response.defer(ephemeral=True)
        await asked.followup.send("here", ephemeral=False)

    async with running(side, _answer):
        asked = side.command("ask", {"question": "what?"}, by=OTHER)
        shown = await side.shown(asked)

    assert ("here", OTHER, []) == (shown.content, shown.only, side.own())


async def test_a_tap_may_change_its_message(side: FarSide) -> None:
    """A tap is answered in the message itself, of which everybody sees the new content."""

    async def _answer(asked: Asked) -> None:
        await asked.response.edit_message(content=f"you chose {data_of(asked)['values']}")

    message = await drawn(side)
    async with running(side, _answer) as client:
        asked = side.tap(message, "menu", ["b"])
        await side.answered(asked)
        await eventually(lambda: client.edited)

    assert ("you chose ['b']", ["x"], []) == (message.content, message.was, side.refused)


async def test_a_form_is_sent(side: FarSide) -> None:
    """A form is shown to the one who tapped, who fills it in; what they send is answered by itself."""

    class Form(ui.Modal):
        wanted: ui.Label[Any] = ui.Label(
            text="What?", component=ui.TextInput(custom_id="wanted", min_length=3)
        )

    async def _answer(asked: Asked) -> None:
        if asked.type is discord.InteractionType.component:
            await asked.response.send_modal(Form(title="Missing", custom_id="missing"))
        else:
            await asked.response.send_message(data_of(asked)["components"][0]["component"]["value"])

    message = await drawn(side)
    async with running(side, _answer):
        await side.answered(side.tap(message, "go"))
        shown = await side.shown(side.submit("missing", {"wanted": "more SQL"}))
        for name, typed, by in (("missing", "no", USER), ("missing", "more", OTHER), ("other", "more", USER)):
            with pytest.raises(ImpossibleError):
                side.submit(name, {"wanted": typed}, by=by)

    assert ("more SQL", message.id) == (shown.content, shown.reference)


@pytest.mark.parametrize(("number", "code"), [(0, 0), (25, 0), (26, 50035)])
async def test_choices_are_counted(side: FarSide, number: int, code: int) -> None:
    """What is typed is completed by up to 25 choices."""
    told, attempt = saying()

    async def _answer(asked: Asked) -> None:
        choices = [app_commands.Choice(name=f"{one}", value=f"{one}") for one in range(number)]
        await attempt(asked.response.autocomplete(choices))

    async with running(side, _answer):
        asked = side.autocomplete("ask", "question", "wha")
        await eventually(lambda: told)

    assert [code] == told
    assert (number if code == 0 else None) == (asked.response and len(asked.response.data["choices"]))


async def test_an_answer_must_fit(side: FarSide) -> None:
    """A command cannot be answered in the place of a message, for there is none."""
    told, attempt = saying()

    async def _answer(asked: Asked) -> None:
        route = f"/interactions/{asked.id}/{asked.token}/callback"
        await attempt(asked.client.http.request(discord.http.Route("POST", route), json={"type": 6}))

    async with running(side, _answer):
        side.command("ask", {"question": "what?"})
        await eventually(lambda: told)

    assert ([50035], ["type: 6 does not answer this interaction"]) == (told, [*side.refused[0].messages])


async def test_an_app_alone_says_less(side: FarSide) -> None:
    """Where people have brought the app without the bot, it says five things more, and to them alone if they may not."""
    side.world.guild(GUILD, installed=False, external=False)
    told, attempt = saying()

    async def _answer(asked: Asked) -> None:
        await asked.response.send_message("first")
        for _ in range(6):
            await attempt(asked.followup.send("more"))

    async with running(side, _answer):
        side.command("ask", {"question": "what?"})
        await eventually(lambda: len(told) == 6)

    assert ([0] * 5 + [40094], 6, []) == (told, len(side.ephemerals()), side.own())
