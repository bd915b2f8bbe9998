from __future__ import annotations

import asyncio
import logging
import subprocess
import time
from pathlib import Path

import pytest

from adapters.slack.tokens import RENEWED, RENEWING
from bot.errors import StoreError
from bot.installations import Installations
from bot.journal.engine import Store
from tests.adapters.slack.far_slack import CLIENT, Browser, FarSlack, token, workspaces
from tests.services import accept, refuse

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # by aiohttp; slack_sdk uses it

SOON = 60 * RENEWED - 60
"""Seconds to the end of a token that is to be renewed."""


async def test_workspaces_stand_side_by_side(slack: FarSlack, browser: Browser) -> None:
    """Each workspace has a token of its own, and loses none but its own."""
    for team in ("T1", "T2"):
        await browser.install(slack.allowed(team))
    first, second = await token(browser.of, "T1"), await token(browser.of, "T2")
    await browser.of.forget(None, "T1")

    assert len({first, second, None}) == 3
    assert [None, second, None] == [await token(browser.of, team) for team in ("T1", "T2", "T3")]


async def test_the_last_installation_counts(slack: FarSlack, browser: Browser) -> None:
    """Installing again replaces the token, for other processes at once."""
    other = workspaces(slack, browser.of._installations)  # noqa: SLF001 - another process has the same store
    await browser.install(slack.allowed("T1"))
    first = await token(other, "T1")
    await browser.install(slack.allowed("T1"))

    assert first != await token(browser.of, "T1")
    assert await token(browser.of, "T1") == await token(other, "T1")


async def test_an_organisation_installs_for_all_of_its_workspaces(slack: FarSlack, browser: Browser) -> None:
    """Each workspace of an organisation has its token, if it has none of its own; others do not."""
    await browser.install(slack.allowed(None, "E1"))
    whole = await token(browser.of, "T1", "E1")
    await browser.install(slack.allowed("T2", "E1"))
    own = await token(browser.of, "T2", "E1")

    assert None not in {whole, own}
    assert whole != own
    assert [whole, None, None] == [
        await token(browser.of, None, "E1"),
        await token(browser.of, "T1", "E2"),
        await token(browser.of, "T1"),
    ]
    assert whole == await token(browser.of, "T2", "E1", whole=True)


async def test_what_goes_first_is_the_workspaces_own(slack: FarSlack, browser: Browser) -> None:
    """Uninstalling takes the token of the workspace, and only where it has none, that of its organisation."""
    await browser.install(slack.allowed(None, "E1"))
    await browser.install(slack.allowed("T1", "E1"))
    whole = await token(browser.of, None, "E1")
    await browser.of.forget("E1", "T1")
    left = await token(browser.of, "T1", "E1")
    await browser.of.forget("E1", "T1")

    assert (whole, None) == (left, await token(browser.of, "T1", "E1"))


async def test_a_token_is_renewed_before_it_ends(slack: FarSlack, browser: Browser) -> None:
    """Within two hours of its end a token is replaced by a new one, which is kept: the next event asks Slack nothing."""
    await browser.install(slack.renewable(SOON))
    new = await token(browser.of, "T1")
    other = workspaces(slack, browser.of._installations)  # noqa: SLF001 - another process has the same store

    assert [new, new] == [await token(browser.of, "T1"), await token(other, "T1")]
    assert 2 == slack.called("oauth.v2.access")
    assert ["refresh_token"] == [told["grant_type"] for _, told in slack.calls if "grant_type" in told]


@pytest.mark.parametrize("ends_in", [SOON + 120, 43_200])
async def test_a_token_that_lasts_is_left_alone(slack: FarSlack, browser: Browser, ends_in: int) -> None:
    """More than two hours before its end nothing is renewed."""
    await browser.install(slack.renewable(ends_in))
    await token(browser.of, "T1")

    assert 1 == slack.called("oauth.v2.access")


async def test_of_many_events_one_renews(slack: FarSlack, browser: Browser) -> None:
    """Thirty events at once use the refresh token, which counts once, once; all get the new token."""
    await browser.install(slack.renewable(SOON))
    found = await asyncio.gather(*(token(browser.of, "T1") for _ in range(30)))

    assert {await token(browser.of, "T1")} == set(found)
    assert 2 == slack.called("oauth.v2.access")


