"""Facts about the pictures of Discord: they are there, they are shown, and they show what is answered."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from bot.answer import Answerer
from tests.discord_guild import Guild, guild
from tests.stores import copied
from tools.discord_preview import SAM, SCENES, SHARP, WIDTH, body, named, page

ROOT: Final = Path(__file__).resolve().parent.parent
SHOWN: Final = "".join(file.read_text() for file in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))
CHANNEL: Final = '<section id="channel-layout"><article><time a="b">6:66 PM</time>Hello</article></section>'


@pytest.fixture
async def seen(shipped: Answerer, migrated_file: Path, tmp_path: Path) -> AsyncIterator[Guild]:
    """The server of the pictures, once all has been done that they show."""
    async with guild(copied(migrated_file, tmp_path), lambda: shipped) as home:
        named(home)
        for channel, scene in SCENES.values():
            await scene(home, channel)
        yield home


@pytest.mark.parametrize("name", SCENES)
def test_each_picture_is_there_and_shown(name: str) -> None:
    """A picture is a PNG, as wide as the tool makes it and neither empty nor endless, and a document shows it."""
    png = (ROOT / "docs" / f"{name}.png").read_bytes()
    width, height = (int.from_bytes(png[start : start + 4]) for start in (16, 20))

    assert b"\x89PNG\r\n\x1a\n" == png[:8]
    assert WIDTH * SHARP == width
    assert 200 < height < 1_600
    assert 5_000 < len(png) < 150_000
    assert f"{name}.png)" in SHOWN


def test_documents_show_only_pictures_that_are_there() -> None:
    """No document refers to a picture of Discord that is not drawn."""
    assert {*SCENES} == set(re.findall(r"[(/](discord-[\w-]+)\.png", SHOWN))


async def test_the_scenes_show_what_is_answered(seen: Guild) -> None:
    """The four pictures hold what the bot says today: in reply, before all, in the channel of an admin's choice, and to Sam alone."""
    answer, choices, panel = (seen.said(channel)[-1] for channel, _ in list(SCENES.values())[:3])
    step = seen.whispered(SAM, SCENES["discord-path"][0])

    assert answer.reply_to
    assert answer.content.startswith("### SQL and relational databases\n")
    assert "I am not sure which of these you mean:" in choices.content
    assert "Ask a question" in panel.labels
    assert "step 4 of 18" in step.content
    assert not step.edited


async def test_simcord_draws_all_of_it(seen: Guild) -> None:
    """The preview knows every kind of thing that is sent, and shows it to Sam under the names of people."""
    for extra in ("PIL", "linkify_it"):
        pytest.importorskip(extra, reason="pictures need simcord[preview]: requirements/picture.txt")
    told, names = [], set()
    for name, _ in SCENES.values():
        channel = seen.world.channel(name)
        sam = [seen.world.actor(SAM, channel)]
        async with seen.world.env.preview(channel, viewers=sam, layout="channel") as preview:
            drawn = await preview.snapshot()
        told += drawn["diagnostics"]
        names |= {one["author"]["name"] for one in drawn["messages"].values()}

    assert [] == told
    assert {"Sam", "Backchat"} == names


def test_only_the_channel_is_taken() -> None:
    """Nothing of simcord's workbench gets into a picture, and the hour is always the same."""
    drawn = body(f"<header>SimCord</header>{CHANNEL}<aside>Inspector</aside>")

    assert CHANNEL.replace("6:66 PM", "10:24 AM") == drawn


def test_a_channel_without_a_message_is_no_picture() -> None:
    """Where simcord has drawn nothing the tool ends, and the old picture stays."""
    with pytest.raises(SystemExit, match="has drawn no message"):
        body(CHANNEL.replace("article", "p"))


def test_pages_ask_no_other_site_for_anything() -> None:
    """A page is what was drawn in simcord's style and ours, and loads nothing but simcord's own fonts."""
    html = page("<p>Hello</p>")
    loaded = {
        re.sub(r"[^/]+$", "", url) for url in re.findall(r'url\("([^"]+)"\)', html) if "data:" not in url
    }

    assert "<p>Hello</p>" in html
    assert 1 == len(loaded)
    assert loaded.pop().endswith("/simcord/preview/static/fonts/")
    assert [] == re.findall(r"https?:|@import|src=", html)
