"""Asking: by name in a channel, in direct messages, and with the slash command. What arrives, and where."""

from __future__ import annotations

from typing import Final

import pytest

from tests.slack_office import Office
from tests.slack_payloads import Scene, direct_scene
from tests.slack_reading import drawn, labels

BOB: Final = "U0BOB"
DM: Final = direct_scene()
API: Final = "What is an API?"
MORE: Final = f"That is all I have on {API}"


@pytest.fixture
def at_desk(shipped_at_work: Office) -> Office:
    """Backchat with all it knows, in a workspace with Ada and Bob, channels of each kind, and an older thread."""
    space = shipped_at_work.far.workspace()
    space.person(BOB)
    for channel in ("G0SECRET", "C0GROUP"):
        space.channel(channel, members={"U0ADA", BOB})
    return shipped_at_work


@pytest.mark.parametrize("channel", ["C0GENERAL", "G0SECRET", "C0GROUP"], ids=["open", "private", "group"])
async def test_a_mention_is_answered_in_its_thread(at_desk: Office, channel: str) -> None:
    """Who names the bot gets one answer in the thread of the message; in the channel itself nothing is said."""
    ts = await at_desk.mention("whats a REST api", Scene(channel=channel))
    [answer] = at_desk.said(channel)

    assert (ts, "") == (answer.thread_ts, answer.only)
    assert API in drawn(answer.blocks)
    assert answer.text.startswith(API)
    assert [] == at_desk.far.ephemerals(channel)


async def test_a_mention_in_a_thread_is_answered_there(at_desk: Office) -> None:
    """Who names the bot in a thread of people is answered in that thread."""
    root = at_desk.far.said("The build is red").ts
    await at_desk.mention("what is ci/cd", thread_ts=root)
    [answer] = at_desk.said()

    assert (root, True) == (answer.thread_ts, answer.text.startswith("CI/CD"))


@pytest.mark.parametrize(
    ("text", "told", "offered"),
    [
        ("", "What you can ask me", ["Browse all topics", "Learning paths"]),
        ("websites", "I am not sure which of these you mean:", ["Browse all topics", "This is missing"]),
        ("kafka", "The nearest I can tell you about:", ["What can I ask?", "This is missing"]),
        ("whats the pay in berlin", "I do not answer questions about pay", ["Browse all topics"]),
        ("asdf qwer", "I could not make sense of that.", ["What can I ask?", "This is missing"]),
        ("thanks!", "You're welcome", []),
    ],
    ids=["empty", "unsure", "unknown", "out of scope", "gibberish", "small talk"],
)
async def test_what_is_no_clear_question_gets_a_useful_word(
    at_desk: Office, text: str, told: str, offered: list[str]
) -> None:
    """Help, choices of at most three, the nearest, and pointers: each in the thread, with what leads on."""
    ts = await at_desk.mention(text)
    [answer] = at_desk.said()
    picks = [one for block in answer.blocks for one in block.get("elements", ()) if "action_id" in one]
    chosen = [one["text"]["text"] for one in picks if one["action_id"].startswith("pick:")]

    assert (ts, []) == (answer.thread_ts, [one for one in offered if one not in labels(answer.blocks)])
    assert told in drawn(answer.blocks)
    assert len(chosen) <= 3
    assert all(f"• {label}" in answer.text for label in chosen)


async def test_after_help_the_thread_is_heard(at_desk: Office) -> None:
    """Who asks what to ask, and then asks in that thread, needs no name."""
    ts = await at_desk.mention("")
    await at_desk.say("what is an api", thread_ts=ts)

    assert [ts, ts] == [one.thread_ts for one in at_desk.said()]
    assert at_desk.said()[1].text.startswith(API)


async def test_a_direct_message_is_answered_below_it(at_desk: Office) -> None:
    """In direct messages answers stand at the top level; a question in a thread is answered in the thread."""
    first = await at_desk.say("what is an api", DM)
    await at_desk.say("what is docker", DM, thread_ts=first)

    assert ["", first] == [one.thread_ts for one in at_desk.said(DM.channel)]


async def test_a_direct_conversation_goes_on(at_desk: Office) -> None:
    """What follows in direct messages is read in the light of what was shown last: said, tapped, or asked by command."""
    await at_desk.say("what is an api", DM)
    await at_desk.say("tell me more", DM)
    await at_desk.press(at_desk.said(DM.channel)[0], "Building and maintaining APIs", DM)
    await at_desk.say("why?", DM)
    await at_desk.type("what is docker", DM)
    await at_desk.say("go on", DM)
    firsts = [one.text.splitlines()[0] for one in at_desk.said(DM.channel)]

    assert [API, f"{MORE}; I never make more up.", "Building and maintaining APIs"] == firsts[:3]
    assert ["Building and maintaining APIs", "Docker and containers"] == [
        line.removeprefix("That is all I have on ").removesuffix("; I never make more up.")
        for line in firsts[3:]
    ]


async def test_a_direct_answer_can_be_followed_up_in_its_thread(at_desk: Office) -> None:
    """Who replies to an answer in a thread of direct messages is understood as well."""
    await at_desk.say("what is an api", DM)
    [answer] = at_desk.said(DM.channel)
    await at_desk.say("why?", DM, thread_ts=answer.ts)
    more = at_desk.said(DM.channel)[-1]

    assert (answer.ts, True) == (more.thread_ts, more.text.startswith(MORE))


