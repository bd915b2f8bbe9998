"""How a reply looks in Slack; the whole of each kind stands in a file of `golden/`, as Slack's own editor for blocks takes it.

Whoever changes how replies look runs `GOLDEN=renew python -m pytest tests/adapters/slack/test_render.py` and reads what
changed in the files. The replies are those of a small knowledge base of their own, so edits of the shipped one change none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from adapters.slack.render import Frame, home, message, missing, modal
from bot.compose import Voice
from bot.conversation import (
    BrowseTopics,
    Candidate,
    Evidence,
    FollowPath,
    More,
    ShowEntry,
    ShowHelp,
    Unknown,
    Unsure,
    parse_action,
)
from bot.knowledge import Entry, Knowledge, LearningPath, OutOfScope, Source, Step
from bot.reply import Option, Prose, Reply
from bot.turns import notices

Json = dict[str, Any]

_GOLDEN: Final = Path(__file__).parent / "golden"
_SEEN: Final = Evidence(0.5, 0.5, 0.5, "what is an api", 0.5, 0.5, 0.5)
_ASKED: Final = "abcdefghijk"
_DETAIL: Final = """\
One request, and what comes back:
```json
GET /books/7
{"title": "Dune <i>", "pages": 412}
```
- **Contract:** what may be asked, such as `GET /books`.
  - versions, _sometimes_

1. Read the documentation.
2. Ask.
"""


def _entry(name: str, title: str, kind: str = "glossary", **more: Any) -> Entry:
    return Entry(
        id=name, kind=kind, title=title, phrasings=(name,), short=f"**{title}** in a few words.", **more
    )


def _voice() -> Voice:
    told = date(2026, 11, 22)
    related = ("server", "hello")
    cited = ("guide", "editorial")
    api = _entry("api", "What is an API?", detail=_DETAIL, related=related, sources=cited, reviewed=told)
    topics = (_entry(f"topic-{number}", f"Topic {number:02}") for number in range(12))
    more = (_entry("server", "What is a server?", "basics"), _entry("hello", "Hello", "smalltalk"))
    first = Step(entry="server", why="All else runs on one.", task="Start `python -m http.server`.")
    path = LearningPath(
        id="first",
        title="First steps",
        audience="you are new",
        steps=(first, Step(entry="api")),
        offered_by=("api",),
    )
    pay = OutOfScope(
        title="Pay", pointer="I keep out of **pay**: ask somebody you trust.", examples=("salary",)
    )
    silent = pay.model_copy(update={"offer_topics": False})
    guide = Source(title="A <guide> & more", publisher="Somebody", updated=told)
    return Voice(
        Knowledge(
            entries={entry.id: entry for entry in (api, *topics, *more)},
            paths={path.id: path},
            sources={"guide": guide},
            out_of_scope={"pay": pay, "silent": silent},
        )
    )


_VOICE: Final = _voice()
_NEAR: Final = tuple(Candidate(name, 0.5, _SEEN) for name in ("api", "server"))
_API: Final = replace(_VOICE.action(ShowEntry("api")), asked=_ASKED)
_PLAIN: Final = replace(_VOICE.action(ShowEntry("server")), asked=_ASKED)
_UNKNOWN: Final = replace(_VOICE.decision(Unknown(_NEAR, None, 0.1)), asked=_ASKED)
_ADA: Final = Frame(asker="U1")
_PRIVATE: Final = Frame(asker="U1", question="whats an <api> & *why*", share="Share in channel")
_SHARED: Final = replace(_PRIVATE, shared=True, share="", deletable=True)

_DRAWN: Final[dict[str, Callable[[], Json]]] = {
    "answer": lambda: message(_PLAIN, _ADA),
    "answer-with-code": lambda: message(_API, _ADA),
    "unsure": lambda: message(replace(_VOICE.decision(Unsure(_NEAR, 0.5)), asked=_ASKED), _ADA),
    "unknown-with-pointer": lambda: message(_VOICE.decision(Unknown(_NEAR, "silent", 0.1)), _ADA),
    "unknown-with-nearest": lambda: message(_UNKNOWN, _ADA),
    "more": lambda: message(_VOICE.decision(More("api")), _ADA),
    "topics": lambda: message(_VOICE.action(BrowseTopics()), _ADA),
    "topics-page": lambda: message(_VOICE.action(BrowseTopics("glossary")), _ADA),
    "paths": lambda: message(_VOICE.action(FollowPath()), _ADA),
    "path-step": lambda: message(_VOICE.action(FollowPath("first")), _ADA),
    "help": lambda: message(_VOICE.action(ShowHelp()), _ADA),
    "too-fast": lambda: message(notices.too_fast(7), _ADA),
    "thanks": lambda: message(notices.thanks(helped=True), _ADA),
    "forget": lambda: message(notices.about_forgetting(90), _ADA),
    "private-answer": lambda: message(_PLAIN, _PRIVATE),
    "shared-answer": lambda: message(_PLAIN, _SHARED),
    "modal": lambda: modal(_API, _PRIVATE),
    "home": lambda: home(_VOICE.action(BrowseTopics()), _VOICE.action(FollowPath())),
    "missing": lambda: missing(_ASKED),
}


@pytest.mark.parametrize("kind", _DRAWN)
def test_drawn(kind: str) -> None:
    """Every kind of reply looks as its golden file says."""
    drawn = _DRAWN[kind]()
    file = _GOLDEN / f"{kind}.json"
    if os.environ.get("GOLDEN") == "renew":
        file.write_text(json.dumps(drawn, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    golden = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None

    assert golden == drawn, f"{file.name} says otherwise: is the change meant? Then run with GOLDEN=renew."


def test_golden_files_are_all_compared() -> None:
    """No golden file is left over from a kind of reply that there is no more."""
    assert sorted(_DRAWN) == sorted(file.stem for file in _GOLDEN.iterdir())


def _active(drawn: Json) -> list[Json]:
    return [part for block in drawn["blocks"] if "actions" in block["type"] for part in block["elements"]]


def _named(drawn: Json, name: str) -> list[Json]:
    return [part for part in _active(drawn) if part["action_id"] == name]


def test_taps_carry_the_codes_of_their_options() -> None:
    """Buttons carry, in the order of the reply's options, codes that are understood; what answers a question says so."""
    taps = [part for part in _active(message(_UNKNOWN, _ADA)) if part["action_id"] != "missing"]

    assert ["pick:0", "pick:1", "tap:2", "tap:3"] == [part["action_id"] for part in taps]
    assert [option.code for option in _UNKNOWN.options] == [part["value"] for part in taps]
    assert all(parse_action(part["value"]) for part in taps)


