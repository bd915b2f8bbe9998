"""What a review found: tokens that are revoked while it runs, workspaces without one, and what may not be posted."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr

from adapters.slack import app
from adapters.slack.app import own_token
from adapters.slack.http import SlackHttp
from adapters.slack.web import SLACK
from bot.answer import Answerer
from bot.operations import logs
from bot.operations.health import Health
from bot.operations.metrics import Metrics
from bot.operations.web import web_app
from bot.service import Service
from tests import slack_payloads as sent
from tests.services import bench
from tests.slack_far_side import FarSide
from tests.slack_office import Office, asked, office, settings_of
from tests.slack_payloads import FORM, Scene, app_mention, direct_scene, scene_of
from tests.slack_processes import eventually, plugged
from tests.slack_records import CHANNEL, TEAM
from tests.stores import copied

AWAY: Final = "T0AWAY"
HOOKS: Final = "https://hooks.slack.com/commands/T0HOME/1/x"

Logged = Callable[[], list[str]]


@pytest.fixture
def logged(capfd: pytest.CaptureFixture[str]) -> Iterator[Logged]:
    """What was logged since, the words alone."""
    undo = logs.configure("json", "info", ())
    yield lambda: [json.loads(line)["event"] for line in capfd.readouterr().err.splitlines()]
    undo()


@pytest.fixture
async def installable(
    far: FarSide, small: Answerer, migrated_file: Path, tmp_path: Path
) -> AsyncIterator[Office]:
    """Backchat that workspaces can install, and that has the bot token of one of them."""
    far.workspace(AWAY)
    secret = SecretStr(far.world.client_secret)
    settings = settings_of(far, slack_client_id=far.world.client_id, slack_client_secret=secret)
    async with bench(copied(migrated_file, tmp_path), lambda: small) as parts:
        service, plug = Service(parts.parts), SlackHttp(settings, await own_token(settings))
        served = web_app(Health({}), Metrics(), plugs_routes=plug.routes(service))
        yield Office(far, served, parts, service)
        await service.drain(1)
        await plug.aclose()


@pytest.fixture
async def shared(far: FarSide, small: Answerer, migrated_file: Path, tmp_path: Path) -> AsyncIterator[Office]:
    """Backchat that workspaces can install, and that no workspace has installed."""
    far.workspace(AWAY)
    oauth = {
        "slack_client_id": far.world.client_id,
        "slack_client_secret": SecretStr(far.world.client_secret),
    }
    async with office(far, copied(migrated_file, tmp_path), lambda: small, **oauth) as opened:
        yield opened


async def _install(at: Office, team: str) -> None:
    served = at._app  # noqa: SLF001 - an office sends POST alone
    begun = await asked(served, "/slack/install", b"", {}, "GET")
    (state,) = parse_qs(urlsplit(begun.headers["location"]).query)["state"]
    cookie = {"cookie": begun.headers["set-cookie"].partition(";")[0]}
    await asked(served, f"/slack/oauth_redirect?code={at.far.code(team)}&state={state}", b"", cookie, "GET")


def _said(at: Office, team: str) -> list[str]:
    return [one.text.splitlines()[0] for one in at.far.workspace(team).messages if one.bot_id]


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_a_bot_token_answers_beside_installations(installable: Office) -> None:
    """With a bot token and a client id, the workspace of the token is answered at once, and others once they installed."""
    home, away = scene_of(TEAM), scene_of(AWAY)
    await installable.mention("explain docker", home)
    await installable.mention("explain git", away)
    before = _said(installable, AWAY)
    await _install(installable, AWAY)
    await installable.mention("explain linux", away)

    assert ["What is docker?"] == _said(installable, TEAM)
    assert ([], ["What is linux?"]) == (before, _said(installable, AWAY))


async def test_a_workspace_without_an_installation_is_told_so(shared: Office, logged: Logged) -> None:
    """Who asks there reads in plain words why nothing comes, and the log says it as well."""
    await shared.event(app_mention(Scene(), "explain docker"))
    await shared.command("explain docker")

    assert 2 == logged().count("a workspace without an installation was not answered")
    assert shared.whispered().text.startswith("I am not installed here any more.")
    assert [] == shared.said()


async def _gone(at: Office, seconds_ago: float) -> None:
    """Slack tells that the app was removed so long ago."""
    told = sent.callback(Scene(), sent.app_uninstalled()) | {"event_time": int(time.time() - seconds_ago)}
    body = json.dumps(told)
    await at.post(body, sent.signed(body))


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("seconds_ago", "answers"), [(-2, 1), (60, 2), (10**8, 1)])
async def test_a_removal_told_late_spares_a_new_installation(
    shared: Office, logged: Logged, seconds_ago: float, answers: int
) -> None:
    """The token goes when the app is removed; not when Slack tells an earlier removal again after a new installation."""
    await _install(shared, TEAM)
    await shared.mention("explain docker")
    await _gone(shared, seconds_ago)
    await shared.mention("explain git")

    assert answers == len(shared.said())
    assert "a workspace removed the app, or its token" in logged()


async def test_a_token_revoked_while_it_runs(
    far: FarSide, small: Answerer, migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Health says so until the token is taken again; a Slack that fails or is away says nothing of the token."""
    monkeypatch.setattr(app, "LOOK", 0.05)
    async with plugged(far, copied(migrated_file, tmp_path), lambda: small) as opened:
        await opened.reaches(ok=True)
        far.fail("auth.test", None, error="token_revoked")
        await opened.reaches(ok=False)
        reason = opened.plug.state().reason
        far.heal()
        await opened.reaches(ok=True)
        far.fail("auth.test", None, error="internal_error")
        seen = len(far.calls)
        await eventually(lambda: len(far.calls) > seen + 2)
        state = opened.plug.state()

    assert "Slack refuses the bot token" == reason
    assert (True, "") == (state.ok, state.reason)


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (HOOKS, 200),
        ("", 200),
        ("http://hooks.slack.com/commands/x", 400),
        ("https://hooks.slack.com.example.org/x", 400),
        ("https://notslack.com/x", 400),
        ("http://169.254.169.254/latest", 400),
        ("https://hooks.slack.com@127.0.0.1/x", 400),
        ("https://[x", 400),
    ],
)
async def test_answers_go_to_slack_alone(
    small: Answerer, migrated_file: Path, tmp_path: Path, url: str, status: int
) -> None:
    """Where Slack itself is talked to, whoever stole the signing secret cannot have us call other addresses."""
    async with FarSide() as far, bench(copied(migrated_file, tmp_path), lambda: small) as parts:
        settings = settings_of(far)
        own, service = await own_token(settings), Service(parts.parts)
        plug = SlackHttp(settings.model_copy(update={"slack_api_url": SLACK}), own)
        served = web_app(Health({}), Metrics(), plugs_routes=plug.routes(service))
        await service.drain(0)  # nothing is sent from a test
        fields: dict[str, Any] = sent.command(Scene(), "explain docker", response_url=url, trigger_id="1.2.x")
        body = sent.form(fields)
        answer = await asked(served, "/slack/events", body.encode(), sent.signed(body, content_type=FORM))
        await plug.aclose()

    assert status == answer.status


