"""A tap is read as what its button stands for, where it was, and whose answer it was under."""

from __future__ import annotations

from typing import Any, Final

import pytest

from adapters.slack.incoming import Spot, asked_in, asker_of, tapped, tapped_at
from bot.conversation import Action, FollowPath, ShowEntry
from bot.wishes import ForgetMe, Vote, Wish

TS: Final = "1790000000.000100"
ROOT: Final = "1790000000.000001"


@pytest.mark.parametrize(
    ("action", "wish"),
    [
        ({"value": "show:docker"}, ShowEntry("docker")),
        ({"value": "vote:docker:up:AAAAAAAAAAA"}, Vote("docker", helped=True, asked="AAAAAAAAAAA")),
        ({"value": "forget"}, ForgetMe()),
        ({"value": "paths"}, FollowPath()),
        ({"value": "drop:tables"}, ShowEntry("gone")),
        ({"value": "show:" + "x" * 100}, ShowEntry("gone")),
        ({"value": None}, ShowEntry("gone")),
        ({}, ShowEntry("gone")),
    ],
)
def test_tapped_is_what_a_button_stands_for(action: dict[str, Any], wish: Action | Wish) -> None:
    """A code of ours is what it says; any other shows that nothing is there by that name."""
    assert wish == tapped(action)


@pytest.mark.parametrize(
    ("body", "spot"),
    [
        ({"container": {"channel_id": "C1", "message_ts": TS}}, Spot("T1", "C1", "U1", TS)),
        (
            {"container": {"channel_id": "C1", "message_ts": TS, "thread_ts": ROOT}},
            Spot("T1", "C1", "U1", TS, ROOT),
        ),
        (
            {"channel": {"id": "D1"}, "message": {"ts": TS, "thread_ts": ROOT}},
            Spot("T1", "D1", "U1", TS, ROOT),
        ),
        ({"container": {"type": "view", "view_id": "V1"}}, Spot("T1", "", "U1")),
        ({"container": None, "message": None, "channel": None}, Spot("T1", "", "U1")),
    ],
)
def test_tapped_at_is_where_the_tap_was(body: dict[str, Any], spot: Spot) -> None:
    """Under a message, in a thread of it, under one that one person sees, or in a view."""
    assert spot == tapped_at(body | {"user": {"id": "U1"}}, "T1")


def test_a_block_says_whose_answer_it_is() -> None:
    """The id after the number is the asker's; a block without one says nothing."""
    blocks: tuple[dict[str, Any], ...] = (
        {"block_id": "0:U1"},
        {"block_id": "12:"},
        {"block_id": "b1"},
        {"block_id": None},
        {},
    )

    assert ["U1", "", "", "", ""] == [asker_of(block) for block in blocks]


def test_a_message_says_which_question_it_answers() -> None:
    """The button beside an answer carries the id of its question; where there is no such button there is none."""
    button = {"action_id": "missing", "value": "AAAAAAAAAAA"}
    blocks = [
        {"type": "header"},
        {"elements": [{"type": "mrkdwn"}, {"action_id": "tap:0"}]},
        {"elements": [button]},
    ]
    bodies: tuple[dict[str, Any], ...] = (
        {"message": {"blocks": blocks}},
        {"message": {"blocks": blocks[:2]}},
        {"message": {}},
        {"message": None},
        {},
    )

    assert ["AAAAAAAAAAA", "", "", "", ""] == [asked_in(body) for body in bodies]
