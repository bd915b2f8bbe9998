"""What happens between Slack and us in test_slack_canaries.py, with a canary in every place that holds a secret, an id or a text."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import count
from typing import Any, Final, NoReturn
from urllib.parse import parse_qs, quote, urlsplit

from pydantic import SecretStr

from adapters.slack.app import own_token
from bot.answer import Answerer
from bot.errors import BackchatError
from bot.journal.engine import Store
from bot.operations import logs
from tests import slack_payloads as sent
from tests import slack_taps as taps
from tests.slack_far_side import FarSide
from tests.slack_office import Office, asked, office, settings_of
from tests.slack_payloads import Scene, direct_scene, scene_of, signed
from tests.slack_processes import Plugged, plugged
from tests.slack_records import DROPPED
from tests.slack_records import TEAM as HOME

POST: Final = "chat.postMessage"
TEAM: Final = "T0KANARITM"
SCENE: Final = scene_of(TEAM, "C0KANARICH", "U0KANARIUS")
QUESTION: Final = "explain docker to my boss kanarifrage"
BOT_TOKEN: Final = "xoxb-824731905467-kanaribot7f3a"  # noqa: S105 - a canary
APP_TOKEN: Final = "xapp-1-A0KANARI-kanariapp7f3a"  # noqa: S105 - another
CLIENT_SECRET: Final = "kanariclient7f3a"  # noqa: S105 - another
FAULTS: Final[tuple[dict[str, Any], ...]] = (
    *({"error": one} for one in ("internal_error", "is_archived", "invalid_blocks", "some_error")),
    *({"status": 502}, {"status": DROPPED}, {"retry_after": 1}),
)
NUMBERS: Final = count(100)


class Answering:
    """An answerer that fails when it is told to, with the question in what it raises."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer
        self.fails = False

    def __call__(self) -> Answerer:
        """The answerer, if there is one today."""
        return self._fail() if self.fails else self._answerer

    def _fail(self) -> NoReturn:
        raise ValueError(QUESTION, {SCENE.user: BOT_TOKEN})


@asynccontextmanager
async def canary_slack() -> AsyncIterator[FarSide]:
    """A Slack in which every name and every secret is a canary."""
    async with FarSide() as far:
        far.world.app_token, far.world.client_secret = APP_TOKEN, CLIENT_SECRET
        space = far.world.workspaces[HOME] = far.workspace(TEAM)
        space.bot_token = BOT_TOKEN
        space.person(SCENE.user)
        space.channel(SCENE.channel)
        yield far


def _somebody(far: FarSide) -> Scene:
    """Another person in the channel: one who asks as much as here would soon be asked to wait."""
    return replace(SCENE, user=far.workspace(TEAM).person(f"U0KANARI{next(NUMBERS)}").id)


async def asking(at_work: Office) -> None:
    """Questions in every way, answered and not, and what Slack sends besides."""
    far, root = at_work.far, f"1790467281.467{next(NUMBERS)}"
    for text in (QUESTION, "kanarifrage how do i quit", "x" * 4_001):
        scene = _somebody(far)
        await at_work.event(sent.app_mention(scene, text), scene)
        await at_work.event(sent.message(direct := direct_scene(scene.user, TEAM), text), direct)
        await at_work.command(text, scene)
    await at_work.event(sent.app_mention(SCENE, QUESTION, ts=root), SCENE, retry=1)
    await at_work.event(sent.message(SCENE, "why kanarifrage?", thread_ts=root), SCENE)
    await at_work.event({"type": "kanari_event", "text": QUESTION, "event_ts": root}, SCENE)
    await at_work.event(sent.app_home_opened(SCENE), SCENE)
    url, trigger = far.response_url(SCENE.channel, SCENE.user, team=TEAM), far.trigger_id(SCENE.user, TEAM)
    message = {"ts": root, "text": QUESTION, "user": SCENE.user}
    await at_work.interact(taps.shortcut(SCENE, message, response_url=url, trigger_id=trigger))
    await at_work.interact(
        {"type": "block_actions", "actions": [{"action_id": QUESTION}], "trigger_id": "kanari"}
    )


async def _forging(at_work: Office) -> None:
    """Requests that nobody signed, with canaries in every part, and signed ones that are nothing."""
    good = json.dumps(sent.callback(SCENE, sent.app_mention(SCENE, QUESTION)))
    for headers in ({}, signed(good, BOT_TOKEN), {"x-slack-signature": BOT_TOKEN, "cookie": QUESTION}):
        await at_work.post(good, headers)
        await at_work.post(good, headers, f"/slack/events?code=kanari&state={quote(QUESTION)}")
    for body in (
        f'{{"kanari": "{QUESTION}"',
        f'["{QUESTION}"]',
        f"payload={quote(QUESTION)}",
        f"\xff{QUESTION}",
    ):
        raw = body.encode("latin-1")
        await at_work.post(raw, signed(raw))


