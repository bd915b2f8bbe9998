"""Draws text as Discord's Markdown, in which nothing that anybody wrote is live.

Every character that could begin a mark is escaped with a backslash, which Discord takes away before all that is no letter,
digit or space. Mentions and invites are also looked for in the text as it was sent, where a backslash is no obstacle: an
invisible word joiner (U+2060) breaks them. A character is judged by what stands beside it, so that `C++`, `a - b` and
`3 * 4` stay as they are; but `_` and `[`, which could pair with something in code further on, are escaped everywhere.

Sizes are in UTF-16 units: Discord counts code points, some of its clients these, and they are never fewer.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from adapters.clipping import ELLIPSIS, clip
from adapters.markdown import Part, Span, cut, parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

JOINER: Final = "\u2060"

_MOST: Final = 1_900
"""Units of a paragraph or a code that is not cut: with what is added to it, it fits into a message."""

_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u2060\ud800-\udfff\ufeff]")
"""Control characters, rare line ends, half characters, and the joiner, which is ours alone."""

_LIVE: Final = re.compile(r"(?i)<(?=[@#][!&]?[0-9])|@(?=everyone|here)|discord(?:app)?\.[a-z]{2,8}/")
_ALWAYS: Final = r"[\\`_\[]|<(?!\s)|(?<=:)/(?=/)|:(?=[\w+-]+:)|(?<=\|)\||\|(?=\|)|(?<=~)~|~(?=~)"
_MARK: Final = re.compile(_ALWAYS + r"|\*(?! \S)|(?<!\S )\*")
_MARK_IN_STYLE: Final = re.compile(_ALWAYS + r"|\*")
_LINE: Final = re.compile(r"^([^\S\n]*\**)([0-9]+(?=\.(?:\s|$))|(?=[-+>#]))", re.MULTILINE)
"""What stands before a character that makes a line a heading, a quotation, small print or an item."""

_ESCAPE: Final = re.compile(r"\\([^0-9A-Za-z\s])")
_TICKS: Final = re.compile("`(?=`)")
_FENCE: Final = re.compile("``(?=`)")
_LANGUAGE: Final = re.compile("[a-z0-9_+-]{1,20}")
_STYLES: Final = {"bold": "**", "italic": "*"}


class Piece(NamedTuple):
    """Something to be shown in one message, and what stands between it and what is before it there."""

    glue: str
    text: str


def units(text: str) -> int:
    """The length of a text as Discord's clients count it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def label(text: str, most: int) -> str:
    """One line of text where no marks are read, in at most `most` units and never empty."""
    line = " ".join(_UNSEEN.sub("", text).split()) or ELLIPSIS
    if units(line) <= most:
        return line
    return clip(line, len(line.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")))


def literal(text: str, most: int) -> str:
    """One line of a message in which nothing is a mark, of at most `most` units before its escapes and never empty."""
    return _LINE.sub(r"\1\2\\", _escaped(label(text, most)))


def unescaped(drawn: str) -> str:
    """The line that was escaped."""
    return _ESCAPE.sub(r"\1", drawn.replace(JOINER, ""))


def markdown(text: str) -> Iterator[Piece]:
    """The Markdown of the knowledge as Discord's, in pieces that fit into a message each."""
    leads: list[str] = []
    before = ""
    for part in parts(_UNSEEN.sub("", text)):
        glue = _glue(part, before, leads)
        for piece in _pieces(part, *_places(part, leads)):
            yield Piece(glue, piece)
            glue = "\n"
        before = part.kind


def _escaped(text: str, mark: re.Pattern[str] = _MARK) -> str:
    """The text with nothing in it that is a mark, wherever in a line it comes to stand."""
    return _dead(mark.sub(r"\\\g<0>", text))


def _dead(text: str) -> str:
    """The text with nothing in it that is live wherever it stands, in code too."""
    return _LIVE.sub(rf"\g<0>{JOINER}", text)


def _glue(part: Part, before: str, leads: Sequence[str]) -> str:
    """What goes between a part and the one before: between bullets and numbers a blank line too, or they were one list."""
    if part.kind == "section" or before == "section":
        return "\n\n" if part.gap else "\n"
    same = part.level or not leads or (leads[0] == "- ") == (part.kind == "bullet")
    return "\n" if same else "\n\n"


def _places(part: Part, leads: list[str]) -> tuple[str, str]:
    """What the first and the further lines of a part begin with; `leads` are those of the items that it is under."""
    if part.kind in {"section", "preformatted"}:
        del leads[: len(leads) if part.kind == "section" else 0]
        return "", ""
    del leads[part.level :]
    indent = " " * sum(map(len, leads))
    leads.append("- " if part.kind == "bullet" else f"{part.number}. ")
    return indent + leads[-1], indent + " " * len(leads[-1])


def _pieces(part: Part, first: str, further: str) -> Iterator[str]:
    """A part as it is drawn, in several pieces if it is very long."""

    def drawn(some: list[Span]) -> str:
        if part.kind == "preformatted":
            return _fenced("".join(span.text for span in some), part.language.lower())
        return _LINE.sub(r"\1\2\\", _inline(some)).replace("\n", f"\n{further}")

    for some in cut(part, lambda some: units(drawn(some)), _MOST):
        if any(span.text.strip() for span in some):
            yield first + drawn(some)
            first = further


def _fenced(text: str, language: str) -> str:
    """Code as a block, which nothing in it can close."""
    code = _dead(_FENCE.sub(f"``{JOINER}", text.strip("\n")))
    return f"```{language if _LANGUAGE.fullmatch(language) else ''}\n{code}\n```"


def _inline(styled: Sequence[Span], depth: int = 0) -> str:
    """The spans with their marks; between two of code that touch there is a joiner."""
    drawn = ""
    for style, alike in groupby(styled, key=lambda span: (*span.styles, *[""] * (depth + 1))[depth]):
        text = _in_style(style, list(alike), depth)
        drawn += JOINER + text if drawn.endswith("`") and text.startswith("`") else text
    return drawn


def _in_style(style: str, group: list[Span], depth: int) -> str:
    """The spans in a style, which is left out where code in it would end it."""
    text = "".join(span.text for span in group)
    if not style:
        return _escaped(text, _MARK_IN_STYLE if depth else _MARK)
    if style == "code":
        return _code(text)
    mark = _STYLES[style]
    mark = "" if any(mark in span.text and "code" in span.styles for span in group) else mark
    return mark + _inline(group, depth + 1) + mark


def _code(text: str) -> str:
    """Code within a line: in two backticks if there are any in it, of which no two stand together."""
    code = _TICKS.sub(f"`{JOINER}", _dead(text.replace("\n", " ")))
    if "`" not in code:
        return f"`{code}`"
    begin, end = (" " if bare.strip(" ")[at] == "`" else "" for bare, at in ((code, 0), (code, -1)))
    return f"``{begin}{code}{end}``"
