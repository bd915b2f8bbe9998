"""Adds to the lists and mappings of a YAML text as it is written: comments, order, indentation and quotes stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, cast

import yaml

from bot.errors import BadInputError
from bot.workbench.scalars import scalar
from bot.yaml_reader import YamlProblem, parse

if TYPE_CHECKING:
    from bot.workbench.scalars import Style
    from bot.yaml_reader import Location, Value

_SEPARATOR: Final = re.compile(r"\s*,\s*")
_LOADER: Final = getattr(yaml, "CLoader", yaml.Loader)


def appended(text: str, at: Location, new: Value) -> str:
    """A YAML text with an item, or the pairs of a mapping, added behind the last of the list or mapping at a location.

    Raises:
        BadInputError: the text is written in a way that this cannot add to, or the item cannot be written.
    """
    node = _node(yaml.compose(text, Loader=_LOADER), at)
    after = (_in_flow if node.flow_style else _in_block)(text, node, new)
    if not _is_there(text, after, at, new):
        raise BadInputError("the file is written in a way that only people understand: add the text by hand")
    return after


def _node(root: yaml.Node | None, at: Location) -> yaml.CollectionNode:
    node: Any = root
    for part in at:
        pairs = node.value if isinstance(node, yaml.MappingNode) else enumerate(node.value)
        node = next(value for key, value in pairs if getattr(key, "value", key) == part)
    return cast("yaml.CollectionNode", node)


def _is_there(before: str, after: str, at: Location, new: Value) -> bool:
    """Whether the new text says what the old one says, and what was added."""
    try:
        expected, found = parse(before).value, parse(after).value
    except YamlProblem:
        return False
    target: Any = expected
    for part in at:
        target = target[part]
    if isinstance(target, list):
        target.append(new)
    elif isinstance(target, dict) and isinstance(new, dict):
        target.update(new)
    return expected == found


def _in_flow(text: str, node: yaml.CollectionNode, new: Value) -> str:
    """Behind the last item in brackets, set apart as that is from the one before."""
    written = flow(new, _style(node))
    written = written[1:-1] if isinstance(node, yaml.MappingNode) else written
    items = _items(node)
    if not items:
        start = node.start_mark.index + 1
        return text[:start] + written + text[start:]
    between = text[items[-2][1] : items[-1][0]] if len(items) > 1 else ""
    end = items[-1][1]
    return text[:end] + (between if _SEPARATOR.fullmatch(between) else ", ") + written + text[end:]


def _items(node: yaml.CollectionNode) -> list[tuple[int, int]]:
    """Where the items of a list, or the pairs of a mapping, begin and end."""
    pairs = [child if isinstance(child, tuple) else (child, child) for child in node.value]
    return [(first.start_mark.index, last.end_mark.index) for first, last in pairs]


def _in_block(text: str, node: yaml.CollectionNode, new: Value) -> str:
    """On lines of their own behind the last item, indented and quoted as the items are."""
    column = node.start_mark.column
    if isinstance(node, yaml.SequenceNode):
        gap = _gap(text, node)
        lines = block(new, column + 1 + len(gap), like=_style(node))
        written = " " * column + "-" + gap + lines.lstrip(" ")
    else:
        written = block(new, column, flowing=_flowing(node))
    break_ = "\r\n" if "\r\n" in text else "\n"
    at = _line_behind(text, _end(text, node))
    written = written.replace("\n", break_)
    ended = text[at - 1 : at] == "\n"
    return text[:at] + (written + break_ if ended else break_ + written) + text[at:]


def _gap(text: str, node: yaml.SequenceNode) -> str:
    """What stands between a dash and an item: one space, unless the last item has more."""
    first = node.value[-1].start_mark
    gap = text[: first.index].rpartition("-")[2]
    return gap if gap and not gap.strip(" ") else " "


def _flowing(node: yaml.CollectionNode) -> bool:
    """Whether the lists in a mapping stand in brackets, as far as there are any."""
    lists = [value for _, value in node.value if isinstance(value, yaml.SequenceNode)]
    return not lists or any(one.flow_style for one in lists)


def _style(node: yaml.CollectionNode) -> Style:
    """The quotes that all items of a list have, if they are more than one."""
    styles = [child.style or "" for child in node.value if isinstance(child, yaml.ScalarNode)]
    alike = len(styles) > 1 and len(set(styles)) == 1 and styles[0] in {"'", '"'}
    return cast("Style", styles[0]) if alike else ""


def _end(text: str, node: yaml.Node) -> int:
    """Where the last that a node says ends."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style:
        last = node.value[-1]
        return _end(text, last[1] if isinstance(last, tuple) else last)
    start, end = node.start_mark.index, int(node.end_mark.index)
    header = text[start:end].partition("\n")[0]
    folded = isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}
    return start + len(text[start:end].rstrip()) if folded and "+" not in header else end


def _line_behind(text: str, at: int) -> int:
    """Where the line behind a place begins, or the text ends."""
    if text[at - 1 : at] == "\n":
        return at
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def flow(value: Value, like: Style = "") -> str:
    """A value on one line."""
    match value:
        case str():
            return scalar(value, flow=True, like=like)
        case list():
            return f"[{', '.join(flow(item) for item in value)}]"
        case dict():
            pairs = (f"{scalar(key, flow=True)}: {flow(item)}" for key, item in value.items())
            return f"{{{', '.join(pairs)}}}"


def block(value: Value, column: int, *, like: Style = "", flowing: bool = True) -> str:
    """A value on lines that begin in a column, from 0; lists stand in brackets if they are `flowing`."""
    margin = " " * column
    match value:
        case str():
            return margin + scalar(value, like=like)
        case list():
            return "\n".join(
                f"{margin}- {scalar(item) if isinstance(item, str) else flow(item)}" for item in value
            )
        case dict():
            return "\n".join(
                margin + _pair(key, item, column, flowing=flowing) for key, item in value.items()
            )


def _pair(key: str, value: Value, column: int, *, flowing: bool) -> str:
    written = scalar(key)
    if isinstance(value, str):
        return f"{written}: {scalar(value)}"
    if isinstance(value, list) and (flowing or not value):
        return f"{written}: {flow(value)}"
    return f"{written}:\n{block(value, column + 2, flowing=flowing)}"
