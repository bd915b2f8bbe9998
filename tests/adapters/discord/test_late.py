"""Late, failed and stale: whoever waits is told in time, or nobody waits any more; and nothing is answered twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import pytest

from adapters.discord.desk import PUT_OFF
from bot.place_settings import LOOK
from tests.discord_away import Deliveries, fails, heals
from tests.discord_guild import Guild
from tests.discord_seen import Posted

CALLBACK: Final = "/interactions/*/callback"
OVER: Final = (10008, 10015, 10062, 40060, 50027)
TROUBLE: Final = "Something went wrong on my side"
QUARTER: Final = 901.0
"""Seconds after which Discord takes no answer any more."""

Do = Callable[[Guild], Awaitable[Any]]


async def asks(home: Guild) -> Posted | None:
    """Ada asks by command."""
    return await home.command("ask", question="explain docker")


def tapping(name: str) -> Do:
    """Ada taps the button of this name under the answer."""

    async def _tap(home: Guild) -> Posted | None:
        return await home.tap(home.said()[0], name)

    _tap.__name__ = name
    return _tap


async def sets_up(home: Guild) -> Posted | None:
    """An admin opens the settings."""
    return await home.command("backchat setup", by="admin")


votes, picks, opens, dismisses = map(tapping, ("This helped", "What is linux?", "missing", "Dismiss"))


async def before(home: Guild, do: Do) -> None:
    """What has to be there for something to be tapped."""
    if do in {votes, picks, opens, dismisses}:
        await home.ask("linux or sql" if do is picks else "explain docker")


@pytest.mark.parametrize("do", [asks, votes, picks, opens, dismisses, sets_up])
async def test_what_another_process_answers_is_its_own(at_home: Guild, do: Do) -> None:
    """Where the interaction is over or answered by another process, nothing is said, and nothing is a fault."""
    await before(at_home, do)
    said = len(at_home.world.messages("general"))
    at_home.world.refuse("*", "/webhooks/*", 10015, times=None)
    for code in (10062, 40060):
        at_home.world.refuse("POST", CALLBACK, code)
        await do(at_home)

    assert (2, []) == (len(at_home.pardon()), at_home.parts.faults)
    assert said == len(at_home.world.messages("general"))


@pytest.mark.parametrize("do", [asks, votes])
async def test_an_answer_that_comes_too_late_is_nobody_s_loss(at_home: Guild, hurried: None, do: Do) -> None:
    """Where the interaction ends after it was put off, the answer is dropped without a fault, whatever Discord says."""
    await before(at_home, do)
    for code in OVER:
        at_home.world.refuse("PATCH", "/webhooks/*", code)
        await do(at_home)

    assert (len(OVER), []) == (len(at_home.pardon()), at_home.parts.faults)


@pytest.mark.parametrize("do", [asks, votes, picks, sets_up])
async def test_where_discord_fails_once_they_are_told(at_home: Guild, do: Do) -> None:
    """Where the answer does not reach Discord, whoever waits is told that it went wrong, and it is noted."""
    await before(at_home, do)
    fails(at_home, "POST", CALLBACK)
    seen = await do(at_home)

    assert seen is not None
    assert (True, 1) == (TROUBLE in seen.content, len(at_home.pardon()))
    assert (True, False) == (seen.only in {"ada", "admin"}, "Dismiss" in seen.labels)


async def test_a_form_that_does_not_open_is_told(at_home: Guild) -> None:
    """Where Discord fails to open the form, whoever tapped is told, and the next tap opens it."""
    await before(at_home, opens)
    fails(at_home, "POST", CALLBACK)
    seen = await opens(at_home)
    faults = at_home.pardon()
    await opens(at_home)

    assert seen is not None
    assert (True, 1, 1) == (TROUBLE in seen.content, len(faults), len(at_home.forms))


@pytest.mark.parametrize("do", [asks, votes, picks])
@pytest.mark.parametrize("cut", [False, True])
async def test_what_cannot_be_put_off_is_answered(
    at_home: Guild, hurried: None, monkeypatch: pytest.MonkeyPatch, do: Do, *, cut: bool
) -> None:
    """Where Discord fails to be told that an answer comes, or the line is cut just then, the answer still does."""
    await before(at_home, do)
    if cut:
        monkeypatch.setattr("discord.InteractionResponse.defer", _cut)
    else:
        fails(at_home, "POST", CALLBACK)
    seen = await do(at_home)

    assert seen is not None
    assert (False, False, []) == (seen.thinking, TROUBLE in seen.content, at_home.parts.faults)


async def _cut(*_: Any, **__: Any) -> None:
    raise OSError("connection reset by peer")


@pytest.mark.parametrize("do", [asks, votes, picks])
async def test_what_was_put_off_and_failed_is_told(at_home: Guild, hurried: None, do: Do) -> None:
    """Where an answer that was put off does not reach Discord, nobody is left with something that never comes."""
    await before(at_home, do)
    fails(at_home, "PATCH", "/webhooks/*")
    await do(at_home)
    faults = at_home.pardon()
    last = at_home.world.messages("general")[-1]

    assert (1, False, True) == (len(faults), last.thinking, TROUBLE in last.content)


async def test_where_discord_is_away_nothing_breaks(at_home: Guild) -> None:
    """While Discord fails at everything, each fault is noted once, and then all goes on as before."""
    await before(at_home, votes)
    fails(at_home, "POST", CALLBACK, times=None)
    for do in (asks, votes, opens, dismisses, sets_up):
        await do(at_home)
    told = at_home.pardon()
    heals(at_home)
    await dismisses(at_home)

    assert (5, 5) == (sum("got no answer" in one for one in told), sum("500" in one for one in told))
    assert [] == at_home.said()


@pytest.mark.parametrize("do", [asks, picks, opens])
async def test_what_is_delivered_twice_is_answered_once(at_home: Guild, do: Do) -> None:
    """An interaction that reaches the process again, or the one after it, is answered once and is no fault."""
    await before(at_home, do)
    again = Deliveries(at_home)
    await do(at_home)
    seen = at_home.world.messages("general")
    await again.deliver()
    await at_home.restart()
    await again.deliver()

    assert (seen, []) == (at_home.world.messages("general"), at_home.parts.faults)


async def test_a_vote_that_is_delivered_twice_counts_once(at_home: Guild) -> None:
    """A vote that reaches two processes is one, and is thanked for once."""
    await before(at_home, votes)
    again = Deliveries(at_home)
    await votes(at_home)
    await at_home.restart()
    await again.deliver()

    assert (1, 2) == (len(await at_home.parts.kept("votes")), len(at_home.world.messages("general")))


async def test_a_form_that_was_open_too_long_is_answered(at_home: Guild) -> None:
    """Whoever writes for a quarter of an hour is answered: the form begins an interaction of its own."""
    await before(at_home, opens)
    await opens(at_home)
    at_home.world.later(QUARTER)
    await at_home.restart()
    thanks = await at_home.submit(at_home.forms[-1], "how images are built")

    assert thanks is not None
    assert ("ada", 1) == (thanks.only, len(await at_home.parts.kept("misses")))


async def test_a_slow_answer_stands_where_it_was_promised(at_home: Guild, hurried: None) -> None:
    """Every kind of answer that is put off comes for the same eyes and in the same place."""
    public, alone = await at_home.ask("explain docker"), await at_home.ask("linux or sql", private=True)
    picked = await at_home.tap(alone, "What is linux?")
    thanks = await at_home.tap(public, "This helped", by="bob")
    step = await at_home.command("path", path="first", by="bob")

    assert (alone.id, "ada") == (picked and picked.id, picked and picked.only)
    assert ["", "bob", "bob"] == [one.only for one in (public, thanks, step) if one]
    assert [] == [one for one in at_home.world.messages("general") if one.thinking]


async def test_a_slow_notice_under_what_all_see_is_private(
    at_home: Guild, hurried: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever picks too fast is told alone, even where the answer was put off, and the choices stay."""
    monkeypatch.setattr("bot.service.TAPS", 1)
    await at_home.restart()
    await at_home.command("help")
    choices = await at_home.ask("linux or sql")
    await at_home.tap(choices, "What is linux?")

    assert "ada" == at_home.whispered("ada").only
    assert choices == at_home.world.now(choices)


async def test_a_store_that_hangs_keeps_nobody_waiting(
    at_home: Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the settings of the server take their second to be given up, the answer is still in time."""
    place = at_home.service.place

    async def _slow(platform: str, where: str) -> Any:
        at_home.world.later(1.0)
        return await place(platform, where)

    monkeypatch.setattr(at_home.service, "place", _slow)
    await asks(at_home)
    await votes(at_home)

    assert 2 == len(at_home.world.messages("general"))


async def test_who_waits_is_told_before_three_seconds(
    at_home: Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where an answer takes long, the first sign comes before it, half a second and more before Discord gives up."""
    monkeypatch.setattr("adapters.discord.desk.PUT_OFF", 0.05)
    serve, told, backend = at_home.service.serve, asyncio.Event(), at_home.world.backend
    backend.subscribers.append(lambda event, _: told.set() if event == "MESSAGE_CREATE" else None)

    async def _long(*given: Any) -> Any:
        await asyncio.wait_for(told.wait(), 5)
        return await serve(*given)

    monkeypatch.setattr(at_home.service, "serve", _long)
    answer = await asks(at_home)

    assert answer is not None
    assert (True, False) == (answer.edited, answer.thinking)
    assert LOOK + PUT_OFF <= 2.5
