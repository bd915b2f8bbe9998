"""What becomes of an answer that Slack does not take, over HTTP: it is delivered again, sent again, or let go; never twice."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest
from pydantic import SecretStr

from bot.answer import Answerer
from bot.journal.engine import Store
from bot.journal.journal import now
from bot.operations import logs
from tests import slack_payloads as sent
from tests.slack_far_side import FarSide
from tests.slack_office import Office, office
from tests.slack_payloads import Scene
from tests.slack_reading import POST, mention, said_at
from tests.slack_records import CHANNEL, DROPPED
from tests.stores import copied

pytestmark = pytest.mark.usefixtures("unhurried")
Logged = Callable[[], list[dict[str, Any]]]


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ({"error": "internal_error"}, "SlackApiError"),
        ({"error": "fatal_error"}, "SlackApiError"),
        ({"status": 502}, "SlackApiError"),
    ],
)
async def test_what_could_not_be_sent_is_delivered_again(
    at_work: Office, fault: dict[str, Any], name: str
) -> None:
    """Where Slack fails at once the event gets 503; delivered again it is answered, once however often that is."""
    event = mention()
    at_work.far.fail(POST, **fault)
    statuses = [(await at_work.event(event, retry=retry)).status for retry in (0, 1, 2, 3)]

    assert [503, 200, 200, 200] == statuses
    assert 1 == len(said_at(at_work.far))
    assert [("send", name)] == [(where, type(error).__name__) for where, error in at_work.parts.faults]


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": DROPPED}])
async def test_what_fails_for_a_moment_is_sent_again(at_work: Office, fault: dict[str, Any]) -> None:
    """A connection that drops, or a 500, costs nobody an answer: it goes out again by itself, once."""
    at_work.far.fail(POST, **fault)
    event = mention()
    statuses = [(await at_work.event(event)).status]
    await at_work.far.wait_for(POST)
    statuses.append((await at_work.event(event, retry=1)).status)

    assert [200, 200] == statuses
    assert 1 == len(said_at(at_work.far))


async def test_what_was_acknowledged_and_then_failed_is_answered(
    at_work: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Slack fails only after the event was acknowledged nobody delivers it again: it is tried again by us, once it works."""
    monkeypatch.setattr("adapters.slack.desk.ACK", 0.05)
    monkeypatch.setattr("adapters.insisting.LATER", (0.05, 0.05))
    at_work.far.fail(POST, 2, error="internal_error", delay=0.2)
    event = mention()
    statuses = [(await at_work.event(event)).status]
    await at_work.far.wait_for(POST)
    statuses.append((await at_work.event(event, retry=1)).status)

    assert [200, 200] == statuses
    assert 1 == len(said_at(at_work.far))


