"""Asking by name, by a reply and in direct messages: what is heard, where it is answered, and what follows on what."""

from __future__ import annotations

from typing import Final

import discord
import pytest

from tests.discord_guild import Guild
from tests.discord_habits import SILENT_REPLY, channel, furnish, heads, lines, publish

pytestmark = pytest.mark.usefixtures("unhurried")

API: Final = "What is an API?"
ALL_I_HAVE: Final = "That is all I have on What is {}?; I never make more up."
HELP: Final = "What you can ask me"
PLACES: Final = ("text", "news", "voice", "stage_voice")
WORDS: Final[tuple[tuple[str, str, list[str]], ...]] = (
    ("", HELP, ["Browse all topics", "Learning paths"]),
    ("👋", HELP, ["Browse all topics", "Learning paths"]),
    ("<:wave:12345> 🤔", HELP, ["Browse all topics"]),
    ("@everyone", HELP, ["Browse all topics"]),
    ("HELP", HELP, ["Browse all topics"]),
    ("topics", "Topics", ["Learning paths"]),
    ("path", "Learning paths", ["Browse all topics", "From zero to junior"]),
    ("quiz", "Which path shall I ask you about?", ["From zero to junior"]),
    ("@everyone whats a REST api", API, ["This helped", "Not what I asked"]),
    ("whats a <#100> REST <:api:12345> api <@&77>", API, ["This helped"]),
    ("websites", "I am not sure which of these you mean:", ["Browse all topics", "This is missing"]),
    ("kafka", "Nobody has written an answer to that for me yet", ["What can I ask?", "This is missing"]),
    ("whats the pay in berlin", "I do not answer questions about pay", ["Browse all topics"]),
    ("asdf qwer", "I could not make sense of that.", ["What can I ask?", "This is missing"]),
    ("thanks!", "You're welcome", ["Which learning paths are there?"]),
)
"""What is said with the name of the bot, words of the answer, and some of what it offers."""


async def test_a_mention_is_answered_in_every_kind_of_channel(at_home: Guild) -> None:
    """Who names the bot in a channel, an announcement or the chat of a voice channel gets one reply there, for all to see."""
    places = [channel(at_home, discord.ChannelType[kind]) for kind in PLACES]
    asked = [await at_home.mention("explain docker", where=where) for where in places]

    assert [[(one.id, "", "What is docker?")] for one in asked] == [
        [(one.reply_to, one.only, *heads([one])) for one in at_home.said(where)] for where in places
    ]


@pytest.mark.parametrize("of", ["general", "questions"], ids=["thread", "forum post"])
async def test_a_mention_is_answered_in_its_thread(at_home: Guild, of: str) -> None:
    """What is asked in a thread or under a forum post is answered there, and not in the channel."""
    thread = at_home.world.thread("The build is red", where=of)
    asked = await at_home.mention("explain docker", where=thread)

    assert [(asked.id, thread)] == [(one.reply_to, one.channel) for one in at_home.said(thread)]
    assert [] == at_home.said(of)


async def test_an_answer_pings_nobody(at_home: Guild) -> None:
    """The reply does not notify who asked, and unfolds no link."""
    await at_home.mention("explain docker")
    (sent,) = at_home.requests("POST", "/messages")

    assert {"parse": [], "replied_user": False} == sent.body["allowed_mentions"]
    assert discord.MessageFlags(suppress_embeds=True).value == sent.body["flags"]


async def test_whatever_is_said_gets_a_useful_word(shipped_at_home: Guild) -> None:
    """Answers, choices, the nearest, pointers and help: each as a reply, with what leads on, and the asker can dismiss it."""
    otherwise = []
    for number, (text, told, offered) in enumerate(WORDS):
        asked = await shipped_at_home.mention(text, by=f"person {number}")
        answer = shipped_at_home.said()[number]
        missing = [one for one in (*offered, "Dismiss") if one not in answer.labels + answer.options]
        if missing or asked.id != answer.reply_to or told not in answer.content:
            otherwise.append((text, answer.content, missing))

    assert [] == otherwise


async def test_who_names_others_is_not_answered(at_home: Guild) -> None:
    """Naming another, a role, everybody, or nobody is not said to the bot, and neither is a reply to others."""
    role = at_home.world.backend.create_role(at_home.world.home.id, "backchat", mentionable=True)
    first = await at_home.say("explain docker", by="mod")
    for text in ("explain docker", f"<@&{role.id}> explain docker", "@everyone @here explain docker"):
        await at_home.say(text, by="mod")
        await at_home.reply_to(first, text, by="bob")
    bob = at_home.world.person("bob").id
    await at_home.say(f"<@{bob}> explain docker")

    assert [] == at_home.said()


async def test_a_reply_to_the_bot_is_heard(at_home: Guild) -> None:
    """Who replies to the bot is answered, also without naming it; who switched the ping off is not."""
    await at_home.mention("explain docker")
    (first,) = at_home.said()
    await publish(at_home, "explain sql", "bob", under=first, allowed_mentions=SILENT_REPLY)
    asked = await at_home.reply_to(first, "explain git", by="bob")

    assert ["What is docker?", "What is git?"] == heads(at_home.said())
    assert asked.id == at_home.said()[-1].reply_to