def test_a_tap_tells_whose_message_it_was_on() -> None:
    """Every block that can be tapped is named after the person that the message was for."""
    names = [block["block_id"] for block in message(_API, _ADA)["blocks"] if "block_id" in block]

    assert ["0:U1", "1:U1"] == names


@pytest.mark.parametrize(
    ("reply", "labels"),
    [
        (_PLAIN, ["Not what I asked"]),
        (_UNKNOWN, ["This is missing"]),
        (replace(_PLAIN, asked=""), []),
    ],
)
def test_saying_that_it_is_not_it(reply: Reply, labels: list[str]) -> None:
    """What was kept as a question can be said to be missed or missing, and nothing else can."""
    parts = _named(message(reply, _ADA), "missing")

    assert labels == [part["text"]["text"] for part in parts]
    assert [reply.asked] * len(labels) == [part["value"] for part in parts]


def test_votes() -> None:
    """Both thumbs carry the votes of the reply, in messages as thumbs and in modals as buttons."""
    [thumbs] = _named(message(_PLAIN, _ADA), "vote")
    [up], [down] = (_named(modal(_PLAIN, _ADA), name) for name in ("vote:up", "vote:down"))

    assert _PLAIN.votes == (thumbs["positive_button"]["value"], thumbs["negative_button"]["value"])
    assert _PLAIN.votes == (up["value"], down["value"])


def test_sharing_carries_the_entry_and_the_question() -> None:
    """The button that shares carries all that the shared answer needs, after a restart too."""
    [part] = _named(message(_PLAIN, replace(_PRIVATE, question="why\na server?", thread="1.2")), "share")

    assert {"code": "show:server", "question": "why a server?", "thread": "1.2"} == json.loads(part["value"])


def test_a_long_question_can_be_shared() -> None:
    """However long and strange the question, it fits into the button."""
    [part] = _named(message(_PLAIN, replace(_PRIVATE, question='"\\<!channel>\x00' * 300)), "share")

    assert len(part["value"]) <= 2_000
    assert json.loads(part["value"])["question"].endswith("…")


def test_what_has_no_entry_is_not_shared() -> None:
    """There is nothing to share where no entry answers."""
    assert [] == _named(message(_UNKNOWN, _PRIVATE), "share")


def test_only_the_asker_can_be_known_to_delete() -> None:
    """The trash carries the asker, and without one there is none."""
    [trash] = _named(message(_PLAIN, replace(_ADA, deletable=True)), "delete")

    assert "U1" == trash["value"]
    assert [] == _named(message(_PLAIN, Frame(deletable=True)), "delete")


def test_the_home_offers_nothing_twice() -> None:
    """The buttons to the topics and the paths are left out where both are shown; help is not."""
    drawn = home(_VOICE.action(BrowseTopics()), _VOICE.action(FollowPath()))

    codes = [part["value"] for part in _active(drawn)]
    assert sorted(set(codes)) == sorted(codes)
    assert "help" in codes
    assert not {"topics", "paths"} & {*codes}


def test_without_anything_to_say_there_is_something_to_see() -> None:
    """An empty reply is no fault of the platform's."""
    drawn = message(Reply((Prose(" "),), (Option("", "help"),)), Frame())

    assert "…" == drawn["text"]
    assert ["…"] == [part["text"]["text"] for part in _active(drawn)]