async def test_a_message_that_another_process_holds(at_work: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process answers it, and while we are leaving, a message gets 503, so that Slack asks again."""
    event, claims = mention(), at_work.parts.journal.claims
    team, ts = Scene().team, event["ts"]
    key = at_work.parts.parts.privacy.pseudonym("message", "slack", f"{team}:{CHANNEL}:{ts}")
    await claims.claim(key, "another process", now())
    held = await at_work.event(event)
    await claims.release(key, "another process")
    answered = await at_work.event(event, retry=1)
    await at_work.service.drain(1)
    busy = await at_work.event(mention("explain git"))

    assert [503, 200, 503] == [held.status, answered.status, busy.status]
    assert 1 == len(said_at(at_work.far))


async def test_a_token_that_nobody_can_look_up(
    far: FarSide, small: Answerer, migrated_file: Path, tmp_path: Path
) -> None:
    """Where the app is installed by OAuth and the store is away an event gets 503: delivered again, it may be answered."""
    store, secret = copied(migrated_file, tmp_path), SecretStr(far.world.client_secret)
    oauth = {"slack_client_id": far.world.client_id, "slack_client_secret": secret}
    async with office(far, store, lambda: small, **oauth) as installed:
        _hide(store, "installations")
        away = await installed.event(mention())
        _show(store, "installations")
        back = await installed.event(mention(), retry=1)

    assert [503, 200] == [away.status, back.status]
    assert ["StoreError"] == [type(error).__name__ for _, error in installed.parts.faults]


def _hide(store: Store, table: str) -> None:
    """From now on a table of a SQLite file is not there."""
    _tell(store, f"ALTER TABLE {table} RENAME TO away_{table}")


def _show(store: Store, table: str) -> None:
    """From now on it is there again."""
    _tell(store, f"ALTER TABLE away_{table} RENAME TO {table}")


def _tell(store: Store, statement: str) -> None:
    with closing(sqlite3.connect(str(store.file), isolation_level=None)) as connection:
        connection.execute(statement)


async def test_a_command_that_fails_says_so(at_work: Office) -> None:
    """Slack does not deliver commands again: who typed one is told at once, by what Slack shows of the answer to it."""
    at_work.far.fail("response_url", 1, status=502)
    answer = await at_work.command("explain docker")

    assert (200, "ephemeral") == (answer.status, answer.json["response_type"])
    assert answer.json["text"].startswith("Something went wrong on my side")


@pytest.fixture
def logged(capfd: pytest.CaptureFixture[str]) -> Iterator[Logged]:
    """What was logged, line by line, as it is written."""
    undo = logs.configure("json", "info", ())
    yield lambda: [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    undo()


@pytest.mark.parametrize("error", ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"])
async def test_looks_that_slack_refuses_are_left_out(at_work: Office, error: str, logged: Logged) -> None:
    """A reply whose blocks Slack refuses goes out as plain text: people get their answer, and the log says why it is plain."""
    at_work.far.fail(POST, error=error)
    answer = await at_work.event(mention())
    (posted,) = at_work.far.messages()
    lines = [(line["level"], line["event"], line["where"]) for line in logged()]

    assert (200, [], []) == (answer.status, posted.blocks, at_work.parts.faults)
    assert "All about docker." in posted.text
    assert [("error", "Slack refused how a reply looks", f"slack.{error}")] == lines


REFUSALS: Final = (
    *("not_in_channel", "is_archived", "restricted_action", "channel_not_found", "msg_too_long", "no_text"),
    *("invalid_auth", "account_inactive", "token_revoked", "missing_scope", "some_new_error"),
)


@pytest.mark.parametrize("error", REFUSALS)
async def test_what_slack_will_never_take_is_let_go(at_work: Office, error: str, logged: Logged) -> None:
    """A refusal for good is logged by its name once, the event is acknowledged, and nobody tries again."""
    event = mention()
    at_work.far.fail(POST, None, error=error)
    statuses = [(await at_work.event(event, retry=retry)).status for retry in (0, 1)]
    tries = [call for call in at_work.far.calls if call.method == POST]
    lines = [(line["level"], line["event"], line["where"]) for line in logged()]

    assert ([200, 200], 1, []) == (statuses, len(tries), at_work.parts.faults)
    assert [("warning", "Slack refused a call", f"slack.{error}")] == lines


async def test_a_revoked_token_is_told_in_the_log(at_work: Office, logged: Logged) -> None:
    """When the workspace takes the token back every question is acknowledged, and the log names the reason each time."""
    at_work.far.workspace().revoked = True
    statuses = [(await at_work.event(mention(text))).status for text in ("explain docker", "explain git")]
    at_work.far.workspace().revoked = False
    statuses.append((await at_work.event(mention("explain linux"))).status)
    at_work.far.refused.clear()

    assert [200] * 3 == statuses
    assert ["slack.token_revoked"] * 2 == [line["where"] for line in logged()]
    assert 1 == len(said_at(at_work.far))


async def test_an_address_that_is_used_up_is_no_storm(at_work: Office) -> None:
    """A response address that answers 404 is tried once: the person is told by the answer to the command."""
    at_work.far.fail("response_url", None, status=404)
    answer = await at_work.command("explain docker")
    tries = [call for call in at_work.far.calls if call.method == "response_url"]

    assert (200, 1) == (answer.status, len(tries))
    assert answer.json["text"].startswith("Something went wrong on my side")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"type": "block_actions"}, 200),
        ({"type": "block_actions", "actions": [], "user": {"id": "U0ADA"}}, 400),
        ({"type": "block_actions", "actions": [{"action_id": "tap:0", "type": "button"}]}, 200),
        ({"type": "view_submission", "view": {"callback_id": "missing"}}, 400),
        ({"type": "message_action", "callback_id": "answer"}, 200),
        ({"type": "event_callback", "team_id": 7, "event": {"type": "app_home_opened"}}, 200),
        ({"command": "/backchat"}, 200),
    ],
)
async def test_what_lacks_parts_ends_there(at_work: Office, body: dict[str, Any], status: int) -> None:
    """Signed bodies that lack what Slack always sends are no 5xx, so that nothing is delivered again, and tell nobody anything."""
    raw = json.dumps(body)
    answer = await at_work.post(raw, sent.signed(raw))

    assert status == answer.status
    assert len(at_work.parts.faults) <= 1
    assert [] == at_work.far.calls[1:]
