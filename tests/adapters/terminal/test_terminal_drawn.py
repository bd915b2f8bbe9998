"""Facts about the drawing of the terminal: it has the letters that are printed there, and its colours as classes."""

from __future__ import annotations

import io
import re
from html import unescape
from importlib.resources import files

import pytest
from rich.console import Console

from adapters.terminal.client import Terminal
from adapters.terminal.preview import WIDTH, draw
from bot.answer import Answerer
from bot.conversation import ShowEntry
from bot.reply import Heading, Option, Prose, Reply


def _printed(reply: Reply) -> list[str]:
    """What a terminal without colours shows, line by line."""
    written = io.StringIO()
    Terminal(
        Console(
            file=written, width=WIDTH, force_terminal=True, color_system=None, highlight=False, _environ={}
        )
    ).show(reply)
    return [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in written.getvalue().splitlines()]


def _letters(drawn: str) -> list[str]:
    return [
        unescape(re.sub(r"<[^>]+>", "", line)).rstrip() for line in drawn.removesuffix("</pre>").splitlines()
    ]


def test_every_answer_is_drawn_as_it_is_printed(shipped: Answerer) -> None:
    """Line by line, each shipped entry has the letters that the terminal shows."""
    replies = [shipped(ShowEntry(entry)) for entry in shipped.knowledge.entries]

    assert [_printed(reply) for reply in replies] == [_letters(draw(reply, str)) for reply in replies]


def test_every_look_is_in_the_sheet(shipped: Answerer) -> None:
    """Each class that the drawing of a shipped entry has is one that the pages know how to show."""
    sheet = (files("bot.preview") / "static" / "preview.css").read_text("utf-8")
    drawn = "".join(draw(shipped(ShowEntry(entry)), str) for entry in shipped.knowledge.entries)
    classes = {name for found in re.findall(r'class="([^"]+)"', drawn) for name in found.split()}

    assert len(classes) > 5
    assert set() == {name for name in classes if not re.search(rf"\.{name}\b", sheet)}


def test_text_stays_text() -> None:
    """Whatever is printed is shown to the letter and runs nowhere."""
    hostile = "<script>alert(1)</script>&amp;"
    drawn = draw(Reply((Heading(hostile), Prose(f"`{hostile}`")), (Option(hostile, "help"),)), str)

    assert 3 == drawn.count("&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;")
    assert "<script" not in drawn


@pytest.mark.parametrize("name", ["NO_COLOR", "COLUMNS", "TERM"])
def test_it_is_the_same_wherever_it_is_drawn(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of whoever shows the pages changes nothing of the drawing."""
    reply = Reply((Heading("A heading"), Prose("Some **bold** words.")))
    before = draw(reply, str)
    monkeypatch.setenv(name, "1")

    assert before == draw(reply, str)
