"""Learning paths and the quiz over days: where a person is, they go on, whatever process, channel or day it is."""

from __future__ import annotations

from typing import Final

import pytest

from tests.discord_guild import Guild
from tests.discord_habits import heads, lines
from tests.discord_peopled import Where
from tests.discord_seen import Posted

ZERO: Final = "From zero to junior"
BACK: Final = "You were here last time."
NOT_YET: Final = (
    "I ask you about the steps that you have done, and there is none yet. Walk one, and then try me."
)

pytestmark = pytest.mark.usefixtures("unhurried")
DAY: Final = 86_400


async def _page(
    home: Guild, command: str, path: str = "", by: str = "ada", where: Where = "general"
) -> Posted:
    """What somebody is shown for /path or /quiz."""
    page = await home.command(command, by, where, **({"path": path} if path else {}))
    assert page is not None
    return page


async def _tapped(home: Guild, page: Posted, *labels: str, by: str = "ada") -> Posted:
    """What somebody sees after tapping one button after the other."""
    for label in labels:
        found = await home.tap(page, label, by)
        assert found is not None
        page = found
    return page


async def test_a_path_is_walked_in_one_message(at_home: Guild) -> None:
    """Each step takes the place of the one before, for one person's eyes; behind the last it says so."""
    first = await _page(at_home, "path", "first")
    second = await _tapped(at_home, first, "What next?")
    through = await _tapped(at_home, second, "Finish")

    assert [
        "First, step 1 of 2: What is linux?",
        "First, step 2 of 2: What is git?",
        "You are through",
    ] == heads([first, second, through])
    assert ({first.id}, {"ada"}) == (
        {first.id, second.id, through.id},
        {first.only, second.only, through.only},
    )


async def test_a_step_can_be_taken_back_and_read_in_full(at_home: Guild) -> None:
    """Back is the step before; the whole entry takes the place of the step, and the path is a command away."""
    second = await _tapped(at_home, await _page(at_home, "path", "first"), "What next?")
    first = await _tapped(at_home, second, "Back")
    entry = await _tapped(at_home, first, "More: What is linux?")

    assert (["First, step 1 of 2: What is linux?", "What is linux?"], True) == (
        heads([first, entry]),
        "There is more" in entry.content,
    )


@pytest.mark.parametrize("where", ["general", "@ada", "elsewhere"])
async def test_a_path_goes_on_on_another_day(at_home: Guild, where: str) -> None:
    """After a restart, a day later and in any channel, /path goes on where its person was; others begin."""
    await _tapped(at_home, await _page(at_home, "path", "first"), "What next?")
    await at_home.restart()
    at_home.world.later(DAY)
    again = await _page(at_home, "path", "first", where=where)
    other = await _page(at_home, "path", "first", by="bob")

    assert [BACK, "First, step 2 of 2: What is git?"] == lines(again)[:3:2]
    assert "First, step 1 of 2: What is linux?" == lines(other)[0]


async def test_an_old_page_still_turns(at_home: Guild) -> None:
    """The button of a page that an earlier process showed leads on, and that is where its person is then."""
    page = await _page(at_home, "path", "first")
    await at_home.restart()
    at_home.world.later(DAY)
    await _tapped(at_home, page, "What next?", "Finish")

    assert "You are through" == lines(await _page(at_home, "path", "first"))[0]


async def test_the_list_of_paths_leads_on(shipped_at_home: Guild) -> None:
    """Who has begun paths is offered to go on with them, the latest first; who has not is not."""
    for name in ("from-zero", "interview-prep"):
        await _tapped(shipped_at_home, await _page(shipped_at_home, "path", name), "What next?")
    mine, others = await _page(shipped_at_home, "path"), await _page(shipped_at_home, "path", by="bob")
    going = [one for one in (*mine.labels, *mine.options) if one.startswith("Go on")]
    on = await _tapped(shipped_at_home, mine, going[1])

    assert [True, True] == [
        one.startswith(f"Go on: {name} (step 2 of ")
        for one, name in zip(going, ("Interview preparation", ZERO), strict=True)
    ]
    assert [] == [one for one in (*others.labels, *others.options) if one.startswith("Go on")]
    assert f"{ZERO}, step 2 of " in on.content


