"""What people tell about answers: votes, and what they wanted to know instead."""

from __future__ import annotations

from typing import Final

import pytest

from tests.discord_away import away
from tests.discord_guild import Guild
from tests.discord_seen import Form, Posted

KAFKA: Final = "how do I run Kafka?"
LONG: Final = "\n".join(f"{number}. I wanted to *know* <@{number}> `this`" for number in range(70))
WRITERS: Final = "Thank you for telling me: it goes to the people who write the answers."
KEPT: Final = "Thank you. The people who write the answers will see it."


async def opened(home: Guild, name: str = "Not what I asked", question: str = "explain docker") -> Form:
    """The form that Bob opens under the answer to Ada's question."""
    answer = await home.ask(question)
    await home.tap(answer, name, by="bob")
    return home.forms[-1]


@pytest.mark.parametrize("where", ["channel", "private", "direct", "elsewhere", "group"])
async def test_votes_are_kept_and_thanked_for(at_home: Guild, where: str) -> None:
    """Each vote is thanked for where its giver alone sees it, the last counts, and the answer stays as it is."""
    only = "" if where == "direct" else "ada"
    place = {"direct": "@ada", "channel": "general", "private": "general"}.get(where, where)
    answer = await at_home.ask("explain docker", private=where == "private", where=place)
    thanks = [await at_home.tap(answer, label) for label in ("This helped", "This did not help")]
    [vote] = await at_home.parts.kept("votes")

    assert ("docker", False) == (vote["entry"], bool(vote["helped"]))
    assert [("Good to hear, thank you.", only), (WRITERS, only)] == [
        (one.content, one.only) for one in thanks if one
    ]
    assert answer == at_home.world.now(answer)


async def test_votes_are_given_twice(at_home: Guild) -> None:
    """Whoever votes the same way again is thanked again, and counts once."""
    answer = await at_home.ask("explain docker")
    thanks = [await at_home.tap(answer, "👍") for _ in range(2)]

    assert (2, 1) == (len({one.id for one in thanks if one}), len(await at_home.parts.kept("votes")))


async def test_votes_of_two_people_are_two(at_home: Guild) -> None:
    """Bob's vote on the answer to Ada's question stands beside hers."""
    answer = await at_home.ask("explain docker")
    await at_home.tap(answer, "This helped")
    await at_home.tap(answer, "This did not help", by="bob")

    assert [False, True] == sorted(bool(one["helped"]) for one in await at_home.parts.kept("votes"))


async def test_a_vote_that_was_not_kept_is_told(at_home: Guild) -> None:
    """While the journal takes nothing, whoever votes is asked to tap again, and the next tap counts."""
    answer = await at_home.ask("explain docker")
    async with away(at_home, "votes"):
        told = await at_home.tap(answer, "This helped")
    await at_home.tap(answer, "This helped")

    assert told is not None
    assert "I could not keep your vote just now. Please tap again in a minute." == told.content
    assert 1 == len(await at_home.parts.kept("votes"))


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("explain docker", "Not what I asked"),
        ("linux or sql", "This is missing"),
        ("kafka", "This is missing"),
    ],
)
@pytest.mark.parametrize("private", [False, True])
async def test_what_was_wanted_is_kept(at_home: Guild, question: str, name: str, *, private: bool) -> None:
    """The button opens a form; what is sent is kept with the question that was answered, and thanked for privately."""
    answer = await at_home.ask(question, private=private)
    await at_home.tap(answer, name)
    [form] = at_home.forms
    thanks = await at_home.submit(form, KAFKA)
    [asked], [miss] = [await at_home.parts.kept(table) for table in ("questions", "misses")]

    assert thanks is not None
    assert (KAFKA, asked["id"]) == (miss["text"], miss["asked"])
    assert (KEPT, "ada", answer) == (thanks.content, thanks.only, at_home.world.now(answer))
    assert "What is missing?" == form.title


