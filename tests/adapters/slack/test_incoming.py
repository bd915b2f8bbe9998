"""What Slack delivers is read as what a person said, where, and to whom; whatever else it is, it is let be."""

from __future__ import annotations

import time
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.incoming import heard, typed
from bot.conversation import Question, ShowHelp
from bot.turns.message import Message, Said
from tests import slack_payloads as sent
from tests.slack_payloads import Scene, direct_scene
from tests.slowness import slowness

BOT: Final = "U0HOMEBOT"
TS: Final = "1790000000.000100"
ROOT: Final = "1790000000.000001"
# fmt: off
HOSTILE: Final = ("<", ">", "<@", "<!", "<#C1|", "<a|", "<|", "|", "&", "&amp;", "&lt;", "<@U1>", "<https://a|", " ")
# fmt: on


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("explain docker", "explain docker"),
        ("  explain\ndocker \t", "explain\ndocker"),
        ("", ""),
        (f"<@{BOT}> explain docker", "explain docker"),
        (f"explain <@{BOT}> docker", "explain   docker"),
        (f"<@{BOT}|backchat> explain docker", "explain docker"),
        (f"<@{BOT}>", ""),
        ("does <@U0BOB> know?", "does   know?"),
        ("does <@U0BOB|bob> know?", "does @bob know?"),
        ("see <#C0GENERAL|general>", "see #general"),
        ("see <#C0GENERAL>", "see #"),
        ("see <#C0GENERAL|>", "see #"),
        ("<!here> <!channel> <!everyone>", ""),
        ("<!subteam^S012AB|@devs> asks", "@devs asks"),
        ("<!date^1392734382^{date_num}|18 February> then", "18 February then"),
        ("<https://example.com/a?b=1|the page>", "the page"),
        ("<https://example.com/a?b=1&amp;c=2>", "https://example.com/a?b=1&c=2"),
        ("<mailto:ada@example.com|ada@example.com>", "ada@example.com"),
        ("<tel:+441234|01234>", "01234"),
        ("List&lt;String&gt; &amp; more", "List<String> & more"),
        ("&amp;lt;div&amp;gt;", "&lt;div&gt;"),
        ("&lt;@U0BOB&gt;", "<@U0BOB>"),
        ("&quot; &#60; &copy;", "&quot; &#60; &copy;"),
        ("<https://a|&lt;b&gt; &amp;amp; c>", "<b> &amp; c"),
        ("<<@U0BOB>>", "< >"),
        ("<https://a|b|c>", "b|c"),
        ("<>", ""),
        ("<|x>", "x"),
        ("a <b", "a <b"),
        ("if a<b then", "if a<b then"),
        ("\u202e<@U0BOB>\u0000", "\u202e \u0000"),
    ],
)
def test_typed_is_the_text_as_its_author_sees_it(text: str, read: str) -> None:
    """Names of channels and links stand as they read, mentions are gone, escapes are undone once."""
    assert read == typed(text, BOT)


@pytest.mark.alone
@pytest.mark.parametrize("pump", HOSTILE)
def test_typed_of_hostile_text_takes_no_10_ms(pump: str) -> None:
    """40,000 characters of half entities are read in less than 10 ms."""
    text = (pump * 40_000)[:40_000]
    took = []
    for _ in range(3):
        began = time.perf_counter()
        typed(text, BOT)
        took.append(1_000 * (time.perf_counter() - began))

    assert min(took) < 10 * slowness()


@given(st.text(alphabet="<>@#!|&;ltgamp U01:/^\u2060", max_size=60))
def test_typed_takes_any_text(text: str) -> None:
    """Whatever the entities are like, there is a text, and no mention with an id is in it that Slack had made one."""
    assert f"<@{BOT}>" not in typed(text.replace("&", ""), BOT)


def _event(text: str, scene: Scene | None = None, **more: Any) -> dict[str, Any]:
    return sent.message(scene or Scene(), text, ts=TS) | more


