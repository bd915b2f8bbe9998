from __future__ import annotations

import json
import time
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.installing import BACK, INSTALL
from bot.installations import Installations
from bot.journal import states
from bot.journal.engine import Store
from bot.journal.journal import now
from tests.adapters.slack.far_slack import CLIENT, Browser, FarSlack, Page, far_slack, token, workspaces
from tests.services import refuse

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # by aiohttp; slack_sdk uses it
SIGNING = "5igning5ecret"


def _is_friendly(page: Page) -> bool:
    """Whether a page says what to do, and nothing of what went on inside."""
    inside = ("Traceback", "Error", "canary", "<script")
    return f'href="{INSTALL}"' in page.body and not any(sign in page.body for sign in inside)


async def test_the_whole_way(slack: FarSlack, browser: Browser) -> None:
    """Who installs is sent to Slack, comes back, reads thanks; then events of the workspace find its token."""
    begun = await browser.get(INSTALL)
    told = parse_qs(urlsplit(begun.location).query)
    page = await browser.back(code=slack.allowed("T1"), state=told["state"][0])

    assert (302, 200) == (begun.status, page.status)
    assert begun.location.startswith(slack.url.replace("/api/", "/oauth/v2/authorize?"))
    assert ([CLIENT[0]], ["chat:write,commands"]) == (told["client_id"], told["scope"])
    assert "Thank you!" in page.body
    assert (await token(browser.of, "T1")).startswith("xoxb-canary-")
    assert ["oauth.v2.access", "auth.test"] == [method for method, _ in slack.calls]


async def test_pages_are_locked_up(slack: FarSlack, browser: Browser) -> None:
    """No page of an installation is cached, framed, guessed at or tells its address; the cookie is for HTTPS and us alone."""
    begun = await browser.get(INSTALL)
    pages = [begun, await browser.back(error="access_denied"), await browser.install(slack.allowed())]

    assert [302, 403, 200] == [page.status for page in pages]
    for page in pages:
        assert ["no-store"] == page.headers["cache-control"]
        assert ["no-referrer"] == page.headers["referrer-policy"]
        assert ["text/html; charset=utf-8"] == page.headers["content-type"]
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"][0]
    assert {"Secure", "HttpOnly", "Path=/"} < set(begun.headers["set-cookie"][0].split("; "))


async def test_a_state_counts_once(slack: FarSlack, browser: Browser) -> None:
    """Coming back twice installs once: the second time is refused before Slack is asked."""
    state = await browser.begin()
    first = await browser.back(code=slack.allowed("T1"), state=state)
    browser.cookies["slack-app-oauth-state"] = state
    again = await browser.back(code=slack.allowed("T2"), state=state)

    assert (200, 400) == (first.status, again.status)
    assert "was finished before" in again.body
    assert await token(browser.of, "T2") is None
    assert 1 == slack.called("oauth.v2.access")


