"""New posts of the forums that a server chose get the nearest answers, by their title alone, and otherwise silence."""

from __future__ import annotations

from typing import Final

import pytest

from tests.discord_guild import Guild
from tests.discord_habits import furnish, heads, lines

pytestmark = pytest.mark.usefixtures("unhurried")

PROMPT: Final = "This may help while you wait:"
SQL: Final = "How do I learn SQL?"
POSTS: Final = {
    SQL: "SQL and relational databases",
    "Do I need a degree? 😭": "Do I need a degree?",
    "websites": "Creating and maintaining websites: choosing the tools",
    "interview tomorrow": "What do interviewers ask and look for?",
    "git merge vs rebase": "Git: what you need for daily work",
    **dict.fromkeys(("lunch on friday?", "whats the pay in berlin", "What is the best editor"), ""),
    **dict.fromkeys(("Hello!", "thanks everyone", "Kafka consumer lag", "asdf qwer", "help", "x", "🤔"), ""),
}
"""Titles of posts, and the nearest answer to each; none where there is to be silence."""


@pytest.fixture
async def forum(shipped_at_home: Guild) -> Guild:
    """Backchat with all it knows, on a server that chose the forum "questions"."""
    await furnish(shipped_at_home, forums=("questions",))
    return shipped_at_home


async def test_a_post_gets_the_three_nearest_or_silence(forum: Guild) -> None:
    """Up to three answers that may help are named below the post, for all; what is out of scope or near nothing gets none."""
    came, expected = {}, {}
    for number, (title, nearest) in enumerate(POSTS.items()):
        post = await forum.forum_post(title, by=f"person {number}")
        said = forum.said(post.channel)
        came[title] = [(one.reply_to, one.only, one.content, one.labels[0], one.labels[-1]) for one in said]
        expected[title] = [(post.id, "", PROMPT, nearest, "Dismiss")] * bool(nearest)

        assert [] == [one.labels for one in said if len(one.labels) > 4]
    assert expected == came


async def test_the_text_of_a_post_is_not_read(forum: Guild) -> None:
    """Discord keeps the text from us, and the title alone decides."""
    named = await forum.forum_post(SQL, text="lunch on friday?")
    unnamed = await forum.forum_post("lunch on friday?", text=SQL)

    assert (1, 0) == (len(forum.said(named.channel)), len(forum.said(unnamed.channel)))


async def test_nobody_is_pinged_by_a_suggestion(forum: Guild) -> None:
    """The suggestion is a silent reply."""
    await forum.forum_post(SQL)
    (sent,) = forum.requests("POST", "/messages")

    assert {"parse": [], "replied_user": False} == sent.body["allowed_mentions"]


@pytest.mark.parametrize("chosen", [(), ("elsewhere forum",)], ids=["none", "another"])
async def test_other_forums_are_let_be(at_home: Guild, chosen: tuple[str, ...]) -> None:
    """Where the server did not choose a forum, its posts get nothing."""
    await furnish(at_home, forums=chosen)
    post = await at_home.forum_post("explain docker")

    assert [] == at_home.said(post.channel)


async def test_a_channel_is_no_forum(at_home: Guild) -> None:
    """A thread in a channel that was chosen as if it were a forum gets nothing for its title."""
    await furnish(at_home, forums=("general",))
    thread = at_home.world.thread("explain docker")
    await at_home.say("As the title says.", where=thread)

    assert [] == at_home.said(thread)


async def test_a_chosen_forum_needs_no_other_choice(at_home: Guild) -> None:
    """A server that wants answers in one channel alone, and suggestions in a forum, has both."""
    await furnish(at_home, forums=("questions",), channels=("general",))
    post = await at_home.forum_post("explain docker")
    me = at_home.world.backend.bot_user.id
    named = await at_home.forum_post("explain sql", text=f"<@{me}> what is git?", by="bob")
    await at_home.mention("explain git", where=named.channel)

    assert [[PROMPT], [PROMPT]] == [heads(at_home.said(one.channel)) for one in (post, named)]


