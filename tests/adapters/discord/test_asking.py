"""Asking by command and from a message's menu: what is answered."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.discord_guild import Guild
from tests.discord_habits import furnish, heads, lines

ALL_I_HAVE: Final = "That is all I have on What is docker?; I never make more up."
NOTHING: Final = "I have no answer to that, and I never make one up."
ASKED: Final = (
    ("what is an api", ["-# Question: what is an api\n### What is an API?", "-# Source"], False),
    ("websites", ["-# Question: websites", "I am not sure which of these you mean:"], False),
    ("kafka", ["-# Question: kafka", "The nearest I can tell you about:"], False),
    ("thanks", ["-# Question: thanks", "You're welcome"], False),
    ("asdf qwer", ["-# Question: asdf qwer", "I could not make sense of that."], False),
    ("help", ["### What you can ask me"], True),
    ("<@1>", ["### What you can ask me"], True),
    ("topics", ["### Topics"], True),
    ("path", ["### Learning paths"], True),
    ("quiz", ["I ask you about the steps that you have done"], True),
    ("delete my data", ["Shall I delete all of it?"], True),
    ("show:no-such-entry", ["There is nothing by that name here"], True),
    ("x" * 4_001, ["That is 4,001 characters long"], True),
    ("x" * 6_000, ["That is 6,000 characters long"], True),
)

pytestmark = pytest.mark.usefixtures("unhurried")
"""What is typed after /ask, words of the answer, and whether it is for the asker alone."""
NOT_YET: Final = "I ask you about the steps that you have done, and there is none yet."
PAGES: Final[tuple[tuple[str, dict[str, Any], str], ...]] = (
    ("help", {}, "What you can ask me"),
    ("topics", {}, "Topics"),
    ("topics", {"kind": "skills"}, "Skills"),
    ("topics", {"kind": "nonsense"}, "There are no topics by that name."),
    ("topics", {"kind": "x" * 6_000}, "There are no topics by that name."),
    ("topics", {"kind": "skills:2"}, "There are no topics by that name."),
    ("path", {}, "Learning paths"),
    ("path", {"path": "first"}, "First, step 1 of 2"),
    ("path", {"path": "FIRST"}, "First, step 1 of 2"),
    ("path", {"path": "nonsense"}, "There is no path by that name."),
    ("path", {"path": ":" * 6_000}, "There is no path by that name."),
    ("quiz", {}, NOT_YET),
    ("quiz", {"path": "first"}, NOT_YET),
    ("quiz", {"path": "nonsense"}, "There is no path by that name."),
)
"""Commands with their options, and words of the page."""


async def test_the_question_stands_above_the_answer(at_home: Guild) -> None:
    """A command hides what was asked from others, so the answer restates it, with nothing in it alive."""
    answer = await at_home.ask("explain <@1> @everyone **docker**")

    assert ["-# Question: explain \\*\\*docker\\*\\*", "What is docker?", "All about docker."] == lines(
        answer
    )[:3]


async def test_whatever_is_asked_is_answered(shipped_at_home: Guild) -> None:
    """A question gets its answer before all; what is about the person, and lists to browse, are theirs alone."""
    otherwise = []
    for number, (text, told, alone) in enumerate(ASKED):
        answer = await shipped_at_home.ask(text, by=f"person {number}")
        only, dismissed = f"person {number}" * alone, "Dismiss" in answer.labels
        if (only, not alone) != (answer.only, dismissed) or any(one not in answer.content for one in told):
            otherwise.append((text, answer.only, answer.content))

    assert [] == otherwise


async def test_pages_are_for_who_opens_them(at_home: Guild) -> None:
    """Help, topics, paths and the quiz are seen by who asked for them, and whatever is typed as a name gets a word."""
    await furnish(at_home, private=False)
    pages = [(await at_home.command(name, **options), told) for name, options, told in PAGES]

    assert [] == [
        (told, page) for page, told in pages if page is None or page.only != "ada" or told not in page.content
    ]
    assert [] == at_home.said()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("explain docker", ["-# You asked: explain docker", "What is docker?"]),
        ("<@1> <@&2> explain docker <:whale:123>", ["-# You asked: explain docker \\:whale:", "What is docker?"]),
        ("topics", ["-# You asked: topics", NOTHING]),
        ("👋", ["-# You asked: 👋", NOTHING]),
        ("<@1>", ["The question is empty: ask something like 'what does a back-end developer do?'."]),
    ],
)  # fmt: skip
async def test_a_message_of_somebody_is_answered_for_who_wants_that(
    at_home: Guild, written: str, told: list[str]
) -> None:
    """From the menu of a message, which the bot could not read otherwise, one person alone is answered."""
    message = await at_home.say(written, by="bob")
    answer = await at_home.menu(message, by="ada")

    assert (told, "ada", []) == (lines(answer)[: len(told)], answer.only, at_home.said())


async def test_any_message_can_be_answered_from_its_menu(at_home: Guild) -> None:
    """Messages of bots and of Backchat itself too: somebody asked for it."""
    robots = await at_home.menu(await at_home.say("explain docker", by="robot"))
    await at_home.mention("explain git")
    own = await at_home.menu(at_home.said()[0], by="bob")

    assert ("What is docker?", "bob") == (lines(robots)[1], own.only)


async def test_commands_of_one_person_in_one_channel_are_a_conversation(at_home: Guild) -> None:
    """A follow-up by command is understood; another person's, or in another channel or thread, is not."""
    thread = at_home.world.thread("Aside")
    await at_home.ask("explain docker")
    more = await at_home.ask("and why?")
    others = [
        await at_home.ask("and why?", by="bob"),
        await at_home.ask("and why?", where="random"),
        await at_home.ask("and why?", where=thread),
    ]

    assert [ALL_I_HAVE, *[NOTHING] * 3] == [lines(one)[1] for one in (more, *others)]


