"""What Discord delivers is read as what a person said, where, and to whom; whatever else it is, it is let be."""

from __future__ import annotations

import timeit
from typing import Any, Final

import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.asking import Asked
from adapters.discord.incoming import (
    Spot,
    carried,
    channels_of,
    custom_ids,
    filled_in,
    forum_post,
    heard,
    spot_of,
    tapped,
    typed,
)
from bot.conversation import BrowseTopics, FollowPath, Question, ShowEntry, ShowHelp
from bot.wishes import QuizMe, Resume, Vote
from tests.discord_written import ADA, FORUM, GENERAL, ME, POST, answered, interaction, message
from tests.slowness import slowness

VOTED: Final = "tap:4:vote:docker:up:AAAAAAAAAAA"
HOSTILE: Final = ("<", ">", "<@", "<@&", "<#1", "<a:x:", "</a:", "<t:1", "<https://", "@everyone", "@", " @here")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("explain docker", "explain docker"),
        ("  explain\ndocker \t", "explain\ndocker"),
        ("", ""),
        (f"<@{ME}> explain docker", "explain docker"),
        (f"<@!{ME}> explain docker", "explain docker"),
        (f"explain <@{ME}> docker", "explain   docker"),
        (f"<@{ME}>", ""),
        ("<@&77> explain docker", "explain docker"),
        ("does <@2> know?", "does   know?"),
        ("see <#100>", "see"),
        ("see <id:customize>", "see"),
        ("by <t:1618953630:R> or <t:-5>", "by   or"),
        ("<:docker:12345> or <a:whale:12345>", ":docker: or :whale:"),
        ("type </ask:12345> or </backchat setup:12345>", "type /ask or /backchat setup"),
        ("<https://example.com/a?b=1>", "https://example.com/a?b=1"),
        ("@everyone explain docker", "explain docker"),
        ("explain @here docker", "explain   docker"),
        ("@everyone, explain docker", ", explain docker"),
        ("ada@everyone.org @hereby", "ada@everyone.org @hereby"),
        ("<@>", "<@>"),
        ("<@ada>", "<@ada>"),
        ("<#>", "<#>"),
        ("<t:soon>", "<t:soon>"),
        ("<:docker:>", "<:docker:>"),
        ("<a:docker>", "<a:docker>"),
        ("<ftp://example.com>", "<ftp://example.com>"),
        ("List<String> & a <b", "List<String> & a <b"),
        ("<<@2>>", "< >"),
        ("\u202e<@2>\u0000", "\u202e \u0000"),
    ],
)  # fmt: skip
def test_typed_is_the_text_as_its_author_sees_it(text: str, read: str) -> None:
    """Mentions, channels and times are gone, links and commands stand as they read, emoji by their names."""
    assert read == typed(text)


@pytest.mark.alone
@pytest.mark.parametrize("pump", HOSTILE)
def test_typed_of_hostile_text_takes_no_10_ms(pump: str) -> None:
    """40,000 characters of half entities are read in less than 10 ms."""
    text = (pump * 40_000)[:40_000]
    took = min(timeit.repeat(lambda: typed(text), repeat=3, number=1))

    assert 1_000 * took < 10 * slowness()


@given(st.text(alphabet="<>@#!&:/aterhvyon 019\u2060\n", max_size=60), st.integers(0, 2**64 - 1))
def test_typed_leaves_no_mention(text: str, somebody: int) -> None:
    """Whatever stands around it, the name of somebody is taken out."""
    assert f"<@{somebody}>" not in typed(f"{text}<@{somebody}>{text}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("explain docker", Question("explain docker")),
        ("", ShowHelp()),
        ("👋", ShowHelp()),
        ("<:wave:12345> 🤔🤔 !?", ShowHelp()),
        ("help", ShowHelp()),
        ("@here Topics", BrowseTopics()),
        ("Paths", FollowPath()),
        ("quiz", QuizMe()),
        ("path to become a developer", Question("path to become a developer")),
        ("1️⃣", Question("1️⃣")),
        ("сәлем", Question("сәлем")),
        ("x" * 4_001, Question("x" * 4_001)),
    ],
)
@pytest.mark.parametrize("where", [GENERAL, POST, 0], ids=["channel", "post", "direct"])
def test_heard_is_what_people_say_to_us(text: str, said: Asked, where: int) -> None:
    """A few words alone are commands, what has no word in it asks for help, all else is a question."""
    content = f"<@{ME}> {text}" if where else text

    assert said == heard(message(content, where=where, named=bool(where)), ME)


@pytest.mark.parametrize(
    ("under", "after"),
    [
        (answered("tap:0:show:linux", VOTED, "missing:AAAAAAAAAAA", f"delete:{ADA}"), "docker"),
        (answered("tap:0:show:linux", f"delete:{ADA}"), ""),
        (answered(), ""),
        (answered(VOTED, by=ADA), ""),
        (answered("vote", "tap", "::", "tap:1:vote:docker:up:short"), ""),
        ({"message_reference": {"message_id": "800", "channel_id": str(GENERAL)}, "referenced_message": None}, ""),
        ({"message_reference": {"message_id": "800", "channel_id": str(GENERAL)}}, ""),
    ],
    ids=["answer", "no answer", "bare", "somebody else's", "forged", "deleted", "not shown"],
)  # fmt: skip
def test_a_reply_is_about_what_it_replies_to(under: dict[str, Any], after: str) -> None:
    """Who replies to an answer of ours means that answer."""
    assert Question("and why?", after) == heard(message(f"<@{ME}> and why?", **under), ME)


