"""The Start-here panel at work: at everybody's service, each alone, for months."""

from __future__ import annotations

from typing import Final

import pytest

from tests.discord_guild import Guild
from tests.discord_seen import Posted

BUTTONS: Final = ("Learning paths", "Browse all topics", "Ask a question", "What can I ask?")
MONTHS: Final = 120 * 86_400.0


@pytest.fixture
async def panel(at_home: Guild) -> Posted:
    """The panel in #general."""
    form = await at_home.command("backchat setup", by="admin", where="office")
    assert form is not None
    await at_home.choose(form, "setup:start", "general")
    return at_home.said()[0]


async def test_everybody_is_served_alone(at_home: Guild, panel: Posted) -> None:
    """Whoever taps a button of the panel sees what comes of it alone; the panel stays as it is."""
    heads = []
    for by, label in zip(("ada", "bob", "ada"), (BUTTONS[0], BUTTONS[1], BUTTONS[3]), strict=True):
        seen = await at_home.tap(panel, label, by=by)
        assert seen == at_home.whispered(by)
        heads.append(at_home.whispered(by).content.splitlines()[0])

    assert ["### Learning paths", "### Topics", "### What you can ask me"] == heads
    assert [panel] == at_home.said()


async def test_it_works_for_months(at_home: Guild, panel: Posted) -> None:
    """After months and many restarts every button does what it did."""
    at_home.world.later(MONTHS)
    await at_home.restart()
    for label in BUTTONS:
        await at_home.tap(panel, label, by="bob")
    seen = [one for one in at_home.world.messages("general") if one.only == "bob"]

    assert (3, "Ask a question") == (len(seen), at_home.forms[-1].title)


async def test_a_path_is_begun_there(at_home: Guild, panel: Posted) -> None:
    """From the panel to a path and its steps, and the next time from where the person was."""
    seen = await at_home.tap(panel, "Learning paths")
    assert seen is not None
    await at_home.tap(seen, "First")
    await at_home.tap(seen, "What next?")
    again = await at_home.tap(panel, "Learning paths")

    assert at_home.world.now(seen).content.startswith("### First, step 2 of 2")
    assert again is not None
    assert "Go on: First (step 2 of 2)" in again.labels


async def test_a_question_of_one_s_own(at_home: Guild, panel: Posted) -> None:
    """What is typed into its form is answered to that person alone, under their question, and can be shown and voted on."""
    await at_home.tap(panel, "Ask a question", by="bob")
    answer = await at_home.submit(at_home.forms[-1], "explain *docker*")

    assert answer is not None
    assert ("bob", [r"-# You asked: explain \*docker\*", "### What is docker?"]) == (
        answer.only,
        answer.content.splitlines()[:2],
    )
    assert {"This helped", "Not what I asked", "Show to channel"} <= {*answer.labels}
    assert [panel] == at_home.said()


@pytest.mark.parametrize(
    ("text", "said"), [(" \n", "The question is empty"), ("x " * 2_000, "I have no answer")]
)
async def test_a_question_that_is_none(at_home: Guild, panel: Posted, text: str, said: str) -> None:
    """What is blank or endless gets a kind word, for the eyes of who typed it."""
    await at_home.tap(panel, "Ask a question", by="bob")
    answer = await at_home.submit(at_home.forms[-1], text)

    assert answer is not None
    assert (True, "bob") == (said in answer.content, answer.only)


async def test_outside_the_channels_it_still_serves(at_home: Guild, panel: Posted) -> None:
    """Where answers may not be for all, the panel serves each alone, and nothing is offered to be shown."""
    other = str(at_home.world.channel("bots").id)
    await at_home.service.set_up("discord", str(at_home.world.home.id), channels=(other,))
    await at_home.tap(panel, "Ask a question", by="bob")
    answer = await at_home.submit(at_home.forms[-1], "explain docker")

    assert answer is not None
    assert ("bob", False) == (answer.only, "Show to channel" in answer.labels)
