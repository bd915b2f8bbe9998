"""Facts about the preview as a browser meets it: who may ask, what every answer says of itself, and what is where."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import aiohttp
import pytest

from tests.kitchen import Kitchen
from tests.processes import tell

Serving = Callable[[], AbstractAsyncContextManager[str]]


@pytest.fixture
async def site(serving: Serving) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of the preview over the small folder."""
    async with serving() as address, aiohttp.ClientSession(address) as session:
        yield session


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/", "All entries"), ("/?wanted=git", "All entries"), ("/entry/sql", "Should I learn SQL?"), ("/findings", "What was found"),
        ("/ask?q=what+is+git", "“what is git”"), ("/ask?q=tell+me+more&after=sql", "“tell me more”"), ("/path/first", "First steps"),
        ("/path/first?step=2", "First steps"), ("/path/first?step=no", "First steps"), ("/family/food", "Cooking"), ("/tap?code=topics", "After a tap"),
    ],
)  # fmt: skip
async def test_every_page_has_an_address(site: aiohttp.ClientSession, address: str, title: str) -> None:
    """Each is whole as it comes, with a title of its own, and reads without a script."""
    async with site.get(address) as response:
        page = await response.text()

    assert (200, "text/html") == (response.status, response.content_type)
    assert f"<title>{title} · Backchat preview</title>" in page
    assert 1 == page.count("<h1>")


@pytest.mark.parametrize(
    "address",
    ["/entry/none", "/path/none", "/family/none", "/tap?code=<b>", "/tap", "/none", "/entry/", "/entry/a/b", "/preview.php",
     "/..%2f..%2fpyproject.toml", "/entry/..%2f..%2fsources", "/static/preview.css"],
)  # fmt: skip
async def test_what_is_not_there(site: aiohttp.ClientSession, address: str) -> None:
    """Any other address says that there is nothing, on a page from which one gets on."""
    async with site.get(address) as response:
        page = await response.text()

    assert 404 == response.status
    assert "There is nothing by that name" in page


@pytest.mark.parametrize("address", ["/", "/entry/sql", "/none", "/events", "/preview.js", "/preview.css"])
async def test_every_answer_keeps_to_itself(site: aiohttp.ClientSession, address: str) -> None:
    """Nothing may be loaded from elsewhere or run from within a page, nobody may frame or keep it, or read it from outside."""
    async with site.get(address) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert not {"unsafe-inline", "unsafe-eval", "*", "http:", "https:"} & {*policy.replace(";", "").split()}
    assert "frame-ancestors 'none'" in policy
    assert ("nosniff", "no-store", "no-referrer") == (
        headers["X-Content-Type-Options"], headers["Cache-Control"], headers["Referrer-Policy"]
    )  # fmt: skip
    assert "same-origin" == headers["Cross-Origin-Resource-Policy"]
    assert [] == [name for name in headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
async def test_one_can_only_read(site: aiohttp.ClientSession, method: str) -> None:
    """No other method is taken, whatever the address."""
    async with site.request(method, "/entry/sql", headers={"Origin": "https://evil.example"}) as response:
        pass

    assert (405, "GET, HEAD") == (response.status, response.headers["Allow"])


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil", "127.0.0.1@evil", "", "127.0.0.1:80:80", "[::1]", "0.0.0.0"]  # noqa: S104 - a name that is refused
)  # fmt: skip
async def test_a_name_of_another_site_is_refused(site: aiohttp.ClientSession, host: str) -> None:
    """A site whose name has been pointed at this machine learns nothing: the page says what to open instead."""
    async with site.get("/entry/sql", headers={"Host": host}) as response:
        told = await response.text()

    assert 421 == response.status
    assert "SQL" not in told


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LocalHost:9000", "127.0.0.1:1"])
async def test_the_names_of_this_machine_are_taken(site: aiohttp.ClientSession, host: str) -> None:
    """With any port: it may be reached through another one."""
    async with site.get("/", headers={"Host": host}) as response:
        pass

    assert 200 == response.status


async def test_it_listens_on_this_machine_alone(serving: Serving) -> None:
    """No other address of the machine answers at its port."""
    async with serving() as address:
        port = int(address.rpartition(":")[2])
        with socket.socket() as other:
            other.settimeout(2)
            refused = other.connect_ex(("127.0.0.2", port))

    assert 0 != refused


async def test_a_page_that_cannot_be_made(
    serving: Serving, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of ours is told on a page from which one gets on, with the same headers; the terminal has the traceback."""

    def _fails(_state: object) -> None:
        raise RuntimeError("<b>no idea</b>")

    monkeypatch.setattr("bot.preview.app.findings_page", _fails)
    async with (
        serving() as address,
        aiohttp.ClientSession(address) as session,
        session.get("/findings") as response,
    ):
        page = await response.text()

    assert 500 == response.status
    assert "<code>RuntimeError: &lt;b&gt;no idea&lt;/b&gt;</code>" in page
    assert "Content-Security-Policy" in response.headers
    assert "Exception in ASGI application" in caplog.text


async def test_nothing_to_ask_is_the_first_page(site: aiohttp.ClientSession) -> None:
    """An empty field that is sent leads back to where one begins."""
    async with site.get("/ask?q=+", allow_redirects=False) as response:
        pass

    assert (303, "/") == (response.status, response.headers["Location"])


async def _next(news: aiohttp.ClientResponse) -> str:
    async with asyncio.timeout(10):
        while line := (await news.content.readline()).decode():
            if line.startswith("data: "):
                return line.removeprefix("data: ").strip()
    raise EOFError("the news have ended")


async def test_a_saved_file_is_told_and_shown(
    site: aiohttp.ClientSession, kitchen: Kitchen, record_property: Callable[[str, object], None]
) -> None:
    """Within about a second of a save the news have another stamp, and the page has the new words with that stamp."""
    async with site.get("/events") as news:
        await _next(news)
        kitchen.change("skills/sql.yaml", "Yes, learn SQL.", "Yes, learn it early.")
        began = time.monotonic()
        page = stamp = ""
        while "Yes, learn it early." not in page:
            stamp = await _next(news)
            async with site.get("/entry/sql") as response:
                page = await response.text()
        took = time.monotonic() - began

    tell(record_property, f"a saved file was shown after {took:.2f} s")
    assert took < 2
    assert stamp.rpartition("-")[0] in page


async def test_it_ends_while_pages_listen(serving: Serving) -> None:
    """Open pages do not keep it from ending."""
    async with serving() as address, aiohttp.ClientSession(address) as session:
        news = await session.get("/events")
        await _next(news)
        began = time.monotonic()
        news.close()

    assert time.monotonic() - began < 5
