"""Draws docs/discord-*.png: what people see in Discord when they ask Backchat. Run it with `make picture`.

The client is the real one, over the shipped knowledge, on the Discord of the tests; what it sends is drawn by simcord's
preview. Where that is not yet as Discord's own client, `tools/discord_preview.html` draws nearer to it: a blank line is as
high as a line, code is smaller and nothing stands over it, "Only you can see this" stands below a message, and people have
pictures. What still differs: the font (Noto Sans, for Discord's own is not free), the colours of code, spaces by a few
pixels, and the hour, which is always the same. No picture shows a phone, where less stands beside each other.
"""

from __future__ import annotations

import argparse
import asyncio
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from simcord.backend.errors import SetupError

from bot.bootstrap import bootstrap
from bot.journal.engine import Store, file_store
from bot.journal.journal import opened_journal
from tests.discord_guild import Guild, guild
from tools import chromium

ROOT: Final = Path(__file__).resolve().parent.parent
WIDTH: Final = 768
"""How wide a page is, in CSS pixels."""
SHARP: Final = 1.25
"""How many pixels of a picture there are for each."""
SAM: Final = "sam"
MENTIONED: Final = "shoud i lern sql as backend dev"
MISSPELT: Final = "which databse first"
WALKED: Final = ("from-zero", 3)
"""A path, and how many of its steps Sam has done."""
HOUR: Final = "10:24 AM"
ICONS: Final = {
    "logo": """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><path fill="#17324d" d="M0 0h36v36H0z"/>
<path fill="#fff" d="M12 9h12a4 4 0 0 1 4 4v7a4 4 0 0 1-4 4h-6l-5 4.5v-4.5h-1a4 4 0 0 1-4-4v-7a4 4 0 0 1 4-4z"/>
<path fill="none" stroke="#1264a3" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"
d="m13.5 13.5 3.5 3-3.5 3M19 20h4.5"/></svg>""",
    "eye": """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="#949ca4" stroke-width="2">
<path d="M2 12s3.6-6.5 10-6.5S22 12 22 12s-3.6 6.5-10 6.5S2 12 2 12z"/><circle cx="12" cy="12" r="3"/></svg>""",
}

Scene = Callable[[Guild, str], Awaitable[object]]
"""What people do in a channel before its picture is taken."""


async def answered(home: Guild, channel: str) -> None:
    """Sam names the bot and asks."""
    await home.mention(MENTIONED, SAM, channel)


async def unsure(home: Guild, channel: str) -> None:
    """Sam uses /ask, and the question could mean several things."""
    await home.ask(MISSPELT, by=SAM, where=channel)


async def started(home: Guild, channel: str) -> None:
    """An admin has the Start-here message posted."""
    form = await home.command("backchat setup", by="admin", where="admins")
    if form:
        await home.choose(form, "setup:start", channel)


async def walked(home: Guild, channel: str) -> None:
    """Sam goes on with a path that was begun elsewhere."""
    path, steps = WALKED
    await home.command("path", by=SAM, where="before", path=path)
    for _ in range(steps):
        await home.tap(home.whispered(SAM, "before"), "What next?", by=SAM)
    await home.command("path", by=SAM, where=channel, path=path)


SCENES: Final[Mapping[str, tuple[str, Scene]]] = {
    "discord-answer": ("backend-careers", answered),
    "discord-did-you-mean": ("ask-backchat", unsure),
    "discord-start-here": ("start-here", started),
    "discord-path": ("learning", walked),
}
"""For each picture the channel that is seen, and what was done there."""


def named(home: Guild) -> None:
    """Gives the bot and Sam the names that people see."""
    backend = home.world.backend
    backend.bot_user.global_name = "Backchat"
    backend.get_user(home.world.person(SAM).id).global_name = "Sam"


async def drawn(home: Guild, channel: str, profile: Path) -> str:
    """A channel as simcord draws it for Sam, as HTML.

    Raises:
        SystemExit: the browser failed, or has drawn no message.
    """
    seen = home.world.channel(channel)
    sam = [home.world.actor(SAM, seen)]
    async with home.world.env.preview(seen, viewers=sam, layout="channel", width=WIDTH) as preview:
        return body(await asyncio.to_thread(chromium.dumped, preview.url, profile))


def body(html: str) -> str:
    """The channel of a page of simcord's, at the hour at which all pictures are taken.

    Raises:
        SystemExit: no message is drawn on it.
    """
    channel = re.search(r'<section id="channel-layout".*?</section>', html, re.DOTALL)
    if not (channel and "<article" in channel[0]):
        raise SystemExit("no picture: simcord's preview has drawn no message")
    return re.sub(r"(<time [^>]*>)[^<]*", rf"\g<1>{HOUR}", channel[0])


def page(drawing: str) -> str:
    """A page with what simcord has drawn, in its own style and ours."""
    static = Path(str(files("simcord"))) / "preview" / "static"
    style = (static / "preview.css").read_text(encoding="utf-8")
    html = (ROOT / "tools" / "discord_preview.html").read_text(encoding="utf-8")
    for name, icon in ICONS.items():
        coded = b64encode(icon.encode()).decode()
        html = html.replace(f'url("{name}")', f'url("data:image/svg+xml;base64,{coded}")')
    style = style.replace('url("/', f'url("{static.as_uri()}/')
    return html.replace("/* stylesheet */", style).replace("<!-- body -->", drawing)


async def write(store: Store, folder: Path, profile: Path) -> list[Path]:
    """Does what is to be seen, writes each scene as a page, and returns the files."""
    async with opened_journal(store, prepared=False) as journal:
        await journal.upgrade()
    answerer = bootstrap(ROOT / "knowledge")
    pages = {name: folder / f"{name}.html" for name in SCENES}
    async with guild(store, lambda: answerer) as home:
        named(home)
        for name, (channel, scene) in SCENES.items():
            await scene(home, channel)
            pages[name].write_text(page(await drawn(home, channel, profile)), encoding="utf-8")
    return [*pages.values()]


def main() -> None:
    """Writes the pages, and photographs them unless only they are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tools.discord_preview", description=__doc__)
    parser.add_argument("--html", type=Path, metavar="FOLDER", help="write the pages there, and no pictures")
    folder: Path | None = parser.parse_args().html
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(ignore_cleanup_errors=True) as spare:
        here, profile = Path(spare).resolve(), Path(spare) / "profile"
        try:
            pages = asyncio.run(write(file_store(here / "journal.sqlite3"), folder or here, profile))
        except SetupError as error:
            raise SystemExit(f"no picture: {error}") from error
        for one in () if folder else pages:
            picture = ROOT / "docs" / f"{one.stem}.png"
            chromium.photograph(one, picture, profile, width=WIDTH, sharp=SHARP)


if __name__ == "__main__":
    main()
