"""Draws a reply as HTML as the terminal shows it: what rich prints there, its colours as classes. For the preview."""

from __future__ import annotations

import io
from html import escape
from typing import TYPE_CHECKING, Final

from rich.ansi import AnsiDecoder
from rich.console import Console

from adapters.terminal.client import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.style import Style
    from rich.text import Text

    from bot.reply import Reply

WIDTH: Final = 80
"""How many letters stand in a line: what a terminal opens with."""

_LOOKS: Final = ("bold", "dim", "italic", "underline", "reverse")


def draw(reply: Reply, _link: Callable[[str], str]) -> str:
    """What `backchat ask` prints on a terminal, line by line; there is nothing to press."""
    written = io.StringIO()
    console = Console(
        file=written, width=WIDTH, force_terminal=True, color_system="standard", highlight=False, _environ={}
    )
    Terminal(console).show(reply)
    lines = "\n".join(map(_line, AnsiDecoder().decode(written.getvalue())))
    return f'<pre class="screen" tabindex="0">{lines}</pre>'


def _line(text: Text) -> str:
    return "".join(_run(run) for run in text.divide(_edges(text))).rstrip()


def _edges(text: Text) -> list[int]:
    """Where the style changes."""
    return sorted({edge for span in text.spans for edge in (span.start, span.end)})


def _run(run: Text) -> str:
    """A piece of one style."""
    classes = " ".join(dict.fromkeys(name for span in run.spans for name in _classes(span.style)))
    return f'<span class="{classes}">{escape(run.plain)}</span>' if classes else escape(run.plain)


def _classes(style: str | Style) -> Iterator[str]:
    if isinstance(style, str):
        return
    yield from (f"t-{look}" for look in _LOOKS if getattr(style, look))
    for ground, color in (("t", style.color), ("on", style.bgcolor)):
        if color and color.number is not None:
            yield f"{ground}-{color.number}"