async def test_a_brief_server_gets_brief_answers_to_commands(at_home: Guild) -> None:
    """The first lines, then all of it on "tell me more", by a button, or from the menu of a message."""
    await furnish(at_home, brief=True)
    brief = await at_home.ask("explain docker")
    more = await at_home.ask("tell me more")
    menu = await at_home.menu(await at_home.say("explain docker", by="bob"))

    assert ["There is more" in one.content for one in (brief, more, menu)] == [False, True, False]
    assert ["The whole answer"] * 2 == [brief.labels[0], menu.labels[0]]


async def test_a_command_always_gets_a_word(at_home: Guild) -> None:
    """Who uses commands too fast is told so each time, alone, with the question that they need not type again."""
    answers = [await at_home.ask("explain docker") for _ in range(13)]

    assert [""] * 10 + ["ada"] * 3 == [one.only for one in answers]
    assert ["That was a lot at once", "Still a lot at once. G", "Still a lot at once. G"] == [
        lines(one)[1][:22] for one in answers[10:]
    ]
    assert ["-# Question: explain docker"] * 10 + ["-# You asked: explain docker"] * 3 == heads(answers)


@pytest.mark.parametrize(("where", "only"), [("general", "ada"), ("@ada", "")], ids=["channel", "direct"])
async def test_deleting_by_command(at_home: Guild, where: str, only: str) -> None:
    """What is kept of somebody is told to them alone; the button deletes it, and says how much."""
    await at_home.ask("explain docker", where=where)
    asking = await at_home.ask("forget me", where=where)
    done = await at_home.tap(asking, "Delete my data")

    assert (only, only, "Delete my data") == (asking.only, done and done.only, asking.labels[0])
    assert "Done: 1 question deleted. Nothing of yours is kept any more." in lines(done)


async def test_the_journal_knows_nobody(at_home: Guild) -> None:
    """What was asked is kept with its words, and with no id that Discord has."""
    await at_home.ask("explain docker")
    (row,) = await at_home.parts.kept("questions")
    ids = {
        str(one.id)
        for one in (at_home.world.person("ada"), at_home.world.home, at_home.world.channel("general"))
    }

    assert ("explain docker", "discord") == (row["text"], row["platform"])
    assert [] == [value for value in map(str, row.values()) if any(one in value for one in ids)]
