"""Draws a difference as text, for whoever edits the knowledge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.counting import count
from bot.workbench.difference import edited, put_to_both, reason, remedies, summary
from bot.workbench.prose_changes import Items
from bot.workbench.word_changes import word_changes
from bot.yaml_reader import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from bot.knowledge import Golden
    from bot.workbench.changes import Change
    from bot.workbench.difference import Difference
    from bot.workbench.prose_changes import Piece, Text

    Paint = Callable[[str, str], str]

RED: Final = "31"
GREEN: Final = "32"
YELLOW: Final = "33"
BOLD: Final = "1"

_SIGNS: Final = {"added": "+", "removed": "-", "renamed": ">", "changed": "~"}
_COLORS: Final = {"added": GREEN, "removed": RED, "renamed": YELLOW, "changed": YELLOW}
_OTHERS: Final = {"path": "path ", "family": "out of scope: ", "source": "source "}
_FILES: Final = {"synonyms": "synonyms.yaml", "golden": "golden.yaml", "policy": "policy.yaml"}

_MOST: Final = 5
"""How many items of a list are shown."""

_BRIEF: Final = 60
"""A field is shown on one line, old and new, if each has at most so many characters."""


def text(found: Difference, *, color: bool = False) -> str:
    """What changes, and what to do about it."""
    paint = _colored if color else _plain
    parts = [
        _head(found, paint),
        *_answers(found, paint),
        *_knowledge(found.pieces, paint),
        *_accepted(found.accepted, found.skipped),
        *remedies(found),
    ]
    return "\n\n".join(parts)


def _colored(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m"


def _plain(text: str, _code: str) -> str:
    return text


def _head(found: Difference, paint: Paint) -> str:
    told = summary(found)
    told = f"{told[:1].upper()}{told[1:]}."
    return (
        f"Compared with {shown(found.base)}: {edited(found)}.\n"
        f"Put to both: {put_to_both(found)}.\n"
        f"{paint(told, RED if found.failing else BOLD)}"
    )


def _answers(found: Difference, paint: Paint) -> Iterator[str]:
    unlisted = [one for one in found.changes if one.fails]
    taken = [one for one in found.changes if one.put.origin == "phrasing"]
    listed = [one for one in found.changes if one.listed and one not in taken]
    others = [one for one in found.changes if not one.listed and not one.fails]
    for heading, changes, code in (
        ("Not listed", unlisted, RED),
        ("New phrasings that another entry answered", taken, YELLOW),
        ("Listed", listed, GREEN),
        ("Of the file of questions", others, YELLOW),
    ):
        if changes:
            title = paint(f"{heading}: {len(changes)}", code)
            yield "\n".join([title, *(line for one in changes for line in _change(one, paint))])


def _change(change: Change, paint: Paint) -> Iterator[str]:
    asked = f"  ({_times(change.put.times)})" if change.put.origin == "asked" else ""
    yield f"  {quoted(change.put.text)}{asked}"
    yield f"      {shown(str(change.before))} → {paint(shown(str(change.after)), BOLD)}"
    if change.put.origin != "file" or change.declared:
        yield f"      {shown(reason(change))}"


def _times(number: int) -> str:
    return "asked once" if number == 1 else f"asked {number} times"


def _knowledge(pieces: Sequence[Piece], paint: Paint) -> Iterator[str]:
    if pieces:
        lines = (line for piece in pieces for line in _piece(piece, paint))
        yield "\n".join([paint("Knowledge", BOLD), *lines])


def _piece(piece: Piece, paint: Paint) -> Iterator[str]:
    sign = paint(_SIGNS[piece.how], _COLORS[piece.how])
    yield f"  {sign} {shown(named(piece))}"
    for field in piece.fields:
        yield from _items(field, paint) if isinstance(field, Items) else _text(field, paint)


def named(piece: Piece) -> str:
    """What was edited and how, on one line."""
    if piece.kind in _FILES:
        return f"{_FILES[piece.kind]}: {', '.join(map(field_name, piece.fields))}"
    what = f"{_OTHERS.get(piece.kind, '')}{piece.id}"
    match piece.how:
        case "removed" if piece.was:
            return f"{what}, which means {piece.was} now"
        case "renamed":
            fields = ", ".join(map(field_name, piece.fields))
            return f"{piece.was} is called {what} now" + (f": {fields}" if fields else "")
        case "changed":
            return f"{what}: {', '.join(map(field_name, piece.fields))}"
        case _:
            return f"{what}: {piece.title}"


def field_name(field: Text | Items) -> str:
    """A field, and of a list how much came and went."""
    return str(field) if isinstance(field, Items) else field.field


def _items(field: Items, paint: Paint) -> Iterator[str]:
    for sign, items, code in (("+", field.added, GREEN), ("-", field.removed, RED)):
        for item in items[:_MOST]:
            yield paint(f"      {sign} {shown(item)}", code)
        if (more := len(items) - _MOST) > 0:
            yield paint(f"      {sign} and {count(more, 'more', 'more')}", code)


def _text(field: Text, paint: Paint) -> Iterator[str]:
    if len(field.before) <= _BRIEF and len(field.after) <= _BRIEF:
        yield f"      {field.field}  {shown(field.before) or '(none)'} → {shown(field.after) or '(none)'}"
        return
    marks = {"gone": ("[-", "-]", RED), "new": ("{+", "+}", GREEN)}
    told = []
    for how, words in word_changes(field.before, field.after):
        begin, end, code = marks.get(how, ("", "", ""))
        told.append(paint(f"{begin}{shown(words)}{end}", code) if code else shown(words))
    yield f"      {field.field}  {' '.join(told) or '(only spaces and line breaks)'}"


def _accepted(accepted: Sequence[Golden], skipped: Sequence[str]) -> Iterator[str]:
    if accepted:
        lines = (f"  {quoted(one.q)}: {_declared(one)}" for one in accepted)
        yield "\n".join([f"Written into golden.yaml: {count(len(accepted), 'question')}", *lines])
    if skipped:
        yield "\n".join(skipped)


def _declared(golden: Golden) -> str:
    return f"expect {golden.expect}" + (f", so_far {golden.so_far}" if golden.so_far else "")


def shown(text: str) -> str:
    """A text as a terminal may show it: on one line, and with nothing that gives it orders."""
    flat = " ".join(text.split())
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in flat)
