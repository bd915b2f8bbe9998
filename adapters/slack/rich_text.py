"""Draws the Markdown of the knowledge as rich text, the format that Slack's own editor writes.

Rich text and not `markdown` blocks: those exist in messages alone and not in modals or the App Home, count together
against 12,000 characters, and their documentation does not say what becomes of a mention. And not mrkdwn: there `*` and
`_` mark only at the ends of words, lists do not exist, and text is safe only if it was escaped. The elements of rich text
are literal, so nothing that anybody wrote can ping or link.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Final

from adapters.clipping import pieces
from adapters.markdown import Part, parts, plain, spans
from adapters.slack.blocks import MOST_TEXT, Json, defused

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["plain", "rich_text"]

_PIECE: Final = 2_800
"""Characters of one paragraph in one block: what a block takes, and some room for its JSON."""


def rich_text(markdown: str) -> list[Json]:
    """The Markdown as blocks of at most 3,000 characters; none if there is nothing to see."""
    read = parts(defused(markdown))
    cut = [replace(part, text=text) for part in read for text in pieces(part.text, _PIECE)]
    return [{"type": "rich_text", "elements": list(_elements(block))} for block in _blocks(cut)]


def _blocks(cut: list[Part]) -> Iterator[list[Part]]:
    """The parts that go into a block each: no more than Slack takes, and so many that what does not fit is little."""
    block: list[Part] = []
    room = MOST_TEXT
    for part in cut:
        cost = len(part.text) + 100
        if cost > room:
            yield block
            block, room = [], MOST_TEXT
        block.append(part)
        room -= cost
    if block:
        yield block


def _elements(block: list[Part]) -> Iterator[Json]:
    """Sections, lists and code; paragraphs go together into one section, with the empty lines between them."""
    for (kind, level), alike in groupby(block, key=lambda part: (part.kind, part.level)):
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


def _runs(part: Part) -> list[Json]:
    """The text of a part as elements of one style each."""
    return [_text(span.text, *span.styles) for span in spans(part)]


def _text(text: str, *styles: str) -> Json:
    style = {"style": dict.fromkeys(styles, True)} if styles else {}
    return {"type": "text", "text": text, **style}
