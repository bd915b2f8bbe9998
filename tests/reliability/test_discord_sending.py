"""Checks 7, 11 and 20 on Discord: whom an answer may ping, who asks too fast, and what becomes of a message whose process died."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import pytest

from adapters import insisting
from adapters.discord import desk
from adapters.discord.incoming import PLATFORM
from bot.journal.claims import LEASE
from bot.journal.journal import now
from tests.discord_clients import eventually
from tests.discord_far_side import FarSide
from tests.discord_people import MENTION
from tests.discord_processes import Plugged, answers, asked
from tests.discord_records import CHANGED, FORUM, MANAGER, SAID, USER, Call, Posted

Tell = Callable[[str], None]

LEFT: Final = 400
"""Milliseconds of the lease that a process left behind when it died."""
KINDS: Final = {
    "POST /channels/{channel_id}/messages",
    "POST /interactions/{interaction_id}/{token}/callback",
    "PATCH /webhooks/{application_id}/{token}/messages/{message_id}",
    "POST /webhooks/{application_id}/{token}",
}
"""All the ways in which something that is shown reaches Discord."""
WORDS: Final = ("All about docker", "That was a lot at once", "Still a lot at once")


def _tapped(side: FarSide, page: Posted, name: str, *, by: str = USER) -> Any:
    """Somebody taps the first button whose id begins so."""
    return side.tap(page, next(one for one in page.ids if one.startswith(name)), by=by)


async def _everything(side: FarSide, number: int) -> None:
    """All kinds of things that the bot says and changes, in a channel, in a post and to somebody alone."""
    person = side.world.person(str(700_000_000_000_000 + number)).id
    about: Any = {"by": person}
    question = side.say(f"{MENTION} explain docker", **about)
    await eventually(lambda: answers(side, [question]) == [1])
    answer = next(one for one in side.own() if one.reference == question.id)
    side.say("explain git", channel=side.world.direct(person).id, **about)
    await side.posted(side.world.direct(person).id)
    vote = _tapped(side, answer, "tap:0:vote", **about)
    await side.shown(vote)
    for name in ("topics", "path", "quiz", "help"):
        await side.shown(side.command(name, **about))
    await side.shown(side.command("ask", {"question": "explain sql", "private": False}, **about))
    alone = await side.shown(side.command("ask", {"question": "explain sql", "private": True}, **about))
    await side.shown(side.menu("Answer this", side.say("explain rest", **about), **about))
    await side.answered(_tapped(side, answer, "missing", **about))
    form = next(name for name in answer.ids if name.startswith("missing"))
    await side.shown(side.submit(form, {"wanted": "@everyone is it hard?"}, **about))
    before = len(side.own())
    _tapped(side, alone, "share", **about)
    await side.posted(count=before + 1)
    topics = await side.shown(side.command("topics", **about))
    _tapped(side, topics, "tap:", **about)
    await eventually(lambda: topics.was)


async def _setting_up(side: FarSide) -> None:
    """An admin posts the panel and opens a forum to suggestions; somebody begins a post there."""
    form = await side.shown(side.command("backchat setup", by=MANAGER))
    side.world.channel("77")
    side.tap(form, "setup:start", ["77"], by=MANAGER)
    await side.posted("77")
    side.tap(form, "setup:forums", [FORUM], by=MANAGER)
    await eventually(lambda: len(form.was) >= 2)
    post = side.post("explain docker", "As the title says.")
    await side.posted(post.id)


def _shown(call: Call) -> Any:
    """What is to be shown by a request; None for one that shows nothing."""
    body = call.body if isinstance(call.body, dict) else {}
    if "content" in body:
        return body
    return body.get("data") if body.get("type") in {SAID, CHANGED} else None


async def test_nothing_that_is_sent_can_ping(
    on_line: Plugged, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """Check 11: every message, answer, change and follow-up says that no mention in it is one; at once or put off."""
    side = on_line.far
    await _everything(side, 1)
    monkeypatch.setattr(desk, "PUT_OFF", 0.0)
    await _everything(side, 2)
    await _setting_up(side)
    sent = [(call, shown) for call in side.calls if (shown := _shown(call)) is not None]
    counted = Counter(f"{call.method} {call.route}" for call, _ in sent)
    tell(f"{len(sent)} payloads of {len(counted)} kinds: all with allowed_mentions.parse == []")

    assert set(counted) == KINDS
    assert len(sent) > 30
    assert [] == [shown for _, shown in sent if shown["allowed_mentions"]["parse"] != []]
    assert [] == [shown for _, shown in sent if {"users", "roles"} & shown["allowed_mentions"].keys()]
    assert {None, False} >= {shown["allowed_mentions"].get("replied_user") for _, shown in sent}
    assert [] == on_line.parts.faults


async def test_who_asks_too_fast_is_told_once(on_line: Plugged, tell: Tell) -> None:
    """Check 20: of 30 questions in a row ten are answered, one gets a notice, the others nothing; nobody else minds."""
    side = on_line.far
    flood = [asked(side, 0) for _ in range(30)]
    others = [asked(side, number) for number in range(1, 6)]
    await side.posted(count=16)
    await asyncio.sleep(0.2)
    found, said = answers(side, flood), {one.reference: one.content for one in side.own()}
    notices = [said[one.id] for one in flood if "That was a lot at once" in said.get(one.id, "")]
    tell(f"30 mentions of one person: {sum(found) - 1} answers, {len(notices)} notice; 5 others: 5 answers")

    assert ({1: 11, 0: 19}, 1, [1] * 5) == (Counter(found), len(notices), answers(side, others))


async def test_who_commands_too_fast_is_told_each_time(on_line: Plugged) -> None:
    """Check 20: an interaction cannot stay without a word: after ten answers each gets a short one, for that person alone."""
    side = on_line.far
    commands = [side.command("ask", {"question": "explain docker"}) for _ in range(14)]
    said = [await side.shown(one) for one in commands]
    found = [next(one for one in WORDS if one in shown.content) for shown in said]

    assert dict(zip(WORDS, (10, 1, 3), strict=True)) == Counter(found)
    assert {USER} == {shown.only for shown, word in zip(said, found, strict=True) if word != WORDS[0]}


async def test_a_message_of_a_process_that_died_is_answered_after_its_lease(
    on_line: Plugged, monkeypatch: pytest.MonkeyPatch, tell: Tell
) -> None:
    """Check 7: whoever heard the same is told no as long as the lease holds, and answers once after it; Discord tells nobody again."""
    lasting = sum(insisting.LATER) + desk.UNHELD
    monkeypatch.setattr(insisting, "LATER", (0.05, 0.05, 0.1))
    monkeypatch.setattr(desk, "UNHELD", 0.5)
    side, claims = on_line.far, on_line.parts.journal.claims
    name = side.world.snowflake()
    monkeypatch.setattr(side.world, "snowflake", lambda: name)
    await claims.claim(
        on_line.parts.parts.privacy.pseudonym("message", PLATFORM, name), "a dead one", now(), LEFT
    )
    question = asked(side)
    monkeypatch.undo()
    await asyncio.sleep(LEFT / 1000 - 0.2)
    during = answers(side, [question])
    await side.posted()
    await asyncio.sleep(0.1)
    tell(
        f"held by a process that died: 0 answers while the lease lasts, 1 after it; tried for {lasting:.0f} s"
    )

    assert ([0], [1]) == (during, answers(side, [question]))
    assert lasting > LEASE / 1000
