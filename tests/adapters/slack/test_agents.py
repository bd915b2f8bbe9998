"""The agent view of paid plans: questions to begin with, and answers like those of any direct message."""

from __future__ import annotations

from typing import Final

import pytest

from tests.slack_far_side import FarSide
from tests.slack_office import Office
from tests.slack_payloads import direct_scene, new_ts

PROMPTS: Final = "assistant.threads.setSuggestedPrompts"
DM: Final = direct_scene()


async def test_questions_are_suggested(far: FarSide, shipped_at_work: Office) -> None:
    """Whoever opens the messages tab is offered at most four questions, for the tab and not for a thread; Home stays."""
    await shipped_at_work.open_home(tab="messages")
    [call] = far.called(PROMPTS)

    assert ({"channel_id", "prompts"}, DM.channel) == (
        {*call.arguments} - {"team_id"},
        call.arguments["channel_id"],
    )
    assert 1 <= len(call.arguments["prompts"]) <= 4
    assert {} == shipped_at_work.home()


async def test_what_is_suggested_is_answered(far: FarSide, shipped_at_work: Office) -> None:
    """Every question that is suggested has its answer, and no choices or excuses."""
    await shipped_at_work.open_home(tab="messages")
    prompts = far.called(PROMPTS)[0].arguments["prompts"]
    for prompt in prompts:
        await shipped_at_work.say(prompt["message"], DM)

    assert [prompt["title"] for prompt in prompts] == [
        one.text.splitlines()[0] for one in shipped_at_work.said(DM.channel)
    ]


@pytest.mark.parametrize("error", ["unknown_method", "missing_scope", "not_allowed", "internal_error"])
async def test_where_there_is_no_agent_view_nobody_notices(far: FarSide, at_work: Office, error: str) -> None:
    """Where the workspace has none, Slack's refusal is no fault, and nobody is told."""
    far.fail(PROMPTS, None, error=error)
    await at_work.open_home(tab="messages")

    assert ([], [], []) == (at_work.parts.faults, at_work.said(DM.channel), far.ephemerals(DM.channel))


async def test_a_conversation_with_the_agent_stays_in_its_thread(at_work: Office) -> None:
    """The agent view gives every conversation a thread, and says what its reader looks at: answers stay in the thread."""
    root = new_ts()
    for text in ("explain docker", "tell me more"):
        await at_work.say(text, DM, thread_ts=root, app_context={"entities": []})
    first, second = at_work.said(DM.channel)

    assert (root, root) == (first.thread_ts, second.thread_ts)
    assert second.text.startswith("That is all I have on What is docker?")
