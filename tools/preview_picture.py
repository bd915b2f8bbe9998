"""Draws docs/preview.png and docs/preview-dark.png: the preview while somebody edits an answer. Run it with `make picture`.

The pages are the real ones over a copy of the shipped knowledge, in which one entry has been given a phrasing that is
another's. Only the font is set, so that the pictures do not depend on the desktop, and the hour.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from bot.cli.adapters import platforms
from bot.preview.serving import serve
from tests.browser import INSTALLED, Tab, chromium, opened
from tools.chromium import squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT: Final = Path(__file__).resolve().parent.parent
ENTRY: Final = "docker"
ADDED: Final = "what is kubernetes and do i need it"
WIDTH: Final = 1240
HEIGHT: Final = 940
SHARP: Final = 1.5
COLORS: Final = 96
PICTURES: Final[Mapping[str, bool]] = {"preview": False, "preview-dark": True}
"""The names of the pictures, and which one is dark."""
DRESSED: Final = """(async () => {
  document.documentElement.style.setProperty("--sans", 'Lato, "Noto Sans", sans-serif');
  document.querySelector(".read").textContent = "Read at 10:24:07";
  await document.fonts.ready;
})()"""


def edited(folder: Path) -> Path:
    """A copy of the shipped knowledge with the phrasing added."""
    copy = Path(shutil.copytree(ROOT / "knowledge", folder / "knowledge"))
    (file,) = copy.rglob(f"{ENTRY}.yaml")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("phrasings:\n", f"phrasings:\n  - {ADDED}\n", 1), encoding="utf-8")
    return copy


async def photographed(address: str, tab: Tab) -> None:
    """Saves the pictures of the entry's page, once all rules have looked at it."""
    await tab.look(width=WIDTH, height=HEIGHT, sharp=SHARP)
    await tab.go(f"{address}entry/{ENTRY}")
    await tab.until("!document.querySelector('.stage')", patience=120)
    await tab.value(DRESSED)
    for name, dark in PICTURES.items():
        await tab.look(dark=dark, width=WIDTH, height=HEIGHT, sharp=SHARP)
        await tab.value("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        picture = ROOT / "docs" / f"{name}.png"
        await asyncio.to_thread(picture.write_bytes, await tab.picture())
        await asyncio.to_thread(squeeze, picture, COLORS)


async def draw(folder: Path, port: int) -> None:
    """Serves the preview of a folder, and has it photographed by the browser at a port."""
    began: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(folder, None, platforms(), 0, began.set_result))
    try:
        async with opened(port) as tab:
            await photographed(await began, tab)
    finally:
        serving.cancel()
        await asyncio.wait([serving])


def main() -> None:
    """Draws both pictures."""
    if not INSTALLED:
        raise SystemExit("no Chromium: `apt-get install chromium`")
    with TemporaryDirectory(ignore_cleanup_errors=True) as spare:
        edited(Path(spare))
        os.chdir(spare)  # so that the page names files as a maintainer sees them
        with chromium(Path(spare) / "profile") as port:
            asyncio.run(draw(Path("knowledge"), port))


if __name__ == "__main__":
    main()