async def _failing(at_work: Office, answering: Answering) -> None:
    """Calls that Slack refuses, drops and slows down, a core that fails, and addresses that lead nowhere."""
    far = at_work.far
    for number, fault in enumerate(FAULTS, 1):
        far.fail(POST, **fault)
        await at_work.event(sent.app_mention(scene := _somebody(far), QUESTION), scene)
        await far.wait_for(lambda call: call.method == POST and not call.ok, number)
    far.fail("response_url", 1, status=404)
    await at_work.command(QUESTION, _somebody(far))
    far.fail("views.publish", 1, error="fatal_error")
    await at_work.event(sent.app_home_opened(SCENE), SCENE)
    for url in ("http://127.0.0.1:9/actions/kanari", "kanari", ""):
        fields = sent.form(
            sent.command(_somebody(far), QUESTION, response_url=url, trigger_id=f"kanari{url}")
        )
        await at_work.post(fields, signed(fields, content_type=sent.FORM))
    answering.fails = True
    await at_work.event(sent.app_mention(scene := _somebody(far), QUESTION), scene)
    await at_work.event(sent.app_home_opened(SCENE), SCENE)
    answering.fails = False


async def _refusing(at_work: Office) -> str:
    """A token that is taken back, before and after we have begun; returns what an operator is told at the start."""
    space = at_work.far.workspace(TEAM)
    space.revoked = True
    await at_work.event(sent.app_mention(scene := _somebody(at_work.far), QUESTION), scene)
    said = ""
    try:
        await own_token(settings_of(at_work.far))
    except BackchatError as error:
        said = str(error)
        logs.get_logger().error("it did not start", exc_info=error)
    space.revoked = False
    return said


async def _installing(at_work: Office) -> None:
    """A workspace that installs the app, with a code that is good and with one that is not, from a page and from nowhere."""
    app = at_work._app  # noqa: SLF001 - an office sends POST alone
    for code in (at_work.far.code(TEAM), "kanaricode"):
        begun = await asked(app, "/slack/install", b"", {}, "GET")
        link = begun.headers.get("location") or begun.body.decode().partition('href="')[2].partition('"')[0]
        (state,) = parse_qs(urlsplit(link.replace("&amp;", "&")).query)["state"]
        cookie = {"cookie": begun.headers.get("set-cookie", "").partition(";")[0]}
        for headers in (cookie, {}):
            await asked(app, f"/slack/oauth_redirect?code={code}&state={state}", b"", headers, "GET")


async def _connecting(line: Plugged) -> None:
    """A socket that is asked to be replaced, dropped, refused, and told nonsense."""
    sockets = line.far.sockets
    await line.reaches(ok=True)
    for _ in range(2):
        name = await line.line.event(sent.app_mention(scene := _somebody(line.far), QUESTION), scene)
        await sockets.acked(name)
        await sockets.refresh()
        await sockets.connected()
    for text in ("kanari", f'{{"type": "{QUESTION}"}}', '{"type": "events_api", "payload": "kanari"}', "[]"):
        await sockets._open[-1].socket.send_str(text)  # noqa: SLF001 - what Slack never sends
    sockets.reject_handshake()
    sockets.abort()
    await line.reaches(ok=False)
    sockets.reject_handshake(rejecting=False)


async def everything(store: Store, answering: Answering, *, socket: bool) -> str:
    """All that can happen, on a socket too or over HTTP alone; returns what an operator is told besides the log."""
    loop = asyncio.get_running_loop()
    loop.set_debug(not socket)
    loop.slow_callback_duration = 0.002  # when debugging it tells of slow callbacks with all that is in them
    async with canary_slack() as far:
        async with office(far, store, answering) as at_work:
            await asking(at_work)
            await _forging(at_work)
            await _failing(at_work, answering)
            said = await _refusing(at_work)
            for where, error in at_work.parts.faults:
                logs.get_logger().error("a turn failed", where=where, exc_info=error)
        oauth = {"slack_client_id": far.world.client_id, "slack_client_secret": SecretStr(CLIENT_SECRET)}
        async with office(far, store, answering, **oauth) as installed:
            await _installing(installed)
            await asking(installed)
        if socket:
            async with plugged(far, store, answering) as line:
                await _connecting(line)
    return said
