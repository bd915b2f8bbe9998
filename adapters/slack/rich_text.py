"""Draws the Markdown of the knowledge as rich text, the format that Slack's own editor writes.

Rich text and not `markdown` blocks: those exist in messages alone and not in modals or the App Home, count together
against 12,000 characters, and their documentation does not say what becomes of a mention. And not mrkdwn: there `*` and
`_` mark only at the ends of words, lists do not exist, and text is safe only if it was escaped. The elements of rich text
are literal, so nothing that anybody wrote can ping or link.

The parser is our own. markdown-it-py takes up to 300 milliseconds for 40,000 hostile characters, drops what is
nested too deeply, and knows much that chats cannot draw. This one knows what the knowledge may use; all else (links,
tables, quotations, a mark that nobody closed) stays as it was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, Final

from adapters.clipping import clip, pieces
from adapters.slack.blocks import MOST_TEXT, Json, defused

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_PROSE: Final = 12_000
"""Characters of Markdown that are drawn; more would not fit into a message."""

_PIECE: Final = 2_800
"""Characters of one paragraph in one block: what a block takes, and some room for its JSON."""

_SOUP: Final = 100
"""More marks than this in one paragraph are no Markdown that anybody wrote: it is shown as typed."""

_MOST_PARTS: Final = 200
"""Paragraphs and items that are drawn: again, more would not fit."""

_DEEPEST: Final = 8
"""The deepest level of a list that Slack draws."""

_LINE: Final = re.compile(
    r"(?P<indent> *+)(?:(?P<fence>`{3,}+|~{3,}+) *+[\w+#.-]*+$"
    r"|(?:[-*+]|(?P<number>[0-9]{1,3})[.)]) ++(?P<item>.+)|#{1,6} ++(?P<heading>.+)|(?P<words>.+))"
)
_SPAN: Final = re.compile(
    r"(?<!`)(?P<ticks>`{1,2})(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
    r"|\*\*(?=\S)(?P<bold>(?>`[^`]*`|.)+?)(?<=\S)\*\*(?!\*)"
    r"|(?<![\w*])(?P<mark>[*_])(?=[^\s*_])(?P<italic>(?>`[^`]*`|.)+?)(?<=\S)(?P=mark)(?![\w*])",
    re.DOTALL,
)


@dataclass(slots=True)
class _Part:
    """A section (a paragraph), a preformatted text or an item of a list; `gap`: an empty line stands before it."""

    kind: str
    text: str
    gap: bool
    level: int = 0
    number: int = 0


def rich_text(markdown: str) -> list[Json]:
    """The Markdown as blocks of at most 3,000 characters; none if there is nothing to see."""
    read = _parts(defused(markdown))
    parts = [replace(part, text=text) for part in read for text in pieces(part.text, _PIECE)]
    return [{"type": "rich_text", "elements": list(_elements(block))} for block in _blocks(parts)]


def plain(markdown: str) -> str:
    """The Markdown without its marks, with a bullet or its number before each item."""
    leads = {"bullet": "• ", "ordered": "{}. "}
    shown = []
    for part in _parts(markdown):
        lead = "  " * part.level + leads.get(part.kind, "").format(part.number)
        text = "".join(run["text"] for run in _runs(part))
        shown.append(("\n\n" if part.gap else "\n") + lead + text)
    return "".join(shown).strip()


def _parts(markdown: str) -> list[_Part]:
    """The Markdown, read line by line."""
    parts: list[_Part] = []
    indents: list[int] = []
    lines = iter(clip(markdown.replace("\r\n", "\n"), MOST_PROSE).split("\n"))
    gap = False
    for line in lines:
        found = _LINE.match(line.expandtabs(4).rstrip())
        if found and len(parts) == _MOST_PARTS:
            break
        if found and found["fence"]:
            parts.append(_code(found, lines, gap=gap))
        elif found and found["item"]:
            kind = "ordered" if found["number"] else "bullet"
            level = _level(len(found["indent"]), indents)
            parts.append(_Part(kind, found["item"], gap, level, int(found["number"] or 0)))
        elif found:
            words = found["words"] or f"**{found['heading']}**"
            if parts and parts[-1].kind != "preformatted" and not gap:
                parts[-1].text += f"\n{words}"
            else:
                indents.clear()
                parts.append(_Part("section", words, gap))
        gap = not found
    return parts


def _code(found: re.Match[str], lines: Iterator[str], *, gap: bool) -> _Part:
    """What stands up to the closing fence, or all there is; the fence itself where that is nothing."""
    fence, indent = found["fence"], found["indent"]
    inside = takewhile(lambda line: not line.strip().startswith(fence) or line.strip(f" {fence[0]}"), lines)
    code = "\n".join(line.removeprefix(indent) for line in inside)
    return _Part("preformatted", code, gap) if code.strip() else _Part("section", found[0], gap)


def _level(indent: int, indents: list[int]) -> int:
    """The level of an item by its indent and those of the items that it may be under."""
    while indents and indent < indents[-1]:
        indents.pop()
    if not indents or indent >= indents[-1] + 2:
        indents.append(indent)
    return min(len(indents) - 1, _DEEPEST)


def _blocks(parts: list[_Part]) -> Iterator[list[_Part]]:
    """The parts that go into a block each: no more than Slack takes, and so many that what does not fit is little."""
    block: list[_Part] = []
    room = MOST_TEXT
    for part in parts:
        cost = len(part.text) + 100
        if cost > room:
            yield block
            block, room = [], MOST_TEXT
        block.append(part)
        room -= cost
    if block:
        yield block


def _elements(parts: list[_Part]) -> Iterator[Json]:
    """Sections, lists and code; paragraphs go together into one section, with the empty lines between them."""
    for (kind, level), alike in groupby(parts, key=lambda part: (part.kind, part.level)):
        group = list(alike)
        if kind == "section":
            runs = [run for part in group for run in (_text("\n\n" if part.gap else "\n"), *_runs(part))]
            yield {"type": "rich_text_section", "elements": runs[1:]}
        elif kind == "preformatted":
            yield from ({"type": "rich_text_preformatted", "elements": _runs(part)} for part in group)
        else:
            items = [{"type": "rich_text_section", "elements": _runs(part)} for part in group]
            places = {"indent": level, "offset": max(group[0].number - 1, 0)}
            given = {name: place for name, place in places.items() if place}
            yield {"type": "rich_text_list", "style": kind, "elements": items, **given}


def _runs(part: _Part) -> list[Json]:
    """The text of a part as elements of one style each."""
    soup = sum(map(part.text.count, "*_`")) > _SOUP
    return [_text(part.text)] if soup or part.kind == "preformatted" else list(_styled(part.text))


def _styled(text: str, *styles: str) -> Iterator[Json]:
    end = 0
    for found in _SPAN.finditer(text):
        if found.start() > end:
            yield _text(text[end : found.start()], *styles)
        end = found.end()
        if found["code"]:
            yield _text(found["code"], *styles, "code")
        else:
            style = "bold" if found["bold"] else "italic"
            yield from _styled(found["bold"] or found["italic"], *styles, style)
    if end < len(text):
        yield _text(text[end:], *styles)


def _text(text: str, *styles: str) -> Json:
    style = {"style": dict.fromkeys(styles, True)} if styles else {}
    return {"type": "text", "text": text, **style}