async def test_only_the_beginning_of_a_post_counts(at_home: Guild) -> None:
    """What follows in a post, an edit of its first message, and a new title get nothing more."""
    await furnish(at_home, forums=("questions",))
    post = await at_home.forum_post("explain docker")
    await at_home.say("explain sql", by="bob", where=post.channel)
    await at_home.say("any idea?", where=post.channel)
    at_home.world.backend.edit_message(post.channel, post.id, {"content": "explain git"})
    at_home.world.backend.edit_channel(post.channel, {"name": "explain linux"})
    await at_home.settled()

    assert [post.id] == [one.reply_to for one in at_home.said(post.channel)]


async def test_posts_of_bots_are_let_be(at_home: Guild) -> None:
    """What another bot posts in a forum gets nothing."""
    await furnish(at_home, forums=("questions",))
    post = await at_home.forum_post("explain docker", by="robot")

    assert [] == at_home.said(post.channel)


async def test_a_question_in_a_new_post_is_answered(at_home: Guild) -> None:
    """Who names the bot where they begin a post is answered, and gets no suggestions besides."""
    await furnish(at_home, forums=("questions",))
    post = await at_home.forum_post(
        "explain docker", text=f"<@{at_home.world.backend.bot_user.id}> explain sql"
    )

    assert ["What is sql?"] == heads(at_home.said(post.channel))


async def test_who_taps_a_suggestion_sees_it(at_home: Guild) -> None:
    """Anybody who picks an answer sees it alone, and may show it to all; the author's pick takes the place of the list."""
    await furnish(at_home, forums=("questions",))
    post = await at_home.forum_post("explain docker")
    (listed,) = at_home.said(post.channel)
    others = await at_home.tap(listed, "What is docker?", by="bob")
    between = heads(at_home.said(post.channel))
    await at_home.tap(listed, "What is docker?")

    assert others is not None
    assert ("bob", "What is docker?", True) == (
        others.only,
        *heads([others]),
        "Show to channel" in others.labels,
    )
    assert ([PROMPT], ["What is docker?"]) == (between, heads(at_home.said(post.channel)))


@pytest.mark.parametrize(("by", "left"), [("ada", 0), ("mod", 0), ("bob", 1)])
async def test_the_author_can_dismiss_suggestions(at_home: Guild, by: str, left: int) -> None:
    """Whoever began the post, or may manage messages, takes the list away; others are told that they cannot."""
    await furnish(at_home, forums=("questions",))
    post = await at_home.forum_post("explain docker")
    told = await at_home.tap(at_home.said(post.channel)[0], "Dismiss", by=by)

    assert left == len(at_home.said(post.channel))
    assert ["Only the person who asked, or an admin, can delete this."] * left == lines(told) * left


async def test_a_post_that_is_not_there_yet_is_waited_for(
    at_home: Guild, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Discord lets nobody into a post before its first message is (40058): the suggestion comes later, once."""
    monkeypatch.setattr("adapters.insisting.LATER", (0.0, 0.0, 0.0))
    await furnish(at_home, forums=("questions",))
    at_home.world.refuse("POST", "/channels/*/messages", 40058, times=2)
    post = await at_home.forum_post("explain docker")

    assert [PROMPT] == heads(at_home.said(post.channel))
    assert 3 == len(at_home.requests("POST", f"/channels/{post.channel}/messages"))
    assert 2 == len(at_home.pardon())


async def test_a_locked_post_is_let_be(at_home: Guild) -> None:
    """Where the bot may not write in threads, nothing is said, and nothing goes wrong."""
    await furnish(at_home, forums=("questions",))
    at_home.world.deny("send_messages_in_threads", where="questions")
    post = await at_home.forum_post("explain docker")

    assert [] == at_home.said(post.channel)


async def test_suggestions_use_up_nobodys_questions(at_home: Guild) -> None:
    """Who posts a lot is not told anything about that, and can still ask."""
    await furnish(at_home, forums=("questions",))
    posts = [await at_home.forum_post("explain docker") for _ in range(12)]
    await at_home.mention("explain docker")

    assert [1] * 10 + [0] * 2 == [len(at_home.said(one.channel)) for one in posts]
    assert ["What is docker?"] == heads(at_home.said())


async def test_a_suggestion_is_not_kept(at_home: Guild) -> None:
    """Nobody asked the bot: the journal knows nothing of a post."""
    await furnish(at_home, forums=("questions",))
    await at_home.forum_post("explain docker")

    assert [] == await at_home.parts.kept("questions")