@pytest.mark.parametrize(
    ("text", "told", "shared"),
    [
        ("what is an api", [f"You asked: what is an api\n{API}", "Source"], True),
        ("question what is an api", ["You asked: what is an api", API], True),
        ("", ["What you can ask me"], False),
        ("help", ["What you can ask me", "Browse all topics"], False),
        ("topics", ["What would you like to look into?", "Duties ("], False),
        ("topics duties", ["Duties, page 1 of ", "Pick one:", "More"], False),
        ("topics nonsense", ["There are no topics by that name. There are these:"], False),
        ("path", ["Learning paths", "Which one is yours?"], False),
        ("path from-zero 3", ["From zero to junior, step 3 of", "What next?", "Back"], False),
        ("path From-Zero", ["From zero to junior, step 1 of", "What next?"], False),
        ("path nonsense", ["There is no path by that name."], False),
        ("quiz", ["I ask you about the steps that you have done", "Learning paths"], False),
        ("quiz from-zero", ["there is none yet", "Begin: From zero to junior"], False),
        ("quiz nonsense", ["There is no path by that name."], False),
        ("websites", ["You asked: websites", "I am not sure which of these you mean:"], False),
        ("kafka", ["You asked: kafka", "The nearest I can tell you about:"], False),
        ("thanks", ["You asked: thanks", "You're welcome"], True),
        ("x" * 4_001, ["That is 4,001 characters long"], False),
    ],
)
async def test_the_command_is_answered_in_private(
    at_desk: Office, text: str, told: list[str], *, shared: bool
) -> None:
    """Whatever is typed after the command, its author alone sees the answer, with the question restated over it."""
    answer = await at_desk.type(text)
    [call] = at_desk.far.called("response_url")

    assert [] == [one for one in told if one not in drawn(answer.blocks)]
    assert ("ephemeral", shared) == (
        call.arguments["response_type"],
        "Share in channel" in labels(answer.blocks),
    )
    assert [] == at_desk.said()


async def test_a_path_typed_in_capitals_is_remembered(at_desk: Office) -> None:
    """The journal knows where somebody is on a path, however its name was typed."""
    await at_desk.type("path From-Zero 3")
    [row] = await at_desk.parts.kept("progress")

    assert ("from-zero", 3) == (row["path"], row["step"])


async def test_a_path_goes_on_where_somebody_left_it(at_desk: Office) -> None:
    """Who comes back to a path is at the step they saw last; others begin with the first."""
    await at_desk.type("path from-zero 3")
    again = await at_desk.type("path from-zero")
    other = await at_desk.type("path from-zero", Scene(user=BOB))

    assert "You were here last time." in drawn(again.blocks)
    assert "From zero to junior, step 3 of" in drawn(again.blocks)
    assert "From zero to junior, step 1 of" in drawn(other.blocks)


async def test_the_list_of_paths_leads_on(at_desk: Office) -> None:
    """The list of the paths begins with a button that goes on with the one begun."""
    await at_desk.type("path from-zero 3")
    paths = await at_desk.type("path")
    first = labels(paths.blocks)[0]
    await at_desk.press(paths, first)

    assert "Go on: From zero to junior (step 3 of 18)" == first
    assert "From zero to junior, step 3 of" in drawn(at_desk.whispered().blocks)


async def test_commands_of_one_person_in_one_channel_are_a_conversation(at_desk: Office) -> None:
    """A follow-up by command is understood, after a tap too; another person's or in another channel it is not."""
    first = await at_desk.type("what is an api")
    more = await at_desk.type("tell me more")
    others = [
        await at_desk.type("why?", Scene(user=BOB)),
        await at_desk.type("why?", Scene(channel="C0GROUP")),
    ]
    await at_desk.press(first, "Building and maintaining APIs")
    after = await at_desk.type("why?")

    assert MORE in more.text
    assert [False, False] == ["That is all" in one.text for one in others]
    assert "That is all I have on Building and maintaining APIs" in after.text


@pytest.mark.parametrize("scene", [Scene(), DM], ids=["channel", "direct"])
async def test_deleting_is_asked_and_then_done(at_desk: Office, scene: Scene) -> None:
    """Asking to delete says what is kept; the button deletes it, in place, and says how much."""
    await at_desk.type("what is an api", scene)
    asking = await at_desk.type("delete my data", scene)
    said = drawn(asking.blocks)
    await at_desk.press(asking, "Delete my data", scene)
    done = at_desk.whispered(scene)

    assert "Shall I delete all of it?" in said
    assert (asking.ts, 1, 1) == (done.ts, done.edits, len(await at_desk.parts.kept("questions")) + 1)
    assert "Done: 1 question deleted. Nothing of yours is kept any more." in drawn(done.blocks)


async def test_deleting_is_between_the_bot_and_the_person(at_desk: Office) -> None:
    """Asked in a channel by name, what is kept of somebody is told to them alone, without a bin that does nothing."""
    root = at_desk.far.said("The build is red").ts
    await at_desk.mention("delete my data", thread_ts=root)
    asking = at_desk.whispered()

    assert ([], root) == (at_desk.said(), asking.thread_ts)
    assert ["Delete my data"] == labels(asking.blocks)