@pytest.mark.parametrize(
    "written",
    [
        message("explain docker", named=False),
        message("<@&77> explain docker", named=False, mention_roles=["77"]),
        message("@everyone explain docker", named=False, mention_everyone=True),
        message(""),
        message(f"<@{ME}> x", author={"bot": True}),
        message(f"<@{ME}> x", author={"system": True}),
        message(f"<@{ME}> x", webhook_id="7"),
        message("x", where=0, author={"bot": True}),
        *(message(f"<@{ME}> x", type=kind.value) for kind in discord.MessageType if kind.value not in {0, 19}),
        message(f"<@{ME}> x", type=999),
    ],
)  # fmt: skip
def test_heard_lets_everything_else_be(written: discord.Message) -> None:
    """What is said to others, by what is no person, or is kept from us is not ours to answer."""
    assert heard(written, ME) is None


@given(st.text(max_size=200), st.sampled_from([GENERAL, POST, 0]), st.booleans())
def test_heard_takes_any_text(text: str, where: int, named: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
    """Whatever people write, nothing is raised; it is heard where they name us or write to us alone."""
    found = heard(message(text, where=where, named=named), ME)

    assert (not where or (named and bool(text))) == (found is not None)


@pytest.mark.parametrize(
    ("written", "forum"),
    [
        (message("x", where=POST, id=str(POST), named=False), str(FORUM)),
        (message("", where=POST, id=str(POST), named=False), str(FORUM)),
        (message("x", where=POST, id="301"), None),
        (message("x", where=POST, id=str(POST), author={"bot": True}), None),
        (message("x", where=POST, id=str(POST), webhook_id="7"), None),
        (message("x", where=POST, id=str(POST), type=21), None),
        (message("x", id=str(GENERAL)), None),
        (message("x", where=0, id="400"), None),
    ],
    ids=["post", "without text", "later", "bot", "webhook", "starter", "channel", "direct"],
)
def test_a_forum_post_is_known_by_its_first_message(written: discord.Message, forum: str | None) -> None:
    """A post begins with a message of a person that has the post's own id."""
    assert forum == forum_post(written)


@pytest.mark.parametrize(
    ("event", "spot", "channels"),
    [
        (message("x"), Spot("10", "100", "2", "900"), {"100"}),
        (message("x", where=POST), Spot("10", "300", "2", "900"), {"300", "200"}),
        (message("x", where=0), Spot("", "400", "2", "900", direct=True), {"400"}),
        (interaction(1), Spot("", "500", "2", "900", direct=True), {"500"}),
        (interaction(None), Spot("", "500", "2", "900", direct=True), {"500"}),
        (interaction(2), Spot("", "500", "2", "900"), {"500"}),
        (interaction(0), Spot("77", "500", "2", "900"), {"500"}),
    ],
    ids=["channel", "post", "direct", "tapped directly", "without context", "group", "elsewhere"],
)  # fmt: skip
def test_a_spot_tells_where_something_happened(event: Any, spot: Spot, channels: set[str]) -> None:
    """The server, the channel and the person; a group is neither a server nor between two."""
    assert (spot, channels) == (spot_of(event), channels_of(event))


def test_a_conversation_is_a_person_in_a_channel() -> None:
    """What a person says in a channel is one conversation, however it is asked; every message has its own key."""
    spot = Spot("10", "100", "2", "900")
    asked, shared = spot.message(ShowHelp()), spot.message(ShowHelp(), key="share:1", brief=True)

    assert ("discord", "900", "2", "10", "100:2", False) == (
        asked.platform, asked.key, asked.person, asked.place, asked.thread, asked.brief,
    )  # fmt: skip
    assert ("share:1", "100:2", True) == (shared.key, shared.thread, shared.brief)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("show:docker", ShowEntry("docker")),
        ("resume:first", Resume("first")),
        ("vote:docker:up:AAAAAAAAAAA", Vote("docker", helped=True, asked="AAAAAAAAAAA")),
        ("", ShowEntry("gone")),
        ("vote:docker:up:x", ShowEntry("gone")),
        ("x" * 100, ShowEntry("gone")),
    ],
)
def test_a_button_of_no_meaning_shows_nothing(code: str, said: Any) -> None:
    """A button stands for what its code says; one that is none of ours for an entry that is gone."""
    assert said == tapped(code)


def test_what_a_message_carries_is_read_from_its_buttons() -> None:
    """The ids of all that can be tapped are found, and what they carry; nothing where there is no such button."""
    rows = [
        {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": one}]}
        for one in (VOTED, f"delete:{ADA}")
    ]
    rows += [{"type": 1, "components": [{"type": 2, "style": 5, "label": "x", "url": "https://example.com"}]}]
    written = message("x", components=rows)

    assert [VOTED, f"delete:{ADA}", ""] == [*custom_ids(written)]
    assert (str(ADA), "") == (carried(written, "delete"), carried(written, "missing"))


@pytest.mark.parametrize(
    ("components", "text"),
    [
        ([{"type": 18, "component": {"type": 4, "custom_id": "wanted", "value": "why"}}], "why"),
        ([{"type": 1, "components": [{"type": 4, "custom_id": "wanted", "value": "why"}]}], "why"),
        ([{"type": 10}, {"type": 18, "component": {"type": 4, "value": ""}}], ""),
        ([], ""),
    ],
    ids=["label", "row", "empty", "nothing"],
)
def test_a_form_is_read_as_what_was_typed(components: list[Any], text: str) -> None:
    """The text of the field is found where Discord puts it, today or formerly."""
    assert text == filled_in({"components": components})
