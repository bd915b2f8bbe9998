"""Check 22: when Discord is too busy, fails or hangs, answers come later and once, no wait lasts, and nobody else waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Final

import aiohttp
import discord
import pytest

from adapters import insisting
from adapters.discord import delivery, desk
from bot import service
from tests.discord_clients import eventually
from tests.discord_processes import Plugged, answers, asked
from tests.discord_records import DEFERRED, DROPPED, EPHEMERAL

Tell = Callable[[str], None]

MESSAGES: Final = "POST /channels/*/messages"
CALLBACK: Final = "POST /interactions/*"
ORIGINAL: Final = "PATCH /webhooks/*"


@pytest.fixture
def insists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own tries come at once."""
    monkeypatch.setattr(insisting, "LATER", (0.02, 0.02, 0.02))


async def test_a_wait_that_discord_asks_for_is_kept(on_line: Plugged, tell: Tell) -> None:
    """After a 429 the answer comes once, after the time that Discord said."""
    side = on_line.far
    side.fail(MESSAGES, retry_after=2.0)
    question = asked(side)
    limited, taken = await side.came(MESSAGES, 2)
    tell(f"429 with Retry-After: 2: answered after {taken.at - limited.at:.2f} s")

    assert (429, 200, [1]) == (limited.status, taken.status, answers(side, [question]))
    assert 2 <= taken.at - limited.at < 3


async def test_a_real_limit_is_never_run_into(on_line: Plugged, tell: Tell) -> None:
    """Of a channel's limit nothing is lost, and Discord need not say so twice: the next ones wait until they may come."""
    side = on_line.far
    side.limit(MESSAGES, 5, per=0.8)
    questions = [asked(side, number) for number in range(12)]
    await side.posted(count=12)
    refusals = [one for one in side.called(MESSAGES) if one.status == 429]
    tell(f"12 answers, of which a channel takes 5 in 0.8 s: {len(refusals)} refusals, all arrived")

    assert [1] * 12 == answers(side, questions)
    assert len(refusals) <= 1


async def test_a_global_limit_holds_everybody_for_its_time_alone(on_line: Plugged) -> None:
    """While all requests are to wait, all do; then both answers come, once."""
    side = on_line.far
    side.world.channel("77")
    side.fail(MESSAGES, retry_after=0.6, scope="global")
    first = asked(side, 1)
    await side.came(MESSAGES)
    second = asked(side, 2, channel="77")
    await side.posted()
    await side.posted("77")
    limited, *taken = side.called(MESSAGES)

    assert [1] == answers(side, [first])
    assert [second.id] == [one.reference for one in side.own("77")]
    assert 0.6 <= min(one.at for one in taken) - limited.at < 2


