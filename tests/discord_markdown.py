"""What Discord's clients make of a message: its Markdown read by their rules, which know nothing of the renderer.

The rules are those of simple-markdown as Discord has changed them, tried in this order at each place: what begins a line, code
blocks, escapes, links, mentions, styles (the longest wins), code. Where clients differ or nobody knows, a mark is taken for
one: what does nothing here does nothing there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LIVE: Final = frozenset({"mention", "link", "invite", "time", "emoji", "command"})
"""What does something by itself: it pings, opens, counts, or is drawn as what nobody wrote."""

_BLOCKS: Final = frozenset({"heading", "small", "quote", "item", "code block"})
_SERVER: Final = re.compile(r"<@[!&]?\d+>|@(?:everyone|here)", re.IGNORECASE)
"""What Discord itself looks for in a text as it was sent, whatever the clients make of it."""

_HEADING: Final = re.compile(r"(#{1,3})\s+(?!#)((?:\\.|[^\\\n])+?)#*[^\S\n]*(?:\n|$)")
_SMALL: Final = re.compile(r"-#\s+(?!-#)([^\n]+)(?:\n|$)")
_QUOTE: Final = re.compile(r">>>\s+([\s\S]*)|>\s+([^\n]*)(?:\n|$)")
_ITEM: Final = re.compile(r"((?:[-*+]|\d+\.) +)([^\n]*(?:\n [^\n]*)*)\n?")

_INLINE: Final = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("code block", r"```(?:[a-z0-9_+\-.#]+?\n)?\n*([^\n][\s\S]*?)\n*```"),
        ("escape", r"\\([^0-9A-Za-z\s])"),
        ("link", r"<([^: >]+:/[^ >]+)>|<([^\s<>@]+@[^\s<>]+)>|<(\+?[\d\s().-]{5,})>"),
        ("link", r"((?:https?|steam|discord)://[^\s<])"),
        ("link", r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?(?:\([^)]*\)|[^\s\\]|\\.)*?>?(?:\s+['\"][\s\S]*?['\"])?\s*\)"),
        ("invite", r"(discord(?:app)?\.(?:gg|com|gift|new|co|media)/\w)"),
        ("mention", r"(<@[!&]?\d+>|<#\d+>|<id:\w+>|@everyone|@here)"),
        ("command", r"(</[^\n>]*:\d+>)"),
        ("time", r"(<t:-?\d+(?::\w)?>)"),
        ("emoji", r"(<a?:\w+:\d+>|:[\w+-]+:)"),
        ("spoiler", r"\|\|([\s\S]+?)\|\|"),
        ("strike", r"~~([\s\S]+?)~~(?!_)"),
        ("style", r""),
        ("code", r"(?<!`)(`+)([\s\S]*?[^`])\1(?!`)"),
    )
)  # fmt: skip
_STYLES: Final = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("italic", r"_((?:__|\\[\s\S]|[^\\_])+?)_(?![A-Za-z0-9_])"),
        ("italic", r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"),
        ("bold", r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)"),
        ("underline", r"__((?:\\[\s\S]|[^\\])+?)__(?!_)"),
    )
)
_NESTED: Final = frozenset({"spoiler", "strike", "italic", "bold", "underline"})


@dataclass(frozen=True, slots=True)
class Node:
    """A piece of what is shown: its kind, and its text or what is inside it."""

    kind: str
    text: str = ""
    inside: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a text stands: at the begin of a line or not, and in how many lists."""

    begins: bool = True
    depth: int = 0


def read(content: str) -> tuple[Node, ...]:
    """What is shown of a message."""
    return tuple(_nodes(content, _Place()))


def leaves(content: str) -> list[tuple[str, tuple[str, ...]]]:
    """The texts that are shown, each with all that it is inside of; ends of lines for the ends of blocks."""
    return list(_leaves(read(content), ()))


def shown(content: str) -> str:
    """All that is to be read, without the marks of lists."""
    return "".join(text for text, _ in leaves(content))


def live(content: str) -> list[str]:
    """Everything in a message that pings, links, or is not shown as the letters it was sent as."""
    found = [text for text, kinds in leaves(content) if LIVE & {*kinds}]
    return found + _SERVER.findall(content)


def _leaves(nodes: tuple[Node, ...], kinds: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for node in nodes:
        inner = kinds if node.kind == "text" else (*kinds, node.kind)
        if node.text:
            yield node.text, inner
        yield from _leaves(node.inside, inner)
        if node.kind in _BLOCKS:
            yield "\n", ()


def _nodes(source: str, place: _Place) -> Iterator[Node]:
    at, text = 0, ""
    while at < len(source):
        begins = _begins(source, at, place)
        found = (_block(source, at, place) if begins else None) or _inline(
            source, at, _Place(begins, place.depth)
        )
        if found is None or found[0].kind == "text":
            text += found[0].text if found else source[at]
            at = found[1] if found else at + 1
            continue
        if text:
            yield Node("text", text)
        text = ""
        yield found[0]
        at = found[1]
    if text:
        yield Node("text", text)


def _begins(source: str, at: int, place: _Place) -> bool:
    """Whether nothing but spaces stands before a place in its line."""
    line = source.rfind("\n", 0, at) + 1
    return not source[line:at].strip(" ") and (place.begins or line > 0)


def _block(source: str, at: int, place: _Place) -> tuple[Node, int] | None:
    inner = _Place(depth=place.depth)
    if not place.depth and (found := _HEADING.match(source, at)):
        return Node("heading", "", tuple(_nodes(found[2], inner))), found.end()
    if found := _SMALL.match(source, at):
        return Node("small", "", tuple(_nodes(found[1], inner))), found.end()
    if found := _QUOTE.match(source, at):
        return Node("quote", "", tuple(_nodes(found[1] or found[2] or "", inner))), found.end()
    return _list(source, at, place.depth + 1)


def _list(source: str, at: int, depth: int) -> tuple[Node, int] | None:
    """Items that follow each other; the first one says whether they are numbered, and from which number."""
    items: list[Node] = []
    first = ""
    while found := _ITEM.match(source, at):
        mark, text = found[1], re.sub(rf"^ {{1,{len(found[1])}}}", "", found[2], flags=re.MULTILINE)
        first = first or mark.strip()
        items.append(Node("item", "", tuple(_nodes(text, _Place(depth=depth)))))
        at = found.end()
    return (Node(f"list {first}", "", tuple(items)), at) if items else None


def _inline(source: str, at: int, place: _Place) -> tuple[Node, int] | None:
    for kind, pattern in _INLINE:
        if kind == "style":
            if styled := _style(source, at, place):
                return styled
        elif found := pattern.match(source, at):
            return _node(kind, found, place), found.end()
    return None


def _node(kind: str, found: re.Match[str], place: _Place) -> Node:
    text = found[found.lastindex or 0]
    if kind in _NESTED:
        return Node(kind, "", tuple(_nodes(text, place)))
    if kind == "code":
        text = re.sub(r"^ (?= *`)|(?<=`)( *) $", r"\1", text)
    return Node("text" if kind == "escape" else kind, text)


def _style(source: str, at: int, place: _Place) -> tuple[Node, int] | None:
    matches = [
        (found.end(), kind, found) for kind, pattern in _STYLES if (found := pattern.match(source, at))
    ]
    if not matches:
        return None
    end, kind, found = max(matches, key=lambda match: match[0])
    return _node(kind, found, place), end
