"""The fake Slack is strict about views and arguments: each rule refuses some, and accepts others that are close."""

from __future__ import annotations

import pytest

from tests.slack_parts import (
    DIVIDER,
    Block,
    button,
    field,
    home,
    modal,
    plain,
    rich,
    row,
    said,
    section,
    trash,
    vote,
)
from tests.slack_rules import faults, submission_faults

VIEWS: dict[str, tuple[Block, Block]] = {
    "no title": ({"type": "modal", "blocks": [DIVIDER]}, modal()),
    "title of 25": (modal(title=plain("x" * 25)), modal(title=plain("x" * 24))),
    "title of mrkdwn": (modal(title={"type": "mrkdwn", "text": "x"}), modal()),
    "submit of 25": (modal(submit=plain("x" * 25)), modal(submit=plain("x" * 24))),
    "input without submit": (modal(field()), modal(field(), submit=plain("Send"))),
    "private_metadata of 3001": (modal(private_metadata="x" * 3001), modal(private_metadata="x" * 3000)),
    "callback_id of 256": (modal(callback_id="x" * 256), modal(callback_id="x" * 255)),
    "101 blocks": (modal(*[DIVIDER] * 101), modal(*[DIVIDER] * 100)),
    "no blocks": (modal(blocks=[]), modal()),
    "feedback in a modal": (
        modal(row(vote(), kind="context_actions")),
        modal(row(button("vote:up"), button("vote:down"))),
    ),
    "markdown in a modal": (modal({"type": "markdown", "text": "x"}), modal(section())),
    "label of mrkdwn": (
        modal(field(label={"type": "mrkdwn", "text": "x"}), submit=plain()),
        modal(field(), submit=plain()),
    ),
    "home with a title": (home(title=plain()), home(callback_id="home")),
    "home with a submit": (home(submit=plain()), home(private_metadata="")),
    "home with context actions": (home(row(trash(), kind="context_actions")), home(row(button()))),
    "home with a dead input": (home(field()), home(field(dispatch_action=True))),
    "placeholder of 151": (
        home(
            field(dispatch_action=True, element={"type": "plain_text_input", "placeholder": plain("x" * 151)})
        ),
        home(
            field(dispatch_action=True, element={"type": "plain_text_input", "placeholder": plain("x" * 150)})
        ),
    ),
    "unknown view key": (modal(subtitle="x"), modal(notify_on_close=True)),
}


@pytest.mark.parametrize("name", VIEWS)
def test_far_side_refuses_views_and_accepts_close_ones(name: str) -> None:
    """A view that breaks a rule is refused, one that only touches the rule is not."""
    bad, good = VIEWS[name]
    arguments = {"trigger_id": "1.2.3", "user_id": "U1", "view": good}
    method, other = ("views.open", "user_id") if good["type"] == "modal" else ("views.publish", "trigger_id")
    del arguments[other]

    assert ["invalid_arguments"] == faults(method, arguments | {"view": bad})[:1]
    assert [] == faults(method, arguments)


LONG = [rich(said("x" * 2600)) for _ in range(5)]

CALLS: dict[str, tuple[str, Block, Block]] = {
    "no_text": ("chat.postMessage", {"text": " ", "blocks": [DIVIDER]}, {"text": "x", "blocks": [DIVIDER]}),
    "msg_too_long": ("chat.postMessage", {"text": "x" * 40_001}, {"text": "x" * 40_000}),
    "msg_blocks_too_long": (
        "chat.postMessage",
        {"text": "x", "blocks": LONG},
        {"text": "x", "blocks": LONG[:4]},
    ),
    "invalid_arguments": (
        "chat.postMessage",
        {"text": "x", "unfurl_links": 0},
        {"text": "x", "unfurl_links": False},
    ),
    "invalid_arguments of a thread": (
        "chat.postMessage",
        {"text": "x", "thread_ts": "1"},
        {"text": "x", "thread_ts": "1700000000.000001"},
    ),
    "invalid_arguments of a name": ("chat.postMessage", {"txt": "x"}, {"text": "x"}),
    "invalid_arguments of nobody": ("chat.postEphemeral", {"text": "x"}, {"text": "x", "user": "U1"}),
    "invalid_arguments of no message": (
        "chat.update",
        {"text": "x"},
        {"text": "x", "ts": "1700000000.000001"},
    ),
    "invalid_arguments of a deletion": ("chat.delete", {"ts": 1}, {"ts": "1700000000.000001"}),
}


@pytest.mark.parametrize("name", CALLS)
def test_far_side_refuses_arguments_by_the_name_of_the_error(name: str) -> None:
    """A call whose arguments break a rule is refused with Slack's own word, a close one is accepted."""
    method, bad, good = CALLS[name]

    assert [name.split(maxsplit=1)[0]] == faults(method, {"channel": "C1"} | bad)[:1]
    assert [] == faults(method, {"channel": "C1"} | good)


def test_far_side_refuses_five_prompts_and_a_thread() -> None:
    """Suggested prompts are at most four, and never for a thread."""
    prompts = [{"title": "Git", "message": "What is Git?"}] * 4
    arguments = {"channel_id": "D1", "prompts": prompts}

    refused = [
        faults("assistant.threads.setSuggestedPrompts", arguments | more)[:1]
        for more in ({}, {"thread_ts": "1700000000.000001"}, {"prompts": [*prompts, prompts[0]]})
    ]

    assert [[], ["invalid_arguments"], ["invalid_arguments"]] == refused


def test_far_side_refuses_what_a_response_url_does_not_take() -> None:
    """A response has a text and a type that Slack knows; a deletion says nothing."""
    payloads: list[Block] = [
        {"text": "x", "response_type": "in_channel"},
        {"text": "", "delete_original": True},
        {"text": "x", "response_type": "public"},
        {"text": "x", "delete_original": True},
        {"blocks": [DIVIDER]},
    ]

    first = [(faults("response_url", payload) or ["ok"])[0] for payload in payloads]

    assert ["ok", "ok", "invalid_arguments", "invalid_arguments", "no_text"] == first


def test_far_side_refuses_wrong_answers_to_a_submission() -> None:
    """A submitted modal is answered with errors by block, another view, or clear."""
    answers: list[Block] = [
        {"response_action": "errors", "errors": {"wanted": "Say more"}},
        {"response_action": "update", "view": modal()},
        {"response_action": "clear"},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": home()},
        {"response_action": "close"},
    ]

    assert [True] * 3 + [False] * 3 == [not submission_faults(answer) for answer in answers]
