"""The conversation in a terminal: reads lines, asks the core, draws; the only file here that does I/O."""

from __future__ import annotations

import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from adapters.terminal.render import Piece, plain, render
from adapters.terminal.turns import COMMANDS, Note, Offered, Quit, interpret
from bot.conversation import ShowHelp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rich.console import RenderableType

    from bot.reply import Answer, Reply

_WIDEST: Final = 96
"""Wider lines are hard to read; the terminal may be narrower."""

_PROMPT: Final = "you> "
_WELCOME: Final = (
    "Ask me about the back-end career. [bold]/help[/bold] shows how, [bold]/quit[/bold] leaves.\n"
)


class Terminal:
    """Draws replies: rich in a terminal, plain in a pipe."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self.interactive = self._console.is_terminal and sys.stdin.isatty()

    def show(self, reply: Reply, *, numbered: bool = True) -> None:
        """Draws one reply, its options with numbers or else with the commands that show them."""
        pieces = render(reply, numbered=numbered)
        if not self._console.is_terminal:
            print(plain(pieces), flush=True)  # noqa: T201 - a pipe gets the text as it is
            return
        for before, piece in zip((None, *pieces), pieces, strict=False):
            if before and _apart(before, piece):
                self._console.print()
            self._draw(piece)

    def note(self, text: str) -> None:
        """Tells something that is no answer."""
        self._console.print(Text(text), style="yellow" if self._console.is_terminal else None)

    def say(self, markup: str = "") -> None:
        """Prints a line of our own."""
        self._console.print(markup)

    def _draw(self, piece: Piece) -> None:
        width = min(self._console.width, _WIDEST)
        match piece.style:
            case "heading":
                self._console.print(Text(f"{piece.text}\n", style="bold cyan"), width=width)
            case "markdown":
                self._console.print(_markdown(piece.text), width=width)
            case "prompt":
                self._console.print(Text(piece.text), width=width)
            case "option":
                self._console.print(
                    Text(piece.text, style="green"), width=width, no_wrap=True, overflow="ellipsis"
                )
            case "footer":
                self._console.print(Text(piece.text, style="dim"), width=width)


def _markdown(text: str) -> RenderableType:
    from rich.markdown import Markdown  # noqa: PLC0415 - a pipe never needs it

    return Markdown(text, code_theme="ansi_dark")


def _apart(before: Piece, piece: Piece) -> bool:
    """Whether a blank line stands between two pieces: options follow their prompt, a heading has its own."""
    if piece.style == "option":
        return before.style not in {"option", "prompt"}
    return before.style != "heading"


def show(reply: Reply) -> None:
    """Draws one reply and nothing else."""
    Terminal().show(reply, numbered=False)


def chat(answer: Answer, history: Path | None) -> None:
    """Talks until the person leaves or the input ends; lines typed are kept in `history`, if it is a file."""
    terminal = Terminal()
    lines = _typed(history) if terminal.interactive else _piped()
    if terminal.interactive:
        terminal.say(_WELCOME)
    with suppress(KeyboardInterrupt):
        _converse(answer, terminal, lines)
    if terminal.interactive:
        terminal.say("Bye, and good luck!")


def _converse(answer: Answer, terminal: Terminal, lines: Iterator[str]) -> None:
    offered = Offered()
    for line in lines:
        if not line.strip():
            continue
        meant = interpret(line, offered)
        if isinstance(meant, Quit):
            return
        if isinstance(meant, Note):
            terminal.note(meant.text)
        else:
            reply = answer(meant)
            offered = offered.after(reply)
            terminal.show(reply)
            if isinstance(meant, ShowHelp):
                terminal.say("\n".join(f"  {name:<8} {what}" for name, what in COMMANDS.items()))
        terminal.say()


def _piped() -> Iterator[str]:
    for line in sys.stdin.buffer:
        yield line.decode("utf-8", errors="replace")


def _typed(history: Path | None) -> Iterator[str]:
    from adapters.terminal.editing import remembered  # noqa: PLC0415 - readline is loaded for a keyboard only

    if isinstance(sys.stdin, TextIOWrapper):
        # what is no UTF-8 is told, and the conversation goes on
        sys.stdin.reconfigure(errors="surrogateescape")
    with remembered(history, tuple(COMMANDS)):
        while True:
            try:
                yield input(_PROMPT)
            except EOFError:
                print()  # noqa: T201 - ends the line of the prompt
                return