@pytest.mark.usefixtures("insists")
async def test_a_global_limit_that_is_cut_short_frees_the_others(
    on_line: Plugged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reply that is given up while it waits for a global limit does not leave the process mute, as it would in discord.py."""
    monkeypatch.setattr(service, "SENDING", 0.2)
    side = on_line.far
    side.fail(MESSAGES, retry_after=20.0, scope="global")
    question = asked(side)
    await side.posted(patience=3)

    assert ([1], [TimeoutError]) == (
        answers(side, [question]),
        [type(error) for _, error in on_line.parts.faults],
    )


@pytest.mark.usefixtures("insists")
@pytest.mark.parametrize(("failures", "found"), [(3, 1), (4, 0)])
async def test_who_is_to_wait_too_long_tries_again(on_line: Plugged, failures: int, found: int) -> None:
    """A wait of more than 30 s is not waited for: we try thrice more, after 1, 5 and 30 s; each failure is told."""
    side = on_line.far
    side.fail(MESSAGES, failures, retry_after=31.0)
    question = asked(side)
    await eventually(lambda: len(on_line.parts.faults) + len(side.own()) == 4)
    await asyncio.sleep(0.1)

    assert [found] == answers(side, [question])
    assert [discord.RateLimited] * failures == [type(error) for _, error in on_line.parts.faults]


@pytest.mark.usefixtures("insists")
@pytest.mark.parametrize(
    "how", [{"status": 500}, {"status": 503}, {"status": DROPPED}, {"status": DROPPED, "done": True}], ids=str
)
async def test_what_fails_is_tried_again_and_heard_once(on_line: Plugged, how: dict[str, Any]) -> None:
    """After a failure the answer is there once, also where Discord had taken it and only its word for that was lost."""
    side = on_line.far
    side.fail(MESSAGES, **how)
    question = asked(side)
    await side.came(MESSAGES, 2)
    await side.posted()
    await asyncio.sleep(0.1)

    assert ([1], 2) == (answers(side, [question]), len(side.called(MESSAGES)))


@pytest.mark.parametrize("how", [{"retry_after": 1.0}, {"status": 500}], ids=str)
async def test_an_interaction_is_answered_in_time_all_the_same(
    on_line: Plugged, how: dict[str, Any], tell: Tell
) -> None:
    """A first answer that gets a 429 or fails comes a second later, within the three that there are."""
    side = on_line.far
    side.fail(CALLBACK, **how)
    command = side.command("ask", {"question": "explain docker"})
    response = await side.answered(command)
    tell(f"{how} on the first answer to an interaction: answered after {response.after:.2f} s")

    assert 1 <= response.after < 3
    assert [] == on_line.parts.faults


async def test_a_first_answer_that_must_wait_too_long_is_nobodys(on_line: Plugged) -> None:
    """Who was told by Discord that the bot did not answer is not answered later; it is no fault of ours."""
    side = on_line.far
    side.fail(CALLBACK, retry_after=0.3)
    command = side.command("ask", {"question": "explain docker"})
    side.pass_time(2.9)
    await side.came(CALLBACK, 2)
    await asyncio.sleep(0.1)
    late = side.forgive(10062)

    assert (None, 1, []) == (command.response, len(late), on_line.parts.faults)


async def test_what_was_put_off_comes_after_its_wait(
    on_line: Plugged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer that was announced is told when Discord takes it."""
    monkeypatch.setattr(desk, "PUT_OFF", 0.0)
    side = on_line.far
    side.fail(ORIGINAL, retry_after=0.5)
    command = side.command("ask", {"question": "explain docker"})
    shown = await side.shown(command)
    limited, taken = side.called(ORIGINAL)

    assert (DEFERRED, True) == ((await side.answered(command)).kind, "All about docker" in shown.content)
    assert 0.5 <= taken.at - limited.at < 2


async def test_no_wait_of_an_interaction_lasts_longer_than_thirty_seconds(
    on_line: Plugged, monkeypatch: pytest.MonkeyPatch
) -> None:
    """discord.py would wait for an hour if it is told to; here that is given up, the person's regret too, and told."""
    assert 30 == delivery.LONGEST_WAIT

    monkeypatch.setattr(delivery, "LONGEST_WAIT", 0.3)
    side = on_line.far
    began = time.monotonic()
    side.fail(CALLBACK, None, retry_after=3600.0)
    side.command("ask", {"question": "explain docker"})
    await eventually(lambda: on_line.parts.faults, 3)
    working = [
        one for one in asyncio.all_tasks() if one.get_name().startswith(("discord.py: ", "CommandTree-"))
    ]
    if working:
        await asyncio.wait(working, timeout=3)

    assert ([TimeoutError], True) == (
        [type(error) for _, error in on_line.parts.faults],
        all(one.done() for one in working),
    )
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("what", ["a command", "a tap"])
async def test_an_answer_takes_the_place_of_what_another_process_announced(
    on_line: Plugged, what: str
) -> None:
    """Where another process with the same token was faster to say that an answer comes, ours still reaches the person."""
    side = on_line.far
    if what == "a tap":
        page = await side.shown(side.command("help"))
        side.fail(CALLBACK, delay=0.3)
        one = side.tap(page, next(name for name in page.ids if name.startswith("tap:")))
    else:
        side.fail(CALLBACK, delay=0.3)
        one = side.command("topics")
    (late,) = side._rest.limits.troubles  # noqa: SLF001 - ours is on its way once it was struck
    await eventually(lambda: not late.times)
    promise = {"type": DEFERRED, "data": {"flags": EPHEMERAL}} if what == "a command" else {"type": 6}
    url = f"{side.api}/interactions/{one.id}/{one.token}/callback"
    async with aiohttp.ClientSession() as another, another.post(url, json=promise) as told:
        await side.came(ORIGINAL)
        shown = await side.shown(one)

    assert (204, promise["type"]) == (told.status, (await side.answered(one)).kind)
    assert "topics" in shown.content.casefold()
    assert [shown] == side.ephemerals()
    assert [40060] == [one.code for one in side.forgive(40060)]