@pytest.mark.parametrize(
    ("event", "said", "thread", "following"),
    [
        (
            sent.app_mention(Scene(), "explain docker", ts=TS),
            Question("explain docker"),
            f"T0HOME:C0GENERAL:{TS}",
            False,
        ),
        (sent.app_mention(Scene(), "", ts=TS), ShowHelp(), f"T0HOME:C0GENERAL:{TS}", False),
        (
            sent.app_mention(Scene(), "and <@U0BOB>?", ts=TS, thread_ts=ROOT),
            Question("and  ?"),
            f"T0HOME:C0GENERAL:{ROOT}",
            False,
        ),
        (_event("explain docker", direct_scene()), Question("explain docker"), "T0HOME:D0ADA:U0ADA", False),
        (_event("why?", direct_scene(), thread_ts=ROOT), Question("why?"), "T0HOME:D0ADA:U0ADA", False),
        (_event("<!here>", direct_scene()), ShowHelp(), "T0HOME:D0ADA:U0ADA", False),
        (
            _event("", direct_scene(), subtype="file_share", files=[{}]),
            ShowHelp(),
            "T0HOME:D0ADA:U0ADA",
            False,
        ),
        (_event("why?", thread_ts=ROOT), Question("why?"), f"T0HOME:C0GENERAL:{ROOT}", True),
        (
            _event("why?", thread_ts=ROOT, subtype="thread_broadcast"),
            Question("why?"),
            f"T0HOME:C0GENERAL:{ROOT}",
            True,
        ),
    ],
)
def test_heard_is_what_people_say_to_us(
    event: dict[str, Any],
    said: Said,
    thread: str,
    following: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Mentions and direct messages are addressed to us; what follows in a thread is said in our hearing."""
    key = f"T0HOME:{event['channel']}:{TS}"
    message = Message("slack", key, "T0HOME/U0ADA", "T0HOME", thread, said, not following, following)

    assert message == (heard(event, "T0HOME", BOT) or (None, None))[1]


@pytest.mark.parametrize(
    "event",
    [
        _event("explain docker"),
        _event("explain docker", thread_ts=TS),
        _event(f"<@{BOT}> explain docker"),
        _event(f"<@{BOT}> explain docker", thread_ts=ROOT),
        _event("<@U0BOB> explain docker", thread_ts=ROOT),
        _event("<!here> explain docker", thread_ts=ROOT),
        _event("<!subteam^S1|@devs> explain docker", thread_ts=ROOT),
        _event("x", direct_scene(), user=BOT),
        _event("x", direct_scene(), user="USLACKBOT"),
        _event("x", direct_scene(), user=None),
        _event("x", direct_scene(), bot_id="B0OTHER"),
        _event("x", direct_scene(), edited={"user": "U0ADA", "ts": TS}),
        _event("x", direct_scene(), hidden=True),
        *(
            _event("x", direct_scene(), subtype=subtype)
            for subtype in (
                "message_changed",
                "message_deleted",
                "channel_join",
                "bot_message",
                "me_message",
                "new_kind",
            )
        ),
        _event("x", direct_scene(), channel=None),
        _event("x", direct_scene(), ts=None),
        _event("x", direct_scene(), user={"id": "U0ADA"}),
        {},
    ],
)
def test_heard_lets_everything_else_be(event: dict[str, Any]) -> None:
    """What is said to others, by bots, by ourselves, or earlier is not ours to answer."""
    assert heard(event, "T0HOME", BOT) is None


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=12)
    | st.sampled_from(["im", "U0ADA", "app_mention", TS]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_fields = st.sampled_from(
    [
        "type",
        "channel",
        "channel_type",
        "user",
        "ts",
        "thread_ts",
        "text",
        "subtype",
        "bot_id",
        "edited",
        "hidden",
    ]
)


@given(st.dictionaries(_fields, _json))
def test_heard_takes_any_event(event: dict[str, Any]) -> None:
    """Of whatever fields and types an event is, nothing is raised, and what is heard was said by somebody somewhere."""
    found = heard(event, "T0HOME", BOT)

    assert found is None or all((found[0].channel, found[0].person, found[0].ts))
