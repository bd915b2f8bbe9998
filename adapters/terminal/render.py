"""Draws a reply as pieces of text for a terminal; pure, so that a test can compare what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple, assert_never

from bot.conversation import (
    Action,
    BrowseTopics,
    FollowPath,
    Quiz,
    ShowEntry,
    ShowHelp,
    StartHere,
    parse_action,
)
from bot.reply import Choices, Heading, Option, Prose, Sources, footer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.reply import Reply

Style = Literal["heading", "markdown", "prompt", "option", "footer"]


class Piece(NamedTuple):
    """A paragraph or a line, and how it is to look."""

    style: Style
    text: str


def render(reply: Reply, *, numbered: bool = True) -> tuple[Piece, ...]:
    """The reply from top to bottom.

    Options are numbered from 1 in the order of `reply.options`, as a conversation offers them, or else carry the
    command that shows each.
    """
    return tuple(_pieces(reply, numbered=numbered))


def plain(pieces: tuple[Piece, ...]) -> str:
    """The pieces as plain text: what a pipe receives."""
    lines = []
    for before, piece in zip((None, *pieces), pieces, strict=False):
        listed = before is not None and piece.style == "option" and before.style in {"option", "prompt"}
        lines.append(piece.text if listed or before is None else f"\n{piece.text}")
    return "\n".join(lines)


def _pieces(reply: Reply, *, numbered: bool) -> Iterator[Piece]:
    leads = iter(_leads(reply.options, numbered=numbered))
    for block in reply.blocks:
        match block:
            case Heading(text):
                yield Piece("heading", text)
            case Prose(markdown):
                yield Piece("markdown", markdown.rstrip())
            case Choices(prompt, options):
                yield Piece("prompt", prompt)
                yield from (Piece("option", next(leads) + option.label) for option in options)
            case Sources():
                yield Piece("footer", footer(block))
    yield from (Piece("option", next(leads) + option.label) for option in reply.buttons)


def _leads(options: tuple[Option, ...], *, numbered: bool) -> list[str]:
    """What stands before each option: its number, or its command."""
    if numbered:
        return [f"  {number:<2} " for number in range(1, len(options) + 1)]
    commands = [_command(parse_action(option.code)) for option in options]
    width = max(map(len, commands), default=0)
    return [f"  {command:<{width}}  " for command in commands]


def _command(action: Action | None) -> str:
    match action:
        case ShowEntry(entry):
            return f"backchat show {entry}"
        case BrowseTopics(kind):
            return f"backchat topics {kind}".rstrip(" -")
        case FollowPath(path, step):
            return f"backchat path {path}".rstrip() + (f" --step {step}" if step > 1 else "")
        case Quiz() | StartHere() | ShowHelp() | None:
            return "backchat chat"
        case _:
            assert_never(action)
