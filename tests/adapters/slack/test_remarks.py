"""What people tell about answers: votes, and what they wanted to know instead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import pytest

from bot.answer import Answerer
from tests.services import refuse
from tests.slack_far_side import FarSide
from tests.slack_office import Answer, Office, office
from tests.slack_payloads import Scene, direct_scene
from tests.slack_reading import drawn
from tests.slack_records import Posted
from tests.slack_rules import submission_faults
from tests.stores import copied

BOB: Final = Scene(user="U0BOB")
DM: Final = direct_scene()
KAFKA: Final = "how do I run Kafka?"


@pytest.fixture
def at_desk(shipped_at_work: Office) -> Office:
    """Backchat with all it knows, in a workspace with Ada and Bob."""
    shipped_at_work.far.workspace().person(BOB.user)
    return shipped_at_work


@pytest.fixture
async def with_full_store(
    far: FarSide, small: Answerer, migrated_file: Path, tmp_path: Path
) -> AsyncIterator[Office]:
    """Backchat whose journal takes neither votes nor remarks."""
    store = copied(migrated_file, tmp_path)
    for table in ("votes", "misses"):
        refuse(store, table)
    async with office(far, store, lambda: small) as opened:
        yield opened


async def asked(at: Office, text: str) -> Posted:
    """What the bot says to Ada, who has named it."""
    await at.mention(text)
    return at.said()[-1]


@pytest.mark.parametrize("where", ["channel", "private", "direct", "modal"])
async def test_votes_are_kept_and_thanked_for(at_desk: Office, where: str) -> None:
    """Each vote is thanked for where its giver alone sees it, and the last of a person counts."""
    for label in ("Helpful", "Not helpful"):
        await _vote(at_desk, where, label)
    [vote] = await at_desk.parts.kept("votes")

    assert ("what-is-api", False) == (vote["entry"], bool(vote["helped"]))
    assert "it goes to the people who write the answers" in drawn(_thanks(at_desk, where))
    assert 1 == len(at_desk.said() + at_desk.said(DM.channel)) or where in {"private", "modal"}


async def test_votes_of_two_people_are_two(at_desk: Office) -> None:
    """Bob's vote on the answer to Ada's question stands beside hers."""
    message = await asked(at_desk, "what is an api")
    await at_desk.press(message, "Helpful")
    await at_desk.press(message, "Not helpful", BOB)

    assert [False, True] == sorted(bool(one["helped"]) for one in await at_desk.parts.kept("votes"))
    assert message.thread_ts == at_desk.whispered(BOB).thread_ts


async def test_a_vote_that_was_not_kept_is_told(with_full_store: Office) -> None:
    """While the journal takes nothing, whoever votes is asked to tap again."""
    await with_full_store.press(await asked(with_full_store, "explain docker"), "Helpful")

    assert with_full_store.whispered().text.startswith(
        "I could not keep your vote just now. Please tap again"
    )


@pytest.mark.parametrize(
    ("text", "label"),
    [("what is an api", "Not what I asked"), ("websites", "This is missing"), ("kafka", "This is missing")],
)
@pytest.mark.parametrize("where", ["channel", "private"])
async def test_what_was_wanted_is_kept(at_desk: Office, text: str, label: str, where: str) -> None:
    """The button opens a form; what is sent is kept with the question that was answered, and thanked for in the form."""
    message = await (asked(at_desk, text) if where == "channel" else at_desk.type(text))
    await at_desk.press(message, label)
    [form] = at_desk.far.views()
    told = await at_desk.send(form, KAFKA)
    [question], [miss] = [await at_desk.parts.kept(table) for table in ("questions", "misses")]

    assert (KAFKA, question["id"]) == (miss["text"], miss["asked"])
    assert ("update", []) == (told.json["response_action"], submission_faults(told.json))
    assert "Thank you. The people who write the answers will see it." in drawn(told.json["view"]["blocks"])


async def test_a_form_lies_on_top_of_an_answer(at_desk: Office) -> None:
    """From an answer in a view the form opens on top of it, so that the answer is there when it closes."""
    await at_desk.open_home()
    await at_desk.press_in(at_desk.home(), "Ask me", typed="what is an api")
    [answer] = at_desk.far.views()
    await at_desk.press_in(answer, "Not what I asked")
    form = at_desk.far.views()[-1]
    await at_desk.send(form, KAFKA)

    assert answer["id"] == form["previous_view_id"]
    assert [KAFKA] == [one["text"] for one in await at_desk.parts.kept("misses")]


async def test_anybody_may_say_what_is_missing(at_desk: Office) -> None:
    """Bob, too, can say what was missing under the answer to Ada's question, and both are kept."""
    message = await asked(at_desk, "kafka")
    for scene in (Scene(), BOB):
        await at_desk.press(message, "This is missing", scene)
        await at_desk.send(at_desk.far.views()[-1], KAFKA, scene)

    assert 2 == len({one["person"] for one in await at_desk.parts.kept("misses")})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "The question is empty"),
        (" \n ", "The question is empty"),
        ("x" * 4_001, "That is 4,001 characters"),
    ],
    ids=["empty", "blank", "endless"],
)
async def test_what_cannot_be_kept_stays_in_the_form(at_work: Office, text: str, told: str) -> None:
    """What is empty or endless gets a kind word under the field, and the form with all that was typed stays open."""
    answer = await sent_from_form(at_work, text)
    again = await at_work.send(at_work.far.views()[0], KAFKA)

    assert ("errors", []) == (answer.json["response_action"], submission_faults(answer.json))
    assert answer.json["errors"]["wanted"].startswith(told)
    assert ("update", 1) == (again.json["response_action"], len(await at_work.parts.kept("misses")))


async def test_a_remark_that_was_not_kept_is_told(with_full_store: Office) -> None:
    """While the journal takes nothing, the form stays open with all that was typed, and says to send it again."""
    answer = await sent_from_form(with_full_store, KAFKA)

    assert {"wanted": "I could not keep that just now. Please send it again in a minute."} == answer.json[
        "errors"
    ]


async def sent_from_form(at: Office, text: str) -> Answer:
    """What comes back when Ada sends the form under an answer."""
    await at.press(await asked(at, "explain docker"), "Not what I asked")
    return await at.send(at.far.views()[0], text)


async def _vote(at: Office, where: str, label: str) -> None:
    match where:
        case "channel":
            message = at.said()[0] if at.said() else await asked(at, "what is an api")
            await at.press(message, label)
        case "private":
            seen = at.far.ephemerals()
            await at.press(seen[0] if seen else await at.type("what is an api"), label)
        case "direct":
            if not at.said(DM.channel):
                await at.say("what is an api", DM)
            await at.press(at.said(DM.channel)[0], label, DM)
        case _:
            await _vote_in_modal(at, label)


async def _vote_in_modal(at: Office, label: str) -> None:
    if not at.far.views():
        await at.open_home()
        await at.press_in(at.home(), "Ask me", typed="what is an api")
    names = {"Helpful": "This helped", "Not helpful": "This did not help"}
    await at.press_in(at.far.views()[0], names[label])


def _thanks(at: Office, where: str) -> Any:
    if where == "modal":
        return at.far.views()[-1]["blocks"]
    return at.whispered(DM if where == "direct" else Scene()).blocks
