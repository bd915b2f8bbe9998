"""How a reply looks in Discord; the whole of each kind stands in a file of `golden/`, the lines of its text one below the other.

Whoever changes how replies look runs `GOLDEN=renew python -m pytest tests/adapters/discord/test_render.py` and reads what
changed in the files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from adapters.discord.render import Frame, ask, message, missing, restated
from bot.reply import Choices, Heading, Option, Prose, Reply
from bot.wishes import parse_code
from tests.reply_samples import ASKED, REPLIES

Json = dict[str, Any]

_GOLDEN: Final = Path(__file__).parent / "golden"
_PLAIN: Final = REPLIES["answer"]
_ADA: Final = Frame(asker="301")
_PRIVATE: Final = Frame(asker="301", question="whats an <api> & *why*", share=True)
_SHARED: Final = replace(_PRIVATE, shared=True, share=False, deletable=True)
_MANY: Final = Reply(
    (
        Heading("Much"),
        Prose("\n\n".join(f"**{n}.** " + "A paragraph of some length. " * 20 for n in range(1, 17))),
        Choices("Which of these?", tuple(Option(f"Topic {n}", f"show:topic-{n}") for n in range(60))),
        Choices("Or one of these?", (Option("First", "show:first"), Option("Second", "show:second"))),
    ),
    tuple(Option(f"Button {n}", f"show:button-{n}") for n in range(11)),
    entry="much",
    asked=ASKED,
)

_DRAWN: Final[dict[str, Callable[[], Any]]] = {
    **{name: partial(message, reply, _ADA) for name, reply in REPLIES.items()},
    "private-answer": partial(message, _PLAIN, _PRIVATE),
    "shared-answer": partial(message, _PLAIN, _SHARED),
    "more-than-fits": partial(message, _MANY, _SHARED),
    "missing": partial(missing, ASKED),
    "ask": ask,
}


@pytest.mark.parametrize("kind", _DRAWN)
def test_drawn(kind: str) -> None:
    """Every kind of reply looks as its golden file says."""
    drawn = _lined(_DRAWN[kind]())
    file = _GOLDEN / f"{kind}.json"
    if os.environ.get("GOLDEN") == "renew":
        file.write_text(json.dumps(drawn, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    golden = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None

    assert golden == drawn, f"{file.name} says otherwise: is the change meant? Then run with GOLDEN=renew."


def _lined(drawn: Any) -> Any:
    """What was drawn, with its text as a list of lines: a golden file is there to be read."""
    if isinstance(drawn, tuple):
        return [one | {"content": one["content"].split("\n")} for one in drawn]
    return drawn


def test_golden_files_are_all_compared() -> None:
    """No golden file is left over from a kind of reply that there is no more."""
    assert sorted(_DRAWN) == sorted(file.stem for file in _GOLDEN.iterdir())


def _parts(reply: Reply, frame: Frame = _ADA) -> list[Json]:
    """All that can be pressed, in its order."""
    return [part for row in message(reply, frame)[-1]["components"] for part in row["components"]]


def _ids(reply: Reply, frame: Frame = _ADA) -> list[str]:
    return [part["custom_id"] for part in _parts(reply, frame)]


def test_taps_carry_the_codes_of_their_options() -> None:
    """Buttons carry, in the order of the reply's options, codes that are understood; what answers a question says so."""
    reply = REPLIES["unknown-with-nearest"]

    *ids, last = (custom_id.split(":", 2) for custom_id in _ids(reply))
    assert ["pick", "pick", "tap", "tap"] == [kind for kind, _, _ in ids]
    assert ["0", "1", "2", "3"] == [number for _, number, _ in ids]
    assert [option.code for option in reply.options] == [code for _, _, code in ids]
    assert all(parse_code(code) for _, _, code in ids)
    assert ["missing", ASKED] == last


def test_many_options_are_a_list() -> None:
    """More than five things to choose from are a list whose options carry the codes."""
    reply = REPLIES["topics-page"]
    chosen, *_ = _parts(reply)

    assert ("pick:0", "Pick one:") == (chosen["custom_id"], chosen["placeholder"])
    expected = [(option.label, option.code) for option in reply.options[:10]]
    assert expected == [(option["label"], option["value"]) for option in chosen["options"]]


def test_many_buttons_are_a_list() -> None:
    """So are more than ten buttons under a reply; ten are two rows."""
    options = tuple(Option(f"Topic {n}", f"show:{n}") for n in range(11))
    listed, buttons = (_parts(Reply((Prose("a"),), options[:most])) for most in (11, 10))

    assert [("tap:0", "What else?", 11)] == [
        (one["custom_id"], one["placeholder"], len(one["options"])) for one in listed
    ]
    assert [f"tap:{n}:show:{n}" for n in range(10)] == [one["custom_id"] for one in buttons]


def test_a_second_choice_is_a_list() -> None:
    """Where there are two things to choose, the second says in its list what it is about, and not above the first."""
    [drawn] = message(REPLIES["paths-begun"], _ADA)

    first, second, *_ = _parts(REPLIES["paths-begun"])
    assert drawn["content"].endswith("Go on where you were:")
    assert ("pick:0:resume:first", "pick:1") == (first["custom_id"], second["custom_id"])
    assert "Which one is yours?" == second["placeholder"]


