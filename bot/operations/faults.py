"""Tells what went wrong without a word of what it went wrong with: classes and places in the code, never a message.

The message of an exception may hold anything. SQLAlchemy puts the parameters of a statement into it, PostgreSQL the row,
a parser the text, an HTTP client the address with its token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from traceback import walk_tb
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

_MOST_FRAMES: Final = 30
_MOST_CAUSES: Final = 8
_LIBRARY: Final = re.compile(r"(?:site|dist)-packages|python\d+(?:\.\d+)?t?")
_OURS: Final = ("bot", "adapters")
_SOURCE: Final = re.compile(r"\w+\.py|<[a-z]+>")


@dataclass(frozen=True, slots=True)
class Fault:
    """An exception: its class, where it was raised (innermost place last), and the exceptions behind it."""

    name: str
    frames: tuple[str, ...]
    causes: tuple[str, ...] = ()


def fault(error: BaseException) -> Fault:
    """What may be told of an exception."""
    behind = islice(_behind(error, {id(error)}), _MOST_CAUSES)
    return Fault(class_name(type(error)), frames(error), tuple(_in_short(one) for one in behind))


def class_name(kind: type[BaseException]) -> str:
    """The full name of a class; without its module for the built-in ones."""
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return f"{module}{kind.__qualname__}"


def frames(error: BaseException) -> tuple[str, ...]:
    """The places that an exception passed through, innermost last."""
    places = [place(frame, line) for frame, line in walk_tb(error.__traceback__)]
    return tuple(places[-_MOST_FRAMES:])


def place(frame: FrameType, line: int) -> str:
    """A place in the code, as `file:line:function`."""
    return f"{short(frame.f_code.co_filename)}:{line}:{frame.f_code.co_name}"


def short(file: str) -> str:
    """The name of a source file within its package: the folders above it say where somebody lives."""
    parts = file.replace("\\", "/").split("/")
    for at in range(len(parts) - 2, -1, -1):
        if _LIBRARY.fullmatch(parts[at]):
            return "/".join(parts[at + 1 :])
        if parts[at] in _OURS:
            return "/".join(parts[at:])
    return parts[-1] if _SOURCE.fullmatch(parts[-1]) else "?"


def _in_short(error: BaseException) -> str:
    innermost = frames(error)[-1:]
    return " at ".join([class_name(type(error)), *innermost])


def _behind(error: BaseException, seen: set[int]) -> Iterator[BaseException]:
    """The exceptions that led to this one or that it groups; a chain may run in circles."""
    context = None if error.__suppress_context__ else error.__context__
    grouped = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for one in (error.__cause__, context, *grouped):
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            yield from _behind(one, seen)
