"""Draws docs/conversation.svg: a real conversation, as the terminal shows it. Run it with `make picture`."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console
from rich.text import Text

from adapters.terminal.client import Terminal
from adapters.terminal.turns import Note, Offered, Quit, interpret
from bot.bootstrap import bootstrap

ROOT = Path(__file__).resolve().parent.parent
TYPED = ("shoud i lern sql as backend dev", "salary for a junior in berlin?", "/path from-zero 3")
FRAME = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "Cascadia Code", Menlo, Consolas, monospace; font-size: {char_height}px;
  line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g>
</g>
</svg>
"""
"""Rich's own frame without its web fonts: the picture asks no other site for anything."""


def main() -> None:
    """Talks, and saves what was shown."""
    console = Console(record=True, width=100, force_terminal=True, highlight=False, file=io.StringIO())
    terminal = Terminal(console)
    answer = bootstrap(ROOT / "knowledge")
    offered = Offered()
    for line in TYPED:
        console.print(Text.assemble(("you> ", "bold"), line))
        meant = interpret(line, offered)
        if isinstance(meant, Note | Quit):
            raise SystemExit(f"the picture is made of answers, and '{line}' asks for none")
        reply = answer(meant)
        offered = offered.after(reply)
        terminal.show(reply)
        console.print()
    (ROOT / "docs" / "conversation.svg").write_text(
        console.export_svg(title="backchat chat", code_format=FRAME, unique_id="backchat"), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
