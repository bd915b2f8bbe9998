"""How a text is written in YAML: as it is where that is read back, in quotes where it is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, Literal

from bot.errors import BadInputError
from bot.yaml_reader import YamlProblem, decode, parse, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Style = Literal["", "'", '"']
"""Without quotes, or which ones."""

_BREAKS: Final = {letter: f"\\u{ord(letter):04x}" for letter in "\x85\xa0\u2028\u2029\ufeff"}
"""What JSON leaves as it is and YAML reads as the end of a line, or nobody sees."""

_BLOCK: Final = ("- {}\n- z", "k: {}\nl: z", "{}: z")
_FLOW: Final = ("[{}]", "[{}, z]", "[y, {}, z]", "{{k: {}, l: z}}", "{{k: {}}}", "{{{}: z}}")


def scalar(text: str, *, flow: bool = False, like: Style = "") -> str:
    """A text on one line of YAML, quoted if it must be, or because its neighbours are: `like` is how.

    `flow` is within brackets.

    Raises:
        BadInputError: the text has a character that no knowledge file may hold.
    """
    if not _is_allowed(text):
        raise BadInputError(
            f"{quoted(text)} cannot stand in a knowledge file: it has a character that none may hold"
        )
    second: Style = '"' if "'" in text else "'"
    styles: tuple[Style, ...] = (like, second, '"')
    forms = (_STYLES[style](text) for style in styles)
    return next((one for one in forms if _is_read_as(one, text, flow=flow)), _double(text))


def _is_allowed(text: str) -> bool:
    try:
        decode(text.encode())
    except (YamlProblem, UnicodeEncodeError):
        return False
    return True


def _double(text: str) -> str:
    written = json.dumps(text, ensure_ascii=False)
    return "".join(_BREAKS.get(letter, letter) for letter in written)


_STYLES: Final[Mapping[Style, Callable[[str], str]]] = {
    "": str,
    "'": lambda text: "'" + text.replace("'", "''") + "'",
    '"': _double,
}


def _is_read_as(written: str, text: str, *, flow: bool) -> bool:
    """Whether YAML reads it as the text, as an item, a value or a key."""
    return all(text in _texts(form.format(written)) for form in (*_BLOCK, *(_FLOW if flow else ())))


def _texts(yaml: str) -> tuple[object, ...]:
    """The items, or the keys and values, of a list or mapping with as many as its form says; none for anything else."""
    try:
        value = parse(yaml).value
    except YamlProblem:
        return ()
    if isinstance(value, dict):
        return (*value, *value.values())
    return tuple(value) if isinstance(value, list) else ()