async def test_a_state_lasts_ten_minutes(
    slack: FarSlack, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who comes back after ten minutes begins again."""
    state = await browser.begin()
    late = now() + states.LASTS
    monkeypatch.setattr("bot.installations.now", lambda: late)
    page = await browser.back(code=slack.allowed(), state=state)

    assert (400, True) == (page.status, _is_friendly(page))
    assert "longer than ten minutes" in page.body


@pytest.mark.parametrize("forged", ["", "x", "' OR 1=1 --", "\x00", "é", "a" * 5_000])
async def test_a_forged_state_is_refused(slack: FarSlack, browser: Browser, forged: str) -> None:
    """A state that is not ours is refused, also where the cookie says the same."""
    browser.cookies["slack-app-oauth-state"] = forged
    page = await browser.back(code=slack.allowed(), state=forged)

    assert (400, True, []) == (page.status, _is_friendly(page), slack.calls)


@pytest.mark.parametrize("cookies", [{}, {"slack-app-oauth-state": "another"}], ids=["none", "another"])
async def test_another_browser_is_refused(slack: FarSlack, browser: Browser, cookies: dict[str, str]) -> None:
    """Nobody can have somebody else's browser finish an installation; and the one who began it still can."""
    state = await browser.begin()
    page = await Browser(browser.of, cookies).back(code=slack.allowed(), state=state)

    assert (400, True, []) == (page.status, _is_friendly(page), slack.calls)
    assert 200 == (await browser.back(code=slack.allowed(), state=state)).status


@pytest.mark.parametrize(
    ("error", "status"), [("access_denied", 403), ("invalid_scope", 400), ("<script>canary", 400), ("", 400)]
)
async def test_what_slack_refuses_is_told(slack: FarSlack, browser: Browser, error: str, status: int) -> None:
    """Who did not allow it, or was refused by Slack, reads that nothing was installed; what came along is not shown."""
    state = await browser.begin()
    page = await browser.back(error=error, code=slack.allowed(), state=state)

    assert (status, True, []) == (page.status, _is_friendly(page), slack.calls)


@pytest.mark.parametrize("code", ["code.canary.of.yesterday", "", None])
async def test_a_code_that_does_not_count_is_refused(browser: Browser, code: str | None) -> None:
    """A code that has ended, or none at all, installs nothing."""
    state = await browser.begin()
    page = await browser.back(state=state, **({} if code is None else {"code": code}))

    assert (400, True) == (page.status, _is_friendly(page))


@pytest.mark.parametrize("more", [{"access_token": None}, {"team": None, "is_enterprise_install": None}])
async def test_half_an_answer_is_refused(slack: FarSlack, browser: Browser, more: dict[str, Any]) -> None:
    """Where Slack gives no token, or does not say for whom, nothing is kept."""
    page = await browser.install(slack.allowed(**more))

    assert (400, True, None) == (page.status, _is_friendly(page), await token(browser.of, "T1"))


@pytest.mark.parametrize("table", ["states", "installations"])
async def test_a_store_that_is_away(slack: FarSlack, browser: Browser, store: Store, table: str) -> None:
    """Whichever step it fails at, the person reads to come back in a minute."""
    refuse(store, table)
    pages = [await browser.get(INSTALL)]
    if pages[0].status == 302:
        state = parse_qs(urlsplit(pages[0].location).query)["state"][0]
        pages.append(await browser.back(code=slack.allowed(), state=state))

    assert {"states": [503], "installations": [302, 503]}[table] == [page.status for page in pages]
    assert _is_friendly(pages[-1])


async def test_slack_that_is_away(installations: Installations) -> None:
    """Where Slack does not answer, the person reads to come back in a minute."""
    async with far_slack() as slack:
        browser = Browser(workspaces(slack, installations))
        state, code = await browser.begin(), slack.allowed()
    page = await browser.back(code=code, state=state)

    assert (503, True) == (page.status, _is_friendly(page))


async def test_nothing_slips_into_slacks_address(browser: Browser) -> None:
    """What a link to our page carries does not get into Slack's address."""
    page = await browser.get(INSTALL, "team=T1%26redirect_uri=https://evil.example&scope=admin&state=x")

    assert "evil" not in page.location
    assert "admin" not in page.location


@pytest.mark.parametrize(
    ("told", "address", "back"),
    [
        ({"api_url": "https://slack.com/api/"}, "https://slack.com/oauth/v2/authorize", None),
        ({"api_url": "https://slack.com/api"}, "https://slack.com/oauth/v2/authorize", None),
        (
            {"api_url": "http://127.0.0.1:9/api/"},
            "http://127.0.0.1:9/oauth/v2/authorize",
            [f"https://bot.example{BACK}"],
        ),
        (
            {"api_url": "https://slack.com/api/", "redirect_uri": "https://b.example/slack/oauth_redirect"},
            "https://slack.com/oauth/v2/authorize",
            ["https://b.example/slack/oauth_redirect"],
        ),
    ],
)
async def test_where_a_browser_is_sent(
    slack: FarSlack, installations: Installations, told: dict[str, str], address: str, back: list[str] | None
) -> None:
    """To the Slack whose API is used, which knows the way back; a server that stands in for it is told."""
    page = await Browser(workspaces(slack, installations, **told)).get(INSTALL)

    assert (address, back) == (
        page.location.partition("?")[0],
        parse_qs(urlsplit(page.location).query).get("redirect_uri"),
    )


async def test_bolt_is_given_the_token(slack: FarSlack, browser: Browser) -> None:
    """A signed event of an installed workspace reaches its listener with its token, and Slack is asked nothing for it."""
    await browser.install(slack.allowed("T1"))
    slack.calls.clear()
    client = AsyncWebClient(base_url=slack.url)
    app = AsyncApp(
        signing_secret=SIGNING, client=client, authorize=cast("Any", browser.of), process_before_response=True
    )
    seen: list[Any] = []

    async def _listen(event: Any, client: Any) -> None:
        seen.append((event["text"], client.token))

    app.event("app_mention")(_listen)
    answered = [await app.async_dispatch(_signed(team)) for team in ("T1", "T2")]

    assert 200 == answered[0].status
    assert [("hello T1", await token(browser.of, "T1"))] == seen
    assert [] == slack.calls


def _signed(team: str) -> AsyncBoltRequest:
    event = {"type": "app_mention", "text": f"hello {team}", "user": "U1", "channel": "C1", "ts": "1.2"}
    body = json.dumps({"type": "event_callback", "team_id": team, "event": event})
    at = str(int(time.time()))
    sign = SignatureVerifier(SIGNING).generate_signature(timestamp=at, body=body)
    headers = {"content-type": "application/json", "x-slack-request-timestamp": at}
    return AsyncBoltRequest(body=body, headers={**headers, "x-slack-signature": str(sign)})
