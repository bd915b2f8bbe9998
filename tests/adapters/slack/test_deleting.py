"""The bin under an answer: for whoever asked, and for those who look after the workspace."""

from __future__ import annotations

from typing import Final

import pytest

from tests.slack_far_side import FarSide
from tests.slack_office import Office
from tests.slack_payloads import Scene, direct_scene
from tests.slack_reading import labels
from tests.slack_records import Posted

BOB: Final = Scene(user="U0BOB")
TOLD: Final = "Only the person who asked, or an admin, can delete this."


@pytest.fixture
async def answer(far: FarSide, at_work: Office) -> Posted:
    """An answer to Ada in the channel, where Bob is too."""
    far.workspace().person(BOB.user)
    await at_work.mention("explain docker")
    return at_work.said()[0]


async def test_the_asker_deletes_it(at_work: Office, answer: Posted) -> None:
    """Whoever asked deletes the answer, and nobody is asked whether they are an admin."""
    await at_work.press(answer, "Delete")

    assert ([], [], []) == (at_work.said(), at_work.far.ephemerals(), at_work.far.called("users.info"))


@pytest.mark.parametrize("role", ["is_admin", "is_owner"])
async def test_an_admin_deletes_it(far: FarSide, at_work: Office, answer: Posted, role: str) -> None:
    """Admins and owners of the workspace delete any answer."""
    far.workspace().person(BOB.user, **{role: True})
    await at_work.press(answer, "Delete", BOB)

    assert ([], []) == (at_work.said(), far.ephemerals(user=BOB.user))


async def test_others_are_told_kindly(far: FarSide, at_work: Office, answer: Posted) -> None:
    """Anybody else is told who can, for their eyes, and the answer stays."""
    await at_work.press(answer, "Delete", BOB)
    [told] = far.ephemerals(user=BOB.user)

    assert ([answer], TOLD, answer.thread_ts) == (at_work.said(), told.text, told.thread_ts)


@pytest.mark.parametrize("error", ["missing_scope", "user_not_found"])
async def test_where_roles_cannot_be_seen_the_asker_alone_can(
    far: FarSide, at_work: Office, answer: Posted, error: str
) -> None:
    """Where Slack does not say who is an admin, an admin is told as anybody else is, and the asker still can."""
    far.workspace().person(BOB.user, is_admin=True)
    far.fail("users.info", error=error)
    await at_work.press(answer, "Delete", BOB)
    stays = at_work.said()
    await at_work.press(answer, "Delete")

    assert ([answer], []) == (stays, at_work.said())
    assert TOLD == at_work.whispered(BOB).text


async def test_it_is_deleted_once(at_work: Office, answer: Posted) -> None:
    """A second tap, before the first has shown, does no harm and says nothing."""
    await at_work.press(answer, "Delete")
    await at_work.press(answer, "Delete")
    errors = [one.error for one in at_work.far.refused]
    at_work.far.refused.clear()

    assert (["message_not_found"], [], []) == (errors, at_work.said(), at_work.far.ephemerals())
    assert [] == at_work.parts.faults


async def test_a_direct_answer_is_deleted_too(far: FarSide, at_work: Office) -> None:
    """In direct messages the bin deletes the answer."""
    scene = direct_scene()
    await at_work.say("explain docker", scene)
    await at_work.press(at_work.said(scene.channel)[0], "Delete", scene)

    assert [] == at_work.said(scene.channel)


async def test_what_only_its_owner_sees_has_no_bin(at_work: Office) -> None:
    """Slack itself lets people dismiss what they alone see; a bin there would do nothing."""
    message = await at_work.type("explain docker")

    assert "Delete" not in labels(message.blocks)
