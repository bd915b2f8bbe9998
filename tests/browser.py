"""A real Chromium, headless, driven over the DevTools protocol: what a person sees, presses and hears of a page."""

from __future__ import annotations

import asyncio
import base64
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import aiohttp

from tools.chromium import BROWSERS

INSTALLED: Final = next(filter(None, map(shutil.which, BROWSERS)), "")
MISSING: Final = f"no Chromium is installed ({', '.join(BROWSERS)}): pages are not opened in a browser"
PATIENCE: Final = 15.0
"""Seconds that anything in the browser may take."""

_FLAGS: Final = (
    "--headless", "--no-sandbox", "--hide-scrollbars", "--disable-lcd-text", "--disable-gpu", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
    "--remote-debugging-port=0", "--remote-allow-origins=*",
)  # fmt: skip
_KEYS: Final[dict[str, dict[str, Any]]] = {
    "Enter": {"code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"},
    "Tab": {"code": "Tab", "windowsVirtualKeyCode": 9},
    "Escape": {"code": "Escape", "windowsVirtualKeyCode": 27},
    "ArrowDown": {"code": "ArrowDown", "windowsVirtualKeyCode": 40},
    "ArrowUp": {"code": "ArrowUp", "windowsVirtualKeyCode": 38},
    "End": {"code": "End", "windowsVirtualKeyCode": 35},
    "/": {"code": "Slash", "windowsVirtualKeyCode": 191, "text": "/"},
}


@contextmanager
def chromium(folder: Path) -> Iterator[int]:
    """A browser that keeps what it needs in a folder; gives the port that it is driven at.

    Raises:
        TimeoutError: it does not start.
    """
    command = [INSTALLED, *_FLAGS, f"--user-data-dir={folder}", "about:blank"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield _port(folder / "DevToolsActivePort")
    finally:
        running.terminate()
        running.wait(PATIENCE)


def _port(told: Path) -> int:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(FileNotFoundError, ValueError, IndexError):
            return int(told.read_text().splitlines()[0])
        time.sleep(0.02)
    raise TimeoutError("Chromium does not start")


class Tab:
    """One page in the browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._number = 0
        self.events: list[dict[str, Any]] = []
        """All that the browser told without being asked."""

    async def listen(self) -> None:
        """Hears the browser until it is silent for good."""
        async for message in self._socket:
            told = message.json()
            waiting = self._waiting.pop(told.get("id", 0), None)
            if waiting is None:
                self.events.append(told)
            elif not waiting.done():
                waiting.set_result(told)

    async def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Asks the browser for something."""
        self._number += 1
        answer = self._waiting[self._number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._number, "method": method, "params": parameters})
        told = await asyncio.wait_for(answer, PATIENCE)
        if "error" in told:
            raise RuntimeError(f"{method}: {told['error']}")
        result: dict[str, Any] = told["result"]
        return result

    async def go(self, address: str) -> None:
        """Opens an address, and waits until it is loaded whole."""
        await self.send("Page.navigate", url=address)
        await self.until(f"document.readyState === 'complete' && location.href === {address!r}")

    async def value(self, script: str) -> Any:
        """What an expression is on the page."""
        told = await self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in told:
            raise RuntimeError(f"{script}: {told['exceptionDetails']}")
        return told["result"].get("value")

    async def until(self, script: str, patience: float = PATIENCE) -> float:
        """Waits until an expression is true on the page, and returns how many seconds that took.

        Raises:
            TimeoutError: it does not become true.
        """
        began = time.monotonic()
        while time.monotonic() - began < patience:
            with suppress(RuntimeError):  # between two pages there is none
                if await self.value(f"Boolean({script})"):
                    return time.monotonic() - began
            await asyncio.sleep(0.02)
        raise TimeoutError(f"it did not become true: {script}")

    async def type(self, text: str) -> None:
        """Types, letter by letter."""
        for letter in text:
            await self.send("Input.dispatchKeyEvent", type="char", text=letter)

    async def press(self, key: str) -> None:
        """Presses a key."""
        for kind in ("keyDown", "keyUp"):
            await self.send("Input.dispatchKeyEvent", type=kind, key=key, **_KEYS[key])

    async def look(
        self, *, dark: bool = False, width: int = 1440, height: int = 900, sharp: float = 1
    ) -> None:
        """Sets how the page is looked at: the colours that the person prefers, and the size of the window."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        await self.send("Emulation.setEmulatedMedia", features=[scheme])
        size = {"width": width, "height": height, "deviceScaleFactor": sharp, "mobile": False}
        await self.send("Emulation.setDeviceMetricsOverride", **size)

    async def picture(self) -> bytes:
        """What is seen, as a PNG."""
        told = await self.send("Page.captureScreenshot", format="png")
        return base64.b64decode(told["data"])

    def told(self, *methods: str) -> list[dict[str, Any]]:
        """The events of some kinds."""
        return [event["params"] for event in self.events if event.get("method") in methods]

    def complaints(self) -> list[str]:
        """Errors and warnings of the console, what a policy has blocked, and scripts that failed.

        That the news of the files can no longer be had is none: tests end the preview while pages are open.
        """
        entries = [one["entry"] for one in self.told("Log.entryAdded")]
        found = [one["text"] for one in entries if not one.get("url", "").endswith("/events")]
        found += [str(one["exceptionDetails"]) for one in self.told("Runtime.exceptionThrown")]
        return found + [str(one["args"]) for one in self.told("Runtime.consoleAPICalled")]

    def requests(self) -> list[str]:
        """Every address that was asked for."""
        return [one["request"]["url"] for one in self.told("Network.requestWillBeSent")]


@asynccontextmanager
async def opened(port: int) -> AsyncIterator[Tab]:
    """A new page in the browser at a port; it is closed in the end."""
    async with aiohttp.ClientSession() as session:
        async with session.put(f"http://127.0.0.1:{port}/json/new?about:blank") as response:
            target = await response.json()
        async with session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            tab = Tab(socket)
            listening = asyncio.create_task(tab.listen())
            try:
                for domain in ("Page", "Runtime", "Log", "Network"):
                    await tab.send(f"{domain}.enable")
                await tab.look()
                yield tab
            finally:
                await tab.send("Page.close")
                listening.cancel()
                await asyncio.wait([listening])
