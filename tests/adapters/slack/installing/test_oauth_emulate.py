"""The whole way against a Slack that others wrote: emulate (Apache-2.0), which is run when BACKCHAT_EMULATE=1 asks for it.

Needs Node 24 or newer and its npm; NODE names the program where it is not on the PATH. The package is fetched once a run.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.installing import BACK, INSTALL, Workspaces
from bot.installations import Installations
from bot.journal.journal import Journal
from bot.journal.privacy import Privacy
from tests.adapters.slack.far_slack import SCOPES, Browser, token

PACKAGE: Final = "emulate@0.12.2"
CLIENT: Final = ("12345.67890", "example_client_secret")
SEED: Final = """
slack:
  team: {name: Acme, domain: acme}
  users: [{name: ada, real_name: Ada, email: ada@example.com}]
  oauth_apps:
    - client_id: "12345.67890"
      client_secret: example_client_secret
      name: Backchat
      redirect_uris: ["https://bot.example/slack/oauth_redirect"]
"""
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # by aiohttp; slack_sdk uses it


def _node() -> Path:
    """Node, where it is new enough; else the test is skipped."""
    if os.environ.get("BACKCHAT_EMULATE") != "1":
        pytest.skip("BACKCHAT_EMULATE=1 does not ask for it: it fetches an npm package")
    node = os.environ.get("NODE") or shutil.which("node")
    if not node:
        pytest.skip("there is no Node here: put Node 24 on the PATH, or name it with NODE")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.lstrip("v").split(".")[0]) < 24:
        pytest.skip(f"Node {version.strip()} is too old: emulate needs 24")
    return Path(node)


def _npm(node: Path) -> list[str]:
    """The npm that came with a Node: its launcher is a script for that Node."""
    beside = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(beside)] if beside.is_file() else [shutil.which("npm") or "npm"]


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What starts emulate; skipped where it is not to be had."""
    node, folder = _node(), tmp_path_factory.mktemp("emulate")
    fetch = ["install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE]
    done = subprocess.run(
        [*_npm(node), *fetch], capture_output=True, text=True, cwd=folder, timeout=180, check=False
    )
    if done.returncode:
        pytest.skip(f"{PACKAGE} is not to be had here")
    (folder / "seed.yaml").write_text(SEED)
    program = folder / "node_modules" / "emulate" / "dist" / "index.js"
    return [str(node), str(program), "start", "--service", "slack", "--seed", str(folder / "seed.yaml")]


@pytest.fixture
def slack(command: list[str], tmp_path: Path) -> Iterator[str]:
    """The address of an emulated Slack that runs while the test does."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with (tmp_path / "emulate.log").open("w") as log:
        process = subprocess.Popen([*command, "--port", str(port)], stdout=log, stderr=log, cwd=tmp_path)
        yield f"http://127.0.0.1:{port}"
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
async def session(slack: str) -> AsyncIterator[aiohttp.ClientSession]:
    """A way to its pages, once it is up."""
    async with aiohttp.ClientSession() as opened:
        async with asyncio.timeout(30):
            while not await _up(opened, slack):  # noqa: ASYNC110 - another process tells only when asked
                await asyncio.sleep(0.1)
        yield opened


async def _up(session: aiohttp.ClientSession, slack: str) -> bool:
    try:
        async with session.get(f"{slack}/oauth/v2/authorize"):
            return True
    except aiohttp.ClientError:
        return False


async def _allowed(session: aiohttp.ClientSession, slack: str, address: str) -> dict[str, str]:
    """What a browser brings back once its person pressed the button on Slack's page."""
    async with session.get(address) as page:
        body = await page.text()
        assert 200 == page.status
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', body.split("</form>")[0]))
    told = {name: unescape(value) for name, value in fields.items()}
    async with session.post(
        f"{slack}/oauth/v2/authorize/callback", data=told, allow_redirects=False
    ) as answered:
        back = urlsplit(answered.headers["Location"])
    assert f"https://bot.example{BACK}" == f"{back.scheme}://{back.netloc}{back.path}"
    return dict(parse_qsl(back.query))


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
async def test_the_whole_way(slack: str, session: aiohttp.ClientSession, journal: Journal) -> None:
    """The app is installed by way of the emulated Slack's own pages, and its token then works there."""
    browser = Browser(
        Workspaces(
            client=AsyncWebClient(base_url=f"{slack}/api/"),
            client_id=CLIENT[0],
            client_secret=CLIENT[1],
            scopes=SCOPES,
            installations=Installations(journal, Privacy("0123456789abcdef"), "slack"),
            api_url=f"{slack}/api/",
        )
    )
    told = await _allowed(session, slack, (await browser.get(INSTALL)).location)
    page = await browser.back(**told)
    again = await browser.back(**told)
    team = re.search(r"/client/(T\w+)", page.body)
    assert team
    found = await token(browser.of, team[1])
    tested = await AsyncWebClient(token=found, base_url=f"{slack}/api/").auth_test()
    await browser.of.forget(None, team[1])

    assert (200, 400) == (page.status, again.status)
    assert (True, team[1]) == (tested["ok"], tested["team_id"])
    assert await token(browser.of, team[1]) is None