async def test_after_a_pick_the_form_is_about_the_question(at_home: Guild) -> None:
    """Under what was picked from a did-you-mean the form belongs to the question that was asked."""
    choices = await at_home.ask("linux or sql")
    await at_home.tap(choices, "What is linux?")
    await at_home.tap(choices, "Not what I asked", by="bob")
    await at_home.submit(at_home.forms[-1], KAFKA)
    [asked], [miss] = [await at_home.parts.kept(table) for table in ("questions", "misses")]

    assert asked["id"] == miss["asked"]


async def test_anybody_may_say_what_is_missing(at_home: Guild) -> None:
    """Two people can say what was missing under one answer, the same one twice, and all is kept."""
    answer = await at_home.ask("kafka")
    for person in ("ada", "bob", "bob"):
        await at_home.tap(answer, "This is missing", by=person)
        await at_home.submit(at_home.forms[-1], KAFKA)
    misses = await at_home.parts.kept("misses")

    assert (3, 2) == (len(misses), len({one["person"] for one in misses}))


@pytest.mark.parametrize("text", [KAFKA, "a ``` b ~~~~ c\n~~~\n# d", LONG], ids=["short", "fences", "long"])
async def test_a_remark_that_was_not_kept_is_given_back(at_home: Guild, text: str) -> None:
    """While the journal takes nothing, whoever sent the form is told, and has all that they typed, to be copied."""
    form = await opened(at_home)
    async with away(at_home, "misses"):
        await at_home.submit(form, text)
    told = [one for one in at_home.world.messages("general") if one.only == "bob"]
    drawn = "\n".join(one.content for one in told).replace("\u2060", "").replace("\n```\n```\n", "\n")

    assert told[0].content.startswith("I could not keep that just now. Please send it again in a minute.")
    assert f"```\n{text}\n```" in drawn


async def test_in_direct_messages_it_stays(at_home: Guild) -> None:
    """Where nobody else is, what is given back is a message like any other, which is still there tomorrow."""
    answer = await at_home.ask("kafka", where="@ada")
    await at_home.tap(answer, "This is missing")
    async with away(at_home, "misses"):
        told = await at_home.submit(at_home.forms[-1], KAFKA)

    assert told is not None
    assert ("", True) == (told.only, KAFKA in told.content)


async def test_what_could_not_be_kept_can_be_sent_again(at_home: Guild) -> None:
    """The form can be opened again, and is kept when the journal is back."""
    answer = await at_home.ask("kafka")
    async with away(at_home, "misses"):
        await at_home.tap(answer, "This is missing")
        await at_home.submit(at_home.forms[-1], KAFKA)
    await at_home.tap(answer, "This is missing")
    thanks = await at_home.submit(at_home.forms[-1], KAFKA)

    assert thanks is not None
    assert (KEPT, 1) == (thanks.content, len(await at_home.parts.kept("misses")))


async def test_what_is_blank_is_told(at_home: Guild) -> None:
    """A form with nothing but spaces in it gets a kind word, and nothing is kept."""
    told = await at_home.submit(await opened(at_home), " \n ")

    assert told is not None
    assert told.content.startswith("The question is empty")
    assert [] == await at_home.parts.kept("misses")


async def test_the_form_is_within_what_discord_takes(at_home: Guild) -> None:
    """It has one field, which must be filled in, of less than the 4,000 characters that are kept."""
    form = await opened(at_home)
    [field] = [one["component"] for one in form.parts]

    assert ("wanted", True, True) == (field["custom_id"], field["required"], field["max_length"] <= 4_000)


async def test_a_form_that_is_never_sent_leaves_nothing(at_home: Guild) -> None:
    """Whoever opens the form and closes it has said nothing, and no message follows."""
    await opened(at_home)

    assert ([], 1) == (await at_home.parts.kept("misses"), len(at_home.world.messages("general")))


async def test_the_thanks_are_not_voted_on(at_home: Guild) -> None:
    """What is said to a vote and to a remark has nothing to be tapped."""
    answer: Posted = await at_home.ask("explain docker")
    thanks = await at_home.tap(answer, "This helped")
    kept = await at_home.submit(await opened(at_home), KAFKA)

    assert [(), ()] == [one.parts for one in (thanks, kept) if one]