async def test_another_process_renews_first(slack: FarSlack, browser: Browser) -> None:
    """Where another process used the refresh token first, Slack refuses ours, and the other's new token is taken."""
    await browser.install(slack.renewable(-1))
    slack.wait = 0.3
    slow = asyncio.create_task(token(browser.of, "T1"))
    async with asyncio.timeout(10):
        while slack.called("oauth.v2.access") < 2:  # noqa: ASYNC110 - only asking tells
            await asyncio.sleep(0.01)
    slack.wait = 0.0
    quick = await token(workspaces(slack, browser.of._installations), "T1")  # noqa: SLF001 - another process has the same store

    assert quick == await slow
    assert 3 == slack.called("oauth.v2.access")


@pytest.mark.parametrize("ends_in", [SOON, -1])
async def test_a_token_that_cannot_be_renewed_is_used_on(
    slack: FarSlack, browser: Browser, ends_in: int
) -> None:
    """Where Slack refuses, the token that there is goes on being used: it may have an hour left."""
    code = slack.renewable(ends_in)
    old = slack.codes[code]["access_token"]
    await browser.install(code)
    slack.refreshable.clear()

    assert old == await token(browser.of, "T1")


async def test_no_answer_waits_for_a_slow_renewal(slack: FarSlack, browser: Browser) -> None:
    """While Slack takes its time, events go on with the old token, and later ones have the new one."""
    code = slack.renewable(SOON)
    old = slack.codes[code]["access_token"]
    await browser.install(code)
    slack.wait = 2 * RENEWING
    began = time.monotonic()
    first = await token(browser.of, "T1")
    took = time.monotonic() - began
    async with asyncio.timeout(10):
        while await token(browser.of, "T1") == old:  # noqa: ASYNC110 - only asking tells
            await asyncio.sleep(0.05)

    assert old == first
    assert RENEWING <= took < 2 * RENEWING
    assert 2 == slack.called("oauth.v2.access")


async def test_a_new_token_outlives_a_store_that_is_full(
    slack: FarSlack, browser: Browser, store: Store
) -> None:
    """A new token that could not be kept is used, and kept as soon as the store takes it: the old one can renew no more."""
    await browser.install(slack.renewable(SOON))
    refuse(store, "installations")
    new = await token(browser.of, "T1")
    again = await token(browser.of, "T1")
    accept(store, "installations")
    await token(browser.of, "T1")
    other = workspaces(slack, browser.of._installations)  # noqa: SLF001 - another process has the same store

    assert [new, new] == [again, await token(other, "T1")]
    assert 2 == slack.called("oauth.v2.access")


async def test_answers_go_on_while_the_store_is_away(
    slack: FarSlack, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of workspaces that asked before, the token is known; of others nobody knows whether they installed."""
    await browser.install(slack.allowed("T1"))
    known = await token(browser.of, "T1")

    async def _away(*_: object) -> None:
        raise StoreError("away")

    monkeypatch.setattr(Installations, "find", _away)

    assert known == await token(browser.of, "T1")
    with pytest.raises(StoreError):
        await token(browser.of, "T2")


async def test_files_and_logs_hold_nothing_of_it(
    slack: FarSlack,
    browser: Browser,
    store: Store,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No token, code, state, secret or name is in the journal's bytes, nor in any log line of anybody at any level."""
    caplog.set_level(logging.DEBUG)
    states = [await browser.begin() for _ in range(3)]
    await browser.back(code=slack.renewable(SOON), state=states[-1])
    new = await token(browser.of, "T1")
    slack.refreshable.clear()
    await browser.install(slack.renewable(SOON, team="T2"))
    slack.refreshable.clear()
    await token(browser.of, "T2")
    await browser.install("code.canary.that.ended")
    await browser.back(code="code.canary.x", state=states[0], error="canary")
    assert store.file
    held = await asyncio.to_thread(_bytes, store.file.parent)
    logged = "".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    canaries = ["canary", "Canary", "xoxb", "xoxe", "UINSTALLER1", CLIENT[1], *states]

    assert new.startswith("xoxb-canary")
    assert [] == [canary for canary in canaries if canary.encode() in held]
    assert [] == [canary for canary in canaries if canary in logged]
    assert {
        "a workspace installed the app",
        "an installation was refused",
        "a token could not be renewed",
    } <= {record.getMessage() for record in caplog.records}


def _bytes(folder: Path) -> bytes:
    """All of the journal's files; another process reads them, or their locks would be lost."""
    return subprocess.run(["cat", *folder.iterdir()], capture_output=True, check=True).stdout
