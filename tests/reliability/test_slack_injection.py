"""Check 12: 200 strings that mention, ping or link on Slack, asked in every way: none of them is live in what we send."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any, Final

import pytest

from bot.answer import Answerer
from bot.loading import load
from tests import slack_payloads as sent
from tests import slack_taps as taps
from tests.processes import small_knowledge
from tests.services import refuse
from tests.slack_far_side import FarSide
from tests.slack_office import Office, office
from tests.slack_payloads import Payload, Scene, direct_scene
from tests.slack_records import CHANNEL
from tests.stores import copied
from tests.thoroughness import THOROUGH

TARGETS: Final = (
    *("<!channel>", "<!here>", "<!everyone>", "<!HERE>", "<!channel|channel>", "<!subteam^S012AB3CD>"),
    *(
        "<!subteam^S012AB3CD|@devs>",
        "<!date^1392734382^{date}^https://evil.example|x>",
        "<@U0ADA>",
        "<@U0ADA|ada>",
    ),
    *(
        "<@W0ADA>",
        "<#C0GENERAL>",
        "<#C0GENERAL|general>",
        "<https://evil.example>",
        "<https://evil.example|docs>",
    ),
    *(
        "<http://evil.example|x>",
        "<mailto:x@evil.example|x>",
        "<tel:+441234|x>",
        "<slack://open|x>",
        "@channel",
    ),
    *(
        "@here",
        "@everyone",
        "https://evil.example",
        "[docs](https://evil.example)",
        "![x](https://evil.example/x.png)",
    ),
)
WRAPS: Final = ("{}", "`{}`", "*{}*", "```\n{}\n```", "> {}", "<{}>", "&lt;&amp;lt; {}", "\u202e{}\u200b")
INSIDE: Final = ("<", "<\x00", "<\u2060", "<<")
STRINGS: Final = [
    f"zq{number}x {wrap.format(target.replace('<', INSIDE[number % 12 // 3]))}"
    for number, (target, wrap) in enumerate((target, wrap) for wrap in WRAPS for target in TARGETS)
]
TRIED: Final = [
    one for number, one in enumerate(STRINGS) if THOROUGH or number % 5 == number // len(TARGETS) % 5
]
"""Each target and each wrap, if not each with each."""
LIVE: Final = re.compile(
    r"<(?:[@#][A-Z]|!(?:channel|here|everyone|subteam|date)|https?:|mailto:|tel:|slack:)", re.IGNORECASE
)
LIVE_ELEMENTS: Final = {
    "user",
    "usergroup",
    "channel",
    "broadcast",
    "link",
    "team",
    "date",
    "markdown",
    "image",
    "video",
}
Tell = Callable[[str], None]


@pytest.fixture
async def at_work(
    migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    """Backchat with five entries in a workspace, and a Slack that has refused nothing when the test ends."""
    monkeypatch.setattr("adapters.slack.desk.ACK", 10.0)  # answers come first, however slow the machine is
    answerer = Answerer(load(small_knowledge(tmp_path / "knowledge")))
    store = copied(migrated_file, tmp_path)
    refuse(store, "claims")  # 1,400 commits would take most of the time, and say nothing of what is sent
    async with FarSide() as far, office(far, store, lambda: answerer) as opened:
        yield opened

    assert [] == far.refused


class Attacker:
    """Somebody who asks one string in every way; each is a person of their own, so that nobody asks too fast."""

    def __init__(self, at_work: Office, number: int, string: str) -> None:
        self._office = at_work
        self._live, self._typed = string, escape(string, quote=False)
        self._commanded = f"explain docker {string}" if number % 2 else self._typed
        self._scene = replace(Scene(), user=at_work.far.workspace().person(f"U0EVIL{number}").id)

    async def everywhere(self) -> list[int]:
        """The statuses of all that was asked, in every way."""
        scene, far, trigger = self._scene, self._office.far, self._office.far.trigger_id
        direct, home = direct_scene(scene.user), {"id": "V1", "type": "home"}
        asked = {"ts": sent.new_ts(), "text": self._typed, "user": "U0ADA", "type": "message"}
        posts = [
            self._office.event(sent.app_mention(scene, self._live), scene),
            self._office.event(sent.message(direct, self._typed), direct),
            self._office.command(self._commanded, scene),
            self._office.interact(
                taps.shortcut(
                    scene,
                    asked,
                    response_url=far.response_url(CHANNEL, scene.user),
                    trigger_id=trigger(scene.user),
                )
            ),
            self._office.interact(
                taps.tap_in_view(scene, home, self._search(), trigger_id=trigger(scene.user))
            ),
            self._office.interact(self._wanted()),
            self._office.interact(self._share()),
        ]
        return [(await post).status for post in posts]

    def _search(self) -> Payload:
        """What is typed into the App Home is not escaped by Slack."""
        action = {
            "action_id": "search",
            "block_id": "search",
            "type": "plain_text_input",
            "value": self._live,
        }
        return action | {"action_ts": sent.new_ts()}

    def _wanted(self) -> Payload:
        view = {
            "id": f"V{self._scene.user}",
            "type": "modal",
            "callback_id": "missing",
            "private_metadata": self._live,
        }
        return taps.submission(self._scene, view, {"wanted": {"wanted": self._live}}, trigger_id="x")

    def _share(self) -> Payload:
        """A question that is shared comes back from Slack as we sent it: here as if it were forged."""
        value = json.dumps({"code": "show:docker", "question": self._live, "thread": ""})
        action = {"action_id": "share", "block_id": f"0:{self._scene.user}", "type": "button", "value": value}
        url = self._office.far.response_url(CHANNEL, self._scene.user)
        action |= {"action_ts": sent.new_ts()}
        return taps.tap_on_ephemeral(self._scene, sent.new_ts(), action, response_url=url, trigger_id="x")


def _strings(value: object) -> Iterator[str]:
    """Every text in a payload, names of fields too."""
    match value:
        case str():
            yield value
        case dict():
            for name, one in value.items():
                yield from (name, *_strings(one))
        case list():
            for one in value:
                yield from _strings(one)
        case _:
            pass


def _objects(value: object) -> Iterator[dict[str, Any]]:
    """Every object in a payload."""
    if isinstance(value, dict):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(one)


def _marked(values: Iterable[object]) -> int:
    """Of how many strings a word is in some payloads, by the mark that each string begins with."""
    return len({mark for value in values for text in _strings(value) for mark in re.findall(r"zq\d+x", text)})


async def test_no_injected_string_is_live(at_work: Office, tell: Tell) -> None:
    """Check 12: in all that reaches Slack no text has a live mention or link, no element is one, nothing is to be parsed.

    What is typed comes back only where a question is restated or shared; an answer that does not know it never repeats it.
    """
    statuses = [await Attacker(at_work, number, one).everywhere() for number, one in enumerate(TRIED)]
    calls = at_work.far.calls[1:]
    texts = [text for call in calls for text in _strings(call.arguments)]
    parts = [one for call in calls for one in _objects(call.arguments)]
    posted = [call.arguments for call in calls if call.method == "chat.postMessage"]
    shared = [one for one in posted if "Question: " in json.dumps(one["blocks"][0])]
    unasked = [one for one in posted if one not in shared] + [call.arguments.get("text") for call in calls]
    restated = [
        [one.arguments for one in calls if one.method == way] for way in ("response_url", "views.open")
    ]
    tell(f"{len(TRIED)} strings in 7 ways, {len(calls)} calls, {len(texts):,} texts: 0 live")

    assert {200} == {status for each in statuses for status in each}
    assert [] == at_work.parts.faults
    assert [] == [text for text in texts if LIVE.search(text)]
    assert [] == [one for one in parts if one.get("type") in LIVE_ELEMENTS]
    assert [] == [one for one in parts if {"parse", "link_names", "url", "image_url"} & one.keys()]
    assert {(False, False)} == {(one.get("unfurl_links"), one.get("unfurl_media")) for one in posted}
    assert [] == [one for one in parts if one.get("type") == "mrkdwn" and one.get("verbatim") is not True]
    assert (0, [len(TRIED)] * 3) == (_marked(unasked), [*map(_marked, (*restated, shared))])
