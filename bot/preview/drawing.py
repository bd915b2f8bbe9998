"""What the pages are handed from the adapters, which they may not know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from bot.conversation import FollowPath, ShowEntry, parse_action

if TYPE_CHECKING:
    from bot.reply import Measures, Reply

Link = Callable[[str], str]
"""From the code of a button to the address that shows what it does; empty where there is nothing to show."""

Draw = Callable[["Reply", Link], str]
"""What an adapter's `preview` module offers: a reply as HTML, in which all text is escaped."""


@dataclass(frozen=True, slots=True)
class Platforms:
    """How replies are drawn and measured, by the name of the platform; `absent` are those that are not installed."""

    draw: Mapping[str, Draw]
    measure: Mapping[str, Measures]
    absent: tuple[str, ...] = ()


def link(code: str) -> str:
    """Where the preview shows what a button does."""
    match parse_action(code):
        case ShowEntry(entry):
            return entry_address(entry)
        case FollowPath(path, step) if path:
            return path_address(path, step)
        case None:
            return ""
        case _:
            return f"/tap?{urlencode({'code': code})}"


def entry_address(entry: str) -> str:
    """Where an entry is shown."""
    return f"/entry/{quote(entry, safe='')}"


def path_address(path: str, step: int = 0) -> str:
    """Where a learning path is shown, or one of its steps, counted from 1."""
    return f"/path/{quote(path, safe='')}" + (f"?step={step}" if step else "")


def family_address(family: str) -> str:
    """Where a family of out-of-scope questions is shown."""
    return f"/family/{quote(family, safe='')}"


def ask_address(question: str, after: str = "") -> str:
    """Where a question is answered, after an entry was shown."""
    return "/ask?" + urlencode({"q": question} | ({"after": after} if after else {}))
