"""Slack over HTTP: what is answered, what is let be, what Slack must deliver again, and what comes of errors."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any, Final

import pytest

from tests import slack_payloads as sent
from tests import slack_taps as taps
from tests.processes import tell
from tests.slack_office import Office
from tests.slack_payloads import FORM, Scene, direct_scene
from tests.slack_reading import mention, said_at
from tests.slack_records import USER

pytestmark = pytest.mark.usefixtures("unhurried")
DIRECT: Final = direct_scene()
Record = Callable[[str, object], None]


@pytest.mark.parametrize("mention_first", [True, False])
async def test_a_mention_that_comes_as_a_message_too(
    at_work: Office,
    mention_first: bool,  # noqa: FBT001 - one of two orders
    record_property: Record,
) -> None:
    """Check 6: app_mention and message with one ts get one answer, in both orders and at the same time."""
    statuses = []
    for number, text in enumerate(("explain docker", "explain git", "explain linux")):
        ts = sent.new_ts()
        both = [
            sent.app_mention(Scene(), text, ts=ts),
            sent.message(Scene(), f"<@{Scene().bot_user}> {text}", ts=ts),
        ]
        posts = [at_work.event(one) for one in (both if mention_first else reversed(both))]
        told = await asyncio.gather(*posts) if number == 2 else [await one for one in posts]
        statuses += [one.status for one in told]
    tell(record_property, f"3 mentions, 6 events: {len(said_at(at_work.far))} answers")

    assert [200] * 6 == statuses
    assert 3 == len(said_at(at_work.far))


def _of_nobody(scene: Scene) -> dict[str, dict[str, Any]]:
    """Events that no person's question is in, though they hold one."""
    text, ours = "explain docker", {"user": scene.bot_user, "bot_id": scene.bot_id}
    hook = sent.webhook_message(scene, text)
    subtypes = (
        "channel_join",
        "channel_topic",
        "bot_message",
        "me_message",
        "reminder_add",
        "assistant_app_thread",
    )
    return {
        "own": sent.message(scene, text, **ours),
        "own, by its bot id alone": sent.bot_message(scene, text, scene.bot_id),
        "own, as a mention": sent.app_mention(scene, text) | ours,
        "another bot's": sent.bot_message(scene, text),
        "another bot's mention": sent.app_mention(scene, text) | {"bot_id": "B0OTHER", "user": "U0OTHER"},
        "a webhook's": hook,
        "a webhook's mention": hook | {"type": "app_mention"},
        "Slackbot's": sent.message(scene, text, user="USLACKBOT"),
        "edited": sent.message_changed(scene, text, sent.new_ts()),
        "edited later": sent.message(scene, text, edited={"user": USER, "ts": sent.new_ts()}),
        "a mention edited in": sent.app_mention(scene, text)
        | {"edited": {"user": USER, "ts": sent.new_ts()}},
        "deleted": sent.message_deleted(scene, sent.new_ts()),
        "hidden": sent.message(scene, text, hidden=True),
        "of nobody": {key: value for key, value in sent.message(scene, text).items() if key != "user"},
        "of no channel": sent.message(scene, text, channel=None),
        **{subtype: sent.message(scene, text, subtype=subtype) for subtype in subtypes},
    }


async def test_what_no_person_says_is_not_answered(at_work: Office, record_property: Record) -> None:
    """Check 9: own, other bots', webhooks', edited, deleted and joined messages get 200, no answer, and are no fault."""
    statuses = {}
    for scene in (Scene(), DIRECT):
        for name, event in _of_nobody(scene).items():
            statuses[f"{name} in {scene.channel}"] = (await at_work.event(event, scene)).status
    tell(
        record_property, f"{len(statuses)} messages that no person wrote: {len(said_at(at_work.far))} answers"
    )

    assert {} == {name: status for name, status in statuses.items() if status != 200}
    assert [] == said_at(at_work.far)
    assert [] == at_work.parts.faults


async def test_two_bots_that_face_each_other(at_work: Office, record_property: Record) -> None:
    """Check 10: a bot that answers our answer, mention and all, is not answered: there is one message of ours."""
    await at_work.event(mention())
    for _ in range(5):
        (answer,) = at_work.far.messages()
        other = f"<@{Scene().bot_user}> {answer.text} explain linux"
        for event in (
            sent.bot_message(Scene(), other, thread_ts=answer.thread_ts),
            mention("explain linux", thread_ts=answer.thread_ts) | {"bot_id": "B0OTHER", "user": "U0OTHER"},
            sent.message(
                Scene(), answer.text, thread_ts=answer.thread_ts, user=Scene().bot_user, bot_id=Scene().bot_id
            ),
        ):
            await at_work.event(event)
    tell(record_property, f"15 messages of another bot and of ourselves: {len(said_at(at_work.far))} of ours")

    assert 1 == len(said_at(at_work.far))


