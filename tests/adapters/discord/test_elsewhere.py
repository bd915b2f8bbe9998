"""Backchat as an app of a person's own: on servers without the bot, in groups, and alone with it."""

from __future__ import annotations

from typing import Final

import pytest

from tests.discord_guild import Guild
from tests.discord_habits import furnish, lines

pytestmark = pytest.mark.usefixtures("unhurried")

ALL_I_HAVE: Final = "That is all I have on What is docker?; I never make more up."
NOTHING: Final = "I have no answer to that, and I never make one up."
AFAR: Final = ["elsewhere", "group"]


@pytest.fixture
def abroad(at_home: Guild) -> Guild:
    """Backchat on a server; its direct messages with ada are there before any group of hers."""
    at_home.world.channel("@ada")
    return at_home


async def test_who_sees_an_answer_elsewhere(abroad: Guild) -> None:
    """For all who are there, unless the person wants it for themselves; what the home server chose does not count there."""
    await furnish(abroad, private=True, brief=True, channels=("help",))
    asked = [(where, private) for where in (*AFAR, "@ada") for private in (None, False, True)]
    answers = [await abroad.ask("explain docker", private=private, where=where) for where, private in asked]
    for_all, for_one = ("", ["Dismiss"]), ("ada", ["Show to channel"])

    assert [for_all, for_all, for_one] * 2 + [for_all] * 3 == [
        (one.only, [label for label in one.labels if label in {"Dismiss", "Show to channel"}])
        for one in answers
    ]
    assert ["There is more to say of docker."] * 9 == [lines(one)[4] for one in answers]


@pytest.mark.parametrize("where", AFAR)
async def test_every_command_works_elsewhere(at_home: Guild, where: str) -> None:
    """Pages are opened where the bot is not, for the one person."""
    told = {
        ("help", ""): "What you can ask me",
        ("topics", "skills"): "Skills",
        ("path", "first"): "First, step 1 of 2",
        ("quiz", ""): "there is none yet",
    }
    names = {"topics": "kind", "path": "path"}
    for (command, value), words in told.items():
        page = await at_home.command(command, where=where, **({names[command]: value} if value else {}))

        assert page is not None
        assert ("ada", True) == (page.only, words in page.content)


async def test_what_shows_where_is_what_discord_was_told(at_home: Guild) -> None:
    """Servers, direct messages and groups have every command, by installing it for oneself too; setting up is for servers."""
    (told,) = at_home.requests("PUT", "/commands")
    shown = {one["name"]: (sorted(one["contexts"]), sorted(one["integration_types"])) for one in told.body}
    everywhere = dict.fromkeys(("ask", "topics", "path", "quiz", "help", "Answer this"), ([0, 1, 2], [0, 1]))

    assert {"backchat": ([0], [0]), **everywhere} == shown


async def test_a_message_elsewhere_can_be_answered_from_its_menu(at_home: Guild) -> None:
    """Somebody's message on another server is read by who picks it, and answered for them."""
    answer = await at_home.menu(await at_home.say("explain docker", by="bob", where="elsewhere"))

    assert ("ada", "What is docker?") == (answer.only, lines(answer)[1])


@pytest.mark.parametrize("where", AFAR)
async def test_a_conversation_elsewhere_goes_on(abroad: Guild, where: str) -> None:
    """A follow-up by command is understood, and only where and by whom the question was asked."""
    await abroad.ask("explain docker", where=where)
    told = [
        await abroad.ask("and why?", where=where),
        await abroad.ask("and why?", by="bob", where=where),
        await abroad.ask("and why?"),
        await abroad.ask("and why?", where="@ada"),
    ]

    assert [ALL_I_HAVE, *[NOTHING] * 3] == [lines(one)[1] for one in told]


@pytest.mark.parametrize("where", AFAR)
async def test_buttons_work_elsewhere(at_home: Guild, where: str) -> None:
    """Votes and forms are for who uses them; a private answer is shown to all in place of it, and dismissed by its asker."""
    answer = await at_home.ask("explain docker", private=True, where=where)
    await at_home.tap(answer, "This helped")
    await at_home.tap(answer, "missing")
    await at_home.submit(at_home.forms[-1], "how images are built")
    await at_home.tap(answer, "Show to channel")
    (shown,) = at_home.said(where)
    await at_home.tap(shown, "Dismiss", by="bob")
    kept = len(at_home.said(where))
    await at_home.tap(shown, "Dismiss")

    assert ["-# Question: explain docker", "What is docker?"] == lines(shown)[:2]
    assert (1, 0) == (kept, len(at_home.said(where)))
    assert (1, 1) == (len(await at_home.parts.kept("votes")), len(await at_home.parts.kept("misses")))


@pytest.mark.parametrize("where", AFAR)
async def test_nothing_is_said_elsewhere_but_through_commands(at_home: Guild, where: str) -> None:
    """Where the bot is not, it posts nothing as itself: all goes through what the person used."""
    await at_home.ask("explain docker", where=where)
    await at_home.ask("explain docker", private=True, where=where)
    await at_home.tap(at_home.whispered(where=where), "Show to channel")

    assert [] == at_home.requests("POST", "/channels/")
    assert 2 == len(at_home.said(where))


@pytest.mark.parametrize("where", AFAR)
async def test_what_is_put_off_elsewhere_arrives(at_home: Guild, hurried: None, where: str) -> None:
    """An answer that takes longer comes where it was asked."""
    answer = await at_home.ask("explain docker", where=where)

    assert (False, "What is docker?") == (answer.thinking, lines(answer)[1])


async def test_where_one_is_on_a_path_is_known_everywhere(abroad: Guild) -> None:
    """What was begun in a group goes on at home, and alone with the bot."""
    page = await abroad.command("path", where="group", path="first")
    assert page is not None
    await abroad.tap(page, "What next?")
    later = [
        await abroad.command("path", where=where, path="first") for where in ("general", "@ada", "elsewhere")
    ]

    assert ["First, step 2 of 2: What is git?"] * 3 == [lines(one)[2] for one in later]


async def test_completions_come_everywhere(abroad: Guild) -> None:
    """What is typed is completed the same, wherever it is."""
    expected = await abroad.autocomplete("explain doc")

    assert [expected] * 3 == [
        await abroad.autocomplete("explain doc", where=where) for where in (*AFAR, "@ada")
    ]