async def test_the_paths_named_aloud_are_walked_alone(at_home: Guild) -> None:
    """The list that somebody asked for by name is for all; who picks from it walks for themselves."""
    await at_home.mention("paths")
    (listed,) = at_home.said()
    mine = await _tapped(at_home, listed, "First")
    bobs = await _tapped(at_home, listed, "First", by="bob")

    assert ("ada", "bob", [listed.id]) == (mine.only, bobs.only, [one.id for one in at_home.said()])
    assert ["First, step 1 of 2: What is linux?"] * 2 == heads([mine, bobs])


async def test_a_path_is_forgotten_on_demand(at_home: Guild) -> None:
    """Who has their data deleted begins again."""
    await _tapped(at_home, await _page(at_home, "path", "first"), "What next?")
    await _tapped(at_home, await at_home.ask("delete my data"), "Delete my data")

    assert "First, step 1 of 2: What is linux?" == lines(await _page(at_home, "path", "first"))[0]


async def test_a_quiz_needs_a_step(shipped_at_home: Guild) -> None:
    """Who has done nothing is told so, with the way to begin; after a step there is a question."""
    nothing = await _page(shipped_at_home, "quiz", "from-zero")
    begun = await _tapped(shipped_at_home, nothing, f"Begin: {ZERO}")
    still = await _page(shipped_at_home, "quiz")
    await _tapped(shipped_at_home, begun, "What next?")
    question = await _page(shipped_at_home, "quiz")

    assert [NOT_YET, NOT_YET, "Question 1 of 1"] == heads([nothing, still, question])
    assert f"{ZERO}, step 1 of " in begun.content
    assert "ada" == question.only


async def test_a_quiz_is_taken_to_its_end(shipped_at_home: Guild) -> None:
    """Three steps, a question each: right or not is said after each tap, in one message, and how many were right at last."""
    home = shipped_at_home
    page = await _tapped(home, await _page(home, "path", "from-zero"), *["What next?"] * 3)
    page = await _page(home, "quiz")
    told = []
    for _ in range(3):
        asked = page
        entries = [one for one in asked.labels if one != "Back to the path"]
        page = await _tapped(home, asked, entries[0])
        told.append(
            (lines(asked)[0].partition(",")[0], len(entries), lines(page)[0] in {"Right", "Not quite"})
        )
        page = await _tapped(home, page, page.labels[0])
    on = await _tapped(home, page, "Go on with step 4")

    assert [(f"Question {number} of 3", 4, True) for number in (1, 2, 3)] == told
    assert (True, "ada") == (lines(page)[0].endswith(" of 3 right"), page.only)
    assert f"{ZERO}, step 4 of " in on.content


async def test_a_quiz_goes_on_after_a_restart(shipped_at_home: Guild) -> None:
    """The question of an earlier process can be answered, and means what it meant."""
    home = shipped_at_home
    await _tapped(home, await _page(home, "path", "from-zero"), "What next?", "What next?")
    asked = await _page(home, "quiz")
    await home.restart()
    home.world.later(DAY)
    verdict = await _tapped(home, asked, asked.labels[0])
    following = await _tapped(home, verdict, "Next question")

    assert "Question 2 of 2" in lines(following)[0]
    assert asked.id == following.id


async def test_a_quiz_is_on_the_path_walked_last(shipped_at_home: Guild) -> None:
    """Without a name it is the path of the last step; the other is asked about by name."""
    home = shipped_at_home
    for name in ("from-zero", "interview-prep"):
        await _tapped(home, await _page(home, "path", name), "What next?")
    last, named = await _page(home, "quiz"), await _page(home, "quiz", "From-Zero")

    assert [True, True] == [
        f"This is from {title}" in "\n".join(lines(one))
        for title, one in (("Interview preparation", last), (ZERO, named))
    ]


async def test_a_path_at_its_end_offers_a_quiz(shipped_at_home: Guild) -> None:
    """Who is through is asked about all of it, and comes back to the end and not to the beginning."""
    home = shipped_at_home
    page = await _page(home, "path", "interview-prep")
    while page.labels[0] in {"What next?", "Finish"}:
        page = await _tapped(home, page, page.labels[0])
    question = await _tapped(home, page, "Quiz me on this path")
    again = await _page(home, "path", "interview-prep")

    assert ["You are through"] * 2 == heads([page, again])
    assert lines(question)[0].startswith("Question 1 of ")