async def test_what_nobody_listens_to_is_acknowledged(at_work: Office) -> None:
    """Events, actions, shortcuts and views that are none of ours get 200 and nothing else: Slack does not give up on us."""
    trigger = at_work.far.trigger_id
    view = {"id": "V1", "type": "modal", "callback_id": "other", "private_metadata": "", "blocks": []}
    action = {
        "action_id": "other",
        "block_id": "x",
        "type": "button",
        "value": "x",
        "action_ts": sent.new_ts(),
    }
    message = {"ts": sent.new_ts(), "text": "explain docker", "user": USER}
    shortcut = taps.shortcut(Scene(), message, response_url="", trigger_id=trigger())
    events = [
        {"type": kind, "event_ts": sent.new_ts()} for kind in ("team_join", "reaction_added", "file_shared")
    ]
    posts = [
        *(at_work.event(event) for event in events),
        at_work.interact(taps.tap_in_view(Scene(), view, action, trigger_id=trigger())),
        at_work.interact(shortcut | {"type": "shortcut", "callback_id": "global"}),
        at_work.interact(taps.submission(Scene(), view, {}, trigger_id=trigger())),
        at_work.interact(taps.submission(Scene(), view, {}, trigger_id=trigger()) | {"type": "view_closed"}),
        at_work.interact({"type": "something_new", "user": {"id": USER}, "team": {"id": Scene().team}}),
    ]
    told = [await post for post in posts]

    assert [(200, b"")] * len(posts) == [(one.status, one.body) for one in told]
    assert ([], []) == (at_work.parts.faults, at_work.far.calls[1:])


async def test_slack_checks_the_address(at_work: Office) -> None:
    """The challenge comes back, and the check of the certificate is acknowledged; both only where Slack signed them."""
    body, check = json.dumps(sent.url_verification("a-challenge")), "ssl_check=1&token=x"
    challenge = await at_work.post(body, sent.signed(body))
    checked = await at_work.post(check, sent.signed(check, content_type=FORM))

    assert (200, {"challenge": "a-challenge"}) == (challenge.status, challenge.json)
    assert 200 == checked.status


async def test_what_is_delivered_again_is_answered_once(at_work: Office, record_property: Record) -> None:
    """A signed request that is replayed, and Slack's own retries of an answered event, get 200 and no second answer."""
    good = json.dumps(sent.callback(Scene(), mention()))
    headers = sent.signed(good)
    replays = [(await at_work.post(good, headers)).status for _ in range(5)]
    retries = [(await at_work.post(good, sent.signed(good) | sent.retried(one))).status for one in (1, 2, 3)]
    at_once = await asyncio.gather(*(at_work.post(good, headers) for _ in range(10)))
    statuses = [*replays, *retries, *(one.status for one in at_once)]
    tell(record_property, f"one event delivered {len(statuses)} times: {len(at_work.far.messages())} answer")

    assert {200} == set(statuses)
    assert 1 == len(at_work.far.messages())


async def test_a_first_delivery_that_is_a_retry_is_answered(at_work: Office) -> None:
    """After a restart Slack's retry is the only delivery there is: it is answered."""
    answer = await at_work.event(mention(), retry=2)

    assert (200, 1) == (answer.status, len(at_work.far.messages()))


@pytest.mark.parametrize(
    ("text", "more", "kind_word"),
    [
        ("x" * 4_001, {}, "That is 4,001 characters long: put the question in one sentence or two."),
        ("\u65e5" * 40_000, {}, "That is 40,000 characters long: put the question in one sentence or two."),
        ("&amp;" * 4_000, {}, ""),
        ("", {}, "What you can ask me"),
        (" \n ", {}, "What you can ask me"),
        ("<!here>", {}, "What you can ask me"),
        ("\u200b\u2060", {}, "The question is empty"),
        ("\ud800", {}, "That is not valid UTF-8"),
        (":wave:", {}, ""),
        ("\U0001f44b", {}, ""),
        ("???", {}, ""),
        ("", {"subtype": "file_share", "files": [{"id": "F1", "name": "cv.pdf"}]}, "What you can ask me"),
    ],
)
async def test_what_is_no_question_gets_a_kind_word(
    at_work: Office, text: str, more: dict[str, Any], kind_word: str
) -> None:
    """Too much, nothing at all, an emoji or a file alone: in a channel and to the bot alone there is one answer, or help."""
    named, direct = mention(text) | more, sent.message(DIRECT, text, **more)
    statuses = [(await at_work.event(named)).status, (await at_work.event(direct, DIRECT)).status]
    said = said_at(at_work.far)

    assert [200, 200] == statuses
    assert 2 == len(said)
    assert [] == [one for one in said if not one.strip() or kind_word not in one]
    assert [] == at_work.parts.faults