def test_what_does_the_same_is_offered_once() -> None:
    """Of options with the same code there is the first."""
    same = (Option("One", "help"), Option("Two", "help"))

    assert ["One"] == [part["label"] for part in _parts(Reply((Prose("a"),), same))]


def test_a_short_prompt_stands_in_its_list_alone() -> None:
    """What a closed list says is not said once more above it; what would be cut off there is."""
    options = tuple(Option(f"Topic {n}", f"show:{n}") for n in range(6))
    contents = [
        message(Reply((Heading("Topics"), Choices(prompt, options))), _ADA)[0]["content"]
        for prompt in ("Pick one:", "There are no topics by that name. There are these:")
    ]

    assert ["### Topics", "### Topics\nThere are no topics by that name. There are these:"] == contents


def test_a_list_says_what_for_where_nothing_else_does() -> None:
    """A reply that is nothing but a choice has a text all the same."""
    options = tuple(Option(f"Topic {n}", f"show:{n}") for n in range(6))
    [drawn] = message(Reply((Choices("Pick one:", options),)), _ADA)

    assert "Pick one:" == drawn["content"]


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("path-step", ["What next?"]),
        ("unsure-of-one", ["What is an API?"]),
        ("brief", ["The whole answer"]),
        ("paths-begun", ["Go on: First steps (step 2 of 2)"]),
        ("verdict", ["Next question"]),
        ("panel", ["Ask a question"]),
        ("quiz", []),
        ("unsure", []),
        ("answer-with-code", []),
        ("topics", []),
    ],
)
def test_at_most_one_button_stands_out(name: str, labels: list[str]) -> None:
    """The way forward stands out where there is one; where there is a choice nothing speaks for one of its options."""
    assert labels == [part["label"] for part in _parts(REPLIES[name]) if part.get("style") == 1]


@pytest.mark.parametrize(
    ("reply", "labels"),
    [
        (_PLAIN, ["Not what I asked"]),
        (REPLIES["unsure"], ["This is missing"]),
        (replace(_PLAIN, asked=""), []),
    ],
)
def test_saying_that_it_is_not_it(reply: Reply, labels: list[str]) -> None:
    """What was kept as a question can be said to be missed or missing, and nothing else can."""
    parts = [part for part in _parts(reply) if part["custom_id"].startswith("missing:")]

    assert labels == [part["label"] for part in parts]
    assert [f"missing:{reply.asked}"] * len(labels) == [part["custom_id"] for part in parts]


def test_votes() -> None:
    """Both thumbs carry the votes of the reply."""
    thumbs = [part for part in _parts(_PLAIN) if "emoji" in part]

    assert ["👍", "👎"] == [part["emoji"]["name"] for part in thumbs]
    assert list(_PLAIN.votes) == [part["custom_id"].split(":", 2)[2] for part in thumbs]


def test_the_last_row_has_its_order() -> None:
    """Whether it helped, what is missing, to the channel, away with it: all that is about the message, in one row."""
    row = message(_PLAIN, replace(_PRIVATE, deletable=True))[-1]["components"][-1]["components"]

    labels = ["This helped", "This did not help", "Not what I asked", "Show to channel", "Dismiss"]
    assert labels == [part["label"] for part in row]
    assert ["share:server", "delete:301"] == [part["custom_id"] for part in row[-2:]]


def test_what_has_no_entry_is_not_shared() -> None:
    """There is nothing to show to a channel where no entry answers."""
    assert [] == [one for one in _ids(REPLIES["unsure"], _PRIVATE) if one.startswith("share")]


def test_only_the_asker_can_be_known_to_dismiss() -> None:
    """The button that dismisses carries the asker, and without one there is none."""
    frames = (replace(_ADA, deletable=True), Frame(deletable=True))

    assert [["delete:301"], []] == [
        [one for one in _ids(_PLAIN, frame) if one.startswith("delete")] for frame in frames
    ]


@pytest.mark.parametrize("frame", [_PRIVATE, _SHARED])
def test_the_question_is_read_back(frame: Frame) -> None:
    """The question that a message restates, to one person or to all, can be read from it."""
    [drawn] = message(_PLAIN, frame)

    assert "whats an <api> & *why*" == restated(drawn["content"])


@pytest.mark.parametrize("text", [" ", "", "\u200b", "\u3000\u00a0", "\x00"])
def test_without_anything_to_say_there_is_something_to_see(text: str) -> None:
    """An empty reply is no fault of the platform's."""
    [drawn] = message(Reply((Prose(text),), (Option(text, "help"),)), Frame())

    assert "…" == drawn["content"]


def test_without_a_name_there_is_something_to_press() -> None:
    """Neither is an option without a label, or a list without a prompt."""
    options = tuple(Option("", f"show:{n}") for n in range(6))
    listed, button = _parts(Reply((Choices("", options),), options[:1]))

    assert ["…"] * 6 == [option["label"] for option in listed["options"]]
    assert ["…", "…"] == [listed["placeholder"], button["label"]]
