"""Check 13: 200 strings that mention, ping, link or pretend on Discord, said in every way: none of them is live in what we send."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Final

import pytest

from adapters.discord import desk
from bot.answer import Answerer
from bot.journal.engine import Store
from tests.discord_clients import eventually
from tests.discord_far_side import FarSide
from tests.discord_markdown import live
from tests.discord_people import MENTION
from tests.discord_processes import Plugged, installed, plugged
from tests.discord_records import CHANNEL, FORUM, MANAGER, OTHER, USER, Posted
from tests.services import refuse
from tests.thoroughness import THOROUGH

TARGETS: Final = (
    *("@everyone", "@here", "@EVERYONE", f"<@{USER}>", f"<@!{USER}>", "<@&1056964608000000003>"),
    *(f"<#{CHANNEL}>", "<id:customize>", "</ask:1056964608000000002>", "<t:1618953630:R>", "<t:1>"),
    *("<:kanari:1056964608000000009>", "<a:kanari:1056964608000000009>", ":smile:"),
    *("https://evil.example", "<https://evil.example>", "[docs](https://evil.example)"),
    *("[docs](<https://evil.example> 'x')", "![x](http://evil.example/x.png)", "discord.gg/evil"),
    *(
        "https://discord.com/invite/evil",
        "steam://run/1",
        "<x@evil.example>",
        "<tel:+441234567>",
        "<+441234567>",
    ),
)
WRAPS: Final = ("{}", "`{}`", "**{}**", "```\n{}\n```", "> {}", "\\{}", "\u202e{}\u200b", "-# [{}\n](")
INSIDE: Final = ("<", "<\x00", "<\u2060", "\\<")
STRINGS: Final = [
    f"zq{number}x {wrap.format(target.replace('<', INSIDE[number % 12 // 3]))}"
    for number, (target, wrap) in enumerate((target, wrap) for wrap in WRAPS for target in TARGETS)
]
TRIED: Final = [
    one for number, one in enumerate(STRINGS) if THOROUGH or number % 5 == number // len(TARGETS) % 5
]
"""Each target and each wrap, if not each with each."""
AT_A_TIME: Final = 6
WAYS: Final = ("mention", "direct", "command", "menu", "form", "remark", "share", "title")
Tell = Callable[[str], None]


@pytest.fixture
async def on_line(
    journal_file: Store, small: Answerer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Plugged]:
    """Backchat, connected to a Discord that has refused nothing when the test ends."""
    monkeypatch.setattr(desk, "PUT_OFF", 10.0)  # answers come first, however slow the machine is
    refuse(
        journal_file, "claims"
    )  # 1,600 commits would take most of the time, and say nothing of what is sent
    async with (
        FarSide(strict=False) as side,
        plugged(await installed(side), journal_file, lambda: small) as opened,
    ):
        yield opened

    assert [] == side.refused


class Attacker:
    """Somebody who says one string in every way; each is a person of their own, so that nobody asks too fast."""

    def __init__(self, side: FarSide, number: int, string: str) -> None:
        self._side, self._string = side, string
        self._about: Any = {"by": side.world.person(str(900_000_000_000_000 + number)).id}
        self._room = side.world.channel(str(800_000_000_000_000 + number)).id
        self._asked = f"explain docker {string}"

    async def everywhere(self) -> dict[str, list[str]]:
        """What is to be read afterwards, by the way in which the string was said."""
        side, about = self._side, self._about
        side.say(f"{MENTION} {self._string}", channel=self._room, **about)
        direct = side.world.direct(about["by"]).id
        side.say(self._asked, channel=direct, **about)
        message = side.say(self._string, by=OTHER, channel=self._room)
        alone = await side.shown(self._command(private=True))
        menu = await side.shown(side.menu("Answer this", message, **about))
        remark = await self._filled(alone, "missing", "wanted")
        post = side.post(self._asked[:100], self._string, **about)
        await self._shared(alone)
        room = await side.posted(self._room, 2)
        said, shared = ([one for one in room if bool(one.webhook) is late] for late in (False, True))
        found = [await side.posted(direct), await side.posted(post.id)]
        command = await side.shown(self._command(private=False))
        form = await self._filled(await self._panel(), "ask", "question")
        shown = [said, found[0], [alone, command], [menu], [form], [remark], shared, found[1]]
        return {way: [_whole(one) for one in each] for way, each in zip(WAYS, shown, strict=True)}

    def _command(self, *, private: bool) -> Any:
        options = {"question": self._asked, "private": private}
        return self._side.command("ask", options, channel=self._room, **self._about)

    async def _filled(self, page: Posted, form: str, field: str) -> Posted:
        """They tap what opens a form, and send the string in it."""
        name = next(one for one in page.ids if one.partition(":")[0] == form)
        await self._side.answered(self._side.tap(page, name, **self._about))
        return await self._side.shown(self._side.submit(name, {field: self._string}, **self._about))

    async def _shared(self, answer: Posted) -> None:
        """They show what they alone see to all; where the bot has asked back, once they have picked."""
        names = {name.partition(":")[0]: name for name in answer.ids}
        if "share" not in names:
            await self._side.answered(self._side.tap(answer, names["pick"], **self._about))
            names = {name.partition(":")[0]: name for name in answer.ids}
        self._side.tap(answer, names["share"], **self._about)

    async def _panel(self) -> Posted:
        return (await self._side.posted("77"))[0]


def _whole(posted: Posted) -> str:
    """All that a message shows, and has shown."""
    return "\n".join([*posted.was, posted.content])


def _contents(value: Any) -> Iterator[str]:
    """Every text in a payload that a client reads as Markdown."""
    if isinstance(value, dict):
        yield from (one for name, one in value.items() if name == "content" and isinstance(one, str))
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _contents(one)


async def _set_up(side: FarSide) -> None:
    """An admin posts the panel, and has posts of the forum answered."""
    side.world.channel("77")
    form = await side.shown(side.command("backchat setup", by=MANAGER))
    side.tap(form, "setup:start", ["77"], by=MANAGER)
    await eventually(lambda: len(form.was) > 0)
    side.tap(form, "setup:forums", [FORUM], by=MANAGER)
    await eventually(lambda: len(form.was) > 1)


def _marked(texts: list[str]) -> int:
    """Of how many strings a word is in some texts, by the mark that each string begins with."""
    return len({mark for text in texts for mark in re.findall(r"zq\d+x", text)})


async def test_no_injected_string_is_live(on_line: Plugged, tell: Tell) -> None:
    """Check 13: in all that reaches Discord nothing pings, links or is drawn as what nobody wrote, as its clients read it.

    What is typed comes back only where a question is restated or shared; an answer that does not know it never repeats it.
    """
    side = on_line.far
    await _set_up(side)
    attackers = [Attacker(side, number, one) for number, one in enumerate(TRIED)]
    seen: list[dict[str, list[str]]] = []
    for begin in range(0, len(attackers), AT_A_TIME):
        seen += await asyncio.gather(*(one.everywhere() for one in attackers[begin : begin + AT_A_TIME]))
    texts = [text for call in side.calls for text in _contents(call.body)]
    restated = {way: _marked([text for one in seen for text in one[way]]) for way in WAYS}
    tell(
        f"{len(TRIED)} strings in {len(WAYS)} ways, {len(side.calls):,} requests, {len(texts):,} texts: 0 live"
    )

    assert [] == on_line.parts.faults
    assert [] == [(text, found) for text in texts if (found := live(text))]
    assert [] == [one for one in side.calls if isinstance(one.body, dict) and one.body.get("embeds")]
    assert (
        dict.fromkeys(WAYS, 0) | dict.fromkeys(("command", "menu", "form", "share"), len(TRIED)) == restated
    )