async def test_what_may_not_be_shared_is_told(at_work: Office) -> None:
    """Where Slack lets nobody but admins post, who shares an answer reads that, and it is no fault of ours."""
    answer = await at_work.type("explain docker")
    at_work.far.fail("chat.postMessage", None, error="restricted_action")
    await at_work.tap(answer, "share")
    await at_work.settled()

    assert "I may not post here, so I could not share it." == at_work.whispered().text
    assert ([], []) == (at_work.said(), at_work.parts.faults)


async def test_a_home_that_cannot_be_drawn_is_not_talked_about(at_work: Office) -> None:
    """Who opens the Home while Slack fails gets no message about it: they asked nothing."""
    at_work.far.fail("views.publish", None, error="internal_error")
    await at_work.open_home()
    direct = direct_scene()

    assert [] == [*at_work.said(direct.channel), *at_work.far.ephemerals(direct.channel)]
    assert [] == at_work.said(CHANNEL)
    assert 1 == len(at_work.parts.faults)


async def test_a_choice_whose_message_cannot_be_changed(at_work: Office) -> None:
    """Who picks from a message that is gone meanwhile is answered all the same, alone."""
    await at_work.mention("docker or git")
    [asked_back] = at_work.said()
    at_work.far.fail("chat.update", None, error="message_not_found")
    await at_work.tap(asked_back, "pick:0")
    await at_work.settled()

    assert "What is docker?" == at_work.whispered().text.splitlines()[0]


async def test_words_of_the_command_work_without_it(at_work: Office) -> None:
    """Said to the bot alone, or after its name, "topics", "path" and "help" show what they show after /backchat."""
    direct = direct_scene()
    for word in ("topics", "Path", "help", "?"):
        await at_work.say(word, direct)
    await at_work.mention("topics")
    titles = [one.text.splitlines()[0] for one in at_work.said(direct.channel)]

    assert ["Topics", "Learning paths", "What you can ask me", "What you can ask me"] == titles
    assert ([], "Topics") == (at_work.said(), at_work.whispered().text.splitlines()[0])
