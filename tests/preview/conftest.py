"""A small knowledge folder to edit, the preview over it, and a browser to look at it with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.cli.adapters import platforms
from bot.preview.drawing import Platforms
from bot.preview.serving import serve
from tests.browser import INSTALLED, MISSING, Tab, chromium, opened
from tests.kitchen import FILES, Kitchen

Serving = Callable[[], AbstractAsyncContextManager[str]]


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    """A folder with three skills, a greeting, a path and a family."""
    made = Kitchen(tmp_path / "kb")
    for name, text in FILES.items():
        made.save(name, text)
    return made


@pytest.fixture(scope="session")
def drawn() -> Platforms:
    """How the real adapters draw and measure."""
    return platforms()


@pytest.fixture
def serving(kitchen: Kitchen, cache: Path, drawn: Platforms) -> Serving:
    """Serves the preview of the folder on a free port; gives its address without the last slash."""

    @asynccontextmanager
    async def _serving() -> AsyncIterator[str]:
        began: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        running = asyncio.create_task(serve(kitchen.folder, cache, drawn, 0, began.set_result))
        running.add_done_callback(lambda _: began.done() or began.cancel())
        try:
            yield (await began).rstrip("/")
        finally:
            running.cancel()
            await asyncio.wait([running])

    return _serving


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A Chromium for all tests that look at pages, by the port that it is driven at."""
    if not INSTALLED:
        pytest.skip(MISSING)
    with chromium(tmp_path_factory.mktemp("chromium")) as port:
        yield port


@pytest.fixture
async def tab(browser: int) -> AsyncIterator[Tab]:
    """A new page in the browser, which must have had nothing to complain of, nor have asked another site for anything."""
    async with opened(browser) as page:
        yield page

        assert [] == page.complaints()
        assert [] == [
            one for one in page.requests() if not one.startswith(("http://127.0.0.1:", "data:", "about:"))
        ]