async def test_a_reply_that_discord_keeps_from_us_is_not_heard(at_home: Guild) -> None:
    """A reply to the answer of a command names the bot, but Discord withholds its text; who names the bot as well is heard."""
    answer = await at_home.ask("explain docker")
    await at_home.reply_to(answer, "explain git")
    before = heads(at_home.said())
    await at_home.reply_to(answer, f"<@{at_home.world.backend.bot_user.id}> explain git")

    assert ["-# Question: explain docker"] == before
    assert "What is git?" == heads(at_home.said())[-1]


async def test_a_reply_to_others_that_names_the_bot_is_answered(at_home: Guild) -> None:
    """Who draws the bot into a talk with others is answered under their own words."""
    talk = await at_home.say("docker is hard", by="bob")
    asked = await at_home.reply_to(talk, f"<@{at_home.world.backend.bot_user.id}> explain docker")

    assert [asked.id] == [one.reply_to for one in at_home.said()]


async def test_a_follow_up_is_understood_however_it_is_asked(at_home: Guild) -> None:
    """By name, by a reply and by command: what a person says in a channel is one conversation, over a restart too."""
    await at_home.mention("explain docker")
    await at_home.reply_to(at_home.said()[0], "and why?")
    by_command = await at_home.ask("tell me more", private=True)
    await at_home.recorded()
    await at_home.restart()
    await at_home.mention("and why?")

    assert [ALL_I_HAVE.format("docker")] * 2 == heads(at_home.said()[1:])
    assert ["-# You asked: tell me more", ALL_I_HAVE.format("docker")] == lines(by_command)


async def test_a_follow_up_is_understood_in_direct_messages(at_home: Guild) -> None:
    """Alone with the bot everything said, asked by command or tapped goes on from what was shown last."""
    await at_home.dm("explain docker")
    await at_home.dm("and why?")
    await at_home.ask("explain sql", where="@ada")
    await at_home.dm("and why?")

    assert [ALL_I_HAVE.format("docker"), ALL_I_HAVE.format("sql")] == heads(at_home.said("@ada")[1::2])


async def test_a_follow_up_stays_with_its_person_and_channel(at_home: Guild) -> None:
    """What one person was told means nothing to another, to the same person elsewhere, or in direct messages."""
    thread = at_home.world.thread("Elsewhere")
    await at_home.mention("explain docker")
    await at_home.mention("and why?", by="bob")
    await at_home.mention("and why?", where=thread)
    await at_home.mention("and why?", where="random")
    await at_home.dm("and why?")
    told = [*at_home.said()[1:], *at_home.said(thread), *at_home.said("random"), *at_home.said("@ada")]

    assert ["I have no answer to that, and I never make one up."] * 4 == heads(told)


async def test_a_reply_means_the_answer_that_it_replies_to(at_home: Guild) -> None:
    """Who replies to an older answer, or to one for another person, means that one and not what they saw last."""
    await at_home.mention("explain docker")
    await at_home.mention("explain sql")
    docker, _sql = at_home.said()
    await at_home.reply_to(docker, "and why?")
    await at_home.reply_to(docker, "and why?", by="bob")
    await at_home.mention("and why?", by="bob")

    assert [ALL_I_HAVE.format("docker")] * 3 == heads(at_home.said()[2:])


async def test_what_was_tapped_can_be_followed_by_name(at_home: Guild) -> None:
    """Who is shown another answer by a tap, alone, is understood when they ask on aloud."""
    await at_home.mention("docker or sql")
    await at_home.tap(at_home.said()[0], "What is sql?", by="bob")
    await at_home.mention("and why?", by="bob")

    assert ALL_I_HAVE.format("sql") == heads(at_home.said())[-1]


async def test_where_the_server_does_not_want_it_the_bot_is_silent(at_home: Guild) -> None:
    """Where channels were chosen, others hear nothing; threads of those that were chosen do, and direct messages always."""
    await furnish(at_home, channels=("help",))
    inside, outside = at_home.world.thread("In", where="help"), at_home.world.thread("Out")
    for where in ("general", "help", inside, outside):
        await at_home.mention("explain docker", where=where)
    await at_home.dm("explain docker")

    assert [0, 1, 1, 0, 1] == [
        len(at_home.said(where)) for where in ("general", "help", inside, outside, "@ada")
    ]


async def test_a_brief_server_is_answered_briefly(at_home: Guild) -> None:
    """The first lines, and a button to the rest, which its asker alone sees; alone with the bot, all at once."""
    await furnish(at_home, brief=True)
    await at_home.mention("explain docker")
    (brief,) = at_home.said()
    whole = await at_home.tap(brief, "The whole answer")
    await at_home.dm("explain docker")

    assert ("### What is docker?\nAll about docker.", "The whole answer") == (brief.content, brief.labels[0])
    assert whole is not None
    assert ("ada", True) == (whole.only, "There is more to say" in whole.content)
    assert "There is more to say" in at_home.said("@ada")[0].content
