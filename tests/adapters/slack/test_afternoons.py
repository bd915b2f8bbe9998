"""Three afternoons in a workspace, as anybody reads them: what people do, and everything that anybody sees of it.

A step is what somebody does, then all that is new after it, with who sees it and where. Nothing after a step means silence.
`asks` names the bot in #general, `adds` writes into the thread of the last question there, `writes` is a direct message,
`types` is /backchat, `shortcut` is "Answer this message" on what was last said, and `taps` is a button, by its label, on
the newest message with it that the person sees. "…" stands for whatever the knowledge says there.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any, Final

import pytest

from tests.slack_office import Office
from tests.slack_payloads import Scene, direct_scene
from tests.slack_reading import found
from tests.slack_records import CHANNEL, Posted

Step = tuple[str, ...]

CHOICE: Final = "Which problems do websites typically have, and who helps?"
AT_THE_TABLE: Final[tuple[Step, ...]] = (
    ("ada asks: whats a REST api", "all, in the thread: What is an API?"),
    ("bob adds: and how do i secure it", "all, in the thread: Securing an API"),
    ("bob adds: thanks ada!",),
    ("bob adds: lunch at noon?",),
    ("bob taps: Helpful", "bob alone, in the thread: Good to hear, thank you."),
    (
        "bob taps: How do I keep a website secure?",
        "bob alone, in the thread: How do I keep a website secure?",
    ),
    ("bob taps: Share in thread", "bob alone: gone", "all, in the thread: How do I keep a website secure?"),
    (
        "ada adds: why?",
        "all, in the thread: That is all I have on How do I keep a website secure?; I never make more up.",
    ),
    ("ada asks: websites", "all, in the thread: I am not sure which of these you mean:"),
    (f"bob taps: {CHOICE}", f"bob alone, in the thread: {CHOICE}"),
    (f"ada taps: {CHOICE}", f"all, instead: {CHOICE}"),
    (
        "bob taps: Delete",
        "bob alone, in the thread: Only the person who asked, or an admin, can delete this.",
    ),
    ("ada taps: Delete", "all: gone"),
)
QUIETLY: Final[tuple[Step, ...]] = (
    ("ada types: do I need a degree?", "ada alone: Do I need a degree?"),
    ("ada types: how come", "ada alone: That is all I have on Do I need a degree?; I never make more up."),
    ("ada types: topics", "ada alone: Topics"),
    ("ada taps: FAQs (…", "ada alone, instead: FAQs"),
    ("ada taps: Which degree should I take?", "ada alone, instead: Which degree should I take?"),
    ("ada taps: Share in channel", "ada alone: gone", "all: Which degree should I take?"),
    ("bob says: what is docker",),
    ("ada shortcut", "ada alone: Docker and containers"),
    ("ada taps: Share in thread", "ada alone: gone", "all, in the thread: Docker and containers"),
    ("ada types: path career-changer", "ada alone: For career changers, step 1 of …"),
    ("ada taps: What next?", "ada alone, instead: For career changers, step 2 of …"),
    ("ada types: delete my data", "ada alone: I keep the words of your questions for 30 days, …"),
    ("ada taps: Delete my data", "ada alone, instead: Done: 3 questions and 1 path deleted. Nothing of yours is kept any more."),
)  # fmt: skip
BETWEEN_FOUR_EYES: Final[tuple[Step, ...]] = (
    ("bob writes: hi", "bob, directly: Hello…"),
    ("bob writes: I have no idea where to start", "bob, directly: I am not sure which of these you mean:"),
    ("bob taps: How do I become a back-end developer?", "bob, directly: How do I become a back-end developer?"),
    ("bob taps: Path: From zero to junior", "bob, directly: From zero to junior, step 1 of …"),
    ("bob taps: More: …", "bob, directly: …"),
    ("bob writes: tell me more", "bob, directly: That is all I have on …"),
    ("bob writes: what should i earn", "bob, directly: I do not answer questions about pay…"),
    ("bob writes: websites", "bob, directly: I am not sure which of these you mean:"),
    (f"bob taps: {CHOICE}", f"bob, directly: {CHOICE}"),
    ("bob taps: Not helpful", "bob alone, directly: Thank you for telling me: it goes to the people who write the answers."),
    ("ada writes: tell me more", "ada, directly: I …"),
)  # fmt: skip


@pytest.mark.parametrize(
    "steps", [AT_THE_TABLE, QUIETLY, BETWEEN_FOUR_EYES], ids=["at the table", "quietly", "between four eyes"]
)
async def test_an_afternoon(shipped_at_work: Office, steps: tuple[Step, ...]) -> None:
    """Everybody sees what is meant for them, where they look for it, and nothing else."""
    people = _People(shipped_at_work)
    came = [(did, *await people.do(did)) for did, *_ in steps]

    assert list(steps) == [_like(*both) for both in zip(came, steps, strict=True)]
    assert [] == [fault for call in shipped_at_work.far.calls for fault in _loud(call)]


def _like(came: Step, steps: Step) -> Step:
    """What came, put as the step puts it where that is the same."""
    if len(came) != len(steps):
        return came
    return tuple(
        told if told.endswith("…") and one.startswith(told[:-1]) else one
        for one, told in zip(came, steps, strict=True)
    )


_LIVE: Final = re.compile(r"<(?:[@#]\w|!(?:channel|here|everyone|subteam|date)|https?:|mailto:)")


def _loud(call: Any) -> list[str]:
    """What is wrong with a call: live mentions or links, a message without text, or one whose links unfold."""
    sends = call.method in {"chat.postMessage", "chat.update", "response_url"}
    said, found = call.arguments, []
    if sends and not said.get("delete_original"):
        found += [] if said.get("text") else ["no text"]
        found += [key for key in ("unfurl_links", "unfurl_media") if said.get(key) is not False]
    return found + _LIVE.findall(json.dumps(said))


class _People:
    """Does what steps say, and tells what is new to whom."""

    def __init__(self, at: Office) -> None:
        self._at = at
        self._seen: dict[str, tuple[Posted, int]] = {}
        self._thread = ""
        self._last = Posted("", "", "")
        at.far.workspace().person("U0BOB")

    async def do(self, step: str) -> list[str]:
        """Everything that is new after a step."""
        did, _, text = step.partition(": ")
        name, verb = did.split()
        user = f"U0{name.upper()}"
        await self._does(verb, text, Scene(user=user), direct_scene(user))
        return self._news()

    async def _does(self, verb: str, text: str, scene: Scene, alone: Scene) -> None:
        at = self._at
        match verb:
            case "asks":
                self._thread = await at.mention(text, scene)
            case "adds":
                await at.say(text, scene, thread_ts=self._thread)
            case "says":
                self._last = at.far.said(text, user=scene.user)
                await at.event({"type": "message", **self._last.payload(), "channel": CHANNEL}, scene)
            case "writes":
                await at.say(text, alone)
            case "types":
                await at.type(text, scene)
            case "shortcut":
                await at.use_shortcut(self._last, scene)
            case "taps":
                message = self._newest(text, scene.user)
                await at.press(message, text, alone if message.channel == alone.channel else scene)
            case _:
                raise ValueError(verb)

    def _newest(self, label: str, user: str) -> Posted:
        visible = [one for one in self._all() if one.only in {"", user}]
        return [one for one in visible if _has(one, label)][-1]

    def _news(self) -> list[str]:
        posted = {one.ts: one for one in self._all()}
        gone = [f"{_who(one)}: gone" for ts, (one, _) in self._seen.items() if ts not in posted]
        news = [_told(one, self._seen[ts][1] if ts in self._seen else -1) for ts, one in posted.items()]
        self._seen = {ts: (one, one.edits) for ts, one in posted.items()}
        return [*gone, *filter(None, news)]

    def _all(self) -> list[Posted]:
        return [one for one in self._at.far.workspace().messages if one.bot_id]


def _has(one: Posted, label: str) -> bool:
    with suppress(LookupError):
        return bool(found(one.blocks, label))
    return False


def _who(one: Posted) -> str:
    if one.only:
        return f"{one.only[2:].lower()} alone"
    return "all" if one.channel == CHANNEL else one.channel[2:].lower()


def _told(one: Posted, edits: int) -> str:
    """A message in one line, if it is new or changed since it had so many edits."""
    if one.edits == edits:
        return ""
    place = ", instead" if edits >= 0 else ", in the thread" if one.thread_ts else ""
    direct = ", directly" if one.channel.startswith("D") else ""
    return f"{_who(one)}{direct}{place}: {one.text.splitlines()[0]}"
