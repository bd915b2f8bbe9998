"""Replays a day in Discord as it is written down: what people do, and all that anybody then sees that they did not see before.

    ada uses: /ask explain docker
        all: -# You asked: explain docker
            ### What is docker?
            …
            [This helped] [This did not help] [Not what I asked] [Dismiss]

A step stands at the margin: who does what. `asks` names the bot in #general, `says` does not, `replies` is to what the bot said
there last, `writes` is a direct message, `posts` begins a post in the forum, `uses` is a command, `types` is a command's option
half typed, `taps` a button and `picks` an option of a list, on the newest message with it that they see, `sends` what is
written into the form that was opened last, `sets up` chooses from the form of the admins, and `has answered` picks "Answer
this" on what was said last. `later: a day` passes time, and `later: restart` begins another process.
Below it: who sees what was drawn, its text, its buttons and lists. "…" at the end of a line is any text, and a line of it
any lines; nothing below a step is silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from tests.discord_guild import Guild
from tests.discord_peopled import GENERAL, Where
from tests.discord_seen import Posted
from tests.discord_simulated import BACKCHAT

OPTIONS: Final = {"ask": "question", "path": "path", "quiz": "path", "topics": "kind"}
BUTTON: Final = 2
DAY: Final = 86_400


class Day:
    """Does what steps say, and tells what is new to whom."""

    def __init__(self, home: Guild) -> None:
        self._home = home
        self._where: dict[Where, str] = {GENERAL: ""}
        self._seen: dict[tuple[Where, int], Posted] = {}
        self._forms = 0
        self._offered: list[str] = []
        self._last = Posted(0, 0, "", "")

    async def goes(self, text: str) -> list[str]:
        """What is otherwise than it is written, a step each; nothing if the day goes as written."""
        told = []
        for step in re.split(r"\n(?=\S)", text.strip()):
            did, _, expected = step.partition("\n")
            if not did.startswith("#"):
                came = "\n".join(await self._step(did))
                told += [] if _like(expected, came) else [f"{did}\n{came}"]
        return told

    async def _step(self, did: str) -> list[str]:
        who, _, text = did.partition(": ")
        name, _, verb = who.partition(" ")
        if name == "later":
            self._home.world.later(DAY * (text == "a day"))
            await (self._home.restart() if text == "restart" else self._home.settled())
        else:
            await self._does(name, verb, text)
        return [*self._news()]

    async def _does(self, by: str, verb: str, text: str) -> None:
        home = self._home
        match verb:
            case "asks":
                await home.mention(text, by)
            case "says":
                self._last = await home.say(text, by)
            case "replies":
                await home.reply_to(home.said()[-1], text, by)
            case "writes":
                self._where[f"@{by}"] = f" to {by}"
                await home.dm(text, by)
            case "posts":
                self._where[(await home.forum_post(text, by)).channel] = " in the post"
            case "uses" | "types":
                await self._uses(by, verb, *text.removeprefix("/").partition(" ")[::2])
            case "taps":
                await home.tap(self._newest(by, text), text, by)
            case "picks":
                await home.pick(self._newest(by, text), text, by)
            case "sends":
                await home.submit(home.forms[-1], text)
            case "sets up":
                menu, where = text.split()
                form = await home.command("backchat setup", by)
                await home.choose(form or self._last, f"setup:{menu}", where, by=by)
            case "has answered":
                await home.menu(self._last, by)
            case _:
                raise ValueError(verb)

    async def _uses(self, by: str, verb: str, name: str, text: str) -> None:
        if verb == "types":
            self._offered = [one for one, _ in await self._home.autocomplete(text, name, OPTIONS[name], by)]
        else:
            await self._home.command(name, by, **({OPTIONS[name]: text} if text else {}))

    def _newest(self, by: str, label: str) -> Posted:
        known = [one for _, one in self._all() if one.only in {"", by} and label in one.labels + one.options]
        return known[-1]

    def _all(self) -> Iterator[tuple[Where, Posted]]:
        for where in self._where:
            yield from ((where, one) for one in self._home.world.messages(where) if one.by == BACKCHAT)

    def _news(self) -> Iterator[str]:
        now = {(where, one.id): one for where, one in self._all()}
        for key in (key for key in self._seen if key not in now):
            yield f"    {self._who(key[0], self._seen[key])}: gone"
        for key, one in now.items():
            if (before := self._seen.get(key)) != one:
                yield from _drawn(one, f"{self._who(key[0], one)}{', instead' if before else ''}")
        self._seen = now
        for form in self._home.forms[self._forms :]:
            yield f"    {form.by} gets a form: {form.title}"
        self._forms = len(self._home.forms)
        yield from (f"    offered: {one}" for one in self._offered)
        self._offered = []

    def _who(self, where: Where, one: Posted) -> str:
        under = ", as a reply" if one.reply_to else ""
        return f"{f'{one.only} alone' if one.only else 'all'}{self._where[where]}{under}"


def _drawn(one: Posted, who: str) -> Iterator[str]:
    """A message as it is written down."""
    first, *more = one.content.splitlines()
    yield f"    {who}: {first}"
    yield from (f"        {line}".rstrip() for line in more)
    for row in one.rows:
        yield f"        {' '.join(map(_part, row['components']))}"


def _part(part: Any) -> str:
    if part["type"] == BUTTON:
        return f"[{part['label']}]"
    listed = " | ".join(option["label"] for option in part.get("options", ()))
    return f"<{part.get('placeholder', '')}: {listed}>"


def _like(expected: str, came: str) -> bool:
    """Whether what came is what was expected, "…" standing for anything."""
    lines = (
        r"(?:.*\n)*" if line.strip() == "…" else f"{re.escape(line.rstrip()).replace('…', '.*')}\n"
        for line in expected.splitlines()
    )
    return re.fullmatch("".join(lines), f"{came}\n" if came else "") is not None
