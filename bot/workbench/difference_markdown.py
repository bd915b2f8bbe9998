"""Draws a difference as a comment on a pull request: short first, the rest folded away, and nothing in it that acts.

Questions, ids and texts come from whoever edits or asks. They stand in code spans and fences alone, where GitHub makes neither
mentions, links nor HTML of them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.counting import count
from bot.workbench.difference import edited, put_to_both, reason, remedies, summary
from bot.workbench.difference_text import field_name, named
from bot.workbench.prose_changes import Items
from bot.workbench.word_changes import word_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.workbench.changes import Change
    from bot.workbench.difference import Difference
    from bot.workbench.prose_changes import Piece, Text

MARKER: Final = "<!-- backchat diff -->"
"""The first line of the comment, by which it is found again."""

ROOM: Final = 60_000
"""The most bytes of a comment: GitHub takes 65,536 characters."""

_OPEN: Final = 12
"""A longer table is folded away."""

_CUT: Final = 200
"""How many characters of a question are shown."""

_HIDDEN: Final = "asked by people, not quoted here"
_HEAD: Final = ("| question | before | now | why |", "| --- | --- | --- | --- |")
_NOTE: Final = 200
"""Bytes that are kept free for saying what was left out."""


class _Section(NamedTuple):
    """A part of the comment: what must stand before and behind it, and as many of its items as there is room for."""

    noun: str
    plural: str
    head: str
    items: tuple[str, ...]
    tail: str = ""


def markdown(found: Difference, *, quote: bool = False) -> str:
    """The comment, of at most `ROOM` bytes; questions of the journal are counted, and quoted only with `quote`."""
    told = summary(found)
    head = [
        MARKER,
        f"## {told[:1].upper()}{told[1:]}",
        f"Compared with {code(found.base)}: {edited(found)}. Put to both: {put_to_both(found)}.",
        *(code_commands(one) for one in remedies(found)),
    ]
    return _fitted("\n\n".join(head), [*_tables(found, quote=quote), *_knowledge(found.pieces)])


def _fitted(head: str, sections: Iterable[_Section]) -> str:
    """The sections in their order, each with as much of it as there is room for."""
    parts, left = [head], ROOM - _size(head)
    for section in sections:
        room = left - _size(section.head) - _size(section.tail) - _NOTE
        kept = _kept(section.items, room)
        more = len(section.items) - kept
        lines = [section.head, *section.items[:kept], section.tail] if kept else []
        if more:
            left_out = count(more, section.noun, section.plural)
            lines.append(f"\nLeft out for its length: {left_out}. `backchat diff` shows all.")
        if lines:
            parts.append("\n".join(filter(None, lines)))
            left -= _size(parts[-1])
    return "\n\n".join(parts) + "\n"


def _kept(items: Sequence[str], room: int) -> int:
    """How many of the items there is room for, from the first on."""
    for number, item in enumerate(items):
        room -= _size(item)
        if room < 0:
            return number
    return len(items)


def _size(text: str) -> int:
    return len(text.encode(errors="replace")) + 2


def _tables(found: Difference, *, quote: bool) -> Iterator[_Section]:
    for heading, changes in (
        ("Not listed", found.failing),
        ("Listed", [one for one in found.changes if one.listed]),
        ("Of the file of questions", [one for one in found.changes if not one.listed and not one.fails]),
    ):
        rows = tuple(_rows(changes, quote=quote))
        if not rows:
            continue
        title = f"{heading}: {len(changes)}"
        if len(rows) <= _OPEN:
            yield _Section("row", "", "\n".join([f"### {title}", "", *_HEAD]), rows)
        else:
            head = [f"<details><summary><b>{title}</b></summary>", "", *_HEAD]
            yield _Section("row", "", "\n".join(head), rows, "\n</details>")


def _rows(changes: Sequence[Change], *, quote: bool) -> Iterator[str]:
    """A row for each question; those that are not quoted stand together when the same becomes of them."""
    hidden: Counter[Change] = Counter()
    for one in changes:
        if quote or one.put.origin != "asked":
            yield _row(_cell(one.put.text), one)
        else:
            unnamed = one.put._replace(text="", times=1)
            hidden[replace(one, put=unnamed, declared=None, dropped=None)] += 1
    for one, number in hidden.items():
        yield _row(f"_{number} {_HIDDEN}_", one)


def _row(question: str, change: Change) -> str:
    cells = [question, change.before.said(_cell), change.after.said(_cell), reason(change, _cell)]
    return f"| {' | '.join(cells)} |"


def _knowledge(pieces: Sequence[Piece]) -> Iterator[_Section]:
    if not pieces:
        return
    lines = tuple(f"- {code(named(piece), 300)}" for piece in pieces)
    yield _Section(
        "edited part",
        "",
        f"<details><summary><b>Knowledge: {count(len(pieces), 'part')} edited</b></summary>\n",
        lines,
        "\n</details>",
    )
    if texts := tuple(_words(pieces)):
        yield _Section(
            "text", "", "<details><summary><b>Word for word</b></summary>\n", texts, "\n</details>"
        )


def _words(pieces: Iterable[Piece]) -> Iterator[str]:
    """Each field that says something else, as a block of its own."""
    for piece in pieces:
        for field in piece.fields:
            if lines := list(_lines(field)):
                title = " ".join(filter(None, (piece.id or piece.kind, field_name(field))))
                yield f"{code(title)}\n\n{_fence(lines)}\n"


def _lines(field: Text | Items) -> Iterator[str]:
    if isinstance(field, Items):
        yield from (f"+ {_flat(one)}" for one in field.added)
        yield from (f"- {_flat(one)}" for one in field.removed)
        return
    signs = {"same": "  ", "gone": "- ", "new": "+ "}
    for how, words in word_changes(field.before, field.after):
        yield f"{signs[how]}{_flat(words)}"


def _fence(lines: Iterable[str]) -> str:
    text = "\n".join(lines)
    marks = "~" * max(3, 1 + _longest("~", text))
    return f"{marks}diff\n{text}\n{marks}"


def code(text: str, most: int = _CUT) -> str:
    """A text as a code span, on one line and cut: nothing in it is read as Markdown, HTML or a mention."""
    flat = _flat(text)
    cut = flat if len(flat) <= most else f"{flat[: most - 1]}…"
    marks = "`" * (1 + _longest("`", cut))
    pad = " " if cut[:1] == "`" or cut[-1:] == "`" else ""
    return f"{marks}{pad}{cut or '(nothing)'}{pad}{marks}"


def _cell(text: str) -> str:
    """A code span in a table, where a bar would begin the next cell."""
    return code(text).replace("|", "\\|")


def code_commands(text: str) -> str:
    """A text of ours, with what is quoted in it as code."""
    return re.sub(r"'([^']*)'", r"`\1`", text)


def _flat(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _longest(letter: str, text: str) -> int:
    return max(map(len, re.findall(f"{re.escape(letter)}+", text)), default=0)
