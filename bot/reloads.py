"""What becomes of a reload, as values: they travel to logs, to webhooks and over the control socket."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.problems import Problem


@dataclass(frozen=True, slots=True)
class Reloaded:
    """New knowledge is live.

    `before` and `after` count the entries; `added`, `removed` and `changed` are ids of entries; `files` are the names of
    all files that differ, within the folder.
    """

    version: str
    before: int
    after: int
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The files say what is live already."""

    version: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The last good knowledge stays live; `reason` is one line, and `problems` are sorted by place."""

    reason: str
    problems: tuple[Problem, ...] = ()


Outcome = Reloaded | Unchanged | Refused

Tell = Callable[[Outcome], Awaitable[None]]
"""Who is told of an outcome."""
