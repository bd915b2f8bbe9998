"""Buttons, lists and forms of an earlier process, of another version, or of nobody at all: each is answered, and none is a fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.discord_guild import Guild
from tests.discord_seen import Posted

GONE: Final = "There is nothing by that name here, or not any more."
UNKNOWN: Final = "x" * 90
BROWSE: Final = "Browse all topics"
KAFKA: Final = "how do I run Kafka?"

FORGED: Final[Mapping[str, str]] = {
    "tap": GONE,
    "tap:": GONE,
    "tap:0": GONE,
    "tap:0:": GONE,
    "tap:x:show:docker": "All about docker",
    "tap:0:show:": GONE,
    "tap:0:show:removed": GONE,
    "tap:0:show:docker:whole": GONE,
    "tap:0:whole:removed": GONE,
    f"tap:0:{UNKNOWN}": GONE,
    "tap:0:show:\U0001f984": GONE,
    "tap:0:topics:none:1": "There are no topics by that name.",
    "tap:0:topics:skills:99": GONE,
    "tap:0:path:none:1": "There is no path by that name.",
    "tap:0:path:first:999": "You are through",
    "tap:0:path:first:0": GONE,
    "tap:0:resume:none": "There is no path by that name.",
    "tap:0:quiz:none": "There is no path by that name.",
    "tap:0:quiz:first:9:9:9:9": "There is nothing I can ask you about **First** yet.",
    "tap:0:quiz:first:a:b:c": GONE,
    "tap:0:vote:docker:up:short": GONE,
    "tap:0:vote:docker:sideways:AAAAAAAAAAA": GONE,
    "tap:0:vote:docker:up:AAAAAAAAAAA": "Good to hear",
    "tap:0:forget": "Shall I delete all of it?",
    "tap:0:forget:yes": "There was nothing of yours to delete.",
    "tap:0:start": "Start here",
    "tap:0:ask": GONE,
    "pick": GONE,
    "pick:0:show:removed": GONE,
    "pick:0:drop:tables": GONE,
    "delete": "Only the person who asked",
    "delete:": "Only the person who asked",
    "delete:0": "Only the person who asked",
    f"delete:{UNKNOWN}": "Only the person who asked",
    "share": GONE,
    "share:removed": GONE,
    f"share:{UNKNOWN}": GONE,
    "setup": "Only who may manage this server",
    "setup:start": "Only who may manage this server",
    "TAP:0:show:docker": "All about docker",
    "vote:docker:up:AAAAAAAAAAA": GONE,
    ":::": GONE,
    "\u202e{}%s": GONE,
    UNKNOWN: GONE,
}
"""What stands behind a button, and what somebody who taps it is told."""


def forge(home: Guild, posted: Posted, label: str, custom_id: str) -> None:
    """The button of this label has another id, as of another version."""
    rows = home.world.backend.get_message(posted.channel, posted.id).components
    part = next(one for row in rows for one in row["components"] if one.get("label") == label)
    part["custom_id"] = custom_id


def texts(home: Guild, by: str) -> list[str]:
    """What somebody alone has been told."""
    return [one.content for one in home.world.messages("general") if one.only == by]


async def test_a_button_that_is_none_is_answered(at_home: Guild) -> None:
    """Whatever stands behind a button, whoever taps it is told something, alone, and the answer above it stays."""
    answer, told = await at_home.ask("linux or sql"), {}
    for number, custom_id in enumerate(FORGED):
        forge(at_home, answer, BROWSE, custom_id)
        await at_home.tap(answer, BROWSE, by=f"person{number}")
        told[custom_id] = " ".join(texts(at_home, f"person{number}"))

    assert {} == {one: text for one, text in told.items() if FORGED[one] not in text}
    assert answer.content == at_home.said()[0].content


@pytest.mark.parametrize("custom_id", ["missing", "missing:", f"missing:{UNKNOWN}", "ask", "ask:now"])
async def test_a_forged_form_opens_and_is_answered(at_home: Guild, custom_id: str) -> None:
    """A form of nobody's question opens, within Discord's limits, and what is sent by it is answered."""
    answer = await at_home.ask("linux or sql")
    forge(at_home, answer, BROWSE, custom_id)
    await at_home.tap(answer, BROWSE, by="bob")
    await at_home.submit(at_home.forms[-1], KAFKA)

    assert 1 == len(texts(at_home, "bob"))


@pytest.mark.parametrize("custom_id", ["wanted", "missing", ":", f"old:{UNKNOWN}"])
async def test_a_form_of_another_version_is_answered(at_home: Guild, custom_id: str) -> None:
    """What is sent by a form that this version does not have is kept as a remark."""
    answer = await at_home.ask("kafka")
    await at_home.tap(answer, "This is missing", by="bob")
    modal = at_home.world.interactions[-1].modal
    assert modal is not None
    modal["custom_id"] = custom_id
    await at_home.submit(at_home.forms[-1], KAFKA)

    assert [KAFKA] == [one["text"] for one in await at_home.parts.kept("misses")]


@pytest.mark.parametrize("value", ["topics:none:1", "drop:tables", UNKNOWN, "0"])
async def test_a_choice_of_another_version_is_answered(shipped_at_home: Guild, value: str) -> None:
    """What is chosen from a list and is not there any more is told in place, with a way on."""
    topics = await shipped_at_home.command("topics")
    assert topics is not None
    rows = shipped_at_home.world.backend.get_message(topics.channel, topics.id).components
    rows[0]["components"][0]["options"][0]["value"] = value
    seen = await shipped_at_home.pick(topics, value)

    assert seen is not None
    assert (topics.id, True) == (seen.id, seen.content != topics.content)
    assert seen.options or seen.labels


async def test_another_s_votes_are_their_own(at_home: Guild) -> None:
    """A forged vote on somebody's question is one more vote, and changes nobody's."""
    answer = await at_home.ask("explain docker")
    await at_home.tap(answer, "This helped")
    forge(at_home, answer, "This did not help", answer.button("This did not help").replace("tap:1", "tap:9"))
    await at_home.tap(answer, "This did not help", by="bob")

    assert [False, True] == sorted(bool(one["helped"]) for one in await at_home.parts.kept("votes"))


async def test_answers_for_all_outlive_a_restart(at_home: Guild) -> None:
    """Picks, lists, votes, forms and Dismiss under what all see do after a restart what they did before."""
    choices, answer = await at_home.ask("linux or sql"), await at_home.ask("explain docker")
    await at_home.tap(answer, "Not what I asked")
    await at_home.restart()
    await at_home.submit(at_home.forms[-1], KAFKA)
    await at_home.tap(choices, BROWSE, by="bob")
    await at_home.tap(choices, "What is linux?")
    await at_home.tap(answer, "👎")
    await at_home.tap(answer, "Dismiss")
    [vote], [miss] = [await at_home.parts.kept(table) for table in ("votes", "misses")]

    assert ("docker", KAFKA) == (vote["entry"], miss["text"])
    assert [choices.id] == [one.id for one in at_home.said()]
    assert "### What is linux?" in at_home.said()[0].content
    assert texts(at_home, "bob")[0].startswith("### Topics")


async def test_private_answers_outlive_a_restart(at_home: Guild) -> None:
    """Paths, the quiz, deletion and Show to channel go on after a restart in what one person sees alone."""
    step = await at_home.command("path", path="first")
    answer = await at_home.ask("explain git", private=True)
    forget = await at_home.ask("delete my data", private=True)
    assert step is not None
    await at_home.restart()
    heads = [await at_home.tap(step, label) for label in ("What next?", "Finish", "Learning paths", "First")]
    await at_home.tap(answer, "Show to channel")
    await at_home.tap(forget, "Delete my data")

    assert ["First, step 2 of 2", "You are through", "Learning paths", "First, step 1 of 2"] == [
        one.content.splitlines()[0].removeprefix("### ").partition(":")[0] for one in heads if one
    ]
    assert "### What is git?" in at_home.said()[0].content
    assert "deleted. Nothing of yours is kept any more." in texts(at_home, "ada")[-1]


async def test_a_list_and_the_quiz_outlive_a_restart(shipped_at_home: Guild) -> None:
    """A list of kinds and a question of the quiz, asked by one process, are answered by another."""
    topics = await shipped_at_home.command("topics")
    await shipped_at_home.command("path", path="from-zero")
    step = shipped_at_home.whispered()
    for _ in range(4):
        await shipped_at_home.tap(step, "What next?")
    await shipped_at_home.recorded()
    quiz = await shipped_at_home.command("quiz")
    await shipped_at_home.restart()
    assert topics is not None
    assert quiz is not None
    kind = await shipped_at_home.pick(topics, "Skills (29)")
    verdict = await shipped_at_home.tap(quiz, quiz.labels[0])

    assert (True, True) == ("### Skills" in _text(kind), "### Question 1 of" in quiz.content)
    assert _text(verdict).startswith(("### Right", "### Not quite"))


async def test_a_command_of_another_version_is_answered(at_home: Guild) -> None:
    """A command that this version does not have any more is told, and noted for whoever runs the process."""
    commands: dict[Any, Any] = at_home.world.backend.commands[None]
    old = dict(commands["help", 1])
    commands["oldhelp", 1] = old | {"name": "oldhelp", "id": "77"}
    seen = await at_home.command("oldhelp")
    [fault] = at_home.pardon()

    assert _text(seen).startswith("Something went wrong on my side")
    assert "CommandNotFound" in fault


def _text(posted: Posted | None) -> str:
    return posted.content if posted else ""
