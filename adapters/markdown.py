"""Reads the Markdown of the knowledge, once for all platforms that draw it.

The parser is our own. markdown-it-py takes up to 300 milliseconds for 40,000 hostile characters, drops what is
nested too deeply, and knows much that chats cannot draw. This one knows what the knowledge may use; all else (links,
tables, quotations, a mark that nobody closed) stays as it was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Final, Literal

from adapters.clipping import clip, pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Kind = Literal["section", "preformatted", "bullet", "ordered"]
Style = Literal["bold", "italic", "code"]

MOST_PROSE: Final = 12_000
"""Characters of Markdown that are drawn; more would not fit into a message."""

_SOUP: Final = 100
"""More marks than this in one paragraph are no Markdown that anybody wrote: it is shown as typed."""

_MOST_PARTS: Final = 200
"""Paragraphs and items that are drawn: again, more would not fit."""

_DEEPEST: Final = 8
"""The deepest level of a list that Slack draws."""

_BIT: Final = 100
"""Characters after which what is cut between words or lines is cut within one."""

_LINE: Final = re.compile(
    r"(?P<indent> *+)(?:(?P<fence>`{3,}+|~{3,}+) *+(?P<language>[\w+#.-]*+)$"
    r"|(?:[-*+]|(?P<number>[0-9]{1,3})[.)]) ++(?P<item>.+)|#{1,6} ++(?P<heading>.+)|(?P<words>.+))"
)
_SPAN: Final = re.compile(
    r"(?<!`)(?P<ticks>`{1,2})(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
    r"|\*\*(?=\S)(?P<bold>(?>`[^`]*`|.)+?)(?<=\S)\*\*(?!\*)"
    r"|(?<![\w*])(?P<mark>[*_])(?=[^\s*_])(?P<italic>(?>`[^`]*`|.)+?)(?<=\S)(?P=mark)(?![\w*])",
    re.DOTALL,
)
_WORDS: Final = re.compile(r"\s*+(?:\S++\s*+){1,10}|\s+")
_CODE_LINES: Final = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A section (a paragraph), a preformatted text or an item of a list.

    `gap`: an empty line stands before it. Items have a `level`, counted from 0, and ordered ones a `number`; preformatted
    text may name its `language`.
    """

    kind: Kind
    text: str
    gap: bool = False
    level: int = 0
    number: int = 0
    language: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """Text of one style, or of several: each once, the outermost first, code always the innermost."""

    text: str
    styles: tuple[Style, ...] = ()


@dataclass(slots=True)
class _Draft:
    """A part whose lines are still being read: joined one by one, thousands of them would take long."""

    kind: Kind
    lines: list[str]
    gap: bool
    level: int = 0
    number: int = 0
    language: str = ""


def parts(markdown: str) -> list[Part]:
    """The Markdown, read line by line; of more than 12,000 characters the rest is left out."""
    return [
        Part(one.kind, "\n".join(one.lines), one.gap, one.level, one.number, one.language)
        for one in _drafts(markdown)
    ]


def spans(part: Part) -> list[Span]:
    """The text of a part by its styles."""
    soup = sum(map(part.text.count, "*_`")) > _SOUP
    return [Span(part.text)] if soup or part.kind == "preformatted" else list(_styled(part.text))


def cut(part: Part, size: Callable[[list[Span]], int], most: int) -> Iterator[list[Span]]:
    """The spans of a part, in pieces of about half of `most` if they are more than that.

    `size` measures spans as they are drawn; they are cut between words, or lines of code, and never within a letter.
    """
    whole = spans(part)
    if size(whole) <= most:
        yield whole
        return
    between = _CODE_LINES if part.kind == "preformatted" else _WORDS
    piece: list[Span] = []
    around = size([])
    free = room = most // 2 - around
    for span in whole:
        for bit in (
            Span(bit, span.styles) for text in between.findall(span.text) for bit in pieces(text, _BIT)
        ):
            cost = size([bit]) - around
            if piece and cost > room:
                yield piece
                piece, room = [], free
            piece.append(bit)
            room -= cost
    if piece:
        yield piece


def plain(markdown: str) -> str:
    """The Markdown without its marks, with a bullet or its number before each item."""
    leads = {"bullet": "• ", "ordered": "{}. "}
    shown = []
    for part in parts(markdown):
        lead = "  " * part.level + leads.get(part.kind, "").format(part.number)
        text = "".join(span.text for span in spans(part))
        shown.append(("\n\n" if part.gap else "\n") + lead + text)
    return "".join(shown).strip()


def _drafts(markdown: str) -> list[_Draft]:
    drafts: list[_Draft] = []
    indents: list[int] = []
    lines = iter(clip(markdown.replace("\r\n", "\n"), MOST_PROSE).split("\n"))
    gap = False
    for line in lines:
        found = _LINE.match(line.expandtabs(4).rstrip())
        if found and len(drafts) == _MOST_PARTS:
            break
        if found and found["fence"]:
            drafts.append(_code(found, lines, gap=gap))
        elif found and found["item"]:
            kind: Kind = "ordered" if found["number"] else "bullet"
            level = _level(len(found["indent"]), indents)
            drafts.append(_Draft(kind, [found["item"]], gap, level, int(found["number"] or 0)))
        elif found:
            words = found["words"] or f"**{found['heading']}**"
            if drafts and drafts[-1].kind != "preformatted" and not gap:
                drafts[-1].lines.append(words)
            else:
                indents.clear()
                drafts.append(_Draft("section", [words], gap))
        gap = not found
    return drafts


def _code(found: re.Match[str], lines: Iterator[str], *, gap: bool) -> _Draft:
    """What stands up to the closing fence, or all there is; the fence itself where that is nothing."""
    fence, indent = found["fence"], found["indent"]
    inside = takewhile(lambda line: not line.strip().startswith(fence) or line.strip(f" {fence[0]}"), lines)
    code = [line.removeprefix(indent) for line in inside]
    if any(map(str.strip, code)):
        return _Draft("preformatted", code, gap, language=found["language"])
    return _Draft("section", [found[0]], gap)


def _level(indent: int, indents: list[int]) -> int:
    """The level of an item by its indent and those of the items that it may be under."""
    while indents and indent < indents[-1]:
        indents.pop()
    if not indents or indent >= indents[-1] + 2:
        indents.append(indent)
    return min(len(indents) - 1, _DEEPEST)


def _styled(text: str, *styles: Style) -> Iterator[Span]:
    end = 0
    for found in _SPAN.finditer(text):
        if found.start() > end:
            yield Span(text[end : found.start()], styles)
        end = found.end()
        if found["code"]:
            yield Span(found["code"], (*styles, "code"))
        else:
            style: Style = "bold" if found["bold"] else "italic"
            yield from _styled(found["bold"] or found["italic"], *dict.fromkeys((*styles, style)))
    if end < len(text):
        yield Span(text[end:], styles)
